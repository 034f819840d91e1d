"""What is pushed to the local Hub is what is pulled from it, through the unmodified client."""

import hashlib
import random
import urllib.request
from pathlib import Path

import pytest
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
    HfApi,
    HfFileSystem,
    ModelCard,
    snapshot_download,
)
from huggingface_hub.errors import HfHubHTTPError, RevisionNotFoundError

from tests.hub_utils.hub_process import HubProcess
from tests.prefix import Prefix

MIB = 2**20


def noise(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def api(local_hub) -> HfApi:
    return HfApi(endpoint=local_hub.endpoint, token=local_hub.token)


@pytest.fixture
def repo(api, request) -> str:
    """A new model repository for one test."""
    return api.create_repo(f"user/{request.node.name.removeprefix('test_').split('[')[0]}").repo_id


@pytest.fixture
def folder(tmp_path) -> Path:
    """Text, 3 MB of noise, an empty file and a name in Chinese."""
    source = tmp_path / "source"
    (source / "deep" / "er").mkdir(parents=True)
    (source / "README.md").write_text("---\nlicense: mit\ntags:\n- tiny\n---\n# Tiny\n", "utf-8")
    (source / "deep" / "er" / "weights.bin").write_bytes(noise(3 * MIB))
    (source / "empty.txt").touch()
    (source / "科学 空间.txt").write_text("你好\n", "utf-8")
    return source


def test_a_folder_returns_unchanged(api, repo, folder, tmp_path):
    commit = api.upload_folder(folder_path=folder, repo_id=repo)
    pulled = Path(api.snapshot_download(repo, cache_dir=tmp_path / "cache"))
    assert pulled.name == commit.oid
    assert digests(folder).items() <= digests(pulled).items()
    large = api.get_paths_info(repo, "deep/er/weights.bin")[0]
    assert large.lfs.sha256 == digests(folder)["deep/er/weights.bin"] and large.size == 3 * MIB
    assert api.get_paths_info(repo, "empty.txt")[0].lfs is None


def test_every_name_of_a_revision_pulls_it(api, repo, tmp_path):
    def pull(revision):
        return Path(api.hf_hub_download(repo, "a.txt", revision=revision, cache_dir=tmp_path)).read_text()

    first = api.upload_file(path_or_fileobj=b"one", path_in_repo="a.txt", repo_id=repo).oid
    api.create_tag(repo, tag="v1", tag_message="the first")
    api.create_tag(repo, tag="light", revision=first[:8])
    api.create_branch(repo, branch="feat/x", revision="v1")
    api.upload_file(path_or_fileobj=b"two", path_in_repo="a.txt", repo_id=repo)
    api.upload_file(path_or_fileobj=b"three", path_in_repo="a.txt", repo_id=repo, revision="feat/x")
    assert [pull(name) for name in ("main", "v1", "light", first, "feat/x")] == ["two", "one", "one", "one", "three"]
    assert api.model_info(repo, revision="feat/x").sha == api.list_repo_commits(repo, revision="feat/x")[0].commit_id
    with pytest.raises(RevisionNotFoundError):
        pull("v2")


def test_an_unchanged_folder_makes_no_commit(api, repo, folder):
    first = api.upload_folder(folder_path=folder, repo_id=repo)
    again = api.upload_folder(folder_path=folder, repo_id=repo)
    assert again.oid == first.oid
    assert [commit.title for commit in api.list_repo_commits(repo)] == [first.commit_message, "initial commit"]


def test_a_commit_that_changes_nothing_is_none(api, repo):
    first = api.upload_file(path_or_fileobj=b"text", path_in_repo="a.txt", repo_id=repo).oid
    operations = [CommitOperationDelete("a.txt"), CommitOperationAdd("a.txt", b"text")]
    assert api.create_commit(repo, operations, commit_message="again").oid == first
    assert len(api.list_repo_commits(repo)) == 2


def test_copies_and_deletions(api, repo, folder):
    api.upload_folder(folder_path=folder, repo_id=repo)
    large = "deep/er/weights.bin"
    operations = [CommitOperationCopy(large, "copy.bin"), CommitOperationCopy("README.md", "copy.md")]
    api.create_commit(repo, operations, commit_message="copy")
    assert api.get_paths_info(repo, "copy.bin")[0].lfs == api.get_paths_info(repo, large)[0].lfs
    assert api.file_exists(repo, "copy.md")
    api.create_commit(repo, [CommitOperationDelete("deep/"), CommitOperationDelete("copy.md")], commit_message="delete")
    assert set(api.list_repo_files(repo)) == {".gitattributes", "README.md", "copy.bin", "empty.txt", "科学 空间.txt"}
    with pytest.raises(HfHubHTTPError, match="A file with this name doesn't exist"):
        api.delete_file("nowhere.txt", repo)


def test_a_push_on_an_old_commit_is_refused(api, repo):
    old = api.model_info(repo).sha
    new = api.upload_file(path_or_fileobj=b"1", path_in_repo="a", repo_id=repo, parent_commit=old).oid
    with pytest.raises(HfHubHTTPError, match="A commit has happened since") as refusal:
        api.upload_file(path_or_fileobj=b"2", path_in_repo="a", repo_id=repo, parent_commit=old)
    assert refusal.value.response.status_code == 412
    assert api.model_info(repo).sha == new


def test_a_file_cannot_become_a_folder_by_accident(api, repo):
    api.upload_file(path_or_fileobj=b"1", path_in_repo="a", repo_id=repo)
    with pytest.raises(HfHubHTTPError, match="a file and a folder"):
        api.upload_file(path_or_fileobj=b"2", path_in_repo="a/b", repo_id=repo)
    operations = [CommitOperationDelete("a"), CommitOperationAdd("a/b", b"2")]
    api.create_commit(repo, operations, commit_message="on purpose")
    assert set(api.list_repo_files(repo)) == {".gitattributes", "a/b"}


def test_gitignore_leaves_files_out(api, repo, folder):
    (folder / ".gitignore").write_text("*.txt\ndeep/\n")
    api.upload_folder(folder_path=folder, repo_id=repo)
    assert set(api.list_repo_files(repo)) == {".gitattributes", ".gitignore", "README.md"}


def test_large_objects_travel_in_parts(tmp_path):
    with HubProcess(tmp_path / "hub", f"--part-size={MIB}") as hub:
        api = HfApi(endpoint=hub.endpoint, token=hub.token)
        api.create_repo("user/parts")
        content = noise(5 * MIB + 17)
        api.upload_file(path_or_fileobj=content, path_in_repo="large.bin", repo_id="user/parts")
        pulled = api.hf_hub_download("user/parts", "large.bin", cache_dir=tmp_path / "cache")
        assert Path(pulled).read_bytes() == content
        folder = hub.root / "models" / "user" / "parts.git" / "lfs"
        assert [path.read_bytes() for path in (folder / "objects").rglob("*") if path.is_file()] == [content]
        assert not list((folder / "tmp").iterdir())


@pytest.mark.parametrize("name", ["text.txt", "large.bin"])
@pytest.mark.parametrize("wanted", ["bytes=0-0", "bytes=100-199", "bytes=-50", "bytes=900-"])
def test_ranges(local_hub, api, name, wanted):
    repo = api.create_repo("user/ranges", exist_ok=True).repo_id
    content = (b"0123456789" if name == "text.txt" else b"\x00123456789") * 100
    api.upload_file(path_or_fileobj=content, path_in_repo=name, repo_id=repo)
    url = f"{local_hub.endpoint}/{repo}/resolve/main/{name}"
    start, _, end = wanted.removeprefix("bytes=").partition("-")
    expected = content[int(start) : int(end) + 1 if end else None] if start else content[-int(end) :]
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Range": wanted})) as answer:
        assert answer.status == 206 and answer.read() == expected
        assert answer.headers["Content-Range"].endswith(f"/{len(content)}")


def test_a_file_system(local_hub, api, repo):
    files = HfFileSystem(endpoint=local_hub.endpoint, token=local_hub.token, skip_instance_cache=True)
    content = noise(MIB)
    with files.open(f"{repo}/data/noise.bin", "wb") as file:
        file.write(content)
    with files.open(f"{repo}/data/noise.bin", "rb") as file:
        file.seek(1000)
        assert file.read(100) == content[1000:1100]
    assert files.ls(f"{repo}/data", detail=False) == [f"{repo}/data/noise.bin"]
    assert files.glob(f"{repo}/**/*.bin") == [f"{repo}/data/noise.bin"]
    files.rm(f"{repo}/data/noise.bin")
    assert not files.exists(f"{repo}/data")


def test_a_card_is_checked_and_kept(api, repo):
    card = ModelCard("---\nlicense: mit\nlanguage: en\nlibrary_name: keras\n---\n# A card\n")
    api.upload_file(path_or_fileobj=str(card).encode(), path_in_repo="README.md", repo_id=repo)
    info = api.model_info(repo, files_metadata=True)
    assert info.card_data.license == "mit" and set(info.tags) == {"keras", "en", "license:mit"}
    assert {file.rfilename: file.size for file in info.siblings}["README.md"] == len(str(card))
    with pytest.raises(ValueError, match="Invalid metadata"):
        api.upload_file(path_or_fileobj=b"---\na: [\n---\n", path_in_repo="README.md", repo_id=repo)


def test_a_pull_tells_an_absent_file_from_an_absent_repository(local_hub, api, repo, tmp_path):
    from huggingface_hub.errors import RemoteEntryNotFoundError, RepositoryNotFoundError

    with pytest.raises(RemoteEntryNotFoundError):
        api.hf_hub_download(repo, "absent.txt", cache_dir=tmp_path)
    with pytest.raises(RepositoryNotFoundError):
        api.hf_hub_download("user/absent", "absent.txt", cache_dir=tmp_path)
    with pytest.raises(RepositoryNotFoundError):
        snapshot_download("gpt2", endpoint=local_hub.endpoint, token=False, cache_dir=tmp_path)


def test_names_are_kept_as_people_and_their_devices_give_them(api, repo, tmp_path):
    spaced = ["Screenshot 3.05\u202fPM.png", "第一\u3000章.csv", "a\xa0b.csv"]
    names = [*spaced, "👨\u200d👧.png", "می\u200cخواهم.txt"]
    for name in names:
        api.upload_file(path_or_fileobj=name.encode(), path_in_repo=name, repo_id=repo)
    assert set(names) <= set(api.list_repo_files(repo))
    for name in names:
        assert Path(api.hf_hub_download(repo, name, cache_dir=tmp_path)).read_text("utf-8") == name


@pytest.mark.parametrize("strips", [True, False])
def test_behind_a_path_large_files_and_pages_come_through(tmp_path, strips):
    with HubProcess(tmp_path / "hub", "--root-path=/hub") as hub:
        upstream = hub.endpoint if strips else f"{hub.endpoint}/hub"
        with Prefix(upstream, "/hub") as proxy:
            api = HfApi(endpoint=proxy.url, token=hub.token)
            address = api.create_repo("user/pref")
            assert str(address).startswith(f"{proxy.url}/")
            content = noise(3 * MIB)
            api.upload_file(path_or_fileobj=content, path_in_repo="model.safetensors", repo_id="user/pref")
            pulled = api.hf_hub_download("user/pref", "model.safetensors", cache_dir=tmp_path / "cache")
            assert Path(pulled).read_bytes() == content
            small = [CommitOperationAdd(f"{number}.txt", b"%d" % number) for number in range(1100)]
            api.create_commit("user/pref", small, commit_message="Many")
            assert len(list(api.list_repo_tree("user/pref"))) == len(api.list_repo_files("user/pref")) == 1102
            assert len(list(api.list_models(author="user", limit=3))) == 1 and not proxy.strays


def test_a_proxy_may_tell_under_which_path_it_serves(local_hub, api, repo):
    for number in range(3):
        api.upload_file(path_or_fileobj=b"%d" % number, path_in_repo=f"{number}.txt", repo_id=repo)
    url = f"{local_hub.endpoint}/api/models/{repo}/tree/main?limit=1"
    for told, prefix in (("/class", "/class"), ("/class/7b/", "/class/7b"), ("//evil.example", ""), ("/a b", "")):
        headers = {"X-Forwarded-Prefix": told, "Authorization": f"Bearer {local_hub.token}"}
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            assert answer.headers["Link"].startswith(f"<{local_hub.endpoint}{prefix}/api/models/")
