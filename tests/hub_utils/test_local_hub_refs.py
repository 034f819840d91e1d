"""Branches, tags, history and listings of the local Hub."""

from itertools import count

import pytest
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, RevisionNotFoundError
from huggingface_hub.utils import paginate

_numbers = count()


@pytest.fixture
def api(local_hub) -> HfApi:
    return HfApi(endpoint=local_hub.endpoint, token=local_hub.token)


@pytest.fixture
def repo(api) -> str:
    return api.create_repo(f"user/refs-{next(_numbers)}").repo_id


def add(api: HfApi, repo: str, *paths: str, **where: str) -> str:
    """One commit with a small file at each path; returns its id."""
    operations = [CommitOperationAdd(path, path.encode()) for path in paths]
    return api.create_commit(repo, operations, commit_message=f"add {paths[0]}", **where).oid


def refused(status: int):
    return pytest.raises(HfHubHTTPError, check=lambda error: error.response.status_code == status)


def test_branches(api, repo):
    start = add(api, repo, "a")
    add(api, repo, "b")
    api.create_branch(repo, branch="feat/x", revision=start)
    tip = add(api, repo, "c", revision="feat/x")
    assert {branch.name: branch.target_commit for branch in api.list_repo_refs(repo).branches} == {
        "main": api.model_info(repo).sha,
        "feat/x": tip,
    }
    assert api.list_repo_files(repo, revision="feat/x") == [".gitattributes", "a", "c"]
    with refused(409):
        api.create_branch(repo, branch="feat/x")
    api.create_branch(repo, branch="feat/x", exist_ok=True)
    with refused(409):
        api.create_branch(repo, branch="feat")  # feat would be a file and a folder in git
    api.delete_branch(repo, branch="feat/x")
    with pytest.raises(RevisionNotFoundError):
        api.delete_branch(repo, branch="feat/x")
    with refused(403):
        api.delete_branch(repo, branch="main")


def test_tags(api, repo):
    first = add(api, repo, "a")
    api.create_tag(repo, tag="v1", tag_message="annotated")
    add(api, repo, "b")
    api.create_tag(repo, tag="release/2", revision="main")
    assert {tag.name: tag.target_commit for tag in api.list_repo_refs(repo).tags} == {
        "v1": first,
        "release/2": api.model_info(repo).sha,
    }
    with refused(409):
        api.create_tag(repo, tag="v1", tag_message="again")
    api.create_tag(repo, tag="v1", exist_ok=True)
    with pytest.raises(RevisionNotFoundError):
        api.create_tag(repo, tag="v3", revision="nowhere")
    api.delete_tag(repo, tag="v1")
    with pytest.raises(RevisionNotFoundError):
        api.model_info(repo, revision="v1")


@pytest.mark.parametrize("name", ["a..b", "~", "refs/heads/x", "a b", "x.lock", "a//b", "0" * 40, ".hidden"])
def test_names_that_git_refuses(api, repo, name):
    with refused(400):
        api.create_tag(repo, tag=name)
    with refused(400):
        api.create_branch(repo, branch=name)
    refs = api.list_repo_refs(repo)
    assert refs.tags == [] and [branch.name for branch in refs.branches] == ["main"]


def test_nothing_is_added_to_a_tag_or_a_commit(api, repo):
    first = add(api, repo, "a")
    api.create_tag(repo, tag="v1")
    for revision in ("v1", first):
        with pytest.raises(RevisionNotFoundError):
            add(api, repo, "b", revision=revision)


def test_history_is_read_in_pages(api, repo, local_hub):
    made = [add(api, repo, f"{number}") for number in range(5)]
    commits = api.list_repo_commits(repo, formatted=True)
    assert [commit.commit_id for commit in commits[:-1]] == made[::-1]
    assert commits[0].title == commits[0].formatted_title == "add 4" and commits[0].authors == ["user"]
    url = f"{local_hub.endpoint}/api/models/{repo}/commits/main"
    assert [item["id"] for item in paginate(url, {"limit": 2}, {})][:-1] == made[::-1]


def test_folders_are_read_in_pages(api, repo, local_hub):
    first = add(api, repo, *(f"deep/{number:02}" for number in range(60)), "z")
    last = add(api, repo, "deep/59b")
    listed = list(api.list_repo_tree(repo, "deep", recursive=True, expand=True))  # 50 on a page
    assert [file.path for file in listed] == [f"deep/{number:02}" for number in range(60)] + ["deep/59b"]
    assert (listed[0].last_commit.oid, listed[-1].last_commit.oid) == (first, last)
    url = f"{local_hub.endpoint}/api/models/{repo}/tree/main"
    pages = paginate(url, {"recursive": "true", "limit": 7}, {})
    seen = [next(pages)["path"] for _ in range(5)]
    add(api, repo, "0-before-all-others")  # a branch that moves between two pages
    seen += [item["path"] for item in pages]
    assert seen == [".gitattributes", "deep", *(file.path for file in listed), "z"]
    assert [item.path for item in api.list_repo_tree(repo)] == [".gitattributes", "0-before-all-others", "deep", "z"]
    with pytest.raises(HfHubHTTPError, match="Entry Not Found"):
        list(api.list_repo_tree(repo, "absent"))


def test_what_a_commit_was_about(api, repo):
    operation = CommitOperationAdd("a", b"a")
    api.create_commit(repo, [operation], commit_message="A title", commit_description="Line one\n\nLine two")
    commit = api.list_repo_commits(repo)[0]
    assert (commit.title, commit.message) == ("A title", "Line one\n\nLine two")
