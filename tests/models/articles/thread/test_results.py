"""The rows of the card of threads."""

import pytest

from hub_utils.card import Result
from models.articles.thread.evaluate import Tally, by_method
from models.articles.thread.results import REFERENCE_SET, left_out_results, reference_results


def values(results: list[dict]) -> dict[tuple[str, str], float]:
    assert all(Result(**row) for row in results)  # a card takes them
    return {(row["dataset"], row["metric"]): row["value"] for row in results}


def test_the_pages_of_the_repository_are_read_post_by_post():
    found = values(reference_results(by_method("records")))
    assert {dataset for dataset, _ in found} == {REFERENCE_SET}
    assert found[REFERENCE_SET, "F1 of posts"] > 0.95 and found[REFERENCE_SET, "times right"] > 0.95
    nothing = values(reference_results(lambda html, url: ()))
    assert nothing == {(REFERENCE_SET, "F1 of posts"): 0}


def test_engines_count_by_their_posts_and_alike():
    large = Tally(pages=9, true=90, said=90, strict=80, whole=90, authors=[45, 90], times=[90, 90])
    small = Tally(pages=1, true=10, said=10, strict=0, whole=0)
    found = values(left_out_results({"small": small, "large": large, "empty": Tally(pages=1)}))
    assert found["all posts, engines left out", "F1 of posts"] == pytest.approx(0.9)
    assert found["all posts, engines left out", "authors right"] == 0.5
    assert found["mean of the engines, engines left out", "F1 of posts"] == pytest.approx(0.5)
    assert list(found)[-2:] == [("large, left out", "F1 of posts"), ("small, left out", "F1 of posts")]
