"""What the local Hub has acknowledged survives restarts, kill -9 in the middle of a push, and other pushes."""

import base64
import hashlib
import http.client
import json
import random
import resource
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from dulwich.lfs import LFSPointer
from dulwich.objects import Blob
from dulwich.repo import Repo
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

from tests.hub_utils.hub_process import HubProcess
from tests.waiting import PATIENCE, until

_numbers = count()


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A Hub of this module's own: its tests kill it and start it again."""
    with HubProcess(tmp_path_factory.mktemp("durable") / "hub") as process:
        yield process


@pytest.fixture
def api(hub) -> HfApi:
    return HfApi(endpoint=hub.endpoint, token=hub.token)


@pytest.fixture
def repo(api) -> str:
    return api.create_repo(f"user/kept-{next(_numbers)}").repo_id


def check(hub: HubProcess, repo: str) -> list[str]:
    """Reads all that any reference reaches, as `git fsck` does, and LFS objects; returns the commits of main."""
    path = hub.root / "models" / f"{repo}.git"
    with Repo(str(path)) as git:
        store = git.object_store
        for reference, tip in git.refs.as_dict().items():
            for entry in git.get_walker(include=[store.peel(tip)[1].id]):
                entry.commit.check()
                for item in store.iter_tree_contents(entry.commit.tree, include_trees=True):
                    item_object = store[item.sha]
                    item_object.check()
                    assert type(item_object).from_string(item_object.as_raw_string()).id == item.sha, reference
                    if isinstance(item_object, Blob) and (pointer := LFSPointer.from_bytes(item_object.data)):
                        content = path / "lfs" / "objects" / pointer.oid[:2] / pointer.oid[2:4] / pointer.oid
                        assert hashlib.sha256(content.read_bytes()).hexdigest() == pointer.oid
        return [entry.commit.id.decode() for entry in git.get_walker(include=[git.refs[b"refs/heads/main"]])]


def commit_body(path: str, content: bytes) -> bytes:
    value = {"path": path, "content": base64.b64encode(content).decode(), "encoding": "base64"}
    lines = [{"key": "header", "value": {"summary": path, "description": ""}}, {"key": "file", "value": value}]
    return "\n".join(map(json.dumps, lines)).encode()


def start_request(hub: HubProcess, method: str, path: str, body: bytes, sent: int) -> http.client.HTTPConnection:
    """Sends only the first bytes of a request and leaves it open."""
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=PATIENCE)
    connection.putrequest(method, path)
    connection.putheader("Authorization", f"Bearer {hub.token}")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:sent])
    return connection


def test_a_restart_loses_nothing(hub, api, repo, tmp_path):
    api.upload_file(path_or_fileobj=b"\0" * 100_000, path_in_repo="w.bin", repo_id=repo)
    api.create_tag(repo, tag="v1", tag_message="message")
    api.create_branch(repo, branch="feat/x")
    api.create_repo("user/space", repo_type="space", space_sdk="gradio", private=True)
    api.add_space_variable("user/space", "A", "b")
    before = (api.model_info(repo), api.list_repo_refs(repo), api.list_repo_commits(repo), api.space_info("user/space"))
    hub.stop()
    hub.start()
    after = (api.model_info(repo), api.list_repo_refs(repo), api.list_repo_commits(repo), api.space_info("user/space"))
    assert after == before and api.get_space_variables("user/space")["A"].value == "b"
    assert Path(api.hf_hub_download(repo, "w.bin", revision="v1", cache_dir=tmp_path)).read_bytes() == b"\0" * 100_000


def test_kill_in_the_middle_of_an_lfs_upload(hub, api, repo):
    head = api.upload_file(path_or_fileobj=b"whole", path_in_repo="a.txt", repo_id=repo).oid
    content = b"\0" * 8_000_000
    promised = [{"oid": hashlib.sha256(content).hexdigest(), "size": len(content)}]
    batch = http.client.HTTPConnection("127.0.0.1", hub.port)
    body = json.dumps({"operation": "upload", "objects": promised})
    batch.request("POST", f"/{repo}.git/info/lfs/objects/batch", body, {"Authorization": f"Bearer {hub.token}"})
    action = json.load(batch.getresponse())["objects"][0]["actions"]["upload"]
    batch.close()
    upload = start_request(hub, "PUT", action["href"].removeprefix(hub.endpoint), content, len(content) // 2)
    unfinished = hub.root / "models" / f"{repo}.git" / "lfs" / "tmp"
    until(lambda: [path for path in unfinished.glob("*") if path.stat().st_size > 0])
    hub.kill()
    upload.close()
    hub.start()
    assert check(hub, repo)[0] == head == api.model_info(repo).sha
    assert not unfinished.exists()  # half an object is swept away
    api.upload_file(path_or_fileobj=content, path_in_repo="large.bin", repo_id=repo)
    assert len(check(hub, repo)) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of another process is set as Linux does")
def test_a_full_disk_is_said_loses_nothing_and_leaves_nothing_behind(hub, api, repo, tmp_path):
    content = random.Random(1).randbytes(60_000)
    head = api.upload_file(path_or_fileobj=content.hex().encode(), path_in_repo="kept.txt", repo_id=repo).oid
    before = {path for path in hub.root.rglob("*") if path.is_file()}
    unlimited = resource.prlimit(hub.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(hub.pid, resource.RLIMIT_FSIZE, (20, unlimited[1]))  # bytes that any file may have
    try:
        for action in (
            lambda: api.upload_file(path_or_fileobj=content, path_in_repo="large.bin", repo_id=repo),
            lambda: api.upload_file(path_or_fileobj=b"small" * 99, path_in_repo="small.txt", repo_id=repo),
            lambda: api.update_repo_settings(repo, private=True),
            lambda: api.create_discussion(repo, "A title"),
        ):
            with pytest.raises((HfHubHTTPError, RuntimeError)) as refusal:
                action()
            told = refusal.value if isinstance(refusal.value, HfHubHTTPError) else refusal.value.__cause__
            assert told.response.status_code == 507 and "File too large" in str(told)
        with pytest.raises(LocalEntryNotFoundError):
            api.hf_hub_download(repo, "kept.txt", cache_dir=tmp_path)
        assert {path for path in hub.root.rglob("*") if path.is_file()} == before
    finally:
        resource.prlimit(hub.pid, resource.RLIMIT_FSIZE, unlimited)
    assert check(hub, repo)[0] == head == api.model_info(repo).sha
    api.upload_file(path_or_fileobj=content, path_in_repo="large.bin", repo_id=repo)
    assert Path(api.hf_hub_download(repo, "large.bin", cache_dir=tmp_path)).read_bytes() == content


def test_kill_in_the_middle_of_a_commit(hub, api, repo):
    head = api.upload_file(path_or_fileobj=b"whole", path_in_repo="a.txt", repo_id=repo).oid
    body = commit_body("half.txt", b"x" * 1_000_000)
    commit = start_request(hub, "POST", f"/api/models/{repo}/commit/main", body, len(body) // 2)
    hub.kill()
    commit.close()
    hub.start()
    assert check(hub, repo)[0] == head and api.list_repo_files(repo) == [".gitattributes", "a.txt"]


def test_kill_between_any_two_steps_of_many_commits(hub, api, repo):
    """Commits follow each other while the server is killed: none that it acknowledged is lost, none is half there."""
    acknowledged: list[str] = []

    def push(thread: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=PATIENCE)
        try:
            for number in range(10_000):
                body = commit_body(f"{thread}/{number}.txt", f"{thread} {number}".encode() * 1000)
                headers = {"Authorization": f"Bearer {hub.token}"}
                connection.request("POST", f"/api/models/{repo}/commit/main", body, headers)
                acknowledged.append(json.load(connection.getresponse())["commitOid"])
        except (OSError, http.client.HTTPException, ValueError):
            connection.close()

    for kills in range(1, 4):
        threads = [threading.Thread(target=push, args=(10 * kills + number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        enough = len(acknowledged) + 15
        until(lambda enough=enough: len(acknowledged) >= enough)
        hub.kill()
        for thread in threads:
            thread.join()
        hub.start()
        history = check(hub, repo)
        assert set(acknowledged) <= set(history)
        assert len(history) <= 1 + len(acknowledged) + 3 * kills  # a commit may be made whose answer is lost
    api.upload_file(path_or_fileobj=b"still works", path_in_repo="end.txt", repo_id=repo)
    assert not list(hub.root.rglob("*.lock"))


def test_locks_of_a_killed_server_are_swept_away(hub, api, repo):
    hub.kill()
    git = hub.root / "models" / f"{repo}.git"
    for lock in (git / "refs" / "heads" / "main.lock", git / "hub.json.0.lock", hub.root / "accounts.json.0.lock"):
        lock.touch()
    (hub.root / "unfinished" / "half").mkdir(parents=True)
    hub.start()
    api.upload_file(path_or_fileobj=b"text", path_in_repo="a.txt", repo_id=repo)
    assert not list(hub.root.rglob("*.lock")) and not list(hub.root.glob("unfinished/*"))


def test_pushes_at_the_same_time_are_all_kept(hub, api, repo):
    def push(number: int) -> str:
        content = f"{number}".encode() * 1000
        return api.upload_file(path_or_fileobj=content, path_in_repo=f"{number}.txt", repo_id=repo).oid

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(push, range(24)))
    history = check(hub, repo)
    assert len(set(made)) == 24 and set(made) < set(history) and len(history) == 25
    assert set(api.list_repo_files(repo)) == {".gitattributes", *(f"{number}.txt" for number in range(24))}


def test_of_pushes_on_the_same_commit_one_wins(hub, api, repo):
    parent = api.model_info(repo).sha

    def push(number: int) -> str | None:
        content = f"{number}".encode()
        try:
            return api.upload_file(path_or_fileobj=content, path_in_repo="a", repo_id=repo, parent_commit=parent).oid
        except HfHubHTTPError as refusal:
            assert refusal.response.status_code == 412
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [oid for oid in pool.map(push, range(8)) if oid]
    assert check(hub, repo) == [*made, parent] and len(made) == 1


def test_the_same_repository_is_made_once_at_a_time(api):
    def create(_: int) -> bool:
        try:
            return bool(api.create_repo("user/raced"))
        except HfHubHTTPError as refusal:
            assert refusal.response.status_code == 409
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(create, range(8))) == 1


def test_repositories_are_listed_while_others_are_deleted(hub, api, repo):
    stopped = threading.Event()

    def make_and_delete(name: str) -> None:
        while not stopped.is_set():
            api.delete_repo(api.create_repo(name).repo_id)

    with ThreadPoolExecutor() as pool:
        busy = [pool.submit(make_and_delete, f"user/brief{number}") for number in range(3)]
        try:
            for _ in range(300):
                assert repo in [model.id for model in api.list_models()]
        finally:
            stopped.set()
        for deleter in busy:
            deleter.result(PATIENCE)


def test_a_folder_has_one_server(hub):
    second = HubProcess(hub.root)
    with pytest.raises(RuntimeError, match="Another local Hub serves"):
        second.start()


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_git_reads_what_the_hub_wrote(hub, api, repo, tmp_path):
    api.upload_file(path_or_fileobj=b"text", path_in_repo="deep/a.txt", repo_id=repo, commit_message="Ein Gruß")
    api.upload_file(path_or_fileobj=b"\0" * 1000, path_in_repo="w.bin", repo_id=repo)
    api.create_tag(repo, tag="v1", tag_message="message")

    def git(*arguments: str) -> str:
        command = ["git", "-c", "safe.directory=*", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env={"HOME": str(tmp_path)}).stdout

    bare = str(hub.root / "models" / f"{repo}.git")
    assert git("-C", bare, "log", "--format=%H %an").split()[0] == api.model_info(repo).sha
    assert "Ein Gruß" in git("-C", bare, "log", "--format=%s")
    git("-C", bare, "fsck", "--strict", "--full")
    git("clone", "--quiet", "--branch=v1", bare, str(tmp_path / "clone"))
    pointer = (tmp_path / "clone" / "w.bin").read_text()
    oid = hashlib.sha256(b"\0" * 1000).hexdigest()
    assert pointer == f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 1000\n"
