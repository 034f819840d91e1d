"""Threads in other formats: schema.org's DiscussionForumPosting as JSON-LD."""

import json
from typing import Any

from models.articles.answers import Post, Thread


def as_json_ld(thread: Thread) -> str:
    """A DiscussionForumPosting whose comments are the posts after the first, each with the post that it answers.

    The comments are one list in page order: nested as deep as people answer each other, many readers would refuse them.
    What a page does not show is left out.
    """
    first = thread.posts[0] if thread.posts else None
    posting = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": thread.title,
        "url": thread.url,
        **(_fields(first) if first else {}),
        "commentCount": max(0, len(thread.posts) - 1),
        "comment": [_comment(post) for post in thread.posts[1:]],
    }
    return json.dumps(_told(posting), ensure_ascii=False, indent=2)


def _comment(post: Post) -> dict[str, Any]:
    parent = {"@type": "Comment", "@id": _id(post.parent)} if post.parent is not None else None
    return _told({"@type": "Comment", **_fields(post), "parentItem": parent})


def _fields(post: Post) -> dict[str, Any]:
    author = _told({"@type": "Person", "name": post.author, "url": post.profile}) if post.author else None
    return {
        "@id": _id(post.number),
        "position": post.number,
        "author": author,
        "datePublished": post.date,
        "text": post.content,
    }


def _id(number: int) -> str:
    return f"#post-{number}"


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
