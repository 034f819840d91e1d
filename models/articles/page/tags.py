"""The elements of HTML by what they are to a reader: the one table that the walk and all readings of a page ask."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
TITLES = frozenset(("h1", "h2", "h3"))  # headings that may be the title of what stands on the page
LISTS = frozenset(("ul", "ol", "dl"))
ITEMS = frozenset(("li", "dt", "dd"))
TABLES = frozenset(("table",))
ROWS = frozenset(("tr",))
CELLS = frozenset(("td", "th"))
CAPTIONS = frozenset(("figcaption", "caption"))
BLOCK_QUOTATIONS = frozenset(("blockquote",))
QUOTATIONS = BLOCK_QUOTATIONS | {"q", "cite"}
PAGE_WIDE = frozenset(("html", "body", "main"))  # around everything, so that lying in one tells nothing
ASIDES = frozenset(("nav", "footer", "aside"))
NO_PROSE = frozenset(("nav", "footer", "label", "legend", "figcaption"))  # their text is no sentence of an author's

# Phrasing content that does not end a line; all other elements are blocks. The last line is of Word and of pictures.
INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "input", "ins", "kbd", "label", "mark", "nobr", "noscript", "q", "rp", "rt", "ruby", "s", "samp",
        "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
        "o:p", "picture", "source",
    )
)  # fmt: skip

# Whose text nobody reads on the page.
SILENT = frozenset(
    (
        "audio", "button", "canvas", "datalist", "head", "iframe", "map", "object", "option", "script", "select",
        "style", "svg", "template", "textarea", "title", "video",
    )
)  # fmt: skip
# What stands in <noscript> repeats an article's pictures and asks for JavaScript, but some forums put all posts there.
SILENT_IN_ARTICLES = SILENT | {"noscript", "math"}
# Of the silent ones those that sites leave unclosed. Not asked in threads: forums put paragraphs into whole buttons.
LEAKY = frozenset(("audio", "button", "canvas", "map", "math", "object", "svg", "video"))
PROSE = ("p", "article", "main", "table")  # by which a leaky element is known to hold more than its own
