"""`.eval_results/*.yaml`: written with the card, sent with it, read back by the Hub's own parser and by the tab."""

import json
from uuid import uuid4

import pytest
import yaml
from huggingface_hub import parse_eval_result_entries

import hub_utils
from hub_utils import checkpoint_card, errors, eval_results, pins, verify
from hub_utils.card import write_card
from hub_utils.eval_results import FILE, parse
from tests.hub_utils import tiny_checkpoint

ON_HUB = tiny_checkpoint.CARD | {"hub_datasets": {"drawn, 4 characters": "user/captchas"}}
THEIRS = b"""
- dataset: {id: ours/bench, task_id: reading, revision: abc}
  value: 20.9
  date: 2026-01-15
  source: {url: "https://hub.test/logs", name: Logs}
- dataset: {id: ours/bench, task_id: reading}
  value: .nan
- dataset: {id: [1], task_id: reading}
  value: 1
- dataset: ours/bench
  value: 1
- dataset: {id: ours/bench, task_id: writing}
  value: true
- 3
"""


@pytest.fixture
def folder(tmp_path):
    return tiny_checkpoint.write(tmp_path / "captcha", card=ON_HUB)


@pytest.fixture
def repo(hub):
    return f"{hub.user}/captcha-{uuid4().hex[:8]}"


def test_what_was_measured_on_the_hubs_data_is_written_beside_the_card(folder):
    write_card(folder)
    entries = parse_eval_result_entries(yaml.safe_load((folder / FILE).read_text(encoding="utf-8")))
    assert [(entry.dataset_id, entry.task_id, entry.value) for entry in entries] == [
        ("user/captchas", "exact_match", 0.875),
        ("user/captchas", "edit_distance", 1.5),
    ]
    assert entries[0].notes == (
        f"exact match on drawn, 4 characters, test; 8 examples; 95 % interval 53.0 % to 98.0 %; "
        f"{tiny_checkpoint.METRICS['command']}"
    )
    tiny_checkpoint.write(folder)  # measured on no data of the Hub any more
    write_card(folder)
    assert not (folder / FILE).exists()


@pytest.mark.parametrize("field", ["value", "date", "notes"])
@pytest.mark.parametrize("odd", ["2026-02-30", "!!bool x", "!!timestamp y", '!!int ""', "9" * 400, "0x" + "f" * 9000])
def test_odd_dates_tags_and_numbers_of_others_break_nothing(odd, field):
    fields = {"value": "1"} | {field: odd}
    lines = "".join(f"  {name}: {text}\n" for name, text in fields.items())
    found = parse(f"- dataset: {{id: ours/bench, task_id: reading}}\n{lines}".encode())
    assert all(result.value == 1 for result in found)


def test_halves_of_characters_are_shown_as_question_marks():
    (found,) = parse(b'- dataset: {id: ours/bench, task_id: "a\\ud800"}\n  value: 1\n  notes: "\\udfff"\n')
    assert (found.task, found.notes) == ("a?", "?")


def test_it_is_published_fetched_and_read_back_with_what_others_put_beside_it(folder, repo, api, monkeypatch):
    hub_utils.publish(folder, repo, tag="v1")
    assert FILE in api.list_repo_files(repo) and not (folder / FILE).exists()  # the folder itself is only read
    found = hub_utils.fetch("captcha", "v1", repo)
    assert (found.path / FILE).is_file() and (found.path / "model.onnx").is_file()
    theirs = api.upload_file(
        path_or_fileobj=THEIRS, path_in_repo=".eval_results/bench.yaml", repo_id=repo, create_pr=True
    )
    api.merge_pull_request(repo, theirs.pr_num)
    api.upload_file(path_or_fileobj=b"{{", path_in_repo=".eval_results/broken.yaml", repo_id=repo)
    monkeypatch.setenv("KEXUE_CHOICES", f"captcha={repo}")
    card, _ = checkpoint_card("captcha", repo, "main")
    assert [(it.dataset, it.task, it.value) for it in card.hub_results] == [
        ("ours/bench", "reading", 20.9),
        ("user/captchas", "exact_match", 0.875),
        ("user/captchas", "edit_distance", 1.5),
    ]
    assert (card.hub_results[0].date, card.hub_results[0].source) == ("2026-01-15", "https://hub.test/logs")
    assert ".eval_results/bench.yaml" in card.files
    hub_utils.publish(tiny_checkpoint.write(folder, scale=2.0), repo)  # without such numbers: ours goes, theirs stays
    files = api.list_repo_files(repo)
    assert FILE not in files and ".eval_results/bench.yaml" in files


@pytest.mark.parametrize("text", [b"", b"[", b"a: 1", b"\xff\xfe", b"- " * 1000 + b"x"])
def test_what_is_no_such_file_says_nothing(text):
    assert parse(text) == ()


def test_the_bundled_ones_have_theirs_and_verify_holds_them_to_their_numbers(tmp_path, monkeypatch):
    card, _ = checkpoint_card("gan-digits", "bundled")
    told = {it.task: it.value for it in card.hub_results}
    assert {it.dataset for it in card.hub_results} == {"ylecun/mnist"}
    assert told["frechet_classifier_distance"] == card.headline.value
    monkeypatch.setattr(pins, "BUNDLED", tmp_path)
    folder = tiny_checkpoint.write(tmp_path / "captcha", card=ON_HUB)
    write_card(folder)
    assert not next(iter(verify.verify())).error
    (folder / FILE).write_text((folder / FILE).read_text().replace("0.875", "0.975"))
    assert isinstance(next(iter(verify.verify())).error, errors.CardInvalidError)


def test_a_file_that_is_too_large_or_elsewhere_is_not_read(folder, repo, api, monkeypatch):
    hub_utils.publish(folder, repo)
    many = b"- dataset: {id: a/b, task_id: c}\n  value: 1\n" * 2000
    api.upload_file(path_or_fileobj=many, path_in_repo=".eval_results/large.yaml", repo_id=repo)
    api.upload_file(path_or_fileobj=many[:44], path_in_repo=".eval_results/deep/er.yaml", repo_id=repo)
    assert len(many) > eval_results.MAX_BYTES
    monkeypatch.setenv("KEXUE_CHOICES", f"captcha={repo}")
    card, _ = checkpoint_card("captcha", repo, "main")
    assert {it.dataset for it in card.hub_results} == {"user/captchas"}
    assert json.loads((folder / "metrics.json").read_text())["results"][0]["value"] == card.hub_results[0].value
