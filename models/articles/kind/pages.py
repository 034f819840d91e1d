"""Pages of all kinds in made-up sites: what surrounds them is the site's, so that only their matter tells the kind.

Shops, firms, magazines and makers of software each have pages of several kinds, and each site names its classes in its
own manner, or not at all. The pages are templates (`pages.html`), their words our own; their truth is what does not
stand around the matter.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml.html import fromstring, tostring

from models.articles.kind.labelled import KnownPage
from models.articles.thread.engines.talks import CODE, Talk, essay, talk

TEMPLATES = Path(__file__).with_name("pages.html")
SECTORS = {
    "shop": ("product", "product", "collection", "collection", "article", "service"),
    "firm": ("service", "service", "service", "article", "listing"),
    "magazine": ("article", "article", "listing", "listing", "product"),
    "software": ("documentation", "documentation", "service", "article", "listing", "forum"),
}
LANGUAGES = ("en", "en", "en", "en", "de", "fr", "es", "zh")
THINGS = (
    "lamp",
    "kettle",
    "saddle",
    "notebook",
    "tent",
    "chair",
    "ring",
    "jacket",
    "drill",
    "teapot",
    "rug",
    "speaker",
)
MANNERS = ("oak", "folding", "classic", "blue", "compact", "linen", "wireless", "heavy", "light", "large", "vintage")
SERVICES = ("roof repair", "payroll", "tutoring", "web design", "tax advice", "garden care", "data backup", "massage")
MENU = ("home", "about", "contact", "shop", "blog", "help", "news", "docs", "careers", "pricing", "sale", "gifts")
LISTS = ("blog", "latest news", "directory", "jobs", "search results", "archive", "best of the year")
STEPS = ("install", "configure", "query", "deploy", "import")
SLUGS = {
    "article": ("blog/{}", "news/{}", "2024/05/{}", "{}", "articles/{}", "story/{}.html"),
    "product": ("products/{}", "p/{}", "{}-p-812.html", "item/{}", "shop/{}", "{}.html"),
    "collection": ("collections/{}", "category/{}", "c/{}", "shop/{}", "{}", "catalog/{}?page=2"),
    "listing": ("blog", "tag/{}", "directory/{}", "{}", "search?q={}", "jobs", "category/{}"),
    "documentation": ("docs/{}", "guide/{}.html", "api/{}", "en/latest/{}.html", "{}", "help/{}", "reference/{}"),
    "service": ("", "services/{}", "pricing", "about", "solutions/{}", "{}", "features"),
    "forum": ("t/{}/812", "threads/{}.812", "topic/{}", "viewtopic.php?t=812", "questions/812/{}"),
}
TYPES = {
    "article": "BlogPosting", "product": "Product", "collection": "CollectionPage", "listing": "ItemList",
    "documentation": "TechArticle", "service": "Service", "forum": "DiscussionForumPosting",
}  # fmt: skip
UTILITIES = ("flex gap-4", "mt-6 px-4", "grid grid-cols-3", "text-sm", "mx-auto max-w-5xl", "rounded border", "w-full")


@dataclass
class Site:
    """What the templates ask of a made-up site; `naming` is words, utilities, hashes or none, `title` the page's."""

    dice: random.Random
    place: int
    sector: str
    language: str
    naming: str
    title: str = ""

    def name_of(self, name: str) -> str:
        """The attribute of an element that is `name`, as this site says it."""
        short = f"{name[:2]}{(self.place * 7919 + sum(map(ord, name))) % 99991:x}"
        told = {"words": name, "utilities": UTILITIES[len(name) % len(UTILITIES)], "hashes": short}.get(self.naming)
        return f' class="{told}"' if told else ""

    def may(self, share: float) -> bool:
        """True for that share of throws."""
        return self.dice.random() < share

    def pick(self, *values: Any) -> Any:
        """One of them."""
        return self.dice.choice(values)

    def times(self, low: int, high: int) -> range:
        """As many as are repeated."""
        return range(self.dice.randint(low, high))

    def number(self) -> int:
        """Any number."""
        return self.dice.randrange(10_000)

    def talk(self, posts: int | None = None) -> Talk:
        """People who say something."""
        return talk(self.dice.randrange(10**6), self.language, posts or self.dice.randint(2, 25))

    def prose(self, low: int, high: int) -> list[str]:
        """Some paragraphs."""
        told: list[str] = []
        while len(told) < high:
            told += essay(self.talk(1))
        return told[: self.dice.randint(low, high)]

    def paragraphs(self, low: int, high: int) -> str:
        """The same as elements."""
        return "".join(f"<p>{text}</p>" for text in self.prose(low, high))

    def heading(self) -> str:
        """A line of a few words."""
        return self.talk(1).title

    def sentence(self) -> str:
        """A line."""
        return self.prose(1, 1)[0][: self.pick(60, 90, 140)]

    def thing(self) -> str:
        """A product."""
        return f"{self.pick(*MANNERS)} {self.pick(*THINGS)} {self.pick('', 'II', 'XL', '500')}".strip().title()

    def manner(self) -> str:
        """What things may be."""
        return str(self.pick(*MANNERS))

    def service(self) -> str:
        """What a firm does."""
        return str(self.pick(*SERVICES)).title()

    def entry(self) -> str:
        """A word of a menu."""
        return str(self.pick(*MENU, *SERVICES, self.thing())).title()

    def code(self) -> str:
        """A listing."""
        return str(self.pick(*CODE))

    def day(self) -> str:
        """A date."""
        return f"{self.pick('May', 'June', 'March')} {self.dice.randint(1, 28)}, 20{self.dice.randint(10, 26)}"

    def price(self) -> str:
        """An amount of money."""
        value = self.dice.randrange(300, 99_900) / 100
        return {"en": f"${value:.2f}", "zh": f"￥{value:.0f}"}.get(self.language, f"{value:.2f} €".replace(".", ","))

    def declared(self, kind: str) -> str:
        """What the head of a page says that it is, if anything."""
        told = {"@context": "https://schema.org", "@type": TYPES[kind], "name": self.title}
        graph = kind if kind in ("article", "product") and self.may(0.7) else "website"
        linked = f'<script type="application/ld+json">{json.dumps(told)}</script>' if self.may(0.4) else ""
        return linked + (f'<meta property="og:type" content="{graph}">' if self.may(0.5) else "")

    def title_of(self, kind: str) -> str:
        """The title of a page."""
        told = {"product": self.thing(), "collection": f"{self.thing()}s", "service": self.service()}
        told |= {
            "listing": self.pick(*LISTS).title(),
            "documentation": f"{self.pick(*STEPS).title()} the {self.thing()}",
        }
        return told.get(kind, self.heading())

    def address(self, kind: str) -> str | None:
        """The address of a page; of one in five it is not known."""
        slug = self.pick(*SLUGS[kind]).format(self.pick(self.thing(), self.service()).replace(" ", "-"))
        return None if self.may(0.2) else f"https://www.site{self.place}.example/{slug.lower()}"


def written_pages(sites: int, seed: int = 0, each: int = 3) -> Iterator[KnownPage]:
    """Pages of so many sites, `each` of every one, with their text; the same for the same seed."""
    for place in range(sites):
        dice = random.Random(f"{seed} {place}")
        naming = dice.choice(("words", "words", "utilities", "hashes", "none"))
        sector = list(SECTORS)[place % len(SECTORS)]
        site = Site(dice, place, sector, dice.choice(LANGUAGES), naming)
        for number in range(each):
            kind = dice.choice(SECTORS[sector])
            html, text = _written(site, kind)
            yield KnownPage(html, kind, "written", f"{seed}-{place}", f"{place}/{number}", site.address(kind), text)


def _written(site: Site, kind: str) -> tuple[bytes, str]:
    """A page, and what it says."""
    site.title = site.title_of(kind)
    matter = getattr(_templates(), kind)(site, site.name_of)
    tree: Any = fromstring(str(_templates().page(site, site.name_of, kind, matter)))
    around = tree.xpath("//*[@data-around]")
    for element in around:
        element.attrib.pop("data-around")
    html = tostring(tree, encoding="utf-8")
    for element in around:
        if element.getparent() is not None:
            element.drop_tree()
    return html, "\n".join(text.strip() for text in tree.xpath("//main//text()") if text.strip())


@cache
def _templates() -> Any:
    from jinja2 import Environment

    return Environment(autoescape=False, trim_blocks=True).from_string(TEMPLATES.read_text(encoding="utf-8")).module
