"""Which of several claims is believed."""

import pytest

from models.articles.article.claims import HIGHEST, MAX_CLAIMS, Claim, believed


def same(one: str, other: str) -> float:
    return float(one == other)


def test_the_surest_source_is_believed_if_no_other_agrees():
    best, other = believed([Claim("a", "text", 0.6), Claim("b", "JSON-LD", 0.9)], same)
    assert (best, other) == (Claim("b", "JSON-LD", 0.9), Claim("a", "text", 0.6))


def test_two_that_agree_outweigh_one():
    claims = [Claim("a", "JSON-LD", 0.8), Claim("b", "byline", 0.75), Claim("b", "meta", 0.75)]
    best = believed(claims, same)[0]
    assert best.value == "b"
    assert best.confidence == pytest.approx(1 - 0.25 * (1 - 0.375), abs=0.001)


def test_a_source_does_not_support_itself():
    claims = [Claim("a", "JSON-LD", 0.8), *[Claim("b", "meta", 0.75)] * 5]
    assert believed(claims, same)[0].value == "a"


@pytest.mark.parametrize(("share", "confidence"), [(1.0, 0.7), (0.5, 0.6), (0.0, 0.5)])
def test_agreement_in_part_is_support_in_part(share, confidence):
    claims = believed([Claim("a", "meta", 0.5), Claim("b", "text", 0.8)], lambda *_: share)
    assert {claim.value: claim.confidence for claim in claims}["a"] == pytest.approx(confidence, abs=0.001)


def test_of_equal_claims_the_first_is_believed_and_nothing_is_certain():
    assert [claim.value for claim in believed([Claim("a", "meta", 0.5), Claim("b", "text", 0.5)], same)] == ["a", "b"]
    sure = believed([Claim("a", source, 0.99) for source in ("meta", "text", "byline", "JSON-LD")], same)
    assert {claim.confidence for claim in sure} == {HIGHEST}
    assert believed([], same) == ()
    assert len(believed([Claim("a", "meta", 0.5)] * 10_000, same)) == MAX_CLAIMS
