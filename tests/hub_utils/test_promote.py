"""Promotion against a real Hub on loopback: both scores are shown, and the pin moves only to what is not worse."""

import json
import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from dulwich.repo import Repo

import hub_utils
from hub_utils import errors, pins
from hub_utils.comparison import Compared, compare
from hub_utils.promote import move_pin
from hub_utils.promote.__main__ import main
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.faulty_hub import Fault

FORCED = '[captcha]\nsystem = "captcha"\nrepo = "captcha"\nrevision = "v3" # forced: 20.0 % after 30.0 %\n'


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A copy of the pin table, which is what moves here."""
    copy = Path(shutil.copyfile(pins.FILE, tmp_path / "pins.toml"))
    copy.chmod(0o640)
    monkeypatch.setattr(pins, "FILE", copy)
    monkeypatch.setattr(pins, "TABLE", dict(pins.TABLE))
    return copy


@pytest.fixture
def repo(hub, tmp_path, table):
    """Three publications: v1 reads 30 %, v2 50 %, v3 20 %."""
    name = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    for number, value in enumerate((0.3, 0.5, 0.2), start=1):
        publish(tmp_path / f"v{number}", name, f"v{number}", value)
    return name


def publish(folder, repo, tag, value, **headline):
    tiny_checkpoint.write(folder, scale=value)
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["headline"] |= {"value": value} | headline
    metrics["results"][0] |= {"value": value, "interval": None}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    return hub_utils.publish(folder, repo, tag=tag)


def tags(api, repo):
    return {ref.name: ref.target_commit for ref in api.list_repo_refs(repo).tags}


def test_a_better_one_is_pinned_and_stable_names_it(repo, api, table):
    shown = []
    before = table.read_text()
    found = hub_utils.promote("captcha", "v2", repo=repo, show=shown.append)
    assert (found.pin, found.worse) == ("v2", False)
    assert "30.0 %" in shown[0] and "50.0 %" in shown[0] and f"{repo}@v1" in shown[0]
    assert table.read_text() == before.replace('"v1"', '"v2"', 1)  # of the first, and its comments stay
    assert pins.read_table(table)["captcha"] == pins.Entry("captcha", "captcha", "v2")
    assert pins.entry("captcha").revision == "v2"
    assert table.stat().st_mode & 0o777 == 0o640
    assert tags(api, repo)["stable"] == tags(api, repo)["v2"] == found.commit


def test_a_worse_one_is_shown_and_refused(repo, api, table):
    shown, before = [], table.read_text()
    with pytest.raises(errors.NotBetterError, match=r"20\.0 % after 30\.0 %"):
        hub_utils.promote("captcha", "v3", repo=repo, show=shown.append)
    assert "20.0 %" in shown[0]
    assert table.read_text() == before and "stable" not in tags(api, repo)


def test_force_is_written_into_the_table_the_tag_and_the_commit(repo, hub, api, table):
    shown, before = [], table.read_text()
    hub_utils.promote("captcha", "v3", repo=repo, force=True, show=shown.append)
    assert FORCED in table.read_text()
    assert "forced" in shown[-1]
    [bare] = [path for path in hub.root.rglob("*") if path.is_dir() and repo.split("/")[1] in path.name]
    with Repo(str(bare)) as git:
        assert b"forced" in git[git.refs[b"refs/tags/stable"]].message
    hub_utils.promote("captcha", "v2", repo=repo, show=shown.append)
    assert table.read_text() == before.replace('"v1"', '"v2"', 1)
    assert tags(api, repo)["stable"] == tags(api, repo)["v2"]


def test_a_second_time_changes_nothing(repo, api, table):
    hub_utils.promote("captcha", "v2", repo=repo, show=str)
    before = table.read_bytes(), tags(api, repo)
    hub_utils.promote("captcha", "v2", repo=repo, show=str)
    assert (table.read_bytes(), tags(api, repo)) == before


def test_both_are_scored_by_the_test_that_is_given(repo, table):
    scored = []

    def score(checkpoint):
        scored.append(checkpoint.origin.revision)
        better = 0.9 if len(scored) == 1 else 0.8
        return {"headline": {"name": "exact match", "value": better}, "results": []}

    found = hub_utils.promote("captcha", "v3", repo=repo, score=score, show=str)
    assert (found.candidate.value, found.today.value, len(set(scored))) == (0.9, 0.8, 2)


def test_a_distance_is_better_when_it_is_lower(repo, tmp_path, table):
    for tag, value in (("v4", 0.7), ("v5", 0.6)):
        publish(tmp_path / tag, repo, tag, value, name="distance", lower_is_better=True)
    move_pin("captcha", "v4")
    assert not hub_utils.promote("captcha", "v5", repo=repo, show=str).worse
    with pytest.raises(errors.NotBetterError):
        hub_utils.promote("captcha", "v4", repo=repo, show=str)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400])
def test_what_is_no_finite_number_is_not_promoted(repo, table, value):
    before, metrics = table.read_text(), {"headline": {"name": "exact match", "value": value}}
    with pytest.raises(errors.CardInvalidError, match="not a finite number"):
        hub_utils.promote("captcha", "v2", repo=repo, score=lambda _: metrics, show=str)
    assert table.read_text() == before


def test_another_metric_cannot_be_compared(repo, tmp_path, table):
    publish(tmp_path / "v4", repo, "v4", 0.9, name="something else")
    with pytest.raises(errors.NotBetterError, match=r"something else 90\.0 % after exact match 30\.0 %"):
        hub_utils.promote("captcha", "v4", repo=repo, show=str)


def test_a_branch_is_pinned_by_its_tag_or_its_commit(repo, api, tmp_path, table):
    commit = publish(tmp_path / "newest", repo, None, 0.6)
    assert hub_utils.promote("captcha", "main", repo=repo, show=str).pin == commit
    assert pins.read_table(table)["captcha"].revision == commit
    api.create_tag(repo, tag="v6", revision=commit)
    assert hub_utils.promote("captcha", "main", repo=repo, show=str).pin == "v6"


def test_without_a_pin_on_the_hub_the_bundled_one_is_today(repo, tmp_path, monkeypatch, table):
    move_pin("captcha", "v99")
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "bundled")
    shown = []
    assert hub_utils.promote("captcha", "v3", repo=repo, show=shown.append).today is None
    move_pin("captcha", "v99")
    tiny_checkpoint.write(tmp_path / "bundled" / "captcha")
    with pytest.raises(errors.NotBetterError, match="bundled"):
        hub_utils.promote("captcha", "v2", repo=repo, show=str)


def test_no_repo_and_no_such_revision(repo, table):
    with pytest.raises(errors.NoSuchRepoError, match="KEXUE_NAMESPACE"):
        hub_utils.promote("captcha", "v2", show=str)
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.promote("captcha", "v99", repo=repo, show=str)


def test_a_hub_that_refuses_the_tag_leaves_the_pin(repo, faulty, table):
    before = table.read_text()
    faulty.fault = Fault("/tag/", method="POST", status=503)
    with pytest.raises(errors.HubUnreachableError):
        hub_utils.promote("captcha", "v2", repo=repo, show=str)
    assert table.read_text() == before


def test_a_table_without_the_entry_is_told(tmp_path):
    (tmp_path / "pins.toml").write_text("# none\n")
    with pytest.raises(errors.BadPinsError, match="no entry for captcha"):
        move_pin("captcha", "v2", table=tmp_path / "pins.toml")


def test_words_of_a_card_stay_within_their_comment(table):
    move_pin("captcha", "v2", 'forced: 1\nrevision = "v9"\r[captcha]\x00')
    assert pins.read_table(table)["captcha"].revision == "v2"
    assert "forced: 1 revision" in table.read_text()


def test_a_table_that_cannot_be_written_stays_whole(table, monkeypatch):
    before = table.read_bytes()
    monkeypatch.setattr("hub_utils.disk.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        move_pin("captcha", "v2")
    assert table.read_bytes() == before and [path.name for path in table.parent.iterdir()] == ["pins.toml"]
    assert pins.entry("captcha").revision == "v1"


def test_the_command_line(repo, table, capsys, caplog):
    assert main(["captcha", "v3", "--repo", repo]) == 1
    assert "NotBetterError" in capsys.readouterr().err
    assert main(["captcha", "v2", "--repo", repo]) == 0
    assert "Pinned" in capsys.readouterr().out
    steps = [record.message for record in caplog.records if record.name == "hub_utils.promote"]
    assert f"captcha: comparing v2 of {repo} with v1." in steps
    assert "captcha: pins.toml pins v2 now." in steps


def test_numbers_side_by_side():
    first = {"results": [{"dataset": "a", "metric": "m", "value": 0.5}, {"dataset": "old", "metric": "m", "value": 1}]}
    second = {"results": [{"dataset": "a", "metric": "m", "value": 0.6}, {"dataset": "a", "metric": "k", "value": "x"}]}
    assert compare(first, second) == (
        Compared("a", "m", "fraction", 0.5, 0.6),
        Compared("old", "m", "fraction", 1, None),
    )
    assert compare({}, {}) == ()
