"""Names in bylines and signatures."""

import pytest

from models.articles.article import bylines, han_bylines


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("Written by Ann Lee and Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("Posted on 5/2/2022 by Ann Lee", ["Ann Lee"]),
        ("Posted by seagull_7 on Monday", ["seagull_7"]),
        ("By Ann Lee June 13, 2019", ["Ann Lee"]),
        ("By Ann Lee27 October 2023", ["Ann Lee"]),
        ("Text: Jonas Achatz und Mia Lorenz, Fotos: Paul Ried", ["Jonas Achatz", "Mia Lorenz"]),
        ("Text von Ann Lee Illustration von Bo Chen", ["Ann Lee"]),
        ("Propos recueillis par Élodie Garnier", ["Élodie Garnier"]),
        ("Author: tidewatch", ["tidewatch"]),
        ("Autorin: Veronika Sailer", ["Veronika Sailer"]),
        ("By Ann Lee, CNN Business", ["Ann Lee"]),
        ("By Shelby Loos, DVM. Reviewed by Molly Price, DVM", ["Shelby Loos"]),
        ("2005/03/15 22:36 by duscha 〓", ["duscha"]),
        ("ByTrevor Jones", ["Trevor Jones"]),
        ("Written by:Elise Nass", ["Elise Nass"]),
        ("by ibby", ["ibby"]),
        ("Veröffentlicht am 12. Juni 2017 von gizzmo", ["gizzmo"]),
        ("1. Januar 2016 von Grünling Ein Kommentar", ["Grünling"]),
        ("read by millions every day", []),
        ("The mill stood by The River", []),
        ("Von wem?", []),
    ],
)
def test_bylines_in_alphabets(line, names):
    assert bylines.names_in(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("作者：李明　2019年5月6日", ["李明"]),
        ("作者: 赵 培：北京物资学院，北京", ["赵培"]),
        ("作者：放飞&心情 2005", ["放飞&心情"]),
        ("□ 本报记者 葛灵丹", ["葛灵丹"]),
        ("本报记者 / 李明　发布时间：2019/05/06", ["李明"]),
        ("新京报记者 彭冲 山东冠县报道", ["彭冲"]),
        ("本报讯（记者张三 通讯员李四）昨日，", ["张三", "李四"]),
        ("记者 张三 通讯员 李四 王五 报道", ["张三", "李四", "王五"]),
        ("记者李明昨日获悉", ["李明"]),
        ("本报记者罗科苏盈发自北京", ["罗科苏盈"]),
        ("（島嶼社記者蔡宜庭南投20日電）", ["蔡宜庭"]),
        ("作者： 赵婕 出自[文学出版社]", ["赵婕"]),
        ("2015年3月8日 作者：阿树 分类：随笔", ["阿树"]),
        ("文｜张三 编辑｜李四", ["张三"]),
        ("文/图 王小明", ["王小明"]),
        ("記者／吳大維　發佈日期：民國112年7月4日", ["吳大維"]),
        ("取材・文＝佐藤花子", ["佐藤花子"]),
        ("由海姑娘张贴 @ 2005-03-21", ["海姑娘"]),
        ("（图/文 记者 张三 摄）", []),
        ("（责任编辑：王芳）", []),
        ("来源：新华网 作者：新华社", []),
        ("图片来源：视觉中国 作者系北京大学教授", []),
        ("记者了解到，这一", []),
        ("据记者采访", []),
    ],
)
def test_chinese_and_japanese_bylines(line, names):
    assert han_bylines.names_in(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("过一个平安、祥和的新春佳节。（常书香 马丹阳 ）", ["常书香", "马丹阳"]),
        ("役場は来月にも結論を出す。（佐藤花子）", ["佐藤花子"]),
        ("溪水已经移动了十一米。（完）", []),
        ("结果并不简单。（未完待续）", []),
        ("图为水磨坊。（周一帆 摄）", []),
        ("責任者は語った。（敬称略）", []),
        ("How to Photograph a Lantern (Beginner Tutorial)", []),
    ],
)
def test_signatures_at_the_end_of_a_text(line, names):
    assert han_bylines.signature_in(line) == names


@pytest.mark.parametrize(
    "name", ["Name *", "page.head.extra.author", "L_104485", "admin", "https://a.example", "", "-", "x"]
)
def test_placeholders_are_no_authors(name):
    assert not bylines.is_author(name)


@pytest.mark.parametrize(
    "line",
    ["By " + "A y " * 40 + "1", "By " + "A de la " * 20 + "1", "By " + "Aa, " * 38 + "1", "记者" * 75,
     "记者 " + "张 " * 70, "文/图/" * 30, "Text by " + "a." * 70],
)  # fmt: skip
def test_lines_that_nearly_match_cost_no_more(line):
    """Quick or not at all: a pattern that goes back over every split of such a line would not end."""
    assert len(bylines.names_in(line)) <= bylines.MAX_NAMES
    assert len(han_bylines.names_in(line)) <= han_bylines.MAX_NAMES
