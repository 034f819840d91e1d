"""Pages written for the tests, in the ways in which sites are built, with the article that each has."""

from dataclasses import dataclass

from opencc import OpenCC

TRADITIONAL = OpenCC("s2t")
STORY = (
    "The tide gauge at the old harbour has been read by hand every morning since 1921, and the notebooks fill a shelf.",
    "Last spring the council replaced the brass float with a radar sensor, which reports the level of the water each"
    " minute, and nobody has had to climb down the ladder since.",
    "“I still go and look,” said the keeper, Mara Ellison, who wrote down the numbers for thirty years. “A sensor does"
    " not tell you that the gulls have gone quiet.”",
    "The two series disagree by four centimetres. Whether the harbour wall is sinking, or the ladder was measured from"
    " the wrong stone, is what a survey will find out in the autumn, the council said.",
)
NEWS = (
    "本报讯 清晨五点半，老城区的菜市场已经亮起了灯。摊主们把刚从郊外运来的青菜摆上案板，第一批客人也提着篮子走了进来。",
    "市场管理处的负责人说，这座有四十年历史的菜市场将在秋天完成改造，届时屋顶会换成透光的材料，排水沟也要重新铺设。",
    "“我们最担心的是搬走以后老顾客找不到地方。”在这里卖了二十年豆腐的李师傅说，他希望改造以后摊位费不要涨得太多。",
    "根据公布的方案，改造期间摊位会临时迁到隔壁的停车场，预计三个月以后搬回原址，市场的营业时间保持不变。",
)
MENU = ("Home", "News", "Sports", "Weather", "Traffic", "Business", "Culture", "Obituaries", "Archive", "Contact")
CHANNELS = ("首页", "新闻", "体育", "娱乐", "财经", "科技", "房产", "汽车", "教育", "健康", "旅游", "论坛")
RELATED = (
    "Ferry fares to rise again in January", "Harbour wall repaired after storm", "New mayor promises cheaper buses",
    "Library opens on Sundays from next month", "Swimming club celebrates a hundred years",
)  # fmt: skip
OTHERS = (
    "秋季运动会下周开幕 全市中小学参加", "地铁三号线延长段通过验收", "图书馆周末延长开放时间", "新公园预计年底建成",
    "多所学校试行课后服务", "博物馆推出夜间参观",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A page and what it says."""

    name: str
    html: bytes
    url: str
    title: str
    author: str
    date: str
    text: str


def links(names: tuple[str, ...], around: str = "li") -> str:
    return "".join(f'<{around}><a href="/{number}">{name}</a></{around}>' for number, name in enumerate(names))


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)


def modern() -> Sample:
    """An English news page of containers, with related links, a newsletter form and two readers' comments."""
    title, author = "The harbour that is read by radar", "Tom Verrall"
    html = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Quay Courier</title>
<meta property="og:site_name" content="Quay Courier"><meta property="article:published_time"
content="2021-10-04T08:15:00+01:00"><meta name="author" content="{author}">
<meta name="keywords" content="harbour, tides">
<meta property="og:image" content="/radar.jpg"><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
</head><body><header class="site-header"><nav class="main-menu"><ul>{links(MENU)}</ul></nav></header>
<main><article class="story"><h1>{title}</h1><p class="byline">By {author}</p>
<div class="story-body">{paragraphs(STORY)}
</div></article><aside class="related"><h3>Related stories</h3><ul>{links(RELATED)}</ul></aside>
<section class="newsletter"><h3>Subscribe</h3><p>Sign up to get the Courier in your inbox every morning.</p></section>
<section id="comments" class="comments"><div class="comment"><p>My father read that gauge too, on Sundays.</p></div>
<div class="comment"><p>The wall is sinking, anyone can see that from the pier.</p></div></section></main>
<footer class="footer"><ul>{links(MENU)}</ul><p>© 2021 Quay Courier. All rights reserved.</p></footer></body></html>"""
    return Sample(
        "modern", html.encode(), "https://courier.example/harbour", title, author, "2021-10-04T08:15", "\n".join(STORY)
    )


def portal() -> Sample:
    """A Chinese portal's page in GBK, declared as ISO-8859-1, with its lists of links before, beside and after."""
    title, author = "老菜市场秋天完成改造", "王小梅"
    html = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<title>{title}_新闻频道_江城网</title></head><body><div class="top"><ul>{links(CHANNELS)}</ul></div>
<div class="crumb"><a href="/">首页</a> &gt; <a href="/news">新闻</a> &gt; 正文</div>
<div class="left"><h1 id="title">{title}</h1>
<div class="info">2012年09月03日 07:20　来源：江城晚报　作者：{author}　<a href="#c">评论</a></div>
<div id="zhengwen" class="content">{paragraphs(NEWS)}</div><div class="editor">（责任编辑：赵六）</div>
<div class="share">分享到：<a href="#">微博</a><a href="#">微信</a></div></div>
<div class="right"><h3>热门推荐</h3><ul>{links(OTHERS)}</ul></div>
<div class="foot">{links(CHANNELS, "span")}<p>江城网版权所有 未经许可不得转载</p></div></body></html>"""
    return Sample("portal", html.encode("gb18030"), "https://jiangcheng.example/a.html", title, author,
                  "2012-09-03T07:20", "\n".join(NEWS))  # fmt: skip


def tables() -> Sample:
    """A page of the year 2003, laid out by nested tables, its lines parted by br, in Big5."""
    title, author = "老菜市場秋天完成改造", "陳大文"
    news = tuple(TRADITIONAL.convert(line) for line in NEWS)
    html = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5">
<title>{title}</title></head>
<body><table width="100%"><tr><td>{links(tuple(map(TRADITIONAL.convert, CHANNELS)), "font")}</td></tr></table>
<table><tr><td width="120"><table>
{"".join(f"<tr><td><a href='{n}'>第{n}版</a></td></tr>" for n in range(1, 13))}</table>
</td><td><table><tr><td align="center"><font size="5"><b>{title}</b></font></td></tr>
<tr><td>2003-09-15 08:30　作者：{author}</td></tr>
<tr><td>　　{"<br><br>　　".join(news)}</td></tr></table></td></tr></table>
<table><tr><td align="center"><a href="/">回首頁</a> | <a href="/about">關於本站</a></td></tr></table></body></html>"""
    return Sample("tables", html.encode("big5hkscs", "replace"), "https://oldtown.example/1.htm", title, author,
                  "2003-09-15T08:30", "\n".join(news))  # fmt: skip


def samples() -> tuple[Sample, ...]:
    return modern(), portal(), tables()


def site(count: int) -> list[bytes]:
    """Pages of one site: the same menu, notice and footer, another article each; one page has no footer."""
    pages = []
    for number in range(count):
        foot = "" if number == 2 else "<div><p>Printed on paper from our own mill, delivered by bicycle.</p></div>"
        body = "".join(f"<p>Page {number}, sentence {line}: {STORY[line]}</p>" for line in range(len(STORY)))
        pages.append(
            f"""<html><body><ul>{links(MENU)}</ul><div><p>This notice stands on every page of the paper, whatever the
story is, and it is long enough to look like one.</p></div><div><h1>Story {number}</h1>{body}</div>{foot}</body></html>
""".encode()
        )
    return pages
