"""The section where a FAQ is asked: ours in two languages, or one that a visitor brings."""

import json
from functools import partial
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from demos.shared import checkpoints, resources, ui
from demos.shared.checkpoints import open_model
from demos.shared.components import Slider, View
from demos.shared.languages import label
from demos.shared.rates import DRAWING
from demos.shared.refusals import Checks, errors_explained, validator
from demos.shared.serving import Served, check_choice
from models import losses as models
from models.losses import Answers, Entry, QuestionError

Faq = Literal["en", "zh", "own"]
SERVED = Served("faq", models.load_faq)
SHOWN, MAX_SHOWN = 5, 10  # entries of a FAQ, at first and at most

# Of each FAQ of ours what can be clicked, the last question being one that it does not answer
EXAMPLES = {
    "en": (
        "I can't remember my password, now what?",
        "somebody stole my bank card",
        "can my dog sleep in the room",
        "My parcel came broken, do I get my money back?",
        "Which planet has the most moons?",
    ),
    "zh": (
        "密码忘了怎么办",
        "书看不完能多借几天吗",
        "可以带狗住酒店吗",
        "收到的东西是坏的，能退钱吗",
        "哪颗行星的卫星最多？",
    ),
}
_ASK = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-question]");
  if (button) trigger("click", {question: button.dataset.question, faq: button.dataset.faq});
});"""
# A new page shows the FAQ in the visitor's language
_BEGIN = "() => navigator.language.toLowerCase().startsWith('zh') ? ['zh', 'zh'] : ['en', 'en']"


def ask_faq(
    question: str,
    faq: Faq = "en",
    table: str = "",
    file: str | None = None,
    top: int = SHOWN,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Answers:
    """Finds the entries of a FAQ that answer a question, asked in one's own words.

    Args:
        question: in English or Chinese, up to 300 characters.
        faq: en or zh, a FAQ of this app in that language, or own, the one that is given.
        table: of own, CSV text with the columns question and answer, up to 2,000 rows.
        file: of own, the same as a file; goes before the text.
        top: how many entries, 1 to 10.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The entries, the nearest first, each with how near it is by meaning and by its words; and whether the answer is
        probably not in this FAQ. There are no entries where nothing of the question could be read.
    """
    with errors_explained(request, cost=DRAWING):
        asked = entries_of(faq, table, file)
        return open_model(SERVED, checkpoint, request).model.ask(check_question(question), asked, int(top))


def follow_question(
    table: str, file: str | None, top: int, checkpoint: str, event: gr.EventData, request: gr.Request | None = None
) -> tuple[str, str, Answers]:
    """Asks the question that was clicked."""
    question, faq = str(event.question), str(event.faq)
    answers = ask_faq(question, "zh" if faq == "zh" else "en", table, file, top, checkpoint, request)
    return faq, question, answers


def show_table(faq: Faq) -> tuple[dict[str, Any], Faq]:
    """Shows where a FAQ is given, if one's own is asked, and else the examples of ours."""
    return gr.update(visible=faq == "own"), faq


def entries_of(faq: Faq, table: str | None, file: str | None) -> list[Entry]:
    """The FAQ that is asked, ours or a visitor's own; raises FaqError."""
    if faq != "own":
        return models.entries(faq)
    if file:
        return models.read_entries(Path(file))
    return models.read_entries(f"{table or ''}\n")  # with a line break it is a text, never the name of a file


def check_table(table: str, faq: Faq, file: str | None = None) -> None:
    """Raises FaqError for a FAQ that cannot be asked."""
    entries_of(faq, table, file)


def check_question(question: str | None) -> str:
    """The question; raises QuestionError."""
    asked = (question or "").strip()
    if not asked:
        raise QuestionError("There is no question.", "Type one, or click an example.")
    if len(asked) > models.MAX_QUESTION:
        raise QuestionError(f"The question has {len(asked):,} characters.", f"Give at most {models.MAX_QUESTION}.")
    return asked


def check_checkpoint(checkpoint: str) -> None:
    """Raises NotOfferedError for a checkpoint that nobody offers."""
    check_choice("faq", checkpoint)


FAQ_CHECKS: Checks = {"question": check_question, "table": check_table, "checkpoint": check_checkpoint}


def section() -> None:
    """Lays out the section and connects its buttons."""
    questions = json.dumps(EXAMPLES, ensure_ascii=False)
    about = "Questions for ask_faq by language, the last of each being one that its FAQ does not answer."
    resources.offer("examples/faq.json", about, "application/json", partial(str, questions))
    gr.Markdown(label("losses.faq.intro"))
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            names = [(label(f"losses.faqs.{name}"), name) for name in ("en", "zh", "own")]
            faq = gr.Radio(names, value="en", label=label("losses.faq.which"))
            with gr.Column(visible=False) as own:
                file = gr.File(label=label("losses.faq.file"), file_types=[".csv", ".tsv", ".txt"], height=180)
                table = gr.Textbox(
                    "", label=label("losses.faq.table"), info=label("losses.faq.table_info"), lines=4, max_lines=8
                )
            chosen = View("losses.examples", str, on_load=_ASK, value="en", examples=EXAMPLES)
        with gr.Column(scale=2, min_width=300):
            checkpoints.badge(SERVED)
            question = gr.Textbox("", label=label("losses.faq.question"), lines=1)
            with gr.Row():
                go = gr.Button(label("losses.faq.start"), variant="primary", min_width=140)
                top = Slider(1, MAX_SHOWN, SHOWN, step=1, label=label("losses.faq.top"), min_width=180)
            found = View("losses.answers", Answers, on_load=ui.FOLLOW)
    checkpoint = checkpoints.chooser({"": SERVED})
    gr.on(
        [go.click, question.submit],
        ask_faq,
        [question, faq, table, file, top, checkpoint],
        found,
        validator=validator(ask_faq, FAQ_CHECKS),
        api_name="ask_faq",
        trigger_mode=ui.LAST,
    )
    chosen.click(
        follow_question,
        [table, file, top, checkpoint],
        [faq, question, found],
        api_visibility="private",
        show_progress_on=found,
        trigger_mode=ui.EACH,
    )
    faq.input(show_table, faq, [own, chosen], api_visibility="private", show_progress="hidden", queue=False)
    checkpoint.input(None, None, found, js="() => null", api_visibility="private")
    gr.on(None, None, None, [faq, chosen], js=_BEGIN, api_visibility="private")
