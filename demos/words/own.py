"""A visitor's own word vectors beside ours: the endpoint, what it refuses, and its section of the tab."""

from pathlib import Path

import gradio as gr

from demos.shared import ui
from demos.shared.checkpoints import open_model
from demos.shared.components import Choice, Slider, View
from demos.shared.languages import label
from demos.shared.rates import COSTLY
from demos.shared.refusals import Checks, errors_explained, validator
from demos.shared.serving import format_ref
from demos.words.endpoints import MIN_USES, SERVED, WORDS_SHOWN, Language, Side, Sides
from demos.words.examples import FILLED
from demos.words.inputs import CHECKS, NotOneWordError, check_names
from models.words import TextVectors, VectorFileError

FILE_TYPES = [".txt", ".vec"]


def compare_own_vectors(
    words: str,
    file: str | None = None,
    language: Language = "en",
    top: int = WORDS_SHOWN,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Sides:
    """Asks your own word vectors and ours the same: the neighbours of a word, or an analogy.

    Args:
        words: one word, for its neighbours; or three, separated by commas or spaces: a is to b as c is to what? Where
            there is a comma a word may hold spaces, as in "new york,".
        file: vectors as word2vec, GloVe and fastText write them: a word and its numbers on each line; up to 10 MB.
        language: en for English, zh for Chinese.
        top: how many words, 1 to 50.
        checkpoint: which of ours answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        What ours answers and what the file does: how each understood the words, and the nearest ones with their
        cosines. The file says nothing of how often a word occurs, so its counts are 0.
    """
    with errors_explained(request, cost=COSTLY):
        asked, place = check_question(words, language), check_file(file)
        ours, theirs = open_model(SERVED[language], checkpoint, request), TextVectors.read(place)
        if len(asked) == 1:
            (word,) = asked
            found = ours.model.neighbours(word, int(top), None, MIN_USES), theirs.neighbours(word, int(top))
        else:
            a, b, c = asked
            found = ours.model.analogy(a, b, c, int(top), MIN_USES), theirs.analogy(a, b, c, int(top))
        return Sides(Side(format_ref(ours.checkpoint), found[0]), Side(place.name, found[1]))


def check_question(words: str | None, language: str) -> list[str]:
    """The one word, or the three of an analogy. Raises TextError."""
    asked = check_names(words, language)
    if len(asked) not in (1, 3):
        remedy = "Give one word, or the three of an analogy: a, b, c. Put a comma after a word that holds spaces."
        raise NotOneWordError(f"{len(asked)} words were given.", remedy)
    return asked


def check_file(file: str | None) -> Path:
    """The file that was uploaded. Raises VectorFileError."""
    if not file:
        raise VectorFileError("There is no file yet.", "Choose a file of word vectors.")
    return Path(file)


OWN_CHECKS: Checks = {**CHECKS, "words": check_question, "file": check_file}


def section(language: gr.Radio, top: Slider, checkpoint: Choice) -> tuple[dict[str, gr.Textbox], list[View]]:
    """Lays out the section and connects its button."""
    with gr.Row(equal_height=False):
        file = gr.File(label=label("words.own.file"), file_types=FILE_TYPES, height=180, elem_id="kexue-words-file")
        words = gr.Textbox(
            FILLED["en"]["own"], label=label("words.own.words"), info=label("words.own.words_info"), min_width=260
        )
    start = gr.Button(label("words.own.start"))
    sides = View("words.sides", Sides, common="words.common")
    gr.on(
        [start.click, words.submit],
        compare_own_vectors,
        [words, file, language, top, checkpoint],
        sides,
        validator=validator(compare_own_vectors, OWN_CHECKS),
        api_name="compare_own_vectors",
        trigger_mode=ui.LAST,
    )
    return {"own": words}, [sides]
