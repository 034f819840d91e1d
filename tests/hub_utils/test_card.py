"""The card says what a card must say, and the Hub can read its numbers back."""

import json

import pytest
from huggingface_hub import ModelCard

from hub_utils.card import format_value, render, write_card
from hub_utils.errors import CardInvalidError
from tests.hub_utils import tiny_checkpoint


@pytest.fixture
def folder(tmp_path):
    return tiny_checkpoint.write(tmp_path / "captcha")


def edit(folder, file, change):
    content = json.loads((folder / file).read_text())
    change(content)
    (folder / file).write_text(json.dumps(content))


def test_the_metadata_can_be_read_back(folder):
    data = ModelCard.load(write_card(folder)).data
    assert (data.license, data.library_name, data.pipeline_tag) == ("apache-2.0", "keras", "image-to-text")
    assert data.language == ["en", "zh"]
    assert data.tags == ["kexue-space", "captcha"]


def test_every_number_is_in_the_model_index_under_its_own_data(folder):
    data = ModelCard(render(folder)).data
    numbers = [(result.dataset_name, result.metric_name, result.metric_value) for result in data.eval_results]
    assert numbers == [
        ("drawn, 4 characters", "exact match", 0.875),
        ("drawn, 4 characters", "edit distance", 1.5),
        ("drawn, 6 characters", "exact match", 0.25),
    ]
    assert data.eval_results[0].metric_args == {"n": 8, "interval_95": [0.53, 0.98]}
    assert data.model_name == "Tiny reader"


def test_the_prose_has_everything_that_a_reader_needs(folder):
    text = render(folder)
    headings = ["Usage", "Demo", "Metrics", "Data", "Training", "Limits", "Out-of-scope use", "Licence", "Citation"]
    assert all(f"\n## {heading}\n" in text for heading in headings)
    assert "| drawn, 4 characters | test | exact match | 87.5 % | 53.0 % to 98.0 % | 8 |" in text
    assert "| 1.5 characters |" in text
    assert f"`{tiny_checkpoint.METRICS['command']}`" in text
    assert "<https://kexue.fm/archives/4138>" in text
    assert "?tab=captcha" in text


def test_what_others_make_of_the_same_data_stands_beside_ours(folder):
    row = ["drawn, 4 characters", 8, 0.875, 0.5, 0.25]
    peers = {"metric": "exact match", "command": "python -m benchmarks captcha", "names": ["one", "two"], "rows": [row]}
    edit(folder, "metrics.json", lambda metrics: metrics.update(peers=peers))
    text = render(folder)
    assert "| exact match | n | ours | one | two |\n| --- | ---: | ---: | ---: | ---: |\n" in text
    assert "| drawn, 4 characters | 8 | 87.5 % | 50.0 % | 25.0 % |" in text and "`python -m benchmarks captcha`" in text
    for wrong in (row[:-1], [*row[:-1], 25.0], [*row[:-1], "all"]):
        edit(folder, "metrics.json", lambda metrics, wrong=wrong: metrics["peers"].update(rows=[wrong]))
        with pytest.raises(CardInvalidError, match="drawn, 4 characters"):
            render(folder)


def test_the_demo_may_be_a_running_space(folder):
    edit(folder, "config.json", lambda config: config["card"].update(demo="https://hub.test/spaces/me/kexue"))
    assert "<https://hub.test/spaces/me/kexue>" in render(folder)


def test_writing_twice_changes_nothing(folder):
    first = write_card(folder).read_bytes()
    assert write_card(folder).read_bytes() == first


@pytest.mark.parametrize("field", ["licence", "data", "training", "limits", "usage", "out_of_scope", "sources"])
@pytest.mark.parametrize("emptied", [False, True])
def test_what_is_missing_is_named(folder, field, emptied):
    def change(config):
        config["card"].pop(field)
        if emptied:
            config["card"][field] = ""

    edit(folder, "config.json", change)
    with pytest.raises(CardInvalidError, match=f"lacks {field}"):
        render(folder)


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("config.json", lambda config: config.pop("card"), "no section 'card'"),
        ("config.json", lambda config: config["card"].update(license="mit"), "unknown: license"),
        ("config.json", lambda config: config["card"].update(limits="none"), "wrong type: limits"),
        ("metrics.json", lambda metrics: metrics.update(results=[]), "lacks the results"),
        ("metrics.json", lambda metrics: metrics.pop("command"), "command"),
        ("metrics.json", lambda metrics: metrics.pop("headline"), "headline"),
        ("metrics.json", lambda metrics: metrics["results"][0].update(value=93), "not a fraction"),
        ("metrics.json", lambda metrics: metrics["results"][0].update(value=float("nan")), "not a finite number"),
        ("metrics.json", lambda metrics: metrics["results"][0].update(interval=[0.9, 1.0]), "does not hold its value"),
        ("metrics.json", lambda metrics: metrics["results"][0].update(value="0.9"), "wrong type: value"),
    ],
)
def test_a_card_that_cannot_be_true_is_refused(folder, file, change, words):
    edit(folder, file, change)
    with pytest.raises(CardInvalidError, match=words):
        render(folder)


def test_numbers_as_people_read_them():
    assert format_value(0.934, "fraction") == "93.4 %"
    assert format_value(12.3456, "FID") == "12.35 FID"
    assert format_value(0.5, "") == "0.5"
