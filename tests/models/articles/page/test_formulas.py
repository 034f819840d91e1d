"""Formulas keep the TeX that they were written in, once, however a page draws them."""

# ruff: noqa: E501 - markup is written as it is

import pytest
from lxml import etree

from models.articles.article.body import body_of
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
    "mathjax 4": f'<mjx-container class="MathJax"><mjx-math data-latex="{TEX}"><mjx-mi data-latex="v">v</mjx-mi></mjx-math></mjx-container>',
    "attribute": f'<span class="ztext-math" data-tex="{TEX}"><span>v=</span></span>',
    "for a script": rf'<span class="math inline">\({TEX}\)</span>',
    "for a script, without signs": f'<span class="math inline">{TEX}</span>',
    "an element of the page's own": f"<math-renderer>${TEX}$</math-renderer>",
    "katex without mathml": f'<span class="katex--inline"><span class="katex"><span class="katex-mathml">\n v\n =\n\n {TEX}\n</span>'
    '<span class="katex-html">v=</span></span></span>',
    "signs of TeX": rf"\( {TEX} \)",
    "picture of an equation": f'<img alt="{TEX}" src="https://a.example/equation?tex=v">',
    "picture by its address": f'<img alt="${TEX}$" src="/latex.php?latex=v">',
}  # fmt: skip
DISPLAYED = {
    "katex": f'<span class="katex-display"><span class="katex"><span class="katex-mathml">{MATH}</span></span></span>',
    "mathjax": f'<div class="MathJax_Display"><span class="MathJax">v=</span></div><script type="math/tex; mode=display">{TEX}</script>',
    "signs": rf"\[{TEX}\]",
    "dollars over lines": f"$$<br>{TEX}<br>$$",
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


MATHML = {
    r"\frac{a}{b^{2}}≤\sin x": "<mfrac><mi>a</mi><msup><mi>b</mi><mn>2</mn></msup></mfrac><mo>≤</mo><mi>sin</mi><mi>x</mi>",
    r"\sqrt[3]{x_{i}}": "<mroot><msub><mi>x</mi><mi>i</mi></msub><mn>3</mn></mroot>",
    r"\hat{x}+\sqrt{y}": "<mover><mi>x</mi><mo>^</mo></mover><mo>+</mo><msqrt><mi>y</mi></msqrt>",
    r"∑_{i}^{n}\text{if }i": "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mtext>if </mtext><mi>i</mi>",
    r"\begin{matrix} a & b \\ c & d \end{matrix}": "<mtable><mtr><mtd>a</mtd><mtd>b</mtd></mtr><mtr><mtd>c</mtd><mtd>d</mtd></mtr></mtable>",
    r"(x^{2},y)": "<mfenced><msup><mi>x</mi><mn>2</mn></msup><mi>y</mi></mfenced>",
}


@pytest.mark.parametrize(("tex", "mathml"), MATHML.items())
def test_mathml_without_tex_becomes_tex(tex, mathml):
    assert text_of(f"<math>{mathml}</math>") == f"It is ${tex}$ when calm."
    drawn = (
        f"<mjx-container class='MathJax'><mjx-math><mjx-mi>a</mjx-mi></mjx-math><math>{mathml}</math></mjx-container>"
    )
    assert text_of(drawn) == f"It is ${tex}$ when calm."


@pytest.mark.parametrize(
    "text",
    [r"use \( and \) as signs", r"\(open", r"a \[2pt] b", "it costs $$ and $$", "<code>\\(x_1\\)</code>", r"\)x_1\("],
)
def test_what_is_no_tex_stays(text):
    assert text_of(text) == f"It is {text.removeprefix('<code>').removesuffix('</code>')} when calm."


def test_emphasis_that_took_the_underscores_of_a_formula_gives_them_back():
    assert text_of(r"\(a<em>1 + b</em>2\)") == "It is $a_1 + b_2$ when calm."


def test_a_display_in_a_block_of_its_own_stays_in_one():
    page = parse("<body><div class='math block'>x_1</div><div class='math block'>x_1</div></body>")
    assert [block.text for block in page.layout.blocks] == ["$$x_1$$"] * 2


HOSTILE = {
    "signs": r"\(x_1\) " * 120_000,
    "signs left open": r"\[ a<br>" * 100_000,
    "dollars": "$a_" * 300_000,
    "mathml": "<math><msup><mi>a</mi><mn>2</mn></msup></math> " * 20_000,
    "one formula": f"<math>{'<mfrac><mi>a</mi><mi>b</mi></mfrac>' * 25_000}</math>",
    "nested": f"<math>{'<msqrt>' * 1_800}x</math>",
    "script": f"<script type='math/tex'>{'a_b ' * 250_000}</script>",
    "deep": "<div>" * 1_800 + r"<p>\(x_1</p>" * 50_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_formulas_is_read(body):
    layout = parse(f"<html><body><p>Before.</p><p>{body}</p></body></html>").layout
    assert len(etree.tostring(body_of(layout, range(len(layout.blocks))))) < 12_000_000


def test_other_pictures_and_scripts_say_nothing():
    assert text_of('<img class="smile" alt=":)" src="/a.png"><script>var tex = 1</script>') == "It is when calm."


def test_words_in_a_box_named_like_a_drawing_stay():
    words = "Many words that are no formula stand here, and they are to stay. " * 3
    outline = outline_of(parse(f'<html><body><div class="mathjax-enabled">{words}{MATH}</div></body></html>').tree)
    assert outline.text(0, len(outline.pieces)).startswith("Many words")
