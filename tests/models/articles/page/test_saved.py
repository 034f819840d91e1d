"""Pages as browsers save them: MHTML of Chrome and Internet Explorer, Safari's web archives, single files; and their
hostile twins."""

import base64
import plistlib
import quopri
import random
import struct
from datetime import datetime

import pytest

from models.articles import FormatError, PageError, extract, extract_thread
from models.articles.page.document import MAX_PAGE, parse
from models.articles.page.saved import MAX_SAVED, source_of, without_data
from tests.models.articles.pages import NEWS, STORY

URL = "https://harbour.example/story?a=1&b=2"
PNG = b"\x89PNG\r\n\x1a\n" + random.Random(20).randbytes(3000)


def html(texts=STORY, extra: str = "", charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    body = "".join(f"<p>{text}</p>" for text in texts)
    head = f"<!DOCTYPE html><html><head>{meta}<title>A story</title></head>"
    return f"{head}<body><h1>A story</h1>{body}{extra}</body></html>"


def part(
    content: bytes, location: str, kind: str = "text/html", encoding: str = "quoted-printable", **headers
) -> bytes:
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(encoding, bytes)(content)
    told = {"Content-Type": kind, "Content-Transfer-Encoding": encoding, "Content-Location": location, **headers}
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in told.items()) + b"\r\n" + coded + b"\r\n"


def chrome(*parts: bytes, boundary: str = "----MultipartBoundary--abc----", more: str = "") -> bytes:
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: =?utf-8?Q?A=20story?=\r\n"
        f"Date: Sat, 1 Jun 2024 12:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\ttype="text/html";\r\n\tboundary="{boundary}"\r\n{more}\r\n\r\n'
    )
    inside = b"".join(b"--%b\r\n%b" % (boundary.encode(), one) for one in parts)
    return head.encode() + inside + b"--%b--\r\n" % boundary.encode()


def explorer(*parts: bytes, boundary: str = "----=_NextPart_000_0000_01D0") -> bytes:
    head = (
        "From: <Saved by Windows Internet Explorer 8>\nSubject: A story\nDate: Sat, 1 Jun 2024 20:00:00 +0800\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n'
        f'\tboundary="{boundary}"\nX-MimeOLE: Produced By Microsoft MimeOLE\n\n'
        "This is a multi-part message in MIME format.\n\n"
    )
    inside = b"".join(b"--%b\n%b" % (boundary.encode(), one.replace(b"\r\n", b"\n")) for one in parts)
    return head.encode() + inside + b"--%b--\n" % boundary.encode()


def archive(page: bytes = html().encode(), frames=(), form=plistlib.FMT_BINARY, **told) -> bytes:
    resource = {"WebResourceData": page, "WebResourceMIMEType": "text/html", "WebResourceTextEncodingName": "UTF-8"}
    pictures = [{"WebResourceData": PNG, "WebResourceMIMEType": "image/png", "WebResourceURL": "a.png"}] * 3
    content = {"WebMainResource": {**resource, "WebResourceURL": URL, **told}, "WebSubresources": pictures}
    if frames:
        content["WebSubframeArchives"] = list(frames)
    return plistlib.dumps(content, fmt=form)


def test_chrome_saves_a_page_as_parts():
    picture = part(PNG, "https://harbour.example/a.png", "image/png", "base64")
    frame = part(html(["Buy a boat"]).encode(), "about:blank", **{"Content-ID": "<frame-1@mhtml.blink>"})
    main = html(extra='<iframe src="cid:frame-1@mhtml.blink"></iframe>')
    article = extract(chrome(part(main.encode(), URL), frame, picture))
    assert (article.title, article.url, article.site) == ("A story", URL, "harbour.example")
    assert article.text == extract(main).text
    assert "Buy a boat" not in article.text
    assert extract(chrome(part(main.encode(), URL), frame), "https://given.example/").url == "https://given.example/"


def test_what_has_more_text_than_its_page_is_read_in_its_frame():
    frame = part(html(STORY).encode(), "about:blank", **{"Content-ID": "<frame-1@mhtml.blink>"})
    main = part(html(["Contents"], "<iframe src='cid:frame-1@mhtml.blink'></iframe>").encode(), URL)
    assert STORY[0] in extract(chrome(main, frame)).text


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_internet_explorer_names_the_character_set_in_the_header_of_the_part(charset, encoding):
    main = part(html(NEWS).encode(charset, "ignore"), URL, f'text/html;\r\n\tcharset="{charset}"', encoding)
    article = extract(explorer(main, part(PNG, "http://x.test/a.png", "image/png", "base64")))
    assert NEWS[0][:20] in article.text
    assert (article.report.declared, article.url) == (charset, URL)


def test_the_frames_of_a_frameset_are_the_page():
    frames = (
        '<frameset cols="20%,80%"><frame src="menu.htm"><frame src="/a/text.htm"><noframes>none</noframes></frameset>'
    )
    main = f"<html><head><title>A story</title></head>{frames}</html>".encode()
    menu = part(html(["<a href=x>Contents</a>"]).encode(), "https://harbour.example/menu.htm")
    text = part(html(NEWS).encode("gb18030"), "https://harbour.example/a/text.htm", "text/html; charset=gbk")
    article = extract(explorer(part(main, "https://harbour.example/story"), menu, text))
    assert NEWS[0] in article.text and article.title == "A story"
    assert len(extract(explorer(part(main, URL)) + b" ").text) < 10


def test_a_message_of_one_part_is_a_page_too_and_pasted_text():
    head = (
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    )
    alone = head.encode() + b"\r\n" + quopri.encodestring(html().encode())
    assert extract(alone).text == extract(alone.decode()).text == extract(html()).text
    inner = chrome(part(html().encode(), URL), boundary="inner").partition(b"\r\n\r\n")[2]
    nested = part(inner, URL, "multipart/alternative; boundary=inner", "7bit")
    assert STORY[0] in extract(chrome(nested, boundary="outer")).text


def test_a_cut_save_gives_what_there_is():
    assert STORY[0] in extract(chrome(part(html().encode(), URL))[:-120]).text


def test_relative_times_are_those_of_the_save():
    times = [f"<li><b>user{n}</b> <time>{n + 1} hours ago</time><p>{text}</p></li>" for n, text in enumerate(STORY * 2)]
    board = f"<html><body><ol>{''.join(times)}</ol></body></html>"
    assert extract_thread([chrome(part(board.encode(), URL))]).posts[0].date == "2024-06-01T11:00"
    later = datetime(2024, 7, 1, 12)
    assert extract_thread([chrome(part(board.encode(), URL))], fetched=later).posts[0].date == "2024-07-01T11:00"


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_safari_saves_a_page_as_a_property_list(form):
    article = extract(archive(form=form))
    assert (article.text, article.url, article.report.declared) == (extract(html()).text, URL, "utf-8")
    chinese = archive(html(NEWS).encode("gbk"), form=form, WebResourceTextEncodingName="GBK")
    assert NEWS[0] in extract(chinese).text
    frame = plistlib.loads(archive(html(NEWS).encode(), WebResourceURL="https://harbour.example/f"))
    main = html(["Contents"], "<iframe src='/f'></iframe>").encode()
    assert NEWS[0] in extract(archive(main, [frame], form)).text


def test_pictures_in_data_uris_neither_count_nor_cost():
    picture = base64.b64encode(PNG * 2000).decode()  # 8 MB
    images = f'<img src="data:image/png;base64,{picture}"><img src=data:image/png;base64,{picture}>'
    style = f"<style>p {{ background: url(data:font/woff2;charset=utf-8;base64,{picture}) }}</style>"
    whole = html(extra=images + style)
    assert MAX_PAGE < len(whole) < MAX_SAVED
    for content in (whole, whole.encode()):
        assert len(without_data(content)) < 5000
        assert extract(content).text == extract(html()).text


@pytest.mark.parametrize("charset", ["gbk", "cp932", "utf-8"])
def test_a_character_set_is_found_behind_megabytes_of_data(charset):
    text = {"cp932": ["駅前の商店街では、朝から多くの人が買い物をしています。"] * 9}.get(charset, NEWS)
    font = f"<style>@font-face {{ src: url(data:font/woff;base64,{'d09GRgABAAAAA' * 200_000}) }}</style>"
    assert text[0] in extract(html(text, charset=None).replace("<title>", f"{font}<title>").encode(charset)).text


@pytest.mark.parametrize(
    "data",
    [
        'src="data:image/png;base64,' + "QUJD\n" * 500 + '"',
        "style='background:url(&quot;data:image/png;base64," + "QUJD" * 500 + "&quot;)'",
        'src="data:image/svg+xml,' + "%3Csvg" * 500 + '"',
        'src="data:image/svg+xml;charset=utf8,' + "%3Csvg" * 500 + '"',
    ],
)  # fmt: skip
def test_data_uris_of_all_forms_are_left_out(data):
    assert len(without_data(f"<p>before</p><img {data}><p>after</p>")) < 120
    assert without_data(f"<p>before</p><img {data}><p>after</p>").startswith("<p>before</p><img ")
    assert without_data(f"<img {data}><p>after</p>").endswith("><p>after</p>")


def test_texts_about_data_uris_stay_whole():
    for text in ("data: " + STORY[0] * 9, "data:image/png;base64,iVBORw0KGgo", "data:text/plain,a short one", STORY[0]):
        assert without_data(text) == text
        assert without_data(text.encode()) == text.encode()


def nested_parts(depth: int) -> bytes:
    inner = part(html().encode(), URL)
    content = b"From: x\r\n"
    for level in range(depth):
        content += f"Content-Type: multipart/related; boundary=b{level}\r\n\r\n--b{level}\r\n".encode()
    return content + inner


def deep_plist() -> bytes:
    """Arrays in arrays, 100,000 deep."""
    return b'<?xml version="1.0"?><plist version="1.0">' + b"<array>" * 100_000 + b"</array>" * 100_000 + b"</plist>"


def binary_plist(objects: list[bytes], offsets: list[int] | None = None) -> bytes:
    body, places = b"bplist00", []
    for item in objects:
        places.append(len(body))
        body += item
    table = b"".join(place.to_bytes(4, "big") for place in offsets or places)
    count = len(offsets or places)
    return body + table + struct.pack(">6xBBQQQ", 4, 4, count, 0, len(body))


def reference(number: int) -> bytes:
    return number.to_bytes(4, "big")


def cyclic_plist() -> bytes:
    """A page whose frames are the archive itself."""
    names = [b"\x5f\x10%c" % len(name) + name for name in (b"WebMainResource", b"WebSubframeArchives")]
    top = b"\xd2" + reference(1) + reference(2) + reference(3) + reference(4)
    resource = b"\xd1" + reference(5) + reference(6)
    data = html().encode()
    key, page = b"\x5f\x10\x0fWebResourceData", b"\x4f\x12" + reference(len(data)) + data
    return binary_plist([top, *names, resource, b"\xa1" + reference(0), key, page])


def overlapping_plist() -> bytes:
    """A hundred thousand objects of a megabyte each, all in the same megabyte."""
    data = b"\x4f\x12" + (1_000_000).to_bytes(4, "big") + bytes(1_000_000)
    array = b"\xaf\x12" + (99_999).to_bytes(4, "big") + b"".join(map(reference, range(1, 100_000)))
    return binary_plist([array, data], [8] + [8 + len(array)] * 99_999)


LAUGHS = b"".join(b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha" * 10) for n in range(12))
HOSTILE = {
    "laughs": b'<?xml version="1.0"?><!DOCTYPE plist [' + LAUGHS + b"]><plist><string>&a11;</string></plist>",
    "arrays 100,000 deep": deep_plist(),
    "binary arrays 100,000 deep": binary_plist([b"\xa1" + reference(n + 1) for n in range(100_000)] + [b"\x08"]),
    "objects in objects": overlapping_plist(),
    "a length of 2^63": binary_plist([b"\x4f\x13" + (2**63 - 1).to_bytes(8, "big")]),
    "no objects": binary_plist([b""], [2**31]),
    "a plist of something else": plistlib.dumps({"a": [1, 2]}, fmt=plistlib.FMT_BINARY),
    "UIDs": plistlib.dumps({"WebMainResource": plistlib.UID(0)}, fmt=plistlib.FMT_BINARY),
    "only a mark": b"bplist00",
    "wrong types": plistlib.dumps({"WebMainResource": {"WebResourceData": "x"}, "WebSubframeArchives": 3}),
    "parts without a page": chrome(part(PNG, "a.png", "image/png", "base64")),
    "no boundary": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n--\r\n",
    "parts 1,000 deep": nested_parts(1000),
    "broken base64": chrome(part(b"", URL, encoding="base64") + b"a"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_saves_are_refused(name):
    with pytest.raises(PageError) as told:
        extract(HOSTILE[name])
    assert len(told.value.cause) < 200 and told.value.remedy


def test_a_web_archive_that_contains_itself_is_read_once():
    assert extract(cyclic_plist()).text == extract(html()).text


def test_frames_that_show_each_other_are_shown_once():
    frames = "<html><head></head><frameset><frame src=/1><frame src=/2><frame src='/story'></frameset></html>"
    inner = [
        part(html(STORY, f"<iframe src=/{3 - n}></iframe>").encode(), f"https://harbour.example/{n}") for n in (1, 2)
    ]
    text = extract(chrome(part(frames.encode(), URL), *inner)).text
    assert text.count(STORY[0]) == 1


def test_ten_thousand_parts_cost_nothing():
    pictures = [part(PNG[:100], f"{n}.png", "image/png", "base64") for n in range(10_000)]
    frames = [part(html([f"Frame {n}"]).encode(), f"https://harbour.example/{n}") for n in range(10_000)]
    shown = "".join(f"<iframe src='/{n}'></iframe>" for n in range(10_000))
    content = chrome(part(html(extra=shown).encode(), URL), *pictures, *frames)
    assert extract(content).text == extract(html()).text


def test_a_picture_saved_as_a_page_is_a_picture():
    with pytest.raises(FormatError, match="PNG"):
        extract(chrome(part(PNG, URL)))
    with pytest.raises(FormatError, match="PNG"):
        extract(archive(PNG))


def test_addresses_that_are_none_are_not_taken():
    for address in ("http://[", "file://C:/a.htm", "javascript:alert(1)", "https://" + "x" * 5000, "cid:1"):
        content = chrome(part(html().encode(), address)).replace(b"Snapshot-Content-Location", b"X-Was")
        assert source_of(content).url is None
        assert parse(content).url is None


def test_a_save_may_be_larger_than_a_page_but_not_by_much():
    with pytest.raises(PageError, match="more than 50,000,000"):
        parse(b"<p>" + b"x" * MAX_SAVED)
    with pytest.raises(PageError, match="more than 10,000,000"):
        parse(b"<p>" + b"x" * MAX_PAGE)


def test_a_text_that_begins_like_a_header_is_a_page():
    for begin in ("Note: ", "Content-Type: ", "a:"):
        assert extract(begin + html()).text.endswith(extract(html()).text[-50:])
