"""Word vectors of others: what a text file may look like, and what is refused."""

import numpy as np
import pytest

from models.words import TextVectors
from models.words.errors import NotInFileError, TextError, VectorFileError
from models.words.text_vectors import MAX_BYTES

PLAIN = "king 1 0 1\nqueen 1 1 1\nman 1 0 0\nwoman 1 1 0\nboat 0 -1 -1\n"


@pytest.fixture
def read(tmp_path):
    def read_content(content: str | bytes) -> TextVectors:
        path = tmp_path / "vectors.txt"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return TextVectors.read(path)

    return read_content


def nearest(found) -> list[str]:
    return [neighbour.word for neighbour in found.neighbours]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        "5 3\n" + PLAIN,  # word2vec and fastText begin so
        "\ufeff5 3\r\n" + PLAIN.replace("\n", " \r\n"),  # so does Windows, and fastText ends lines with a space
        PLAIN.replace(" ", "\t"),
    ],
)
def test_the_formats_that_are_about_are_read_alike(read, content):
    vectors = read(content)
    assert vectors.words == ["king", "queen", "man", "woman", "boat"]
    found = vectors.neighbours("king", 2)
    assert nearest(found) == ["queen", "man"]
    assert found.neighbours[0].similarity == pytest.approx(2 / 6**0.5)
    assert nearest(vectors.analogy("man", "king", "woman", 1)) == ["queen"]


def test_words_may_hold_spaces_and_be_numbers(read):
    vectors = read("7 1 0\nnew york 0.9 0.1\n. . . 0 1\n")
    assert vectors.words == ["7", "new york", ". . ."]
    assert nearest(vectors.neighbours("7", 1)) == ["new york"]


@pytest.mark.parametrize("before", ["", "5 2\n"])
def test_a_first_word_that_ends_in_numbers_does_not_make_every_vector_longer(read, before):
    vectors = read(f"{before}route 66 1 0\nroad 0.9 0.1\nhighway 0.9 0.2\narea 51 0 1\nsky 0 2\n")
    assert vectors.words == ["route 66", "road", "highway", "area 51", "sky"]
    assert nearest(vectors.neighbours("Route 66", 1)) == ["road"]


def test_of_few_lines_the_header_tells_the_numbers_if_a_line_has_them(read):
    assert read("2 2\nroute 66 1 0\nroad 1 1\n").words == ["route 66", "road"]
    assert read("2 7\nroute 1 0\nroad 1 1\n").words == ["route", "road"]


@pytest.mark.parametrize("cut", ["boat 0 -1", "boat 0 -1 -", "boat", "钢".encode()[:2]])
def test_a_last_line_that_is_cut_off_is_left_out(read, cut):
    begun = PLAIN.rpartition("boat")[0].encode()
    assert read(begun + (cut if isinstance(cut, bytes) else cut.encode())).words == ["king", "queen", "man", "woman"]
    with pytest.raises(VectorFileError, match="Vector 5"):
        read(begun + b"boat 0 -1\n")


def test_case_counts_only_where_the_file_has_both(read):
    vectors = read("Paris 1 0\nparis 0 1\nLondon 1 1\n钢琴 0 2\n")
    assert vectors.find("paris").word == "paris"
    assert vectors.find("PARIS").word == "Paris"
    assert vectors.find("london").word == "London"
    assert nearest(vectors.neighbours("钢琴", 1)) == ["paris"]


def test_of_a_word_that_stands_twice_the_first_line_counts_and_it_is_named_once(read):
    vectors = read("ice 1 0\nsnow 1 0.1\nsnow -1 0\nsun 0 1\n")
    found = vectors.neighbours("ice", 10)
    assert nearest(found) == ["snow", "sun"]
    assert found.neighbours[0].similarity == pytest.approx(1 / 1.01**0.5)
    assert nearest(vectors.neighbours("snow", 10)) == ["ice", "sun"]


def test_the_second_line_of_a_word_ranks_it_nowhere(read):
    vectors = read("ice 1 0\nsnow 0 1\nfrost 1 0.5\nsnow 1 0.1\nsun 1 1\n")
    assert vectors.words == ["ice", "snow", "frost", "sun"]
    assert nearest(vectors.neighbours("ice", 1)) == ["frost"]
    assert nearest(vectors.neighbours("ice", 3)) == ["frost", "sun", "snow"]


def test_an_unknown_word_is_refused_with_those_spelt_alike(read):
    with pytest.raises(NotInFileError, match="does not have 'quen'") as refused:
        read(PLAIN).find("quen")
    assert "queen" in refused.value.remedy
    with pytest.raises(TextError):
        read(PLAIN).find(" ")


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("", "no vectors"),
        ("5 3\n", "no vectors"),
        ("\n \n", "no vectors"),
        ("king\nqueen\n", "0 numbers"),
        ("king 1 0 1\nqueen 1 1\n", "Vector 2 is not a word and 3 numbers"),
        ("king 1 0 1\nqueen 1 one 1\n", "Vector 2 is not a word and 3 numbers"),
        ("king 1 0\nqueen nan 1\nman 1 inf\n", "'queen' holds numbers that are not finite"),
        ("king 1 0\nqueen 1e300 1\n", "'queen' holds numbers that are not finite"),
        (b"king 1 0\n\xff\xfe 1 0\n", "not UTF-8"),
        (b"2 2\nking \0\0\x80?\0\0\0\0\n", "not text"),
        ("king " + "1 " * 5000, "5000 numbers"),
        ("king 1\nqueen 2\n", "1 numbers"),
    ],
)
def test_what_is_no_table_of_vectors_is_refused_with_its_line(read, content, cause):
    with pytest.raises(VectorFileError, match=cause) as refused:
        read(content)
    assert refused.value.remedy


def test_a_gigabyte_is_not_read(tmp_path):
    path = tmp_path / "vectors.txt"
    with path.open("wb") as file:
        file.truncate(2**30)  # sparse: it takes no room on the disk
    with pytest.raises(VectorFileError, match=f"larger than {MAX_BYTES // 10**6} MB"):
        TextVectors.read(path)


def test_a_long_first_line_does_not_ask_for_more_memory_than_the_file_has(read):
    with pytest.raises(VectorFileError, match="Vector 2 is not a word and 4096 numbers"):
        read(b"king" + b" 1" * 4096 + b"\n" + b"a\n" * 4_900_000)


def test_vectors_of_zero_are_near_nothing(read):
    found = read("king 0 0\nqueen 1 1\n").neighbours("queen", 3)
    assert [neighbour.similarity for neighbour in found.neighbours] == [0]
    assert np.isfinite(found.neighbours[0].similarity)
