"""From a hit to its whole text: where texts end, and what is said of those that are not whole."""

import random
import re

import pytest

from models.recovery import texts
from models.recovery.answers import ENCODINGS
from models.recovery.boundaries import character_ends, characters_in
from models.recovery.scan import scan
from models.recovery.source import Source
from models.recovery.texts import Text, text_around, text_at
from models.recovery.whole import decode_file
from tests.models.recovery.texts_made import KINDS, LANGUAGES, make_text

NOISE = random.Random(5).randbytes(4096)
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def texts_of(path, fragment: str, **options) -> list[Text]:
    with Source(path) as source:
        *_, found = scan(source, [fragment])
        texts = [text_around(source, hit, **options) for hit in found.hits]
    return [text for text in texts if text]


def best(path, fragment: str) -> Text:
    return max(texts_of(path, fragment), key=lambda text: (text.confidence, len(text.text)))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("around", ["zeros", "noise"])
def test_a_text_is_given_whole_and_nothing_else(tmp_path, encoding, language, around):
    for number, kind in enumerate(KINDS):
        made = make_text(number, kind, language, 6000)
        content = MARKS.get(encoding, b"") + made.text.encode(encoding)
        path = tmp_path / f"{kind}.img"
        wall = bytes(4096) if around == "zeros" else NOISE
        path.write_bytes(wall + content + bytes(-len(content) % 4096) + wall)
        text = best(path, made.fragment)
        assert text.text == made.text, kind
        assert (text.kind, text.partial, text.encoding) == (kind, (), text.encoding)
        assert text.start == 4096 + len(MARKS.get(encoding, b"")) and text.end == 4096 + len(content)
        assert text.confidence > 0.9


def test_a_text_that_random_bytes_follow_at_once_loses_at_most_its_last_word(tmp_path):
    for seed in range(20):
        made = make_text(seed, "plain", LANGUAGES[seed % 2], 3000)
        noise = random.Random(seed).randbytes(3000)
        encoding = ENCODINGS[seed % 2]
        path = tmp_path / "image"
        path.write_bytes(bytes(4096) + made.text.encode(encoding) + noise)
        text = best(path, made.fragment)
        assert made.text[:-40] in text.text and len(text.text) < len(made.text) + 24
        assert text.partial or text.text == made.text


def test_a_text_cut_at_a_block_says_so(tmp_path):
    for seed, language in enumerate(LANGUAGES * 4):
        for encoding in ENCODINGS:
            made = make_text(seed, "plain", language, 30_000)
            content = made.text.encode(encoding)
            cut = content.index(made.fragment.encode(encoding)) // 4096 * 4096 + 8192
            path = tmp_path / "image"
            path.write_bytes(bytes(4096) + content[:cut] + NOISE)
            assert "cut_at_block" in best(path, made.fragment).partial, (seed, encoding)
            path.write_bytes(NOISE + content[cut - 8192 :] + bytes(-len(content) % 4096 + 4096))
            second = best(path, made.fragment)
            if not made.text.encode(encoding)[: cut - 8192].endswith((b"\n", b"\n\0")) and cut > 8192:
                assert made.text.endswith(second.text[-200:])


def test_most_second_halves_are_known_as_such(tmp_path):
    told = 0
    for seed in range(40):
        made = make_text(seed, KINDS[seed % 7], LANGUAGES[seed // 7 % 2], 9000)
        content = made.text.encode()
        half = content.index(made.fragment.encode()) // 4096 * 4096
        if half == 0:
            told += 1
            continue
        path = tmp_path / "image"
        path.write_bytes(bytes(4096) + content[half:] + bytes(-len(content) % 4096))
        text = best(path, made.fragment)
        told += "begins_inside" in text.partial
    assert told >= 34  # of 40: a paragraph that begins a block begins as a file does


def test_two_files_that_touch_are_two_texts(tmp_path):
    first, second = make_text(1, "html", "en", 9000), make_text(2, "latex", "en", 9000)
    content = first.text.encode()
    content += b"x" * (-len(content) % 4096 - 1) + b"\n"
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + content + second.text.encode() + bytes(4096))
    text = best(path, second.fragment)
    assert text.text == second.text and text.start == 4096 + len(content)
    assert second.text[:20] not in best(path, first.fragment).text


def test_a_block_of_another_language_is_another_text(tmp_path):
    first, second = make_text(1, "plain", "en", 30_000), make_text(2, "plain", "zh", 30_000)
    content = first.text.encode("gb18030")[: first.text.index(first.fragment) // 4096 * 4096 + 8192]
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + content + second.text.encode("gb18030") + bytes(4096))
    text = best(path, first.fragment)
    assert text.text == content.decode() and text.partial == ("cut_at_block",)
    other = best(path, second.fragment)
    assert other.text == second.text and "begins_inside" in other.partial


def test_a_text_within_its_own_block_boundaries_is_not_cut(tmp_path):
    for seed in range(60):
        made = make_text(seed, KINDS[seed % 7], LANGUAGES[seed // 7 % 2], 40_000)
        path = tmp_path / "image"
        path.write_bytes(bytes(4096) + made.text.encode(ENCODINGS[seed % 4]) + bytes(4096))
        assert best(path, made.fragment).text == made.text, (seed, made.kind)


def test_the_bytes_of_other_characters_are_no_hit(tmp_path):
    """Of a run of GB 18030 pairs, every byte but the first also begins a run of pairs, of other hanzi."""
    text = "实验的结果。" * 300
    shifted = text.encode("gb18030")[1:-1].decode("gb18030", "ignore")[20:24]
    path = tmp_path / "image"
    path.write_bytes(bytes(512) + text.encode("gb18030") + bytes(512))
    with Source(path) as source:
        assert list(scan(source, [shifted]))[-1].counted > 0
    assert texts_of(path, shifted) == []


def test_hangul_is_text_where_it_is_looked_for(tmp_path):
    text = "잃어버린 문서는 여기에 있다. 강과 다리와 정원을 기억한다.\n" * 40
    for encoding in ("utf-8", "utf-16-le"):
        path = tmp_path / "image"
        path.write_bytes(bytes(512) + text.encode(encoding) + bytes(512))
        assert best(path, "강과 다리와").text == text


def test_bounds_are_kept(tmp_path):
    made = make_text(3, "plain", "en", 20_000)
    path = tmp_path / "image"
    path.write_bytes(made.text.encode())
    at = made.text.index(made.fragment)
    bounds = (at // 512 * 512, at // 512 * 512 + 2048)
    (text,) = [one for one in texts_of(path, made.fragment, bounds=lambda offset: bounds)]
    assert (text.start, text.end) == bounds
    assert {"begins_inside", "cut_at_block"} & set(text.partial)


def test_a_file_is_a_text_or_is_not():
    made = make_text(4, "json", "zh", 3000)
    for encoding in ENCODINGS:
        text = decode_file(MARKS.get(encoding, b"") + made.text.encode(encoding))
        assert (text.text, text.kind, text.partial) == (made.text, "json", ())
    assert decode_file(NOISE) is None and decode_file(b"") is None and decode_file(bytes(100)) is None


def test_a_text_is_found_where_no_fragment_is_known(tmp_path):
    for encoding in ENCODINGS:
        made = make_text(6, "plain", "zh", 3000)
        path = tmp_path / "image"
        path.write_bytes(bytes(512) + made.text.encode(encoding) + bytes(512))
        with Source(path) as source:
            assert text_at(source, 512 + 1200).text == made.text
            assert text_at(source, 100) is None


def test_a_text_that_changes_its_language_near_a_block_is_one_text(tmp_path):
    english, chinese = make_text(1, "plain", "en", 9000).text, make_text(2, "plain", "zh", 9000)
    path = tmp_path / "image"
    for encoding in ENCODINGS[2:]:
        for beside in (-60, -45, -30, -15, -5, 5, 15, 30, 45):
            first = english[: 8192 + beside - 2].rsplit(" ", 1)[0]
            text = first.ljust(8192 + beside - 2, "x") + ".\n" + chinese.text
            path.write_bytes(bytes(4096) + text.encode(encoding) + bytes(4096))
            found = best(path, chinese.fragment)
            assert (found.text, found.partial) == (text, ()), (encoding, beside)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_work_at_boundaries_grows_as_a_text_does(tmp_path, monkeypatch, encoding):
    """Of a text where something else begins at every block, each time within a character."""
    encoded: list[int] = []
    encode = texts._encode
    monkeypatch.setattr(texts, "_encode", lambda text, into: encoded.append(len(text)) or encode(text, into))
    block, path = "a" * 1999 + "字" * 700, tmp_path / "image"
    work = []
    for blocks in (20, 80):
        encoded.clear()
        content = ("the needle in it " + block * blocks).encode(encoding)
        path.write_bytes(bytes(4096) + content + bytes(4096))
        assert texts_of(path, "the needle")
        work.append(sum(encoded))
    assert work[1] < 6 * work[0]


def test_characters_are_counted_as_they_are_encoded():
    chance = random.Random(8)
    ranges = (range(32, 127), range(0xA0, 0x3000), range(0x3000, 0xD800), range(0x10000, 0x2FFFF))
    text = "".join(chr(chance.choice(ranges[at % 4])) for at in range(400))
    for encoding in ENCODINGS:
        ends = character_ends(text, encoding)
        assert ends.tolist() == [len(text[: at + 1].encode(encoding)) for at in range(len(text))]
        assert [characters_in(ends, size) for size in (0, int(ends[0]), int(ends[7]))] == [0, 1, 8]
        assert characters_in(ends, int(ends[3]) - 1) is None  # within a character of four bytes
        assert characters_in(ends, int(ends[-1]) + 1) is None


def test_the_last_rows_of_a_database_are_not_the_beginning_of_the_next_file(tmp_path):
    """A page of SQLite ends with its first row, with nothing between it and the next file's first byte."""
    made, row = make_text(3, "python", "en", 6000), "The old kitchen answers a silver bridge. " * 30
    page = b"\r" + bytes(4093 - len(row) - 2) + b"\x8at" + b"\x00" + row.encode()
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + page.rjust(4096, b"\0") + made.text.encode() + bytes(4096))
    found = best(path, made.fragment)
    assert (found.text, found.partial) == (made.text, ())
    assert all(made.text[:30] not in text.text for text in texts_of(path, "old kitchen answers a silver"))


WESTERN = {
    "German": (
        "Liebes Tagebuch, heute habe ich über die schönen Äpfel für Groß und Klein geschrieben.\n",
        "heute habe ich",
    ),
    "French": ("Où était l'élève dont la mère a créé « La forêt » à Nîmes ? Ça, on l'a oublié.\n", "dont la"),
    "quotes": ("He said “I can’t find the thesis” and left — for good.\n", "find the thesis"),
    "Spanish": ("El señor Núñez volvió mañana, ¿no? Así lo dijo también la niña.\n", "lo dijo"),
    "few quotes": (
        "He went home in the rain and sat down to write of it, and it didn’t come to him at all.\n",
        "sat down",
    ),
}


@pytest.mark.parametrize("language", WESTERN)
@pytest.mark.parametrize("lines", [1, 8, 400])
@pytest.mark.parametrize("around", ["zeros", "noise"])
def test_a_western_text_of_windows_1252_is_found_by_words_of_ascii(tmp_path, language, lines, around):
    line, fragment = WESTERN[language]
    content = (line * lines).encode("cp1252")
    path = tmp_path / "image"
    wall = bytes(4096) if around == "zeros" else NOISE
    path.write_bytes(wall + content + bytes(-len(content) % 4096) + wall)
    text = best(path, fragment)
    assert (text.text, text.encoding, text.partial) == (line * lines, "cp1252", ())
    assert text.start == 4096 and text.end == 4096 + len(content)
    whole = decode_file(content)
    assert (whole.text, whole.encoding) == (line * lines, "cp1252")


def test_letters_of_another_western_set_do_not_become_chinese_ones(tmp_path):
    line = "Zażółć gęślą jaźń i jedź, rzekł pan Łukasz do żony.\n"
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + (line * 8).encode("cp1250") + bytes(4096))
    assert not any("\u3400" <= letter <= "\u9fff" for text in texts_of(path, "jedn") for letter in text.text)
    for text in texts_of(path, "rzek"):
        assert "ends_inside" in text.partial or text.encoding == "cp1252"
        assert not any("\u3400" <= letter <= "\u9fff" for letter in text.text)


@pytest.mark.parametrize(
    "line",
    [
        "import numpy  # 引入数值库\nvalue = 3  # 数值\n",
        "第一章 The river 河流在夜里上涨，rose three metres 三米。\n",
        "用python写的script，在linux上run。\n",
        "TODO: 看 the log, 改 bug, 上线 it to 北京机房\n",
    ],
)
def test_chinese_of_gb18030_among_words_of_ascii_stays_so(tmp_path, line):
    content = (line * 30).encode("gb18030")
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + content + bytes(8192 - len(content) % 4096))
    fragment = max(re.findall(r"[a-z]+(?: [a-z]+)*", line), key=len)
    assert [(text.text, text.encoding) for text in texts_of(path, fragment)] == [(line * 30, "gb18030")]
    assert decode_file(content).encoding == "gb18030"


def test_ascii_before_random_bytes_is_not_taken_further_than_it_goes(tmp_path):
    line = "The river rose three metres in a night, and then the words ended. "
    for seed in range(40):
        path = tmp_path / "image"
        path.write_bytes(bytes(4096) + line.encode() * 5 + random.Random(seed).randbytes(3000))
        (text,) = texts_of(path, "rose three")
        assert len(text.text) < len(line) * 5 + 24


def test_a_wide_space_in_a_fragment_of_ascii_is_one_of_gb18030(tmp_path):
    content = "标题　rose　three　metres 这是一篇关于河流的文章。\n".encode("gb18030") * 8
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + content + bytes(4096))
    assert texts_of(path, "rose three")[0].text.encode("gb18030") == content
