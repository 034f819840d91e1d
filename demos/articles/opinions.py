"""What visitors say of an article that was read: that it is right, or what is wrong with it. Kept if they agree.

Of the page only its address and its title are kept, neither its HTML nor its text: whoever trains fetches it again.
"""

import json
from typing import Any, Literal

import gradio as gr

from demos.articles.inputs import NoPageError
from demos.shared import ui
from demos.shared.components import View
from demos.shared.feedback import check_agreed
from demos.shared.languages import label
from hub_utils.feedback import Feedback, store
from models.articles import ArticlesError

Verdict = Literal["right", "missing", "excess", "details", "other"]
VERDICTS = ("right", "missing", "excess", "details", "other")
LONGEST = 300  # characters of a remark, an address and a title
_FORGET = "() => [null, '', false, null]"
CHECKPOINT = "articles@bundled"  # the forest of models/articles/weights.json


class NoVerdictError(ArticlesError):
    """Nothing was said."""


class LongRemarkError(ArticlesError):
    """More than a remark may have."""


def correct_article(
    extracted: dict[str, Any] | None,
    verdict: Verdict,
    remark: str = "",
    agreed: bool = False,
    request: gr.Request | None = None,
) -> int:
    """Keeps what a visitor says of an article that was read, to improve the reading. Nothing is kept of who says it.

    Args:
        extracted: the first thing that extract_article returned. Kept of it: address, title, how many characters were
            taken, by which method and with which confidence.
        verdict: right; missing, if text of the article was left out; excess, if something else was taken; details, if
            title, author or date are wrong; or other.
        remark: what is wrong, up to 300 characters.
        agreed: that this may be kept on this server and, where its operator has set that up, in a private data set on
            the Hub. Nothing is without it.

    Returns:
        How many remarks and corrections wait here.
    """
    with ui.refusals(request):
        check_opinion(verdict, remark)
        check_agreed(agreed)
        said = f"{verdict}: {remark.strip()}" if remark.strip() else verdict
        about = json.dumps(_about(extracted), ensure_ascii=False)
        return store().keep(Feedback("articles", said, about, CHECKPOINT))


def check_opinion(verdict: str | None, remark: str) -> None:
    """Raises ArticlesError for no verdict, or for a remark that is too long."""
    if verdict not in VERDICTS:
        raise NoVerdictError("Nothing was said of the article.", f"Choose one of: {', '.join(VERDICTS)}.")
    if len(remark or "") > LONGEST:
        raise LongRemarkError(f"The remark has {len(remark):,} characters.", f"Say it in {LONGEST}.")


def _about(extracted: dict[str, Any] | None) -> dict[str, Any]:
    try:
        article = extracted["article"]
        report = article["report"]
        texts = {name: str(article[name] or "")[:LONGEST] for name in ("url", "title")}
        told = {"method": str(report["method"])[:LONGEST], "confidence": round(float(report["confidence"]), 4)}
        return texts | {"characters": len(article["text"])} | told
    except (KeyError, TypeError, ValueError):
        raise NoPageError("There is no article yet.", "Read a page first.") from None


def validate_opinion(
    extracted: dict[str, Any] | None,
    verdict: str,
    remark: str = "",
    agreed: bool = False,
    request: gr.Request | None = None,
) -> list[dict[str, Any]]:
    """Refuses before the queue what correct_article could not keep, but for a box left unticked: Gradio would lay the
    reason over the box, and over the article."""
    fine = gr.validate(True, "")
    return [
        fine,
        ui.verdict(request, check_opinion, verdict, ""),
        ui.verdict(request, check_opinion, "other", remark),
        fine,
    ]


def lay_out(article: View) -> None:
    """Fills the fold that asks whether the article is right; it is emptied when another one is read."""
    ui.what_is_kept("articles.right")
    verdicts = [(label(f"articles.right.{name}"), name) for name in VERDICTS]
    verdict = gr.Radio(verdicts, value=None, label=label("articles.right.verdict"))
    remark = gr.Textbox("", label=label("articles.right.remark"), max_lines=3, max_length=LONGEST)
    agreed, send, kept = ui.consent("articles.right")
    send.click(
        correct_article,
        [article, verdict, remark, agreed],
        kept,
        validator=validate_opinion,
        api_name="correct_article",
    )
    article.change(None, None, [verdict, remark, agreed, kept], js=_FORGET, api_visibility="private")
