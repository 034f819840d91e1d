"""What the cards of `articles`, `threads` and `kinds` say that no training changes."""

from typing import Any

LICENCES = {  # of the labelled pages that the bundled checkpoint is trained on, by their source
    "scrapinghub": "the article extraction benchmark of Scrapinghub, now Zyte (MIT)",
    "wcxb": "WCXB 1.0, the Web Content Extraction Benchmark, by Murrough Foley (CC BY 4.0)",
    "zhds": "the Chinese Web Content Extraction Dataset (MIT)",
    "trafilatura": "the evaluation pages of trafilatura, by Adrien Barbaresi (Apache-2.0)",
    "web-forum-52": "half of WEB-FORUM-52, by Weichselbraun et al. (Apache-2.0)",
    "formasaurus": "Formasaurus (MIT)",
    "autopager": "autopager (MIT)",
    "bctalk": "bitcointalk-scraper (MIT)",
    "bgm38": "bgm38 (MIT)",
    "engine": "engines that served our own words (CC0)",
    "manuals": "documentation in Debian's packages (each under the licence of its project)",
    "written": "sites that were made up for it (CC0)",
}

_COMMON = {"licence": "apache-2.0", "library": "scikit-learn"}

ARTICLES: dict[str, Any] = _COMMON | {
    "title": "Articles of web pages",
    "languages": ["en", "zh", "de"],
    "tags": ["web-content-extraction", "boilerplate-removal", "text-extraction", "gradient-boosting"],
    "limits": [
        "It decides on text blocks: a block is taken whole or left out whole.",
        "For doubtful pages trafilatura is asked, whose answer is one of the features of the second forest: with "
        "another version of trafilatura the figures are others.",
        "The pages that it learned from are news, blogs and documentation, most of them in English and Chinese; of "
        "shops, forums and tables it knows little. Threads have a reader of their own.",
        "What scripts draw after a page has loaded, it never sees.",
        "The figures with sites left out are of trees grown five times, each without a fifth of the sites, not of the "
        "trees that are served, which are grown on all. They are computed again only from the pages, which are not "
        "ours to pass on; those of the ten pages that are written for it are computed again from the weights.",
    ],
    "out_of_scope": ["Collecting what a site does not allow to be collected: whoever fetches pages sees to that."],
    "intended_use": "The text of an article without what stands around it: for reading, corpora and search.",
    "sources": ["https://kexue.fm/archives/4413", "https://doi.org/10.1145/1718487.1718542"],
    "usage": (
        "import hub_utils\nfrom models import articles\n\n"
        'model = articles.load(hub_utils.fetch("articles"))\n'
        'print(articles.extract(open("page.html", "rb").read(), model=model).text)'
    ),
}

THREADS: dict[str, Any] = _COMMON | {
    "title": "Threads of forum pages",
    "languages": ["en", "zh", "de", "fr"],
    "tags": ["web-content-extraction", "forum", "text-extraction", "gradient-boosting"],
    "limits": [
        "It chooses among lists of alike records: a page whose posts share no structure has none to choose.",
        "What scripts draw after a page has loaded, it never sees.",
        "The figures with engines left out are of trees grown once for each engine without its pages, not of the trees "
        "that are served, which are grown on all.",
    ],
    "out_of_scope": ["Watching people: it reads what pages show to everybody; whoever fetches them sees to the rest."],
    "intended_use": "The posts of a discussion in order, who wrote each and when: for reading, archives and corpora.",
    "sources": ["https://kexue.fm/archives/4422", "https://kexue.fm/archives/4430"],
    "usage": (
        "import hub_utils\nfrom models import articles\n\n"
        'model = articles.load_threads(hub_utils.fetch("threads"))\n'
        'for post in articles.extract_thread([open("page.html", "rb").read()], model=model).posts:\n'
        "    print(post.author, post.date, post.content)"
    ),
}

KINDS: dict[str, Any] = _COMMON | {
    "title": "Kinds of web pages",
    "languages": ["en", "zh", "de", "fr"],
    "tags": ["web-page-classification", "web-content-extraction", "gradient-boosting"],
    "summary": (
        "Tells which kind a web page is: article, forum, product, collection, listing, documentation or service. One "
        "small forest of boosted trees for each, read with NumPy alone, on the page's shape, words and declarations."
    ),
    "limits": [
        "A page is given one kind, though some are two: a tutorial in a blog, a shop's front page.",
        "Its products, collections, listings and services are pages of 2014 to 2016 and pages made up for it; those of "
        "documentation are what Debian's packages have, few of them of today's hosted manuals.",
        "It counts words of English most, then of German, French, Russian and Chinese.",
        "What scripts draw after a page has loaded, it never sees.",
    ],
    "out_of_scope": ["Judging what a page says: it looks at form alone."],
    "intended_use": "Choosing how a page is read, and what of a crawl is kept.",
    "sources": ["https://kexue.fm/archives/4413", "https://doi.org/10.1145/1718487.1718542"],
    "usage": (
        "import hub_utils\nfrom models import articles\n\n"
        'model = articles.load_kinds(hub_utils.fetch("kinds"))\n'
        'print(articles.kind_of(open("page.html", "rb").read(), model=model))'
    ),
}


def data_told(pages: dict[str, int], count: int, of: str = "text blocks") -> str:
    """Which pages a checkpoint is trained on: how many of each source, and its licence; `count` is how many things."""
    told = [f"{count} of {LICENCES.get(source, source)}" for source, count in pages.items()]
    licences = "The licences are those of the annotations; the pages are their publishers'."
    known = licences if any(source in LICENCES for source in pages) else ""
    return f"{count:,} {of} of {sum(pages.values()):,} pages: {'; '.join(told)}. {known}".strip()
