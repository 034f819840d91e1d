"""What a local Hub refuses, and that it lives on and says why in the Hub's own form."""

import base64
import http.client
import json
from contextlib import suppress
from email.message import Message
from urllib.parse import quote

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from tests.hub_utils.hub_process import HubProcess
from tests.waiting import PATIENCE

KIB, MIB = 2**10, 2**20
REPO = "user/hostile"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A Hub with small limits, beside whose root lies a file that nobody may reach."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "outside.txt").write_text("outside")
    limits = (f"--max-json={MIB}", f"--max-commit={2 * MIB}", f"--max-object={4 * MIB}")
    with HubProcess(folder / "hub", *limits) as process:
        api = HfApi(endpoint=process.endpoint, token=process.token)
        api.create_repo(REPO)
        api.upload_file(path_or_fileobj=b"text", path_in_repo="a.txt", repo_id=REPO)
        yield process


@pytest.fixture
def api(hub) -> HfApi:
    return HfApi(endpoint=hub.endpoint, token=hub.token)


def ask(hub, method: str, path: str, body=None, token: str | None = HubProcess.token) -> tuple[int, bytes, Message]:
    """A request as it stands, without a client that would clean it."""
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


def commit(hub, *operations: dict, branch: str = "main") -> tuple[int, bytes, Message]:
    lines = [{"key": "header", "value": {"summary": "hostile", "description": ""}}, *operations]
    return ask(hub, "POST", f"/api/models/{REPO}/commit/{branch}", "\n".join(map(json.dumps, lines)).encode())


def file(path: str, content: bytes = b"x") -> dict:
    value = {"path": path, "content": base64.b64encode(content).decode(), "encoding": "base64"}
    return {"key": "file", "value": value}


@pytest.mark.parametrize(
    "path", ["../outside.txt", "../../../outside.txt", "/etc/passwd", "a/../../outside.txt", ".git/x"]
)
@pytest.mark.parametrize("quoted", ["%2F", "/"])
def test_no_address_leaves_a_repository(hub, path, quoted):
    for address in (f"/{REPO}/resolve/main/", f"/api/models/{REPO}/tree/main/", f"/api/models/{REPO}/revision/"):
        status, body, _ = ask(hub, "GET", address + quote(path, safe="").replace("%2F", quoted))
        assert status in (400, 404) and b"root:" not in body and b"outside\n" not in body and body != b"outside"


@pytest.mark.parametrize("name", ["..", "../user", "..%2F..", "%2e%2e", "a%00b", "hostile.git", "%2Fetc", "a%0d%0ab"])
def test_no_name_leaves_the_root(hub, name):
    for address in (f"/api/models/user/{name}", f"/user/{name}/resolve/main/a.txt", f"/api/models/{name}/hostile"):
        assert ask(hub, "GET", address)[0] == 404
    body = json.dumps({"name": name.replace("%2F", "/").replace("%00", "\0").replace("%2e", ".")}).encode()
    assert ask(hub, "POST", "/api/repos/create", body)[0] == 400
    assert ask(hub, "DELETE", "/api/repos/delete", body)[0] == 404
    assert sorted(path.name for path in hub.root.glob("models/*/*")) == ["hostile.git"]


UNSAFE = [
    "../x",
    "/x",
    "a/../../x",
    ".git/config",
    "a/.GIT/x",
    "a//b",
    "",
    ".",
    "a\0b",
    "a\nb",
    "a\\b",
    "git~1/x",
    "x" * 2000,
    "gnp.exe\u202e.txt",  # shown as if it ended in .png
    "a\u2066b",
    "a\u2028b",
    "a\x85b",
    ".g\u200cit/config",  # .git to a Mac
]


@pytest.mark.parametrize("path", UNSAFE, ids=repr)
def test_no_commit_holds_an_unsafe_path(hub, api, path):
    head = api.model_info(REPO).sha
    status, body, _ = commit(hub, file(path))
    assert status == 400 and b"Invalid path" in body
    assert api.model_info(REPO).sha == head


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"\xff\xfe", b'{"key": "file", "value": {}}', b"[" * 100_000, b'{"key": "header", "value": 1}'],
    ids=lambda body: repr(body[:20]),
)
def test_a_malformed_commit_is_refused(hub, api, body):
    head = api.model_info(REPO).sha
    assert ask(hub, "POST", f"/api/models/{REPO}/commit/main", body)[0] == 400
    assert api.model_info(REPO).sha == head


@pytest.mark.parametrize(
    "operation",
    [
        {"key": "file", "value": {"path": "b", "content": "?", "encoding": "base64"}},
        {"key": "file", "value": {"path": 1}},
        {"key": "lfsFile", "value": {"path": "b", "oid": "../../a"}},
        {"key": "lfsFile", "value": {"path": "b", "algo": "sha256", "oid": "0" * 64, "size": 1}},
        {"key": "rename", "value": {"path": "b"}},
        file("b", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1\n"),
    ],
    ids=lambda operation: operation["key"],
)
def test_an_impossible_operation_is_refused(hub, api, operation):
    head = api.model_info(REPO).sha
    status, body, headers = commit(hub, operation)
    assert status == 400 and json.loads(body)["error"] and headers["X-Error-Message"]
    assert api.model_info(REPO).sha == head


def test_too_large_bodies_are_refused_while_they_stream(hub, api):
    def endless():
        while True:
            yield b"x" * 64 * KIB

    def sized(mebibytes):
        return (b"x" * MIB for _ in range(mebibytes))

    for path, body in (
        (f"/api/models/{REPO}/preupload/main", b"x" * 3 * MIB),
        (f"/api/models/{REPO}/preupload/main", sized(3)),
        (f"/api/models/{REPO}/paths-info/main", sized(3)),
        (f"/api/models/{REPO}/commit/main", sized(3)),
        ("/api/repos/create", sized(3)),
    ):
        status, answer, _ = ask(hub, "POST", path, body)
        assert status == 413 and b"bytes that this Hub accepts" in answer
    with suppress(ConnectionError):  # the server hangs up on a client that never ends
        assert ask(hub, "POST", f"/api/models/{REPO}/commit/main", endless())[0] == 413
    with pytest.raises(ValueError, match="larger than the 4,194,304 bytes"):
        api.upload_file(path_or_fileobj=bytes(5 * MIB), path_in_repo="large.bin", repo_id=REPO)
    with pytest.raises(HfHubHTTPError, match="larger than"):
        api.upload_file(path_or_fileobj=b"text" * MIB, path_in_repo="long.txt", repo_id=REPO)
    assert api.list_repo_files(REPO) == [".gitattributes", "a.txt"]


def test_an_upload_is_what_it_promised(hub, api):
    oid = "1" * 64
    objects = json.dumps({"operation": "upload", "objects": [{"oid": oid, "size": 10}]}).encode()
    batch = json.loads(ask(hub, "POST", f"/{REPO}.git/info/lfs/objects/batch", objects)[1])
    address = batch["objects"][0]["actions"]["upload"]["href"].removeprefix(hub.endpoint)
    assert ask(hub, "PUT", address, b"0123456789", token=None)[0] == 400  # another SHA-256
    assert ask(hub, "PUT", address, b"01234", token=None)[0] == 400  # too short
    assert ask(hub, "PUT", address, b"0123456789+", token=None)[0] == 413  # too long
    assert ask(hub, "PUT", address[:-1] + "?", b"0123456789", token=None)[0] == 403  # another signature
    assert ask(hub, "POST", f"/{REPO}.git/info/lfs/objects/batch", objects, token=None)[0] == 401
    assert not [path for path in (hub.root / "models").rglob("lfs/**/*") if path.is_file()]


def test_what_is_not_supported_says_so(hub, api):
    for call, words in (
        (lambda: api.update_repo_settings(REPO, gated="auto"), "gated"),
        (lambda: list(api.list_pending_access_requests(REPO)), "access requests"),
        (lambda: api.super_squash_history(REPO), "squashing"),
        (lambda: api.move_repo(REPO, "user/moved"), "renaming"),
        (lambda: api.list_lfs_files(REPO).__next__(), "LFS objects"),
    ):
        with pytest.raises(HfHubHTTPError, match=f"does not support .*{words}") as refusal:
            call()
        assert refusal.value.response.status_code == 501


def test_other_addresses_are_not_found(hub):
    for path in ("/", "/api/agent-harnesses", "/api/nothing", "/user", "/a/b/c", "/api/models/user/hostile/nothing"):
        status, body, headers = ask(hub, "GET", path)
        assert status == 404 and json.loads(body)["error"] and headers["X-Error-Message"]


def test_yaml_that_grows_is_not_read(hub, api):
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    for metadata, reason in ((bomb, b"aliases"), ("- x\n" * 100_000, b"longer than")):
        body = json.dumps({"content": f"---\n{metadata}---\n"}).encode()
        status, answer, _ = ask(hub, "POST", "/api/validate-yaml", body)
        assert status == 400 and reason in answer
    assert commit(hub, file("README.md", f"---\n{bomb}---\n".encode()))[0] == 200
    assert api.model_info(REPO).card_data is None
    assert commit(hub, {"key": "deletedFile", "value": {"path": "README.md"}})[0] == 200


@pytest.mark.parametrize(
    "metadata",
    [r'tags: ["a\ud800b"]', r'"\udfff": 1', "a: !!bool maybe", "a: !!timestamp now", 'a: !!int ""', "a: 2026-02-30"],
)
def test_no_card_keeps_the_list_of_repositories_from_others(hub, api, metadata):
    assert commit(hub, file("README.md", f"---\n{metadata}\n---\n".encode()))[0] == 200
    assert api.model_info(REPO).id == REPO
    assert REPO in [model.id for model in api.list_models()]
    body = json.dumps({"content": f"---\n{metadata}\n---\n"}).encode()
    assert ask(hub, "POST", "/api/validate-yaml", body)[0] in (200, 400)
    assert commit(hub, {"key": "deletedFile", "value": {"path": "README.md"}})[0] == 200


def test_halves_of_characters_are_shown_as_question_marks(hub, api):
    body = json.dumps({"title": "half \ud800", "description": "\udfff"}).encode()
    status, answer, _ = ask(hub, "POST", f"/api/models/{REPO}/discussions", body)
    assert status == 200
    (told,) = api.get_repo_discussions(REPO)
    assert told.title == "half ?" and api.get_discussion_details(REPO, told.num).events[0].content == "?"
    status, answer, _ = commit(hub, {"key": "\ud800", "value": {"path": "a.txt"}})
    assert status == 400 and json.loads(answer)["error"].endswith("?")


def test_a_repository_of_the_same_name_in_other_capitals_is_the_same_one(hub, api):
    with pytest.raises(HfHubHTTPError, match="You already created this model repo"):
        api.create_repo(REPO.replace("hostile", "HOSTILE"))
    assert api.create_repo(REPO.replace("hostile", "Hostile"), exist_ok=True).repo_id == REPO
    assert api.model_info(REPO.upper()).id == REPO
    assert [model.id for model in api.list_models(author="user")].count(REPO) == 1
    assert api.create_repo("user/Hostile", repo_type="dataset").repo_id == "user/Hostile"  # another kind
