"""What the pages of a site share."""

import pytest

from models import articles
from models.articles import TemplateError, learn_template, load_template
from models.articles.article.template import Learner
from models.articles.page.document import parse
from tests.models.articles.pages import MENU, STORY, site

NOTICE = "This notice stands on every page of the paper, whatever the story is, and it is long enough to look like one."
FOOT = "Printed on paper from our own mill, delivered by bicycle."


def shared(template) -> set[str]:
    return {text for _, text in template.texts}


def test_support_one_is_the_intersection_of_all_pages():
    template = learn_template(site(4), support=1)
    assert shared(template) == {*MENU, NOTICE}


def test_a_fraction_outlives_a_page_that_lacks_a_text():
    assert shared(learn_template(site(4), support=0.75)) == {*MENU, NOTICE, FOOT}


def test_it_is_streamed_and_may_be_asked_at_any_time():
    learner = Learner()
    for html in site(2):
        learner.add(parse(html))
    assert FOOT in shared(learner.template(1))
    learner.add(parse(site(3)[2]))
    assert FOOT not in shared(learner.template(1))
    assert learner.pages == 3


def test_the_same_page_twice_is_no_two_pages():
    page = site(1)[0]
    with pytest.raises(TemplateError, match="two pages"):
        learn_template([page, page])


def test_pages_with_nothing_in_common_and_impossible_supports_are_refused():
    with pytest.raises(TemplateError, match="in common"):
        learn_template(["<body><p>one</p></body>", "<body><div>two</div></body>"])
    with pytest.raises(TemplateError, match="share"):
        learn_template(site(2), support=1.5)


def test_a_further_page_of_the_site_is_read_by_template():
    pages = site(5)
    template = learn_template(pages[:4])
    article = articles.extract(pages[4], template=template)
    fates = {block.text: block.fate for block in article.report.blocks}
    assert {fates[text] for text in (*MENU, NOTICE, FOOT)} == {"template"}
    assert [line for line in article.text.splitlines() if line.startswith("Page 4")] == [
        f"Page 4, sentence {line}: {STORY[line]}" for line in range(len(STORY))
    ]
    assert article.report.method.startswith("template")


def test_saved_and_loaded(tmp_path):
    template = learn_template(site(3), site="paper.example")
    template.save(tmp_path / "paper.json")
    assert load_template(tmp_path / "paper.json") == template
    (tmp_path / "bad.json").write_text('{"texts": 3}')
    with pytest.raises(TemplateError, match="no template"):
        load_template(tmp_path / "bad.json")
