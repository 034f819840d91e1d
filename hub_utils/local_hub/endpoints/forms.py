"""Discussions and their events as the Hub writes them (huggingface_hub `community.py`, `deserialize_event`)."""

from html import escape
from typing import Any

from dulwich.objects import Commit

from hub_utils.local_hub.endpoints.times import timestamp
from hub_utils.local_hub.storage.discussions import Discussion
from hub_utils.local_hub.storage.repositories import Repository


def summary(repository: Repository, discussion: Discussion) -> dict[str, Any]:
    """What lists say of a discussion."""
    return {
        "num": discussion.num,
        "title": discussion.title,
        "author": {"name": discussion.author},
        "createdAt": timestamp(discussion.created),
        "status": discussion.status,
        "repo": {"name": repository.id, "type": repository.kind.singular},
        "isPullRequest": bool(discussion.target),
    }


def event_form(event: dict[str, Any]) -> dict[str, Any]:
    """A comment, or a change of the title or status."""
    if event["type"] == "comment":
        data = _comment(event)
    elif event["type"] == "title-change":
        data = {"from": event["old"], "to": event["new"]}
    else:
        data = {"status": event["status"]}
    author, moment = {"name": event["author"]}, timestamp(event["time"])
    return {"id": event["id"], "type": event["type"], "author": author, "createdAt": moment, "data": data}


def commit_form(commit: Commit, discussion: Discussion) -> dict[str, Any]:
    """A commit of a pull request."""
    oid, subject = commit.id.decode(), commit.message.decode("utf-8", "replace").partition("\n")[0]
    author = {"name": commit.author.decode("utf-8", "replace").partition(" <")[0]}
    moment = timestamp(max(commit.commit_time, discussion.created))  # git counts whole seconds
    data = {"oid": oid, "subject": subject}
    return {"id": oid[:24], "type": "commit", "author": author, "createdAt": moment, "data": data}


def _comment(event: dict[str, Any]) -> dict[str, Any]:
    latest = {"text": event["text"], "time": event.get("edited", event["time"])}
    if event["hidden"]:
        latest["text"] = "This comment has been hidden"
    author = {"name": event["author"]}
    told = [
        {
            "raw": version["text"],
            "html": f"<p>{escape(version['text'])}</p>",
            "updatedAt": timestamp(version["time"]),
            "author": author,
        }
        for version in (*event["history"], latest)
    ]
    return {"edited": len(told) > 1, "hidden": event["hidden"], "latest": told[-1], "history": told}
