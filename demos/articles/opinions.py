"""What visitors say of an article that was read: that it is right, or what is wrong with it. Kept if they agree.

Of the page only its address and its title are kept, and the line that the visitor names, neither its HTML nor its text:
whoever trains fetches it again.
"""

import json
from typing import Any, Literal

import gradio as gr

from demos.articles.inputs import NoPageError
from demos.articles.served import check_checkpoint, folder_of
from demos.shared.components import Choice, View
from demos.shared.feedback import agreed_store, consent, what_is_kept
from demos.shared.languages import label
from demos.shared.refusals import Checks, errors_explained, validator
from hub_utils.feedback import Feedback
from models.articles import ArticlesError

Verdict = Literal["right", "missing", "excess", "details", "other"]
VERDICTS = ("right", "missing", "excess", "details", "other")
MAX_REMARK = 300  # characters of a remark, an address and a title
_FORGET = "() => [null, '', false, null]"


class NoVerdictError(ArticlesError):
    """Nothing was said."""


class LongRemarkError(ArticlesError):
    """More than a remark may have."""


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
        kept = agreed_store(agreed)
        said = f"{verdict}: {remark.strip()}" if remark.strip() else verdict
        about = json.dumps(_about(extracted), ensure_ascii=False)
        _, reader = folder_of(checkpoint, request)
        return kept.keep(Feedback("articles", said, about, f"articles@{reader.rpartition('@')[2]}"))


def check_verdict(verdict: str | None) -> None:
    """Raises ArticlesError for no verdict."""
    if verdict not in VERDICTS:
        raise NoVerdictError("Nothing was said of the article.", f"Choose one of: {', '.join(VERDICTS)}.")


def check_remark(remark: str | None) -> None:
    """Raises ArticlesError for a remark that is too long."""
    if len(remark or "") > MAX_REMARK:
        raise LongRemarkError(f"The remark has {len(remark or ''):,} characters.", f"Say it in {MAX_REMARK}.")


# A box left unticked is no matter of these: Gradio would lay the reason over the box, and over the article.
CHECKS: Checks = {"verdict": check_verdict, "remark": check_remark, "checkpoint": check_checkpoint}


def _about(extracted: dict[str, Any] | None) -> dict[str, Any]:
    try:
        article = (extracted or {})["article"]
        report = article["report"]
        texts = {name: str(article[name] or "")[:MAX_REMARK] for name in ("url", "title")}
        told = {"method": str(report["method"])[:MAX_REMARK], "confidence": round(float(report["confidence"]), 4)}
        return texts | {"characters": len(article["text"])} | told
    except (KeyError, TypeError, ValueError):
        raise NoPageError("There is no article yet.", "Read a page first.") from None


def lay_out(article: View, checkpoint: Choice) -> None:
    """Fills the fold that asks whether the article is right; it is emptied when another one is read."""
    what_is_kept("articles.right")
    verdicts = [(label(f"articles.right.{name}"), name) for name in VERDICTS]
    verdict = gr.Radio(verdicts, value=None, label=label("articles.right.verdict"))
    remark = gr.Textbox(
        "",
        label=label("articles.right.remark"),
        info=label("articles.right.remark_info"),
        max_lines=3,
        max_length=MAX_REMARK,
    )
    agreed, send, kept = consent("articles.right")
    send.click(
        correct_article,
        [article, verdict, remark, agreed, checkpoint],
        kept,
        validator=validator(correct_article, CHECKS),
        api_name="correct_article",
    )
    article.change(None, None, [verdict, remark, agreed, kept], js=_FORGET, api_visibility="private")
