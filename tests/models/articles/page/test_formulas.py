"""Formulas keep the TeX that they were written in, once, however a page draws them."""

# ruff: noqa: E501 - markup is written as it is

import pytest

from models.articles.page.document import parse
from models.articles.page.outline import outline_of

TEX = r"v_{k+1}^{*} = \left[ v_k \right]_+"
NOTE = f'<annotation encoding="application/x-tex">{TEX}</annotation>'
MATH = f"<math><semantics><mrow><mi>v</mi><mo>=</mo></mrow>{NOTE}</semantics></math>"
INLINE = {
    "annotation": MATH,
    "alternative text": rf'<math alttext="{{\displaystyle {TEX}}}"><mi>v</mi><mo>=</mo></math>',
    "katex": f'<span class="katex"><span class="katex-mathml">{MATH}</span><span class="katex-html"><b>v</b>=</span></span>',
    "mathjax script": f'<span class="MathJax_Preview">v=</span><script type="math/tex">{TEX}</script>',
    "mathjax drawn": f'<span class="MathJax_Preview"></span><span class="MathJax"><span>v=</span><math><mi>v</mi></math></span>'
    f'<script type="math/tex">{TEX}</script>',
    "mathjax container": f'<mjx-container class="MathJax" data-latex="{TEX}"><mjx-math><i>v=</i></mjx-math></mjx-container>',
    "picture beside": f'<span class="mwe-math-element"><span style="display:none">{MATH}</span><img class="mwe-math-fallback-image" alt="v"></span>',
    "picture": f'<img class="latex" alt="{TEX}" src="/a.png">',
    "picture by its address": f'<img alt="${TEX}$" src="/latex.php?latex=v">',
}  # fmt: skip
DISPLAYED = {
    "katex": f'<span class="katex-display"><span class="katex"><span class="katex-mathml">{MATH}</span></span></span>',
    "mathjax": f'<div class="MathJax_Display"><span class="MathJax">v=</span></div><script type="math/tex; mode=display">{TEX}</script>',
    "math": MATH.replace("<math>", '<math display="block">'),
}


def text_of(formula: str) -> str:
    outline = outline_of(parse(f"<html><body><p>It is {formula} when calm.</p></body></html>").tree)
    return " ".join(outline.text(0, len(outline.pieces)).split())


@pytest.mark.parametrize("formula", INLINE.values(), ids=INLINE.keys())
def test_a_formula_is_its_tex(formula):
    assert text_of(formula) == f"It is ${TEX}$ when calm."


@pytest.mark.parametrize("formula", DISPLAYED.values(), ids=DISPLAYED.keys())
def test_a_displayed_formula_has_two_signs(formula):
    assert text_of(formula) == f"It is $${TEX}$$ when calm."


def test_an_article_has_it_too():
    page = parse(f"<html><body><p>It is {MATH} when calm.</p></body></html>")
    assert [block.text for block in page.layout.blocks] == [f"It is ${TEX}$ when calm."]


def test_a_formula_without_tex_keeps_its_signs():
    assert text_of("<math><mi>a</mi><mo>=</mo> <mi>b</mi></math>") == "It is a=b when calm."
    assert text_of("<mjx-container><mjx-assistive-mml><math><mi>a</mi></math></mjx-assistive-mml></mjx-container>") == (
        "It is a when calm."
    )


def test_other_pictures_and_scripts_say_nothing():
    assert text_of('<img class="smile" alt=":)" src="/a.png"><script>var tex = 1</script>') == "It is when calm."


def test_words_in_a_box_named_like_a_drawing_stay():
    words = "Many words that are no formula stand here, and they are to stay. " * 3
    outline = outline_of(parse(f'<html><body><div class="mathjax-enabled">{words}{MATH}</div></body></html>').tree)
    assert outline.text(0, len(outline.pieces)).startswith("Many words")
