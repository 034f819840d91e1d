import bz2
import gzip
import io
import lzma

import numpy as np
import pytest

from models.words.corpus import UNKNOWN, Recipe, encode
from models.words.errors import CorpusError
from models.words.languages import LANGUAGES
from models.words.texts import bounded_lines, chunks, lines


def made(folder, texts, **recipe):
    sources = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        sources.append(str(path))
    recipe = {"language": "en", "min_count": 1} | recipe
    return encode(Recipe(tuple(sources), **recipe), folder / "corpus", workers=1)


def test_words_are_ranked_by_frequency_and_lines_parted(tmp_path):
    corpus = made(tmp_path, ["The cat. The dog!\n\nthe END\n"])
    assert corpus.words == [UNKNOWN, "the", "cat", "dog", "end"]
    assert corpus.tokens.tolist() == [1, 2, 1, 3, 0, 1, 4, 0]
    assert corpus.counts.tolist() == [0, 3, 1, 1, 1]


def test_rare_words_are_dropped_before_windows_are_cut(tmp_path):
    corpus = made(tmp_path, ["a b a c a\nb\n"], min_count=2)
    assert [corpus.words[rank] for rank in corpus.tokens if rank] == ["a", "b", "a", "a", "b"]
    assert corpus.about["tokens"] == 6
    assert corpus.about["kept"] == 5


def test_packed_files_and_folders_give_the_same_tokens(tmp_path):
    text = "one two three\ntwo three\nthree\n"
    plain = made(tmp_path / "a" if (tmp_path / "a").mkdir() is None else tmp_path, [text])
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "x.txt.bz2").write_bytes(bz2.compress(text.encode()))
    corpus = encode(Recipe((str(packed),), "en", 1), tmp_path / "out", workers=1)
    assert corpus.tokens.tolist() == plain.tokens.tolist()


def test_undecodable_lines_are_counted_and_the_rest_is_read(tmp_path):
    corpus = made(tmp_path, [b"good line\nbad \xff\xfe line\ngood\n"])
    assert corpus.about["undecodable_lines"] == 1
    assert corpus.words[1:3] == ["good", "line"]


def test_a_corpus_in_another_encoding_is_told_from_one_that_is_small(tmp_path, caplog):
    gbk = ("我们在大学学习数学。\n" * 20).encode("gbk")
    with pytest.raises(CorpusError, match=r"20 lines are not UTF-8.*Save the texts as UTF-8"):
        made(tmp_path, [gbk], language="zh", min_count=2)
    made(tmp_path, [gbk + ("我们在大学学习数学。\n" * 20).encode()], language="zh", min_count=2)
    assert caplog.messages.count("20 lines are not UTF-8. What cannot be decoded in them is left out.") == 2


@pytest.mark.parametrize("text", ["", "\n\n", "1 2 3\n", "once only\n"])
def test_a_corpus_without_frequent_words_is_refused_with_a_remedy(tmp_path, text):
    with pytest.raises(CorpusError, match="min_count"):
        made(tmp_path, [text], min_count=2)


def test_a_missing_source_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"nowhere\.txt"):
        encode(Recipe(("nowhere.txt",), "en", 1), tmp_path / "c", workers=1)


def test_a_folder_that_is_misspelt_is_named_where_the_hub_has_no_such_data_set_either(monkeypatch):
    import datasets

    def unreachable(name, **options):
        raise ConnectionError(f"Couldn't reach {name!r} on the Hub")

    monkeypatch.setattr(datasets, "load_dataset", unreachable)
    with pytest.raises(CorpusError, match=r"no text at texts/wikki.*Couldn't reach.*Name a file"):
        list(lines("texts/wikki"))


@pytest.mark.parametrize("rows", [[{"content": "one"}], [{"text": None}, {"text": "one\ntwo"}]])
def test_a_data_set_may_have_empty_rows_but_must_have_texts(monkeypatch, rows):
    import datasets

    monkeypatch.setattr(datasets, "load_dataset", lambda name, **options: rows)
    if "text" in rows[0]:
        assert list(lines("user/texts")) == list(lines("user/texts.v1.1")) == [b"one", b"two"]
        with pytest.raises(CorpusError, match=r"no text at texts/wiki\.txt"):
            list(lines("texts/wiki.txt"))
    else:
        with pytest.raises(CorpusError, match="user/texts has no column text, only content"):
            list(lines("user/texts"))


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
@pytest.mark.parametrize("damage", ["cut off", "changed"])
def test_a_packed_text_that_is_damaged_is_named(tmp_path, suffix, pack, damage):
    random = np.random.default_rng(0)
    packed = bytearray(pack(" ".join(map(str, random.integers(0, 10**6, 20_000))).encode()))
    if damage == "cut off":
        del packed[len(packed) // 2 :]
    else:
        packed[len(packed) // 2] ^= 255
        packed[len(packed) // 2 + 1] ^= 255
    (tmp_path / f"a.txt.{suffix}").write_bytes(packed)
    with pytest.raises(CorpusError, match=rf"a\.txt\.{suffix} (cannot be read|is no text)"):
        list(lines(str(tmp_path)))


@pytest.mark.parametrize("content", ["two words\n".encode("utf-16"), b"\x28\xb5\x2f\xfd\x24\x00" + b"packed" * 9])
def test_what_is_no_text_in_utf_8_is_not_learnt_by_the_letter(tmp_path, content):
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(CorpusError, match=r"a\.txt is no text in UTF-8"):
        list(lines(str(tmp_path)))


def test_a_folder_without_texts_is_named_and_the_hidden_files_of_a_mac_are_none(tmp_path):
    (tmp_path / "wiki_00").write_text("one two\n")
    (tmp_path / "._a.txt").write_bytes(b"\0\5\x16\7\0")
    with pytest.raises(CorpusError, match=r"no file whose name ends in \.txt"):
        list(lines(str(tmp_path)))
    (tmp_path / "a.txt").write_text("one two\n")
    assert list(lines(str(tmp_path))) == [b"one two\n"]


@pytest.mark.parametrize("text", ["many words in one line " * 9 + "\nshort\n", "没有空格的字" * 9, "a\n\nb", "x " * 99])
def test_a_line_longer_than_a_chunk_is_parted_between_words_or_characters(text):
    found = list(bounded_lines(io.BytesIO(text.encode()), most=20))
    parts = [line.decode() for line in found]  # no character is in two
    assert "".join(parts) == text
    assert max(map(len, found)) < 40
    if " " in text:
        assert [word for part in parts for word in part.split()] == text.split()


def test_the_same_recipe_is_read_from_disk(tmp_path):
    first = made(tmp_path, ["a b c\n"])
    stamp = (first.folder / "tokens.npy").stat().st_mtime_ns
    again = made(tmp_path, ["a b c\n"])
    assert (again.folder / "tokens.npy").stat().st_mtime_ns == stamp


def test_texts_that_have_grown_are_read_again(tmp_path):
    made(tmp_path, ["a b c\n"])
    assert made(tmp_path, ["a b c\nd d d d\n"]).words == [UNKNOWN, "d", "a", "b", "c"]
    (tmp_path / "0.txt").unlink()
    again = encode(Recipe((str(tmp_path / "0.txt"),), "en", 1), tmp_path / "corpus", workers=1)
    assert len(again.words) == 5  # what was read is enough


def test_texts_that_have_changed_by_no_byte_more_are_read_again(tmp_path):
    made(tmp_path, ["the word\n"])
    assert made(tmp_path, ["the cats\n"]).words == [UNKNOWN, "cats", "the"]


def test_a_kill_leaves_no_tokens_beside_the_vocabulary_of_others(tmp_path, monkeypatch):
    made(tmp_path, ["a b c\n"])

    def killed(*arguments, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("models.words.corpus.json.dumps", killed)
        patched.setattr("models.words.corpus._holds", lambda folder, recipe: False)
        with pytest.raises(KeyboardInterrupt):
            made(tmp_path, ["a b c\n"], most=2)
    assert made(tmp_path, ["a b c\n"]).tokens.max() == 3


def test_chunks_hold_whole_lines(tmp_path):
    (tmp_path / "a.txt").write_text("aaaa\nbbbb\ncccc\n")
    found = list(chunks([str(tmp_path / "a.txt")], size=8))
    assert found == [[b"aaaa\n", b"bbbb\n"], [b"cccc\n"]]


def test_only_the_most_frequent_words_are_kept(tmp_path):
    corpus = made(tmp_path, ["a a a b b c\n"], most=2)
    assert corpus.words == [UNKNOWN, "a", "b"]
    assert np.count_nonzero(corpus.tokens) == 5


def test_chinese_is_segmented_and_traditional_characters_become_simplified():
    words = LANGUAGES["zh"].words("我們學習數學，2017年。ABC")
    assert "数学" in words
    assert "学习" in words
    assert "ABC" not in words
    assert LANGUAGES["zh"].normal("學習") == "学习"


def test_half_an_emoji_is_no_word():
    assert LANGUAGES["zh"].words("音樂\ud83d很好") == LANGUAGES["zh"].words("音乐?很好")


def test_english_words_are_runs_of_letters():
    assert LANGUAGES["en"].words("Don't PANIC, 42!") == ["don", "t", "panic"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The café's naïve owner met Beyoncé.", ["the", "cafe", "s", "naive", "owner", "met", "beyonce"]),
        ("cafe\u0301 ZÜRICH", ["cafe", "zurich"]),
        ("Straße, œuvre, Ørsted, Łódź, İzmir", ["strasse", "oeuvre", "orsted", "lodz", "izmir"]),
        ("ｐｉａｎｏ ﬁne co\u00adoperate", ["piano", "fine", "cooperate"]),
    ],
)
def test_letters_with_accents_are_letters(text, words):
    assert LANGUAGES["en"].words(text) == words
    assert [LANGUAGES["en"].normal(word) for word in words] == words
