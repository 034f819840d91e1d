"""What trafilatura, the structured data and the title say of text blocks."""

import pytest

from models.articles.article import evidence
from models.articles.article.evidence import core_text, evidence_of, presence
from models.articles.page.blocks import TextBlock
from models.articles.page.document import parse
from tests.models.articles.pages import STORY, modern


def blocks(*texts: str) -> list[TextBlock]:
    return [TextBlock(text, "html/body/p", "p", 0, 0) for text in texts]


def test_a_short_block_is_looked_for_as_a_line_and_a_long_one_anywhere():
    texts = ["Home", "The harbour. The tide  gauge at the old harbour has been read."]
    assert presence(["Home", "Harbour", "The tide gauge at the old harbour"], texts).tolist() == [1, 0, 1]
    assert presence(["Home"], []).tolist() == [0]


def test_in_very_long_texts_a_block_is_looked_for_as_a_line_alone(monkeypatch):
    pieces, texts = (
        ["The tide gauge at the old harbour", "The harbour"],
        ["The tide gauge at the old harbour is", "The harbour"],
    )
    assert presence(pieces, texts).tolist() == [1, 1]
    monkeypatch.setattr(evidence, "MAX_SEARCHED", 50)
    assert presence(pieces, texts).tolist() == [0, 1]


def test_structured_data_speak_for_themselves():
    found = evidence_of(blocks(*STORY), [STORY[1]], None)
    assert found.structured.tolist() == [0, 1, 0, 0]


def test_likeness_to_the_title_is_the_share_of_common_words():
    texts = blocks("The harbour and its gauge", "harbour gauge", "the weather", "x" * 300)
    found = evidence_of(texts, [], "The harbour and its gauge")
    assert found.titled.tolist() == pytest.approx([1, 2 / 5, 1 / 6, 0])
    assert not evidence_of(texts, [], None).titled.any()


def test_trafilatura_is_asked_for_its_paragraphs():
    assert set(STORY) <= set(core_text(parse(modern().html).tree))
    assert core_text(parse("<html><body><p>x</p></body></html>").tree) in ([], ["x"])
