"""What an article is as Markdown, made to HTML by markdown-it and extracted again, is the same body."""

from html import escape
from types import SimpleNamespace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from models.articles.article.body import body_of
from models.articles.article.markdown import as_markdown
from models.articles.page.document import parse

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(deflist_plugin).use(footnote_plugin)
READER.use(dollarmath_plugin, allow_space=False, allow_digits=False)


def end_in_a_space(state: StateCore) -> None:
    """For the reader's rule of dollars looks past a line's beginning, at the character that is its last."""
    for token in state.tokens:
        if token.type == "inline":
            token.content += " "


READER.core.ruler.before("inline", "end_in_a_space", end_in_a_space)
# Words, and signs that Markdown would take for its own; none ends in a digit: this reader opens no formula there.
WORDS = (
    "wave harbour 潮位 “引” （注） snake_case _ * ** *** a*b ` `` ~~ ~ [x](y) [^1] [^1]: ![ ! \\ \\* < <b> </i> &amp;"
    " &copy; # ## - + 1. 2) 12. : = === --- | a|b C# > é → £ $5. http://a.example/b_c @ {} ^ ' "
)
INLINE = ("b", "i", "s", "code", "sup", "sub", "a")


def text(least: int = 1) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS.split()), min_size=least, max_size=5).map(" ".join).map(escape)


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(INLINE)
    return st.builds(
        lambda tag, inside: (
            f'<a href="/to({len(inside)}) *it*">{inside}</a>' if tag == "a" else f"<{tag}>{inside}</{tag}>"
        ),
        tags,
        inner,
    )


FORMULAS = st.sampled_from((r"x_1", r"\frac{a}{b} * c_2 * d", r"a_{1}|b|_2 < c")).map(
    lambda tex: f'<script type="math/tex">{tex}</script>'
)
LINE = st.lists(
    st.tuples(st.one_of(text(), wrapped(text()), wrapped(wrapped(text())), FORMULAS), st.sampled_from(("", " "))).map(
        "".join
    ),
    min_size=1,
    max_size=5,
).map("".join)
CODE = st.builds(
    lambda lines, language: f'<pre><code class="language-{language}">{escape(lines)}</code></pre>',
    st.lists(st.sampled_from(("x = 1", "    y", "", "```", "~~~", "# a", "- b", "<b>*")), min_size=1, max_size=4)
    .map("\n".join)
    .filter(str.strip),
    st.sampled_from(("python", "c++", "none")),
)


def tagged(tag: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    name = tag.partition(" ")[0]
    return inner.map(lambda inside: f"<{tag}>{inside}</{name}>")


def several(inner: st.SearchStrategy[str], least: int = 1, most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(inner, min_size=least, max_size=most).map("".join)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = tagged("li", st.builds(lambda line, rest: f"<p>{line}</p>{rest}", LINE, several(inner, 0, 2)))
    items = several(item)
    return st.one_of(
        tagged("ul", items), tagged("ol", items), tagged('ol start="7"', items), tagged("blockquote", several(inner))
    )


PARAGRAPH = tagged("p", LINE)
DISPLAY = st.just('<p><script type="math/tex; mode=display">\\sum_i a_i \\\\ b</script></p>')
ROW = st.lists(LINE, min_size=3, max_size=3)
TABLE = st.lists(ROW, min_size=2, max_size=4).map(
    lambda rows: "<table>" + "".join(
        f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in row)}</tr>"
        for row, tag in zip(rows, ["th"] + ["td"] * len(rows), strict=False)
    ) + "</table>"
)  # fmt: skip
DEFINITIONS = several(st.builds(lambda term, means: f"<dt>{term}</dt><dd><p>{means}</p></dd>", LINE, LINE)).map(
    lambda inside: f"<dl>{inside}</dl>"
)
LEAF = st.one_of(PARAGRAPH, CODE, DISPLAY)
BLOCK = st.one_of(
    st.recursive(LEAF, nested, max_leaves=6), TABLE, DEFINITIONS, *(tagged(f"h{level}", LINE) for level in (2, 3, 6))
)
NOTED = (
    '<p>Noted<sup><a href="#n1">[1]</a></sup>{}</p>{}<ol><li id="n1"><p>{}</p><p>more <a href="#r">↩</a></p></li></ol>'
)
PAGES = st.one_of(
    several(BLOCK, 1, 5), st.builds(NOTED.format, LINE, several(LEAF), st.sampled_from(("See *it*.", "C#")))
)


def body_from(html: str) -> str:
    layout = parse(f"<html><body>{html}<p>The end.</p></body></html>", "https://a.example/").layout
    return etree.tostring(body_of(layout, range(len(layout.blocks))), encoding="unicode")


def markdown_of(body: str) -> str:
    return as_markdown(SimpleNamespace(body=body), header=False)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(PAGES)
@example("<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>")
@example("<ol><li>a</li></ol><ol start=7><li>b</li></ol>")
@example("<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>")
@example("<p><b>“重点”</b>是<i>强调</i>，<b>a</b><i>b</i></p>")
@example('<p>$5 \\<script type="math/tex">x_1</script></p>')
@example('<p>$5.<b>wave</b><script type="math/tex">x_1</script>1.</p>')
@example("<p>Set $HOME/<b>bin</b>:$PATH in it.</p>")
@example('<p><script type="math/tex">x_1</script>snake_case<script type="math/tex">x_1</script>\\</p>')
def test_what_is_read_from_its_markdown_is_the_same_body(html):
    body = body_from(html)
    assert body_from(READER.render(markdown_of(body).removesuffix("The end.\n"))) == body
