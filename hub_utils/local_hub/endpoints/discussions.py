"""Discussions and pull requests (huggingface_hub `hf_api.py` from `get_repo_discussions` on, and `community.py`).

Whoever sees a repository may open one and comment; its author and those who may write to the repository change its
title and status; only the latter merge.
"""

from collections.abc import Callable
from typing import Any

from dulwich.objects import ObjectID
from dulwich.refs import Ref
from dulwich.repo import Repo
from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import caller, contributed, is_set, readable, writable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.forms import commit_form, event_form, summary
from hub_utils.local_hub.errors import RefusalError, forbidden
from hub_utils.local_hub.storage import discussions, merging, revisions
from hub_utils.local_hub.storage.accounts import Account
from hub_utils.local_hub.storage.discussions import Discussion
from hub_utils.local_hub.storage.repositories import Repository

PAGE = 10  # as on the Hub
_STATUSES = {"open": ("open", "draft"), "closed": ("closed", "merged")}


def listing(request: Request) -> Response:
    """GET /api/models/user/repo/discussions?type&status&author&p, newest first"""
    repository, query = readable(request), request.query_params
    page = query.get("p", "0")
    if not (page.isascii() and page.isdecimal() and len(page) < 7):
        raise RefusalError(400, "p is a number")
    found = [discussion for discussion in discussions.list_all(repository) if _is_wanted(discussion, request)]
    start = int(page) * PAGE
    shown = [summary(repository, discussion) for discussion in found[start : start + PAGE]]
    return JSONResponse({"discussions": shown, "count": len(found), "start": start, "numClosedDiscussions": 0})


def _is_wanted(discussion: Discussion, request: Request) -> bool:
    query = request.query_params
    kind = "pull_request" if discussion.target else "discussion"
    return (
        query.get("type", "all") in ("all", kind)
        and discussion.status in _STATUSES.get(query.get("status", "all"), (discussion.status,))
        and query.get("author", discussion.author) == discussion.author
    )


def create(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/models/user/repo/discussions {title, description, pullRequest}: a pull request is a draft at first"""
    repository, account = contributed(request)
    title, is_request = body.get("title"), bool(body.get("pullRequest"))
    with repository.lock, repository.git() as git:
        if is_request:
            base = revisions.head(git, revisions.MAIN)
            made = open_pull_request(repository, git, account.name, title, revisions.MAIN, base, "draft")
        else:
            made = discussions.opened(discussions.next_number(repository, git), title, account.name)
        discussions.save(repository, made.commented(account.name, body.get("description") or "No description"))
    return JSONResponse({"num": made.num, "pullRequest": is_request})


def open_pull_request(
    repository: Repository, git: Repo, author: str, title: object, target: str, base: ObjectID, status: str
) -> Discussion:
    """A new pull request into a branch, its reference at `base`. The caller holds the lock, and saves it at last."""
    number, branch = discussions.next_number(repository, git), revisions.branch_reference(target).decode()
    made = discussions.opened(number, title, author, target=branch, base=base.decode(), status=status)
    revisions.create_reference(git, Ref(made.reference.encode()), base)
    return made


def details(request: Request) -> Response:
    """GET /api/models/user/repo/discussions/N?diff=1"""
    repository = readable(request)
    discussion = discussions.find(repository, _number(request))
    answer = summary(repository, discussion)
    events = [event_form(event) for event in discussion.events]
    if discussion.target:
        with repository.git() as git:
            events += [commit_form(commit, discussion) for commit in merging.commits_of(git, discussion)]
            conflicts = merging.conflicts_of(git, discussion) if discussion.is_unmerged else []
            answer |= {"diff": merging.diff(git, discussion)} if is_set(request, "diff") else {}
        answer |= {"changes": {"base": discussion.target}, "filesWithConflicts": conflicts}
        if discussion.merged:
            answer["changes"]["mergeCommitId"] = discussion.merged
    first, *rest = events  # git counts whole seconds, and nothing comes before what was said first
    return JSONResponse(answer | {"events": [first, *sorted(rest, key=lambda event: event["createdAt"])]})


def comment(request: Request, body: dict[str, Any]) -> Response:
    """POST …/discussions/N/comment {comment}"""
    repository, account = contributed(request)
    with repository.lock:
        changed = discussions.find(repository, _number(request)).commented(account.name, body.get("comment"))
        discussions.save(repository, changed)
    return JSONResponse({"newMessage": event_form(changed.events[-1])})


def edit_comment(request: Request, body: dict[str, Any]) -> Response:
    """POST …/discussions/N/comment/ID/edit {content}, by its author"""
    return _change_comment(request, lambda discussion, number: discussion.edited(number, body.get("content")))


def hide_comment(request: Request, body: dict[str, Any]) -> Response:
    """POST …/discussions/N/comment/ID/hide, by its author: what it said is not kept"""
    return _change_comment(request, Discussion.hidden)


def _change_comment(request: Request, change: Callable[[Discussion, int], Discussion]) -> Response:
    repository, account = contributed(request)
    with repository.lock:
        discussion = discussions.find(repository, _number(request))
        number = discussion.find_comment(request.path_params["comment"])
        comment = discussion.events[number]
        if account.name != comment["author"]:
            raise forbidden(f"change a comment of {comment['author']}")
        if comment["hidden"]:
            raise RefusalError(400, "A comment that is hidden stays so")
        changed = change(discussion, number)
        discussions.save(repository, changed)
    return JSONResponse({"updatedComment": event_form(changed.events[number])})


def rename(request: Request, body: dict[str, Any]) -> Response:
    """POST …/discussions/N/title {title}"""
    repository, account = contributed(request)
    with repository.lock:
        changed = _changeable(request, repository, account).renamed(account.name, body.get("title"))
        discussions.save(repository, changed)
    return JSONResponse({"newTitle": event_form(changed.events[-1])})


def change_status(request: Request, body: dict[str, Any]) -> Response:
    """POST …/discussions/N/status {status, comment?}: open or closed; a draft that is opened can be merged"""
    repository, account = contributed(request)
    status = body.get("status")
    if status not in ("open", "closed"):
        raise RefusalError(400, "A status is open or closed")
    with repository.lock:
        discussion = _changeable(request, repository, account)
        if discussion.status in (status, "merged"):
            raise RefusalError(400, f"Discussion {discussion.num} is {discussion.status} already")
        changed = _with_remark(discussion, account, body).with_status(account.name, status)
        discussions.save(repository, changed)
    return JSONResponse({"newStatus": event_form(changed.events[-1])})


def merge(request: Request, body: dict[str, Any]) -> Response:
    """POST …/discussions/N/merge {comment?}"""
    repository, account = writable(request), caller(request)
    with repository.lock, repository.git() as git:
        discussion = discussions.find(repository, _number(request))
        if not discussion.target or discussion.status != "open":
            what = f"a {discussion.status} pull request" if discussion.target else "a discussion"
            raise RefusalError(400, f"{discussion.num} is {what}; only an open pull request can be merged")
        discussion = _with_remark(discussion, account, body)
        made = merging.merge(git, discussion)
        discussions.save(repository, discussion.with_status(account.name, "merged", merged=made))
    return JSONResponse({"mergeCommitId": made})


def _with_remark(discussion: Discussion, account: Account, body: dict[str, Any]) -> Discussion:
    return discussion.commented(account.name, body["comment"]) if body.get("comment") else discussion


def _changeable(request: Request, repository: Repository, account: Account) -> Discussion:
    discussion = discussions.find(repository, _number(request))
    if account.name != discussion.author and not account.may_write(repository.namespace):
        raise forbidden(f"change discussion {discussion.num} of {repository.id}")
    return discussion


def _number(request: Request) -> int:
    number = request.path_params["number"]
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise RefusalError(404, f"There is no discussion {number}")
    return int(number)
