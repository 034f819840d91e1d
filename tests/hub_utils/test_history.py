"""What a repo has published, as a real Hub on loopback tells it, and as it is remembered."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import uuid4

import pytest

import hub_utils
from hub_utils import history
from hub_utils.card import Headline
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.faulty_hub import Fault


@pytest.fixture
def repo(hub):
    return f"{hub.user}/captcha-{uuid4().hex[:8]}"


@pytest.fixture
def grown(repo, tmp_path):
    """Three published revisions, better and better; returns their commits, oldest first."""
    return [publish(repo, tmp_path, step) for step in (1, 2, 3)]


def publish(repo, tmp_path, step):
    folder = tiny_checkpoint.write(tmp_path / f"step{step}", scale=float(step))
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["headline"]["value"] = step / 10
    (folder / "metrics.json").write_text(json.dumps(metrics))
    return hub_utils.publish(folder, repo, tag=f"v{step}")


def test_every_commit_with_its_names_and_numbers_newest_first(repo, grown):
    found = hub_utils.revisions("captcha", repo)
    assert (found.name, found.repo, found.state, found.reason) == ("captcha", repo, "hub", None)
    ours = found.revisions[:3]
    assert [it.commit for it in ours] == grown[::-1]
    assert [set(it.names) for it in ours] == [{"v3", "main"}, {"v2"}, {"v1"}]
    assert [it.headline for it in ours] == [Headline("exact match", value) for value in (0.3, 0.2, 0.1)]
    assert ours[0].title == "Tiny reader: exact match 30.0 %"
    assert len(ours[0].metrics["results"]) == 3
    assert timedelta() <= datetime.now(UTC) - ours[0].date < timedelta(minutes=5)
    first = found.revisions[3]  # which the Hub made with the repo
    assert first.metrics == {} and first.headline is None


def test_names_lead_to_revisions(repo, grown):
    found = hub_utils.revisions("captcha", repo)
    assert [found.find(name).commit for name in ("v1", "main", grown[1])] == [grown[0], grown[2], grown[1]]
    assert found.find("v9") is None and found.find(grown[0][:7]) is None


def test_the_settings_name_the_repo(repo, grown, monkeypatch):
    assert hub_utils.revisions("captcha").state == "none"
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@v1")
    assert hub_utils.revisions("captcha").repo == repo


def test_a_tag_beside_main_is_listed(repo, grown, api, tmp_path):
    api.create_branch(repo, branch="try")
    commit = api.upload_file(path_or_fileobj=b"{}", path_in_repo="metrics.json", repo_id=repo, revision="try").oid
    assert hub_utils.revisions("captcha", repo).find("try").commit == commit


def test_the_hub_is_asked_once_a_minute_and_for_numbers_once(repo, grown, faulty, tmp_path):
    hub_utils.revisions("captcha", repo)
    asked = len(faulty.seen)
    hub_utils.revisions("captcha", repo)
    assert len(faulty.seen) == asked
    history.forget()
    newest = publish(repo, tmp_path, 4)
    faulty.seen.clear()
    assert hub_utils.revisions("captcha", repo).revisions[0].commit == newest
    assert [path for _, path in faulty.seen if "metrics.json" in path] == [f"/{repo}/resolve/{newest}/metrics.json"]


def test_a_hub_that_is_away_leaves_what_it_said(hub, repo, grown):
    online = hub_utils.revisions("captcha", repo)
    history.forget()
    hub.stop()
    try:
        away = hub_utils.revisions("captcha", repo)
        unknown = hub_utils.revisions("captcha", f"{hub.user}/never-asked")
    finally:
        hub.start()
    assert away.state == "remembered" and "could not be reached" in away.reason
    assert (away.revisions, away.asked) == (online.revisions, online.asked)
    assert (unknown.state, unknown.revisions) == ("none", ())


def test_a_repo_that_was_deleted_says_so(api, repo, grown):
    hub_utils.revisions("captcha", repo)
    api.delete_repo(repo)
    history.forget()
    gone = hub_utils.revisions("captcha", repo)
    assert gone.state == "remembered" and "shows no repo" in gone.reason


def test_a_hub_that_fails_halfway_gives_what_it_gave(repo, grown, faulty):
    faulty.fault = Fault("metrics.json", status=500)
    found = hub_utils.revisions("captcha", repo)
    assert found.state == "hub" and "HTTP 500" in found.reason
    assert [it.commit for it in found.revisions[:3]] == grown[::-1]
    assert found.revisions[0].metrics is None
    faulty.fault = None
    history.forget()
    assert hub_utils.revisions("captcha", repo).revisions[0].headline.value == 0.3


def test_too_many_requests_are_not_repeated(repo, grown, faulty):
    faulty.fault = Fault("/api/", status=429, headers={"Retry-After": "30"})
    found = hub_utils.revisions("captcha", repo)
    assert (found.state, len(faulty.seen)) == ("none", 1)
    assert "HTTP 429" in found.reason


HALF = b'{"headline": {"name": "a \\ud800", "value": 1}}'  # of a character


@pytest.mark.parametrize(
    "content", [b"no json", b"[1]", b'{"headline": {"name": 3}}', b" " * 2_000_000, b"[" * 90_000, HALF]
)
def test_numbers_that_are_none(repo, grown, api, content):
    api.upload_file(path_or_fileobj=content, path_in_repo="metrics.json", repo_id=repo)
    newest = hub_utils.revisions("captcha", repo).revisions[0]
    assert newest.headline is None


def test_what_is_remembered_may_be_damaged(repo, grown):
    hub_utils.revisions("captcha", repo)
    history._place(repo).write_text('{"asked": "yesterday"')
    history.forget()
    assert hub_utils.revisions("captcha", repo).state == "hub"


def test_whoever_asks_meanwhile_shares_the_answer(repo, grown, faulty):
    begun, answered = Event(), Event()

    def slow(method, path):
        begun.set()
        answered.wait(10)

    faulty.before = slow
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(hub_utils.revisions, "captcha", repo) for _ in range(4)]
        assert begun.wait(10) and not any(answer.done() for answer in asked)
        answered.set()
        told = [answer.result(30) for answer in asked]
    assert all(answer.revisions is told[0].revisions for answer in told)
    assert len([path for _, path in faulty.seen if path.endswith("/refs")]) == 1


def test_what_was_asked_before_a_publication_is_not_told_after_it(repo, grown, faulty, tmp_path):
    begun, answered = Event(), Event()

    def slow(method, path):
        if "/commits/" in path and not begun.is_set():
            begun.set()
            answered.wait(10)

    faulty.before = slow
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(hub_utils.revisions, "captcha", repo)
        assert begun.wait(10)
        history.forget()
        answered.set()
        early.result(30)
    newest = publish(repo, tmp_path, 4)
    assert hub_utils.revisions("captcha", repo).revisions[0].commit == newest


def test_a_refused_question_is_asked_again(repo, grown, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(history, "_with_metrics", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            hub_utils.revisions("captcha", repo)
    assert hub_utils.revisions("captcha", repo).state == "hub"
