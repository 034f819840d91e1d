"""Words: vectors of words, their neighbours, analogies, gaps, keywords and maps. kexue.fm articles 4402 and 4515."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import gradio as gr

from demos.shared import checkpoints, resources, ui
from demos.shared.components import Choice, Number, Slider, View, record_file, script
from demos.shared.languages import label
from demos.shared.refusals import validator
from demos.words import own
from demos.words.endpoints import (
    AROUND,
    MAX_WORDS_SHOWN,
    MIN_USES,
    NEAR,
    SEEDS,
    SERVED,
    WORDS_SHOWN,
    Language,
    Sides,
    compare_words,
    follow_word,
    odd_one_out,
    predict_word,
    similar_words,
    text_keywords,
    word_analogy,
    word_map,
    word_similarity,
)
from demos.words.examples import EXAMPLES, FILLED
from demos.words.inputs import CHECKS, COMPARISON_CHECKS, MAP_CHECKS, ODD_CHECKS, SIMILARITY_CHECKS
from models import words as models
from models.words import Gap, Keyword, Map, Neighbours, Odd, Similarities

NAMES = [("English", "en"), ("中文", "zh")]
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
  const asked = new URLSearchParams(location.search);
  const held = asked.get("tab") === "words" ? asked : new URLSearchParams();
  const spoken = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const name = held.get("language") in TYPED ? held.get("language") : spoken;
  const [chosen, ...rest] = (SWITCH)(name, ...TYPED["en"]), [near, ...others] = ARRIVED[name];
  const fields = rest.slice(1 + others.length).map((text, place) => held.get(NAMED[place]) ?? text);
  return [name, chosen, held.has("word") ? null : near, ...others, ...fields];
}"""
_ZOOM = script("words.zoom")
_Section = tuple[dict[str, gr.Textbox], list[View]]  # the fields that are filled in, by name, and the answers


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("words")
    _offer_examples()
    with gr.Row():
        language = gr.Radio(NAMES, value="en", label=label("words.language"), min_width=240)
        top = Slider(1, MAX_WORDS_SHOWN, WORDS_SHOWN, step=1, label=label("words.top"), min_width=240)
    body = ui.parts("words")
    checkpoint = checkpoints.chooser(SERVED, language)
    filled: dict[str, gr.Textbox] = {}
    shown: list[View] = []
    for name, sections in PARTS.items():
        with body, ui.part("words", name):
            for title, fill in sections.items():
                with ui.section(f"words.{title}") if title else gr.Column():
                    more_filled, more_shown = fill(language, top, checkpoint)
                filled, shown = filled | more_filled, shown + more_shown
    with checkpoints.comparing(SERVED) as fold:
        shown = [*shown, _comparison(fold, filled["word"], language, top)]
    ui.how_it_works("words")
    with gr.Row():
        for served in SERVED.values():
            checkpoints.badge(served)
    texts = {code: [FILLED[code][name] for name in filled] for code in FILLED}
    switch = _SWITCH.replace("TEXTS", json.dumps(texts)).replace("VIEWS", str(len(shown) - 1))
    fields = list(filled.values())
    language.input(None, [language, *fields], [*shown, *fields], js=switch, api_visibility="private")
    begin = _BEGIN.replace("SWITCH", switch).replace("TYPED", json.dumps(texts)).replace("ARRIVED", _arrived(shown))
    begin = begin.replace("NAMED", json.dumps(list(filled)))
    gr.on(None, None, None, [language, *shown, *fields], js=begin, api_visibility="private")


def _offer_examples() -> None:
    for code in EXAMPLES:
        told = json.dumps({"words": EXAMPLES[code], "fields": FILLED[code]}, ensure_ascii=False)
        about = f"Words, an analogy, a sentence with a gap and a text to ask the tools about words for, in {code}."
        resources.offer(f"examples/words/{code}.json", about, "application/json", partial(str, told))


def _arrived(shown: list[View]) -> str:
    """By language, what each view but the first, which are the examples, shows before anybody has asked: JSON."""
    told = {"words.neighbours": "neighbours", "words.plane": "map"}
    records = [told.pop(view.name, None) for view in shown[1:]]
    return json.dumps({code: [_record(name, code) if name else None for name in records] for code in FILLED})


def _record(name: str, code: str) -> Any:
    return json.loads(record_file(f"words.{name}-{code}").read_text(encoding="utf-8"))


def _neighbours(language: gr.Radio, top: Slider, checkpoint: Choice) -> _Section:
    chosen = View("words.examples", Language, on_load=_ASK, value="en", examples=EXAMPLES)
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            word = _line("word", "words.word")
            find = gr.Button(label("words.find"), variant="primary")
            with gr.Accordion(label("words.advanced"), open=False):
                among = gr.Textbox("", label=label("words.among"), info=label("words.among_info"), lines=2)
                least = Number(
                    MIN_USES, label=label("words.least"), info=label("words.least_info"), precision=0, minimum=0
                )
        with gr.Column(min_width=300):
            found = View("words.neighbours", Neighbours, common="words.common", on_load=ui.FOLLOW + _ASK, walk=True)
    gr.on(
        [find.click, word.submit],
        similar_words,
        [word, language, top, among, least, checkpoint],
        found,
        validator=validator(similar_words, CHECKS),
        api_name="similar_words",
        trigger_mode=ui.LAST,
    )
    ui.while_dragged([top], similar_words, [word, language, top, among, least, checkpoint], found, CHECKS)
    fields: dict[str, Any] = {"language": language, "top": top, "among": among, "uses": least, "checkpoint": checkpoint}
    address = ui.Address("words", find, word=word, **fields)
    followed = gr.on(
        [chosen.click, found.click],
        follow_word,
        [language, top, among, least, checkpoint],
        [word, found],
        show_progress_on=found,  # and a refusal: it would hide the word
        trigger_mode=ui.EACH,
        api_visibility="private",
    )
    address.follow(find.click, word.submit, followed.success)
    return {"word": word}, [chosen, found]


def _similarity(language: gr.Radio, _: Slider, checkpoint: Choice) -> _Section:
    with gr.Row():
        first, second = _line("first", "words.similarity.first"), _line("second", "words.similarity.second")
    start = gr.Button(label("words.similarity.start"))
    table = View("words.table", Similarities, common="words.common")
    gr.on(
        [start.click, first.submit, second.submit],
        word_similarity,
        [first, second, language, checkpoint],
        table,
        validator=validator(word_similarity, SIMILARITY_CHECKS),
        api_name="word_similarity",
        trigger_mode=ui.LAST,
    )
    fields: dict[str, Any] = {"first": first, "second": second, "language": language, "checkpoint": checkpoint}
    address = ui.Address("words", start, "similarity", "between", **fields)
    address.follow(start.click, first.submit, second.submit)
    return {"first": first, "second": second}, [table]


def _analogy(language: gr.Radio, top: Slider, checkpoint: Choice) -> _Section:
    with gr.Row():
        a, b, c = (_line(name, f"words.analogy.{name}", min_width=150) for name in "abc")
    start = gr.Button(label("words.analogy.start"))
    found = View("words.neighbours", Neighbours, common="words.common", walk=False)
    gr.on(
        [start.click, a.submit, b.submit, c.submit],
        word_analogy,
        [a, b, c, language, top, checkpoint],
        found,
        validator=validator(word_analogy, CHECKS),
        api_name="word_analogy",
        trigger_mode=ui.LAST,
    )
    fields: dict[str, Any] = {"a": a, "b": b, "c": c, "language": language, "top": top, "checkpoint": checkpoint}
    address = ui.Address("words", start, "analogy", "between", **fields)
    address.follow(start.click, a.submit, b.submit, c.submit)
    return {"a": a, "b": b, "c": c}, [found]


def _odd(language: gr.Radio, _: Slider, checkpoint: Choice) -> _Section:
    words = _line("odd", "words.odd.words")
    start = gr.Button(label("words.odd.start"))
    ranked = View("words.ranked", Odd, common="words.common")
    gr.on(
        [start.click, words.submit],
        odd_one_out,
        [words, language, checkpoint],
        ranked,
        validator=validator(odd_one_out, ODD_CHECKS),
        api_name="odd_one_out",
        trigger_mode=ui.LAST,
    )
    address = ui.Address("words", start, "odd", "between", odd=words, language=language, checkpoint=checkpoint)
    address.follow(start.click, words.submit)
    return {"odd": words}, [ranked]


def _gap(language: gr.Radio, top: Slider, checkpoint: Choice) -> _Section:
    sentence = _line("sentence", "words.gap.sentence")
    start = gr.Button(label("words.gap.start"))
    guesses = View("words.guesses", Gap, common="words.common")
    gr.on(
        [start.click, sentence.submit],
        predict_word,
        [sentence, language, top, checkpoint],
        guesses,
        validator=validator(predict_word, CHECKS),
        api_name="predict_word",
        trigger_mode=ui.LAST,
    )
    fields: dict[str, Any] = {"sentence": sentence, "language": language, "top": top, "checkpoint": checkpoint}
    ui.Address("words", start, "gap", "text", **fields).follow(start.click, sentence.submit)
    return {"sentence": sentence}, [guesses]


def _keywords(language: gr.Radio, top: Slider, checkpoint: Choice) -> _Section:
    text = _line("text", "words.keywords.text", lines=5, max_lines=12)
    start = gr.Button(label("words.keywords.start"))
    found = View("words.found", tuple[Keyword, ...], common="words.common")
    start.click(
        text_keywords,
        [text, language, top, checkpoint],
        found,
        validator=validator(text_keywords, CHECKS),
        api_name="text_keywords",
    )
    fields: dict[str, Any] = {"text": text, "language": language, "top": top, "checkpoint": checkpoint}
    ui.Address("words", start, "keywords", "text", **fields).follow(start.click)
    return {"text": text}, [found]


def _map(language: gr.Radio, _: Slider, checkpoint: Choice) -> _Section:
    words = _line("map", "words.map.words", lines=2)
    with gr.Row():
        methods = [(label(f"words.method.{name}"), name) for name in models.METHODS]
        method = gr.Radio(methods, value="pca", label=label("words.map.method"), min_width=220)
        around = Slider(0, AROUND, NEAR, step=1, label=label("words.map.around"), min_width=160)
        seed = Number(0, label=label("words.map.seed"), precision=0, minimum=0, maximum=SEEDS - 1, min_width=120)
    start = gr.Button(label("words.map.start"))
    plane = View("words.plane", Map, common="words.common", on_load=_ZOOM)
    start.click(
        word_map,
        [words, language, method, around, seed, checkpoint],
        plane,
        validator=validator(word_map, MAP_CHECKS),
        api_name="word_map",
        **ui.HEAVY,
    )
    fields: dict[str, Any] = {"map": words, "language": language, "method": method, "around": around, "seed": seed}
    ui.Address("words", start, "map", **fields, checkpoint=checkpoint).follow(start.click)
    return {"map": words}, [plane]


def _comparison(fold: gr.Accordion, word: gr.Textbox, language: gr.Radio, top: Slider) -> View:
    first, second, start = checkpoints.pair(fold, SERVED, language)
    sides = View("words.sides", Sides, common="words.common")
    given = [word, first, second, language, top]
    start.click(
        compare_words, given, sides, validator=validator(compare_words, COMPARISON_CHECKS), api_name="compare_words"
    )
    return sides


# The inner tabs, and the sections of each by the words of their titles; the first of all needs none.
PARTS: dict[str, dict[str, Callable[[gr.Radio, Slider, Choice], _Section]]] = {
    "around": {"": _neighbours, "map": _map, "own": own.section},
    "between": {"similarity": _similarity, "analogy": _analogy, "odd": _odd},
    "text": {"gap": _gap, "keywords": _keywords},
}


def _line(name: str, key: str, lines: int = 1, **options: Any) -> gr.Textbox:
    return gr.Textbox(FILLED["en"][name], label=label(key), lines=lines, **options)
