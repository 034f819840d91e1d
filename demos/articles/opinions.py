"""What visitors say of an article or a thread that was read: that it is right, or what is wrong. Kept if they agree.

Of the page only its address and its title are kept, and the line that the visitor names, or the first characters of the
post, neither its HTML nor its text: whoever trains fetches it again.
"""

import json
from collections.abc import Iterator
from typing import Any, Literal

import gradio as gr

from demos.articles.inputs import NoPageError
from demos.articles.served import THREADS, check_checkpoint, check_thread_checkpoint, folder_of
from demos.shared.components import Choice, Number, View
from demos.shared.feedback import agreed_store, consent, what_is_kept
from demos.shared.languages import label
from demos.shared.refusals import Checks, errors_explained, validator
from hub_utils.feedback import Feedback
from models.articles import ArticlesError

Verdict = Literal["right", "missing", "excess", "details", "other"]
VERDICTS = ("right", "missing", "excess", "details", "other")
ThreadVerdict = Literal["right", "no_thread", "no_post", "author", "other"]
THREAD_VERDICTS = ("right", "no_thread", "no_post", "author", "other")
OF_A_POST = ("no_post", "author")  # verdicts that need the number of a post
MAX_REMARK = 300  # characters of a remark, an address and a title
MAX_BEGINNING = 40  # characters of a post by which it is found again
MAX_PAGES = 20  # of a thread


class NoVerdictError(ArticlesError):
    """Nothing was said."""


class LongRemarkError(ArticlesError):
    """More than a remark may have."""


class NoPostError(ArticlesError):
    """No post, or one that the thread does not have, where one must be named."""


def correct_article(
    extracted: dict[str, Any] | None,
    verdict: Verdict,
    remark: str = "",
    agreed: bool = False,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> int:
    """Keeps what a visitor says of an article that was read, to improve the reading. Nothing is kept of who says it.

    Args:
        extracted: the first thing that extract_article returned. Kept of it: address, title, how many characters were
            taken, by which method and with which confidence.
        verdict: right; missing, if text of the article was left out; excess, if something else was taken; details, if
            title, author or date are wrong; or other.
        remark: what is wrong, up to 300 characters; of text that is missing or too much a line of it, as it stands on
            the page, from which the next training learns.
        agreed: that this may be kept on this server and, where its operator has set that up, in a private data set on
            the Hub. Nothing is without it.
        checkpoint: which one has read it, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How many remarks and corrections wait here.
    """
    with errors_explained(request):
        check_verdict(verdict)
        check_remark(remark)
        kept = agreed_store(agreed, request)
        said = _label(verdict, remark)
        about = json.dumps(_about(extracted), ensure_ascii=False)
        _, reader = folder_of(checkpoint, request)
        return kept.keep(Feedback("articles", said, about, f"articles@{reader.rpartition('@')[2]}"))


def correct_thread(
    extracted: dict[str, Any] | None,
    verdict: ThreadVerdict,
    number: float | None = None,
    remark: str = "",
    agreed: bool = False,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> int:
    """Keeps what a visitor says of a thread that was read, to improve the reading. Nothing is kept of who says it.

    Args:
        extracted: what extract_thread returned. Kept of each page: address, title, how many posts were taken, by which
            method and with which confidence; and of the post that `number` names its first 40 characters.
        verdict: right; no_thread, if there is no discussion on the page; no_post, if something is no post; author, if
            one is wrong or missing; or other. The next training learns from all but the last.
        number: of the post that is none, or whose author is wrong, as the thread has it.
        remark: the right name of an author, empty if the post shows none; or what is wrong, up to 300 characters.
        agreed: that this may be kept on this server and, where its operator has set that up, in a private data set on
            the Hub. Nothing is without it.
        checkpoint: which one has read it, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How many remarks and corrections wait here.
    """
    with errors_explained(request):
        check_thread_verdict(verdict)
        check_number(number, verdict)
        check_remark(remark)
        kept, waiting = agreed_store(agreed, request), 0
        _, reader = folder_of(checkpoint, request, THREADS)
        for about in _about_pages(extracted, int(number or 0) if verdict in OF_A_POST else None):
            told = json.dumps(about, ensure_ascii=False)
            row = Feedback("threads", _label(verdict, remark), told, f"threads@{reader.rpartition('@')[2]}")
            waiting = kept.keep(row)
        return waiting


def _label(verdict: str, remark: str) -> str:
    return f"{verdict}: {remark.strip()}" if remark.strip() else verdict


def check_verdict(verdict: str | None) -> None:
    """Raises ArticlesError for no verdict."""
    if verdict not in VERDICTS:
        raise NoVerdictError("Nothing was said of the article.", f"Choose one of: {', '.join(VERDICTS)}.")


def check_thread_verdict(verdict: str | None) -> None:
    """Raises ArticlesError for no verdict."""
    if verdict not in THREAD_VERDICTS:
        raise NoVerdictError("Nothing was said of the thread.", f"Choose one of: {', '.join(THREAD_VERDICTS)}.")


def check_number(number: float | None, verdict: str | None) -> None:
    """Raises ArticlesError for a verdict on a post without the number of one."""
    if verdict in OF_A_POST and (number is None or not 0 <= number < 1e9):
        raise NoPostError("It is not said which post is meant.", "Give its number, as the thread shows it.")


def check_remark(remark: str | None) -> None:
    """Raises ArticlesError for a remark that is too long."""
    if len(remark or "") > MAX_REMARK:
        raise LongRemarkError(f"The remark has {len(remark or ''):,} characters.", f"Say it in {MAX_REMARK}.")


# A box left unticked is no matter of these: Gradio would lay the reason over the box, and over the article.
CHECKS: Checks = {"verdict": check_verdict, "remark": check_remark, "checkpoint": check_checkpoint}
THREAD_CHECKS: Checks = {
    "verdict": check_thread_verdict,
    "number": check_number,
    "remark": check_remark,
    "checkpoint": check_thread_checkpoint,
}


def _about(extracted: dict[str, Any] | None) -> dict[str, Any]:
    try:
        article = (extracted or {})["article"]
        return _about_page(article, article["report"]) | {"characters": len(article["text"])}
    except (KeyError, TypeError, ValueError):
        raise NoPageError("There is no article yet.", "Read a page first.") from None


def _about_page(page: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:
    texts = {name: str(page[name] or "")[:MAX_REMARK] for name in ("url", "title")}
    return texts | {"method": str(report["method"])[:MAX_REMARK], "confidence": round(float(report["confidence"]), 4)}


def _about_pages(extracted: dict[str, Any] | None, number: int | None) -> list[dict[str, Any]]:
    """What is kept of each page of a thread, or of that with the post of a number; pages without an address are one."""
    nothing = NoPageError("There is no thread yet.", "Read a page first.")
    try:
        pages = list(_pages((extracted or {})["posts"], extracted or {}, number))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise nothing from None
    if not pages:
        unknown = NoPostError(f"The thread has no post {number or 0:,}.", "Give the number of one that it has.")
        raise nothing if number is None else unknown
    return list({about["url"]: about for about in pages}.values())


def _pages(posts: list[dict[str, Any]], thread: dict[str, Any], number: int | None) -> Iterator[dict[str, Any]]:
    meant = next((post for post in posts if post["number"] == number), None) if number is not None else None
    for at, report in enumerate(thread["reports"][:MAX_PAGES], 1):
        about = _about_page({"url": report["url"], "title": thread["title"]}, report)
        about |= {"posts": sum(post["page"] == at for post in posts)}
        if number is None:
            yield about
        elif meant and (meant["page"] or 1) == at:
            yield about | {"record": meant["record"], "begins": str(meant["content"])[:MAX_BEGINNING]}


def lay_out(article: View, checkpoint: Choice) -> None:
    """Fills the fold that asks whether the article is right; it is emptied when another one is read."""
    verdict = _verdict("articles.right", VERDICTS)
    remark = _remark("articles.right")
    agreed, send, kept = consent("articles.right")
    send.click(
        correct_article,
        [article, verdict, remark, agreed, checkpoint],
        kept,
        validator=validator(correct_article, CHECKS),
        api_name="correct_article",
    )
    forgotten = "() => [null, '', false, null]"
    article.change(None, None, [verdict, remark, agreed, kept], js=forgotten, api_visibility="private")


def lay_out_thread(thread: View, checkpoint: Choice) -> None:
    """Fills the fold that asks whether the thread is right; it is emptied when another one is read."""
    verdict = _verdict("articles.thread_right", THREAD_VERDICTS)
    with gr.Row():
        number = Number(None, label=label("articles.thread_right.number"), precision=0, min_width=160, scale=1)
        with gr.Column(min_width=300, scale=3):
            remark = _remark("articles.thread_right")
    agreed, send, kept = consent("articles.thread_right")
    send.click(
        correct_thread,
        [thread, verdict, number, remark, agreed, checkpoint],
        kept,
        validator=validator(correct_thread, THREAD_CHECKS),
        api_name="correct_thread",
    )
    forgotten = "() => [null, null, '', false, null]"
    thread.change(None, None, [verdict, number, remark, agreed, kept], js=forgotten, api_visibility="private")


def _verdict(key: str, verdicts: tuple[str, ...]) -> gr.Radio:
    """Says what is kept, and asks what is right."""
    what_is_kept(key)
    named = [(label(f"{key}.{name}"), name) for name in verdicts]
    return gr.Radio(named, value=None, label=label(f"{key}.verdict"))


def _remark(key: str) -> gr.Textbox:
    told = label(f"{key}.remark"), label(f"{key}.remark_info")
    return gr.Textbox("", label=told[0], info=told[1], max_lines=3, max_length=MAX_REMARK)
