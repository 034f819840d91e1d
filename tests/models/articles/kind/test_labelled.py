"""Pages whose kind is known, from folders of every layout: copies of WCXB whole, in parts and damaged among them."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks._kinds import groups_of, pages_of, print_by_kind, with_kind
from models.articles import LabelsError
from models.articles.article.labelled import LabelledPage
from models.articles.kind import manuals
from models.articles.kind.labelled import known_pages, page_type
from models.articles.kind.manuals import copy_pages

HTML = b"<html><body><p>The ferry leaves at noon.</p></body></html>"


def told(kind: object) -> str:
    truth = {"title": "Ferry", "main_content": "The ferry leaves at noon."}
    content = {"url": "https://www.ferry.example/a", "ground_truth": truth, "_internal": {"page_type": kind}}
    return json.dumps(content)


def copy_of_wcxb(folder: Path, name: str, truth: str, html: bytes | None = HTML) -> None:
    for part in ("ground-truth", "html"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "ground-truth" / f"{name}.json").write_text(truth, encoding="utf-8")
    if html is not None:
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(html))


@pytest.mark.parametrize("part", ["", "dev", "WCXB-1.0/test"])
def test_a_copy_of_wcxb_is_read_wherever_it_begins(tmp_path, part):
    copy_of_wcxb(tmp_path / part, "0007", told({"primary": "Product", "confidence": "verified"}))
    (page,) = known_pages(tmp_path)
    assert (page.kind, page.source, page.site, page.id) == ("product", "wcxb", "ferry.example", "0007")
    assert (page.html, page.text, page.url) == (HTML, "The ferry leaves at noon.", "https://www.ferry.example/a")


def test_what_a_copy_of_wcxb_lacks_is_passed_over(tmp_path):
    copy_of_wcxb(tmp_path, "0001", told({"primary": "forum"}))
    copy_of_wcxb(tmp_path, "0002", told({"primary": "forum"}), html=None)
    copy_of_wcxb(tmp_path, "0003", told({"primary": "poem"}))
    for name, truth in {"0004": "{", "0005": "[]", "0006": told(None), "0007": told(7), "0008": "\udce9"}.items():
        (tmp_path / "ground-truth" / f"{name}.json").write_bytes(truth.encode("utf-8", "surrogateescape"))
    copy_of_wcxb(tmp_path, "0009", json.dumps({"page_type": "service", "ground_truth": None, "url": "http://["}))
    assert [(page.id, page.kind, page.site) for page in known_pages(tmp_path)] == [
        ("0001", "forum", "ferry.example"),
        ("0009", "service", "0009"),
    ]


def test_a_copy_without_any_page_is_refused(tmp_path):
    copy_of_wcxb(tmp_path, "0001", told({"primary": "forum"}), html=None)
    with pytest.raises(LabelsError, match="no page of WCXB"):
        list(known_pages(tmp_path))


def test_a_kind_is_found_wherever_a_version_of_wcxb_has_it():
    for truth in ({"page_type": "listing"}, {"metadata": {"page_type": {"primary": " Listing"}}}):
        assert page_type(truth) == "listing"
    assert page_type({"page_type": {"secondary": "listing"}}) is None


def test_threads_articles_and_own_folders(tmp_path):
    lines = [
        {"id": "a", "file": "a.html"},
        {"id": "b", "file": "a.html", "posts": None},
        {"file": "a.html", "kind": "product"},
    ]
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.html").write_bytes(HTML)
    (tmp_path / "set" / "truth.jsonl").write_text(
        "\n".join(json.dumps(line | {"file": "a.html"}) for line in lines), encoding="utf-8"
    )
    assert [page.kind for page in known_pages(tmp_path / "set")] == ["article", "forum", "product"]
    for kind, site in (("documentation", "ferry"), ("service", "baker")):
        (tmp_path / "own" / kind / site).mkdir(parents=True)
        (tmp_path / "own" / kind / site / "1.html").write_bytes(HTML)
    assert [(page.kind, page.site) for page in known_pages(tmp_path / "own")] == [
        ("documentation", "ferry"),
        ("service", "baker"),
    ]
    with pytest.raises(LabelsError, match="holds no pages whose kind is known"):
        known_pages(tmp_path / "set" / "nothing")


def test_pages_of_formasaurus_have_the_kinds_that_were_read(tmp_path):
    (tmp_path / "html").mkdir()
    for number in (27, 26, 4):  # a product, a collection, and one that is not labelled
        (tmp_path / "html" / f"{number}.html").write_bytes(HTML)
    index = {"html/27.html": {"url": "http://www.brew.example/kit"}}
    (tmp_path / "index.json").write_text(json.dumps(index), encoding="utf-8")
    pages = {page.id: (page.kind, page.site) for page in known_pages(tmp_path)}
    assert pages == {"html/27.html": ("product", "brew.example"), "html/26.html": ("collection", "html/26.html")}


def test_manuals_are_pages_of_a_readable_size(tmp_path):
    inside = tmp_path / "inside" / "usr" / "share" / "doc"
    inside.mkdir(parents=True)
    (inside / "frame.html").write_bytes(HTML)
    for number in range(5):
        (inside / f"{number}.html").write_bytes(HTML * 100)
    assert copy_pages(tmp_path / "inside", tmp_path / "documentation" / "ferry", 3) == 3
    assert len(list(known_pages(tmp_path))) == 3


def test_the_packages_that_are_named_or_else_the_listed_ones_are_saved(tmp_path, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(manuals, "save_pages", lambda package, out, count: asked.append(package) or count)
    manuals.main(manuals.Options(str(tmp_path), ["ferry-doc"], 2))
    manuals.main(manuals.Options(str(tmp_path), [], 2))
    assert asked[0] == "ferry-doc" and "sqlite3-doc" in asked[1:] and len(set(asked)) == len(asked) > 100
    assert capsys.readouterr().out.splitlines() == ["2 pages.", f"{2 * (len(asked) - 1)} pages."]


def test_the_benchmark_reads_each_page_of_wcxb_once(tmp_path):
    folder, copy = tmp_path / "articles", tmp_path / "copy"
    folder.mkdir()
    (folder / "a.html").write_bytes(HTML)
    known = {"id": "wcxb-0007", "file": "a.html", "source": "wcxb", "articleBody": "The ferry leaves at noon."}
    (folder / "truth.jsonl").write_text(json.dumps(known), encoding="utf-8")
    copy_of_wcxb(copy, "0007", told({"primary": "article"}))
    copy_of_wcxb(copy, "0008", told({"primary": "collection"}))
    assert [groups_of(page) for page in pages_of(folder, "")] == [("wcxb", "article")]
    assert [groups_of(page) for page in pages_of(folder, str(copy))] == [("wcxb", "article"), ("wcxb", "collection")]
    other = LabelledPage(HTML, "scrapinghub", "a", {"articleBody": "noon"})
    assert groups_of(with_kind(other)) == ("scrapinghub",)
    assert groups_of(with_kind(LabelledPage(HTML, "wcxb", "a", {"id": "wcxb-4362"}))) == ("wcxb", "listing")


def test_the_benchmark_prints_f1_by_kind(capsys):
    print_by_kind({"trafilatura": {"wcxb": [0.5], "article": [0.5, 1.0], "product": [0.25]}})
    printed = capsys.readouterr().out.split("\n")
    assert printed[1] == "| WCXB, F1 | article | product |"
    assert printed[3:5] == ["| pages | 2 | 1 |", "| trafilatura | 0.750 | 0.250 |"]
