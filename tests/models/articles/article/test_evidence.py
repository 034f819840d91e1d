"""What trafilatura, the structured data and the title say of text blocks."""

import pytest

from models.articles.article.evidence import core_text, evidence_of
from models.articles.page.blocks import TextBlock
from models.articles.page.document import parse
from tests.models.articles.pages import STORY, modern


def blocks(*texts: str) -> list[TextBlock]:
    return [TextBlock(text, "html/body/p", "p", 0, 0) for text in texts]


def test_a_short_block_is_looked_for_as_a_line_and_a_long_one_anywhere():
    texts = blocks("Home", "Harbour", "The tide gauge at the old harbour")
    found = evidence_of(texts, ["Home", "The harbour. The tide  gauge at the old harbour has been read."], [], None)
    assert found.core.tolist() == [1, 0, 1]
    assert found.structured.tolist() == [0, 0, 0]


def test_structured_data_speak_for_themselves():
    found = evidence_of(blocks(*STORY), [], [STORY[1]], None)
    assert found.structured.tolist() == [0, 1, 0, 0]
    assert not found.core.any()


def test_likeness_to_the_title_is_the_share_of_common_words():
    texts = blocks("The harbour and its gauge", "harbour gauge", "the weather", "x" * 300)
    found = evidence_of(texts, [], [], "The harbour and its gauge")
    assert found.titled.tolist() == pytest.approx([1, 2 / 5, 1 / 6, 0])
    assert not evidence_of(texts, [], [], None).titled.any()


def test_trafilatura_is_asked_for_its_paragraphs():
    assert set(STORY) <= set(core_text(parse(modern().html).tree))
    assert core_text(parse("<html><body><p>x</p></body></html>").tree) in ([], ["x"])
