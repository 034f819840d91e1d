"""Bytes as text, whatever the page declares."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.articles.page.encoding import codec_of, decode
from tests.models.articles.pages import NEWS, STORY

CHINESE = "".join(NEWS)
JAPANESE = "駅前の商店街では、朝から多くの人が買い物をしています。店の人たちは笑顔で客を迎えました。" * 4
RUSSIAN = "Утром на рынке было много людей, и продавцы раскладывали свежие овощи на прилавках. " * 4

KOREAN = "아침부터 시장에는 많은 사람들이 모여 있었고, 상인들은 신선한 채소를 가게 앞에 내놓고 있었다. " * 4
ENGLISH = "“It’s over,” she said. The river rose — and fell — in a night. “So we’ll rebuild,” he said. "
FRENCH = "La rivière a débordé cet été, et l'église a été inondée. Là où le fleuve passe, il n’y a plus rien à faire. "
GERMAN = "Der Bürgermeister grüßte die Gäste höflich. „So viel Spaß“, sagte Jürgen Groß. "
THAI = "แม่น้ำสูงขึ้นสามเมตรในคืนเดียว และผู้คนในเมืองล่างนำสิ่งของไปที่โบสถ์บนเนินเขา"


def page(text: str, charset: str | None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "gb2312", "nonsense"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be"])
def test_chinese_is_read_whatever_is_declared(real, declared):
    text = CHINESE if real != "big5hkscs" else CHINESE.encode("big5hkscs", "ignore").decode("big5hkscs")
    found = decode(page(text, declared).encode(real))
    assert text in found.text
    assert found.used == real
    assert found.declared == declared


@pytest.mark.parametrize(
    ("text", "real", "declared"),
    [
        (JAPANESE, "cp932", "utf-8"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (KOREAN, "cp949", None),
        (KOREAN, "cp949", "gb2312"),
        (RUSSIAN, "cp1251", "windows-1251"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy. " * 5, "iso8859-2", "iso-8859-2"),  # undeclared it is read otherwise
        ("Zażółć gęślą jaźń, rzekł pan Łukasz. " * 5, "cp1250", "windows-1250"),
        (
            "Der Bürgermeister grüßte die Gäste höflich — und fuhr dann über Köln nach Süden. " * 5,
            "cp1252",
            "iso-8859-1",
        ),
    ],
)
def test_other_languages(text, real, declared):
    assert text.strip() in decode(page(text, declared).encode(real)).text


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_and_taken_off(mark):
    found = decode(page(CHINESE, "gbk").encode(mark))
    assert found.text.startswith("<html>")
    assert CHINESE in found.text


def test_a_few_broken_bytes_do_not_change_the_set():
    broken = page(CHINESE, "utf-8").encode().replace("市场".encode(), "市".encode() + b"\xe5\x9c", 1)
    assert decode(broken).used == "utf-8"
    cut = page(CHINESE, None).encode("gb18030")[:-40]
    assert decode(cut[:-1]).used == "gb18030"


def test_text_is_taken_as_it_is_and_nuls_go():
    assert decode("a\0b").text == "ab"
    assert decode(page(STORY[0], None)).used == "text"
    assert "\0" not in decode(b"<p>a\0b</p>").text


@settings(deadline=None)  # the first call loads the detector
@given(st.binary(max_size=2000))
def test_any_bytes_are_some_text(html):
    assert isinstance(decode(html).text, str)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"), ("GBK", "gb18030"), ("big5", "big5hkscs"), ("shift_jis", "cp932"), ("x-sjis", "cp932"),
        ("euc-kr", "cp949"), ("iso-8859-1", "cp1252"), ("us-ascii", "cp1252"), ("iso-8859-9", "cp1254"),
        ("tis-620", "cp874"), ("koi8-r", "koi8-r"), ("utf8", "utf-8"), ("nonsense", None), (None, None),
    ],
)  # fmt: skip
def test_labels_mean_what_browsers_read_under_them(label, codec):
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["rot13", "hex", "zlib", "idna", "undefined", "utf-7"])
def test_codecs_of_python_that_no_page_is_written_in_are_no_declaration(label):
    text = "Der Bürgermeister grüßte die Gäste höflich und fuhr über Köln nach Süden. " * 5
    found = decode(page(text, label).encode("cp1252"))
    assert found.declared == label
    assert text.strip() in found.text


FINNISH, TURKISH, SPANISH = (
    "Lautta kulkee välillä saarten välillä. ",
    "İki ada arasındaki vapur. ",
    "El niño y la montaña. ",
)


@pytest.mark.parametrize(
    ("text", "real", "header"),
    [
        (FINNISH, "cp1252", "iso-8859-1"), (TURKISH, "cp1254", "windows-1254"), (TURKISH, "cp1254", "ISO-8859-9"),
        (SPANISH, "cp1252", "'windows-1252'"), (RUSSIAN, "koi8-r", "KOI8-R"), (CHINESE, "gb18030", '"gb2312"'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("declared", [None, "utf-8", "nonsense"])
def test_the_character_set_of_the_header_is_used(text, real, header, declared):
    found = decode(page(text, declared).encode(real), f"text/html; Charset={header}")
    assert text in found.text
    assert found.declared == header.strip("'\"").lower()


@pytest.mark.parametrize(
    "header", ["text/html; charset=iso-8859-1", "text/html; charset=nonsense", "text/html", "", "é"]
)
def test_a_header_that_is_wrong_is_not_believed(header):
    assert CHINESE in decode(page(CHINESE, "gbk").encode("gbk"), header).text
    assert FINNISH in decode(page(FINNISH, None).encode(), header).text
    assert RUSSIAN in decode(page(RUSSIAN, "windows-1251").encode("cp1251"), header.replace("iso-8859-1", "gbk")).text


@pytest.mark.parametrize(
    ("text", "real", "language"),
    [
        (FINNISH, "cp1252", "fi"), (TURKISH, "cp1254", "tr-TR"), (SPANISH, "cp1252", "es"), (RUSSIAN, "cp1251", "ru"),
        (FRENCH, "cp1252", "fr"), ("Der Preis: „Spaß“", "cp1252", "de"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("declared", "header"), [(None, None), ("utf-8", None), (None, "text/html; charset=UTF-8")])
def test_where_no_other_set_is_declared_the_language_tells(text, real, language, declared, header):
    found = decode(page(text, declared).replace("<html>", f"<html lang='{language}'>").encode(real), header)
    assert (text in found.text, found.used) == (True, real)


def test_the_language_tells_nothing_of_chinese():
    assert CHINESE in decode(page(CHINESE, None).replace("<html>", "<html lang=de>").encode("gbk")).text


@pytest.mark.parametrize(
    "header",
    [
        "text/html; charset=" + "x" * 1_000_000, "charset=" * 200_000, "text/html; charset=\0\udcff",
        "text/html; charset=rot13", ";" * 1_000_000, "text/html; charset=..", "\ufeff" * 1_000_000,
    ],
)  # fmt: skip
def test_a_hostile_header_is_no_declaration(header):
    for real, text in (("gbk", CHINESE), ("cp1251", RUSSIAN), ("utf-8", FINNISH)):
        assert text in decode(page(text, None).encode(real), header).text


STRAY = [b"\xa9 2024", b"caf\xe9", "河".encode()[:-1] + b"...", b"\x93quoted\x94"]


@pytest.mark.parametrize("stray", STRAY)
@pytest.mark.parametrize(
    "text", [ENGLISH, FRENCH, GERMAN, FINNISH, TURKISH * 3, RUSSIAN[:60], CHINESE[:30], JAPANESE[:20]]
)
@pytest.mark.parametrize(("declared", "header"), [("utf-8", None), (None, "text/html; charset=utf-8"), (None, None)])
def test_a_stray_byte_makes_no_other_set_of_utf8(text, stray, declared, header):
    found = decode(page(text, declared).encode().replace(b"</body>", b"<div>" + stray + b"</div></body>"), header)
    assert found.used == "utf-8"
    assert text in found.text
    assert 1 <= found.text.count("\ufffd") <= 2


@pytest.mark.parametrize("words", ["a café", "a word — or two", "one’s own"])
def test_where_utf8_is_declared_a_single_letter_of_it_outweighs_a_single_broken_byte(words):
    found = decode(page(words, "utf-8").encode().replace(b"</body>", b"\xa9 2024</body>"))
    assert words in found.text


def test_marks_of_broken_bytes_that_a_page_shows_are_letters_of_it():
    assert decode(page("caf\ufffd and \ufffd", None).encode() + b"\xa9").used == "utf-8"


@pytest.mark.parametrize(
    ("text", "real", "declared"),
    [
        (GERMAN, "cp1252", "iso-8859-1"), (FRENCH.upper(), "cp1252", "windows-1252"), (CHINESE, "gb18030", "gbk"),
        (JAPANESE, "cp932", "shift_jis"), (RUSSIAN, "cp1251", "windows-1251"), (THAI, "cp874", "tis-620"),
    ],
)  # fmt: skip
def test_a_few_letters_of_utf8_in_a_page_of_another_set_do_not_change_it(text, real, declared):
    found = decode(page(text, declared).encode(real) + "“café”".encode())
    assert text in found.text


def test_what_only_scripts_hold_does_not_tell_the_set_of_what_is_seen():
    script = f"<script>{ENGLISH * 9}</script>".encode()
    assert FRENCH in decode(page(FRENCH, "iso-8859-1").encode("cp1252") + script).text


def test_a_page_whose_first_letter_beyond_ascii_comes_late_is_read_by_it():
    found = decode(page("<!-- plain -->" * 60_000 + RUSSIAN, None).encode("cp1251"))
    assert RUSSIAN in found.text


UKRAINIAN = "Річка піднялася на три метри за одну ніч, і мешканці нижнього міста віднесли все, що могли, до церкви. "
BULGARIAN = "Реката се покачи с три метра за една нощ и жителите на долния град отнесоха всичко в църквата. "
POLISH = "Rzeka wezbrała w ciągu nocy, a mieszkańcy dolnego miasta zanieśli do kościoła, co mogli, rzekł pan Łukasz. "
CYRILLIC = (None, "utf-8", "windows-1251", "koi8-r")
TWINS = [
    *((RUSSIAN, real, "ru", CYRILLIC) for real in ("koi8-r", "cp1251", "cp866", "iso8859-5")),
    *((UKRAINIAN, real, "uk", CYRILLIC) for real in ("koi8-u", "cp1251")),
    *((BULGARIAN, real, "bg", CYRILLIC) for real in ("koi8-r", "cp1251")),
    *((POLISH, real, "pl", (None, "utf-8", "windows-1250", "iso-8859-2")) for real in ("cp1250", "iso8859-2")),
]


@pytest.mark.parametrize(("text", "real", "language", "declarations"), TWINS)
@pytest.mark.parametrize("size", [80, 400])
def test_of_the_sets_of_a_language_the_one_is_taken_that_its_letters_speak_for(
    text, real, language, declarations, size
):
    for declared in declarations:
        for shown in (text[:size], text[:size].upper()):
            marked = page(shown, declared).replace("<html>", f"<html lang={language}>")
            assert shown in decode(marked.encode(real)).text, declared


HEBREW = "הנהר עלה בשלושה מטרים בלילה אחד, ואנשי העיר התחתית נשאו את מה שיכלו אל הכנסייה. "
ARABIC = "ارتفع النهر ثلاثة أمتار في ليلة واحدة، وحمل أهل المدينة السفلى ما استطاعوا إلى الكنيسة. "


@pytest.mark.parametrize(("text", "real", "language"), [(HEBREW, "cp1255", "he"), (ARABIC, "cp1256", "ar")])
@pytest.mark.parametrize("size", [12, 40, 80])
def test_an_alphabet_without_capitals_has_words_too(text, real, language, size):
    shown = text[:size].strip()
    assert shown in decode(page(shown, f"windows-{real[2:]}").encode(real)).text
    assert shown in decode(page(shown, None).replace("<html>", f"<html lang={language}>").encode(real)).text
    false = page(CHINESE, f"windows-{real[2:]}").encode("gbk")
    assert CHINESE in decode(false).text
