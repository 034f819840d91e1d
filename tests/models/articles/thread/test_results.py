"""The rows of the card of threads."""

from dataclasses import replace

import pytest

from hub_utils.card import Result
from models.articles.thread import predict
from models.articles.thread.evaluate import Tally
from models.articles.thread.results import REFERENCE_SET, left_out_results, reference_results


def values(results: list[dict]) -> dict[tuple[str, str], float]:
    assert all(Result(**row) for row in results)  # a card takes them
    return {(row["dataset"], row["metric"]): row["value"] for row in results}


def test_the_pages_of_the_repository_are_read_post_by_post():
    found = values(reference_results(predict.kept()))
    assert {dataset for dataset, _ in found} == {REFERENCE_SET}
    assert found[REFERENCE_SET, "F1 of posts"] > 0.95 and found[REFERENCE_SET, "days right"] > 0.95


def test_another_model_has_other_figures():
    model = predict.kept()
    group = model.forests["group"]
    reverse = type(model)(model.forests | {"group": replace(group, value=-group.value)})
    found = values(reference_results(reverse))
    assert found[REFERENCE_SET, "F1 of posts"] < 0.5


def test_engines_count_by_their_posts_and_alike():
    large = Tally(pages=9, true=90, said=90, found=90, named=90, authors=45, dated=90, days=90)
    small = Tally(pages=1, true=10, said=10)
    found = values(left_out_results({"one": {"small": small}, "two": {"large": large, "small": Tally(pages=1)}}))
    assert found["all sets, engines left out", "F1 of posts"] == pytest.approx(0.9)
    assert found["all sets, engines left out", "authors right"] == 0.5
    assert (
        found["all sets, engines left out", "F1, mean of engines"] == 0.5
    )  # pages without a thread are no engine of it
    assert found["one, engines left out", "F1 of posts"] == 0
    assert found["two, engines left out", "F1 of posts"] == 1
