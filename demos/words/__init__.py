"""Words: vectors of words, their neighbours, analogies, gaps, keywords and maps. kexue.fm articles 4402 and 4515."""

import json
from dataclasses import dataclass
from typing import Any, Literal

import gradio as gr

from demos.shared import ui
from demos.shared.components import VIEWS, Choice, View
from demos.shared.languages import label
from demos.words.inputs import check_gap, check_text, check_word, check_words, validate_analogy, validate_comparison, validate_gap, validate_map, validate_odd, validate_similar, validate_similarity, validate_text
from demos.words.examples import EXAMPLES, FILLED
from demos.shared.serving import Served, named
from models import words as models
from models.words import Gap, Keyword, Map, Neighbours, Odd, Similarities

Language = Literal["en", "zh"]
SERVED = {"en": Served("words-en", models.load), "zh": Served("words-zh", models.load)}
NAMES = [("English", "en"), ("中文", "zh")]
TOP, MOST = 12, 50  # words shown, at first and at most
LEAST = 20  # below that many uses in training a vector is mostly noise
NEAR, AROUND = 3, 10  # neighbours of each word on a map, at first and at most
SEEDS = 2**31
_ASK = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-word]");
  if (button) trigger("click", {word: button.dataset.word});
});"""
# The other language: examples in it, no answers of the last one, and the fields that nobody changed filled anew
_SWITCH = """(name, ...typed) => {
  const texts = TEXTS, filled = Object.values(texts).flat();
  const fields = typed.map((text, index) => filled.includes(text) ? texts[name][index] : text);
  return [name, ...Array(VIEWS).fill(null), ...fields];
}"""
# A new page is in the visitor's language, where there are words of it
_BEGIN = """() => {
  const name = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  return [name, ...(SWITCH)(name, ...TYPED)];
}"""
_ZOOM = (VIEWS / "words" / "zoom.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Side:
    """What one checkpoint, `repo@commit` or `bundled`, answers."""

    checkpoint: str
    answer: Neighbours


@dataclass(frozen=True)
class Sides:
    """Two answers to the same word."""

    first: Side
    second: Side


_Section = tuple[dict[str, gr.Textbox], list[View]]  # the fields that are filled in, by name, and the answers


def similar_words(
    word: str,
    language: Language = "en",
    top: int = TOP,
    among: str = "",
    least: int = LEAST,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Neighbours:
    """Finds the words whose vectors point most nearly the same way as that of a word.

    Args:
        word: one word, of any kind; one outside the vocabulary is put together from its parts.
        language: en for English, zh for Chinese, in simplified or traditional characters.
        top: how many words, 1 to 50.
        among: only these words are compared, parted by commas, spaces or line ends; empty for the whole vocabulary.
        least: only words that occur at least this often in training; without effect if `among` is given.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How the word was understood, and its neighbours: cosine, and how often each occurs in training.
    """
    with ui.refusals(request):
        chosen = check_words(among, language) if (among or "").strip() else None
        asked = check_word(word, language)
        return _model(language, checkpoint, request).neighbours(asked, int(top), chosen, 0 if chosen else int(least))


def follow_word(
    language: Language,
    top: int,
    among: str,
    least: int,
    checkpoint: str,
    event: gr.EventData,
    request: gr.Request | None = None,
) -> tuple[str, Neighbours]:
    """Asks for the word that was clicked: an example, a neighbour or a suggestion."""
    word = str(event.word)
    return word, similar_words(word, language, top, among, least, checkpoint, request)


def word_similarity(
    first: str, second: str, language: Language = "en", checkpoint: str = "", request: gr.Request | None = None
) -> Similarities:
    """Compares every word of one list with every word of another by the cosine of their vectors.

    Args:
        first: 1 to 200 words, parted by commas, spaces or line ends.
        second: the same; one word in each list compares a pair.
        language: en for English, zh for Chinese.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How each word was understood, and the cosines, -1 to 1, one row for each word of the first list.
    """
    with ui.refusals(request):
        rows, columns = check_words(first, language), check_words(second, language)
        return _model(language, checkpoint, request).similarities(rows, columns)


def word_analogy(
    a: str,
    b: str,
    c: str,
    language: Language = "en",
    top: int = TOP,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Neighbours:
    """Answers 'a is to b as c is to what?' by the words nearest to b - a + c, these three left out.

    Words that occur less than 20 times in training are left out too.

    Args:
        a: one word, such as france.
        b: one word, such as paris.
        c: one word, such as japan.
        language: en for English, zh for Chinese.
        top: how many answers, 1 to 50.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How the three words were understood, and the answers: cosine, and how often each occurs in training.
    """
    with ui.refusals(request):
        asked = [check_word(word, language) for word in (a, b, c)]
        return _model(language, checkpoint, request).analogy(*asked, int(top), LEAST)


def odd_one_out(words: str, language: Language = "en", checkpoint: str = "", request: gr.Request | None = None) -> Odd:
    """Tells which of several words fits the others least.

    Args:
        words: 3 to 200 words, parted by commas, spaces or line ends.
        language: en for English, zh for Chinese.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How each word was understood, and the words by how well they fit, the odd one first: cosine to the mean of the
        others.
    """
    with ui.refusals(request):
        return _model(language, checkpoint, request).odd_one_out(check_words(words, language, 3))


def predict_word(
    sentence: str, language: Language = "en", top: int = TOP, checkpoint: str = "", request: gr.Request | None = None
) -> Gap:
    """Guesses the word that is missing in a sentence, from the words around the gap.

    Args:
        sentence: up to 2,000 characters with exactly one gap, written ___ (two underscores or more).
        language: en for English, zh for Chinese.
        top: how many guesses, 1 to 50.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The words around the gap that were used, and the guesses, likeliest first, each with its probability.
    """
    with ui.refusals(request):
        before, after = check_gap(sentence, language)
        return _model(language, checkpoint, request).predict(before, after, int(top))


def text_keywords(
    text: str, language: Language = "en", top: int = TOP, checkpoint: str = "", request: gr.Request | None = None
) -> tuple[Keyword, ...]:
    """Finds the words of a text that tell most about its other words.

    Args:
        text: up to 200,000 characters.
        language: en for English, zh for Chinese.
        top: how many keywords, 1 to 50.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The keywords, most telling first: score, and how often each occurs in the text.
    """
    with ui.refusals(request, costly=True):
        return _model(language, checkpoint, request).keywords(check_text(text, language), int(top))


def word_map(
    words: str,
    language: Language = "en",
    method: Literal["pca", "tsne"] = "pca",
    around: int = NEAR,
    seed: int = 0,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Map:
    """Lays words out in a plane, so that related words are near one another.

    Args:
        words: 1 to 200 words, parted by commas, spaces or line ends.
        language: en for English, zh for Chinese.
        method: pca keeps distances as far as two straight axes can; tsne keeps neighbours together.
        around: how many neighbours of each word are shown as well, 0 to 10; at least 3 and at most 300 words in all.
        seed: of t-SNE; the same seed gives the same map.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The place of each word, whether it was asked for, and for pca the share of the variance that is shown.
    """
    with ui.refusals(request, costly=True):
        asked = check_words(words, language, 1 if around else 3)
        return models.mapped(_model(language, checkpoint, request), asked, method, int(around), int(seed or 0) % SEEDS)


def compare_words(
    word: str,
    first: str = "",
    second: str = "bundled",
    language: Language = "en",
    top: int = TOP,
    request: gr.Request | None = None,
) -> Sides:
    """Finds the neighbours of a word by two checkpoints, side by side.

    Words that occur less than 20 times in training are left out.

    Args:
        word: one word, of any kind; one outside a vocabulary is put together from its parts.
        first: one checkpoint, as repo@revision or bundled; empty for the one that is served.
        second: the other, likewise.
        language: en for English, zh for Chinese.
        top: how many words, 1 to 50.

    Returns:
        For each of the two which checkpoint it is, by its commit, how it understood the word, and the neighbours.
    """
    with ui.refusals(request, costly=True):
        asked, sides = check_word(word, language), []
        for choice in (first, second):
            found = ui.opened(SERVED[language], choice, request)
            sides.append(Side(named(found.checkpoint), found.model.neighbours(asked, int(top), None, LEAST)))
        return Sides(*sides)


def _model(language: Language, checkpoint: str, request: gr.Request | None) -> models.Vectors:
    return ui.opened(SERVED[language], checkpoint, request).model


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("words")
    with gr.Row():
        language = gr.Radio(NAMES, value="en", label=label("words.language"), min_width=240)
        top = gr.Slider(1, MOST, TOP, step=1, label=label("words.top"), min_width=240)
        with gr.Column(scale=2, min_width=300):
            for served in SERVED.values():
                ui.badge(served)
    checkpoint = ui.chooser(SERVED, language)
    filled, shown = _neighbours(language, top, checkpoint)
    folds = {
        "similarity": _similarity,
        "analogy": _analogy,
        "odd": _odd,
        "gap": _gap,
        "keywords": _keywords,
        "map": _map,
    }
    for name, fill in folds.items():
        with gr.Accordion(label(f"words.{name}.title"), open=False):
            more_filled, more_shown = fill(language, top, checkpoint)
            filled, shown = filled | more_filled, shown + more_shown
    with gr.Accordion(label("shared.comparing.title"), open=False) as fold:
        shown = [*shown, _comparison(fold, filled["word"], language, top)]
    ui.how_it_works("words")
    texts = {code: [FILLED[code][name] for name in filled] for code in FILLED}
    switch = _SWITCH.replace("TEXTS", json.dumps(texts)).replace("VIEWS", str(len(shown) - 1))
    fields = list(filled.values())
    language.input(None, [language, *fields], [*shown, *fields], js=switch, api_visibility="private")
    begin = _BEGIN.replace("SWITCH", switch).replace("TYPED", json.dumps(texts["en"]))
    gr.on(None, None, None, [language, *shown, *fields], js=begin, api_visibility="private")


def _neighbours(language: gr.Radio, top: gr.Slider, checkpoint: Choice) -> _Section:
    chosen = View("words.examples", Language, on_load=_ASK, value="en", examples=EXAMPLES)
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            word = _line("word", "words.word")
            find = gr.Button(label("words.find"), variant="primary")
            with gr.Accordion(label("words.advanced"), open=False):
                among = gr.Textbox("", label=label("words.among"), info=label("words.among_info"), lines=2)
                least = gr.Number(
                    LEAST, label=label("words.least"), info=label("words.least_info"), precision=0, minimum=0
                )
        with gr.Column(min_width=300):
            found = View("words.neighbours", Neighbours, common="words.common", on_load=ui.FOLLOW + _ASK, walk=True)
    gr.on(
        [find.click, word.submit],
        similar_words,
        [word, language, top, among, least, checkpoint],
        found,
        validator=validate_similar,
        api_name="similar_words",
    )
    gr.on(
        [chosen.click, found.click],
        follow_word,
        [language, top, among, least, checkpoint],
        [word, found],
        show_progress_on=found,  # and a refusal: it would hide the word
        api_visibility="private",
    )
    return {"word": word}, [chosen, found]


def _similarity(language: gr.Radio, _: gr.Slider, checkpoint: Choice) -> _Section:
    with gr.Row():
        first, second = _line("first", "words.similarity.first"), _line("second", "words.similarity.second")
    start = gr.Button(label("words.similarity.start"))
    table = View("words.table", Similarities, common="words.common")
    start.click(
        word_similarity,
        [first, second, language, checkpoint],
        table,
        validator=validate_similarity,
        api_name="word_similarity",
    )
    return {"first": first, "second": second}, [table]


def _analogy(language: gr.Radio, top: gr.Slider, checkpoint: Choice) -> _Section:
    with gr.Row():
        a, b, c = (_line(name, f"words.analogy.{name}", min_width=150) for name in "abc")
    start = gr.Button(label("words.analogy.start"))
    found = View("words.neighbours", Neighbours, common="words.common", walk=False)
    start.click(
        word_analogy, [a, b, c, language, top, checkpoint], found, validator=validate_analogy, api_name="word_analogy"
    )
    return {"a": a, "b": b, "c": c}, [found]


def _odd(language: gr.Radio, _: gr.Slider, checkpoint: Choice) -> _Section:
    words = _line("odd", "words.odd.words")
    start = gr.Button(label("words.odd.start"))
    ranked = View("words.ranked", Odd, common="words.common")
    start.click(odd_one_out, [words, language, checkpoint], ranked, validator=validate_odd, api_name="odd_one_out")
    return {"odd": words}, [ranked]


def _gap(language: gr.Radio, top: gr.Slider, checkpoint: Choice) -> _Section:
    sentence = _line("sentence", "words.gap.sentence")
    start = gr.Button(label("words.gap.start"))
    guesses = View("words.guesses", Gap, common="words.common")
    start.click(
        predict_word, [sentence, language, top, checkpoint], guesses, validator=validate_gap, api_name="predict_word"
    )
    return {"sentence": sentence}, [guesses]


def _keywords(language: gr.Radio, top: gr.Slider, checkpoint: Choice) -> _Section:
    text = _line("text", "words.keywords.text", lines=5, max_lines=12)
    start = gr.Button(label("words.keywords.start"))
    found = View("words.found", tuple[Keyword, ...], common="words.common")
    start.click(
        text_keywords, [text, language, top, checkpoint], found, validator=validate_text, api_name="text_keywords"
    )
    return {"text": text}, [found]


def _map(language: gr.Radio, _: gr.Slider, checkpoint: Choice) -> _Section:
    words = _line("map", "words.map.words", lines=2)
    with gr.Row():
        methods = [(label(f"words.method.{name}"), name) for name in models.METHODS]
        method = gr.Radio(methods, value="pca", label=label("words.map.method"), min_width=220)
        around = gr.Slider(0, AROUND, NEAR, step=1, label=label("words.map.around"), min_width=160)
        seed = gr.Number(0, label=label("words.map.seed"), precision=0, minimum=0, maximum=SEEDS - 1, min_width=120)
    start = gr.Button(label("words.map.start"))
    plane = View("words.plane", Map, common="words.common", on_load=_ZOOM)
    start.click(
        word_map,
        [words, language, method, around, seed, checkpoint],
        plane,
        validator=validate_map,
        api_name="word_map",
    )
    return {"map": words}, [plane]


def _comparison(fold: gr.Accordion, word: gr.Textbox, language: gr.Radio, top: gr.Slider) -> View:
    first, second, start = ui.pair(fold, SERVED, language)
    sides = View("words.sides", Sides, common="words.common")
    given = [word, first, second, language, top]
    start.click(compare_words, given, sides, validator=validate_comparison, api_name="compare_words")
    return sides


def _line(name: str, key: str, lines: int = 1, **options: Any) -> gr.Textbox:
    return gr.Textbox(FILLED["en"][name], label=label(key), lines=lines, **options)


if __name__ == "__main__":
    with ui.page() as demo:
        build()
    ui.launch(demo)
