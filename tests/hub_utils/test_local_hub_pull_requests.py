"""Pull requests and discussions of the local Hub, as `huggingface_hub` and `hf` make, read and merge them."""

from itertools import count
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, DiscussionCommit, HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

from hub_utils.local_hub.names import Kind
from hub_utils.local_hub.storage import discussions, merging
from hub_utils.local_hub.storage.repositories import Repositories
from tests.hub_utils.hub_process import HubProcess
from tests.hub_utils.test_local_hub_durability import check
from tests.hub_utils.test_local_hub_refs import add, refused

_numbers = count()


@pytest.fixture
def api(local_hub) -> HfApi:
    return HfApi(endpoint=local_hub.endpoint, token=local_hub.token)


@pytest.fixture
def guest(local_hub) -> HfApi:
    """Another user, who may read the repository and not write to it."""
    return HfApi(endpoint=local_hub.endpoint, token=local_hub.other_token)


@pytest.fixture
def repo(api) -> str:
    name = api.create_repo(f"user/asked-{next(_numbers)}").repo_id
    add(api, name, "a.txt", "b.txt")
    return name


def read(api: HfApi, repo: str, path: str, folder: Path, revision: str = "main") -> bytes:
    return Path(api.hf_hub_download(repo, path, revision=revision, cache_dir=folder)).read_bytes()


def ask(api: HfApi, repo: str, path: str, content: bytes, **where: str):
    """A pull request with one commit."""
    operation = CommitOperationAdd(path, content)
    return api.create_commit(repo, [operation], commit_message=f"Change {path}", create_pr=True, **where)


def test_an_upload_becomes_a_pull_request_and_a_merge_one_commit(api, guest, repo, tmp_path, local_hub):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "w.safetensors").write_bytes(b"\0weights" * 10_000)
    (tmp_path / "mine" / "b.txt").write_bytes(b"better")
    made = guest.upload_folder(
        folder_path=tmp_path / "mine",
        repo_id=repo,
        commit_message="Better weights",
        commit_description="They score more.",
        create_pr=True,
    )
    assert (made.pr_num, made.pr_revision) == (1, "refs/pr/1") and made.pr_url.endswith(f"/{repo}/discussions/1")
    assert read(api, repo, "b.txt", tmp_path / "cache") == b"b.txt"  # main is as it was
    assert read(api, repo, "b.txt", tmp_path / "cache", "refs/pr/1") == b"better"
    pulled = Path(api.snapshot_download(repo, revision="refs/pr/1", cache_dir=tmp_path / "cache"))
    assert pulled.name == made.oid and (pulled / "w.safetensors").stat().st_size == 80_000
    told = api.get_discussion_details(repo, 1)
    assert (told.title, told.author, told.status, told.target_branch) == (
        "Better weights",
        "other",
        "open",
        "refs/heads/main",
    )
    assert told.is_pull_request and told.conflicting_files == [] and told.git_reference == "refs/pr/1"
    assert told.events[0].content == "They score more."
    assert [event.oid for event in told.events if isinstance(event, DiscussionCommit)] == [made.oid]
    assert "+better" in told.diff and "w.safetensors" in told.diff
    with refused(403):
        guest.merge_pull_request(repo, 1)
    api.merge_pull_request(repo, 1, comment="Thank you")
    told = api.get_discussion_details(repo, 1)
    head = api.list_repo_commits(repo)[0]
    assert (told.status, told.merge_commit_oid) == ("merged", head.commit_id)
    assert (head.title, head.authors) == ("Better weights (#1)", ["other"]) and made.oid in head.message
    assert read(api, repo, "b.txt", tmp_path / "cache") == b"better"
    assert check(local_hub, repo)[0] == head.commit_id and len(check(local_hub, repo)) == 3  # one line
    with refused(400):
        api.merge_pull_request(repo, 1)
    with refused(400):
        add(guest, repo, "late", revision="refs/pr/1")


def test_a_draft_is_filled_opened_and_merged(api, guest, repo, tmp_path):
    draft = guest.create_pull_request(repo, title="A plan", description="In two steps")
    assert (draft.num, draft.status, draft.diff) == (1, "draft", "")
    first = add(guest, repo, "c.txt", revision="refs/pr/1")
    guest.upload_file(path_or_fileobj=b"\0" * 1000, path_in_repo="w.bin", repo_id=repo, revision="refs/pr/1")
    guest.create_commit(repo, [CommitOperationDelete("a.txt")], commit_message="Drop a", revision="refs/pr/1")
    assert api.list_repo_commits(repo, revision="refs/pr/1")[2].commit_id == first
    with refused(400):
        api.merge_pull_request(repo, 1)  # a draft
    assert api.change_discussion_status(repo, 1, "open", comment="Ready").new_status == "open"
    add(api, repo, "meanwhile.txt")
    api.merge_pull_request(repo, 1)
    assert set(api.list_repo_files(repo)) == {".gitattributes", "b.txt", "c.txt", "meanwhile.txt", "w.bin"}
    kinds = [event.type for event in api.get_discussion_details(repo, 1).events]
    assert sorted(kinds) == ["comment", "comment", "commit", "commit", "commit", "status-change", "status-change"]


def test_a_merge_that_conflicts_is_refused_and_says_where(api, repo, tmp_path):
    ask(api, repo, "a.txt", b"one way")
    add(api, repo, "c.txt")  # elsewhere, which is no conflict
    assert api.get_discussion_details(repo, 1).conflicting_files == []
    api.upload_file(path_or_fileobj=b"another way", path_in_repo="a.txt", repo_id=repo)
    head = api.model_info(repo).sha
    assert api.get_discussion_details(repo, 1).conflicting_files == ["a.txt"]
    with pytest.raises(HfHubHTTPError, match=r"Both sides have changed these files: a\.txt") as refusal:
        api.merge_pull_request(repo, 1)
    assert refusal.value.response.status_code == 409 and api.model_info(repo).sha == head
    assert api.get_discussion_details(repo, 1).status == "open"
    api.upload_file(path_or_fileobj=b"another way", path_in_repo="a.txt", repo_id=repo, revision="refs/pr/1")
    api.upload_file(path_or_fileobj=b"more", path_in_repo="d.txt", repo_id=repo, revision="refs/pr/1")
    api.merge_pull_request(repo, 1)  # both sides say the same by now
    assert read(api, repo, "a.txt", tmp_path) == b"another way" and read(api, repo, "d.txt", tmp_path) == b"more"


def test_a_file_and_a_folder_of_one_name_conflict(api, repo):
    ask(api, repo, "new/deep.txt", b"in a folder")
    add(api, repo, "new")
    assert api.get_discussion_details(repo, 1).conflicting_files == ["new"]
    with refused(409):
        api.merge_pull_request(repo, 1)


def test_a_pull_request_may_begin_at_an_older_commit_and_go_into_another_branch(api, repo, tmp_path):
    old = api.model_info(repo).sha
    api.create_branch(repo, branch="dev")
    add(api, repo, "later.txt")
    first = ask(api, repo, "a.txt", b"on the old one", parent_commit=old)
    assert "later.txt" not in api.list_repo_files(repo, revision=first.pr_revision)
    second = ask(api, repo, "a.txt", b"for dev", revision="dev")
    assert api.get_discussion_details(repo, second.pr_num).target_branch == "refs/heads/dev"
    for made in (first, second):
        api.merge_pull_request(repo, made.pr_num)
    assert read(api, repo, "a.txt", tmp_path, "dev") == b"for dev"
    assert read(api, repo, "a.txt", tmp_path) == b"on the old one" and api.file_exists(repo, "later.txt")
    with pytest.raises(RevisionNotFoundError):
        ask(api, repo, "a.txt", b"x", revision="no-branch")


def test_a_pull_request_into_a_branch_that_was_deleted_is_shown_and_can_be_closed(api, repo):
    api.create_branch(repo, branch="draft")
    number = ask(api, repo, "new.txt", b"1", revision="draft").pr_num
    api.delete_branch(repo, branch="draft")
    shown = api.get_discussion_details(repo, number)
    assert (shown.status, shown.conflicting_files) == ("open", []) and "new.txt" in shown.diff
    with pytest.raises(RevisionNotFoundError):
        api.merge_pull_request(repo, number)
    api.change_discussion_status(repo, number, "closed")
    assert api.get_discussion_details(repo, number).status == "closed"


def test_what_is_refused_leaves_no_pull_request(api, guest, repo):
    with refused(400):
        ask(guest, repo, "a.txt/b", b"")  # a file where one is
    assert list(api.get_repo_discussions(repo)) == []
    assert api.list_repo_refs(repo, include_pull_requests=True).pull_requests == []
    ask(guest, repo, "x", b"x")
    assert [ref.ref for ref in api.list_repo_refs(repo, include_pull_requests=True).pull_requests] == ["refs/pr/1"]
    with pytest.raises(HfHubHTTPError, match="no discussion 9"):
        api.get_discussion_details(repo, 9)


def test_only_its_author_and_writers_push_to_a_pull_request(api, guest, repo):
    ask(api, repo, "x", b"x")
    with refused(403):
        add(guest, repo, "y", revision="refs/pr/1")
    with refused(403):
        guest.change_discussion_status(repo, 1, "closed")
    with refused(403):
        guest.rename_discussion(repo, 1, "Mine now")
    ask(guest, repo, "z", b"z")
    add(api, repo, "reviewed", revision="refs/pr/2")
    api.change_discussion_status(repo, 2, "closed")
    with refused(400):
        add(guest, repo, "z2", revision="refs/pr/2")
    api.update_repo_settings(repo, visibility="private")
    for call in (lambda: guest.get_discussion_details(repo, 1), lambda: ask(guest, repo, "p", b"")):
        with pytest.raises(RepositoryNotFoundError):
            call()
    with pytest.raises(HfHubHTTPError):
        ask(HfApi(endpoint=api.endpoint, token=False), repo, "n", b"")


def test_a_discussion_its_comments_title_and_status(api, guest, repo):
    opened = guest.create_discussion(repo, title=" A question ", description="Why 0.9?")
    assert (opened.title, opened.status, opened.is_pull_request, opened.diff) == ("A question", "open", False, None)
    said = api.comment_discussion(repo, 1, comment="Because **of** <b>")
    assert said.content == "Because **of** <b>" and "&lt;b&gt;" in said.rendered and not said.edited
    with refused(403):
        guest.edit_discussion_comment(repo, 1, said.id, "Not mine")
    edited = api.edit_discussion_comment(repo, 1, said.id, "Because of momentum")
    assert edited.edited and edited.content == "Because of momentum" and edited.number_of_edits == 2
    with pytest.warns(UserWarning, match="irreversible"):
        hidden = api.hide_discussion_comment(repo, 1, said.id)
    assert hidden.hidden and "momentum" not in str(hidden)
    assert guest.rename_discussion(repo, 1, "Answered").new_title == "Answered"
    guest.change_discussion_status(repo, 1, "closed")
    with refused(400):
        guest.change_discussion_status(repo, 1, "closed")
    with refused(400):
        api.merge_pull_request(repo, 1)
    told = api.get_discussion_details(repo, 1)
    assert (told.title, told.status, [event.type for event in told.events]) == (
        "Answered",
        "closed",
        ["comment", "comment", "title-change", "status-change"],
    )


def test_lists_are_filtered_and_come_in_pages(api, guest, repo):
    for number in range(12):
        api.create_discussion(repo, title=f"Talk {number}")
    guest.create_pull_request(repo, title="A request")
    api.change_discussion_status(repo, 3, "closed")

    def numbers(**wanted) -> list[int]:
        return [item.num for item in api.get_repo_discussions(repo, **wanted)]

    assert numbers() == list(range(13, 0, -1))
    assert numbers(discussion_type="pull_request") == [13] == numbers(author="other")
    assert numbers(discussion_status="closed") == [3]
    assert len(numbers(discussion_status="open", discussion_type="discussion")) == 11


@pytest.mark.parametrize("title", ["", "ab", "x" * 201])
def test_titles_that_are_none(api, repo, title):
    with refused(400):
        api.create_discussion(repo, title=title)


def test_data_sets_and_spaces_have_them_too(api, tmp_path):
    for kind, sdk in (("dataset", None), ("space", "gradio")):
        name = api.create_repo(f"user/asked-{kind}", repo_type=kind, space_sdk=sdk).repo_id
        made = api.upload_file(
            path_or_fileobj=b"a,b\n", path_in_repo="t.csv", repo_id=name, repo_type=kind, create_pr=True
        )
        assert made.pr_url.endswith(f"/{kind}s/{name}/discussions/1")
        api.merge_pull_request(name, made.pr_num, repo_type=kind)
        assert api.file_exists(name, "t.csv", repo_type=kind)


def test_a_restart_keeps_them_and_a_merge_that_was_cut_off_is_found_again(tmp_path):
    """The server ends after the branch moved and before the pull request says so: merging again finds that commit."""
    with HubProcess(tmp_path / "hub") as hub:
        api = HfApi(endpoint=hub.endpoint, token=hub.token)
        api.create_repo("user/cut")
        ask(api, "user/cut", "a.txt", b"asked")
    repository = Repositories(hub.root).find(Kind.MODEL, "user", "cut")
    with repository.git() as git:
        made = merging.merge(git, discussions.find(repository, 1))
    with HubProcess(hub.root) as hub:
        api = HfApi(endpoint=hub.endpoint, token=hub.token)
        api.upload_file(path_or_fileobj=b"and changed", path_in_repo="a.txt", repo_id="user/cut")
        assert api.get_discussion_details("user/cut", 1).status == "open"
        api.merge_pull_request("user/cut", 1)
        told = api.get_discussion_details("user/cut", 1)
        assert (told.status, told.merge_commit_oid) == ("merged", made)
        assert len(check(hub, "user/cut")) == 3 and read(api, "user/cut", "a.txt", tmp_path) == b"and changed"


def test_a_large_change_is_named_and_not_compared_line_by_line(api, repo):
    api.upload_file(path_or_fileobj=b"line\n" * 100_000, path_in_repo="long.txt", repo_id=repo, create_pr=True)
    assert "long.txt b/long.txt\nLarge files differ\n" in api.get_discussion_details(repo, 1).diff
