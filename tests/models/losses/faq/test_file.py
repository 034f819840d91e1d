"""A visitor's own FAQ: what is read, in which encodings, and what is refused."""

import pickle

import pytest

from models.losses.errors import FaqEmptyError, FaqFormatError, FaqTooLargeError
from models.losses.faq import MAX_ANSWER, MAX_ENTRIES, MAX_QUESTION, Entry, read_entries

ONE = [Entry("How?", "So.")]


@pytest.mark.parametrize(
    "text",
    [
        "question,answer\nHow?,So.\n",
        "Question;Answer\r\nHow?;So.\r\n",
        "id\tanswer\tquestion\n1\tSo.\tHow?",
        "问题,答案\nHow?,So.",
        "How?,So.",
        "\ufeffquestion,answer\nHow?,So.",
        "question,answer,note\n\n,,\nHow?,So.,x\nno answer,\n,no question\n",
        ' question , answer \n"How?","So."',
        "分类,标准问题,标准答案\n退款,How?,So.",
        "id,query,response\n7,How?,So.",
        "解答,内容\nSo.,How?",
        "text,reply\nHow?,So.",
        "question,\nHow?,So.",
    ],
)
def test_a_text_is_read_whatever_its_columns_are_called(text):
    assert read_entries(text) == ONE


@pytest.mark.parametrize("question", ["I can’t log in – why?", "Où est mon café?", "Wie weiß ich “das”?"])
def test_a_file_of_a_western_spreadsheet_is_not_taken_for_chinese(tmp_path, question):
    path = tmp_path / "faq.csv"
    path.write_bytes(f"question,answer\n{question},It’s the same.\n".encode("cp1252"))
    assert read_entries(path) == [Entry(question, "It’s the same.")]


@pytest.mark.parametrize("text", ["密码忘了怎么办", "a、b", "退款：", "丂丄丅 abc", "朱镕基喆"])
def test_chinese_of_every_kind_is_not_taken_for_western(tmp_path, text):
    path = tmp_path / "faq.csv"
    path.write_bytes(f"问题,答案\n{text},七天内。\n".encode("gbk"))
    assert read_entries(path) == [Entry(text, "七天内。")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_of_spreadsheets(tmp_path, encoding):
    path = tmp_path / "faq.csv"
    path.write_bytes("问题,答案\n怎么退款?,七天内申请。\n".encode(encoding))
    assert read_entries(path) == read_entries(str(path)) == [Entry("怎么退款?", "七天内申请。")]


def test_cells_may_hold_commas_quotes_and_lines():
    assert read_entries('question,answer\n"Open, or not?","Yes: ""always"".\nReally."') == [
        Entry("Open, or not?", 'Yes: "always".\nReally.')
    ]


def test_a_name_of_no_file_is_said_to_be_none():
    with pytest.raises(FaqFormatError, match="cannot be read"):
        read_entries("nothing.csv")


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"", FaqEmptyError, "empty"),
        (b"\n \n,,\n", FaqEmptyError, "empty"),
        (b"question,answer\n", FaqEmptyError, "No row"),
        (b"question\nHow?\n", FaqFormatError, "one column"),
        (
            "分类,标准问题,说明\n退款,怎么退?,七天内".encode(),
            FaqFormatError,
            "Besides 标准问题 there is more than one column: 分类, 说明",
        ),
        (
            b"topic,title,answer\nx,How?,So.",
            FaqFormatError,
            "Besides answer there is more than one column: topic, title",
        ),
        (b'question,answer\nHow?,So.\n\n"Why?,Because.\nWhen?,Now.\n', FaqFormatError, "line 4 is not closed"),
        (b'"question,answer', FaqFormatError, "line 1 is not closed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", FaqFormatError, "no text"),
        (b"\x00\x01\x02,\x03", FaqFormatError, "no text"),
        (b"a,b\n\xff\xff\xff\xff", FaqFormatError, "no text"),
        (b"x,y\n" * (MAX_ENTRIES + 1), FaqTooLargeError, "2,001"),
        (b"x" * (MAX_QUESTION + 1) + b",y", FaqTooLargeError, "question of entry 1"),
        (b"x,y\nx," + b"y" * (MAX_ANSWER + 1), FaqTooLargeError, "answer of entry 2"),
        (b"x,y\n" + 200 * (b"x," + b"y" * MAX_ANSWER + b"\n"), FaqTooLargeError, "400,202 characters"),
        (b"q,a\n" * 2_500_000, FaqTooLargeError, "MB"),
    ],
)
def test_what_is_no_faq_is_refused_with_a_remedy(tmp_path, content, error, said):
    path = tmp_path / "faq.csv"
    path.write_bytes(content)
    with pytest.raises(error, match=said) as caught:
        read_entries(path)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.cause, again.remedy) == (error, caught.value.cause, caught.value.remedy)


@pytest.mark.parametrize("content", ["", "   ", "\n\n"])
def test_a_text_of_nothing_is_empty(content):
    with pytest.raises(FaqEmptyError):
        read_entries(content)


def test_as_many_as_are_served_are_read():
    assert len(read_entries("question,answer\n" + "q,a\n" * MAX_ENTRIES)) == MAX_ENTRIES
