"""Pages with a form and a captcha in it, as sites have them, each another one by its number; and pictures of them."""

import io
from base64 import b64encode
from dataclasses import dataclass
from random import Random

from PIL import Image
from playwright.sync_api import Browser

from models import captcha

WORDS = (  # title, two fields, what is asked of the captcha, the button, a link
    ("Sign in", "Username", "Password", "Enter the code", "Log in", "Forgot your password?"),
    ("登录", "用户名", "密码", "验证码", "立即登录", "忘记密码？"),
    ("Create account", "E-mail address", "Choose a password", "Type the characters you see", "Register", "Sign in"),
    ("发表评论", "昵称", "邮箱", "请输入右侧字符", "提交", "换一张"),
)
TEXT = """The forum is open to everybody who wants to talk about deep learning, from the first perceptron to the newest
networks. Please keep to the topic. """
SCREENS = ((1280, 800, 1), (1024, 700, 1), (800, 600, 2), (1280, 800, 2), (390, 800, 2), (390, 800, 1))
STYLES = ("default", "sans", "serif", "small", "unseen", "painted", "wheezy")


@dataclass(frozen=True)
class Screenshot:
    """A picture of a page, the captcha in it by itself and what it says, and where it is in the picture, in pixels."""

    picture: Image.Image
    captcha: Image.Image
    text: str
    box: tuple[float, float, float, float]


def screenshot(browser: Browser, number: int) -> Screenshot | None:
    """Page `number`; None if its captcha is cut off by the edge of the screen."""
    source = Random(number)
    style, text = source.choice(STYLES), captcha.random_text(source, source.choice((4, 4, 5, 6)))
    image = captcha.draw(text, style, number)
    width, height, scale = source.choice(SCREENS)
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    try:
        page.set_content(source.choice((_card, _table, _dialog, _comment))(_tag(image), source))
        page.wait_for_function("document.images[0].complete")
        place = page.evaluate("(({left, top, right, bottom}) => [left, top, right, bottom])"
                              "(document.images[0].getBoundingClientRect())")  # fmt: skip
        left, top, right, bottom = (scale * side for side in place)
        shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    finally:
        page.close()
    if right > shown.width or bottom > shown.height:
        return None
    return Screenshot(shown, image, text, (left, top, right, bottom))


def _tag(image: Image.Image) -> str:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return f'<img src="data:image/png;base64,{b64encode(stream.getvalue()).decode()}" style="vertical-align: middle">'


def _card(image: str, source: Random) -> str:
    """Fields under one another on a card, the captcha beside its own."""
    title, first, second, asked, button, link = source.choice(WORDS)
    size = source.choice((14, 16))
    above = "".join(part for part in (_head(source), f"<p>{TEXT}</p>") if source.random() < 0.5)
    ground, ink, paper = source.choice(
        (("#fff", "#222", "#fff"), ("#f0f2f5", "#222", "#fff"), ("#1f2430", "#eee", "#2b3140"))
    )
    accent, border = source.choice(("#2a6f97", "#e63946", "#07c160")), source.choice(("1px solid #ccc", "none"))
    field = '<p>{}<br><input style="width: 220px; padding: 7px; border: 1px solid #bbb; border-radius: 4px"></p>'
    return f"""<body style="margin: 0; background: {ground}; color: {ink}; font: {size}px sans-serif">
      {above}<div style="padding: 40px">
      <div style="display: inline-block; background: {paper}; border: {border}; padding: 24px 32px"><h2>{title}</h2>
      {field.format(first)}{field.format(second)}<p>{asked}<br><input style="width: 110px; padding: 7px"> {image}</p>
      <button style="background: {accent}; color: #fff; border: 0; padding: 10px 28px">{button}</button>
      <a href="#">{link}</a></div></div>"""


def _head(source: Random) -> str:
    colour = source.choice(("#2a6f97", "#6c5ce7"))
    return f'<div style="background: {colour}; color: #fff; padding: 14px; font-size: 20px"><b>Example Forum</b></div>'


def _table(image: str, source: Random) -> str:
    """An old page: a table, lines between its cells or none."""
    title, first, second, asked, button, _ = source.choice(WORDS)
    row, field = '<tr><td align="right">{}:</td><td>{}</td></tr>', '<input size="24">'
    rows = "".join(row.format(*cells) for cells in ((first, field), (second, field), (asked, f"{image}<br>{field}")))
    ground = source.choice(("#eef", "#ffd", "#fff"))
    return f"""<body style="font-family: {source.choice(("serif", "monospace"))}"><center><h1>{title}</h1>
      <table border="{source.choice((0, 1))}" cellpadding="6" bgcolor="{ground}">{rows}
      {row.format("", f'<input type="submit" value="{button}">')}</table></center><hr>{3 * TEXT}"""


def _dialog(image: str, source: Random) -> str:
    """A dialogue over a page of text."""
    title, _, _, asked, button, link = source.choice(WORDS)
    return f"""<body style="margin: 0; background: #777; font-family: {source.choice(("serif", "sans-serif"))}">
      <div style="color: #aaa; padding: 30px">{6 * TEXT}</div><div style="position: absolute; left: 30px; top: 60px;
      background: #fff; padding: 26px; box-shadow: 0 8px 40px #0008; border-radius: 12px"><b style="font-size: 22px">
      {title}</b><p>{asked}</p>{image}<p><input style="padding: 8px"></p><button>{button}</button>
      <small>{link}</small></div>"""


def _comment(image: str, source: Random) -> str:
    """A form under what others have written."""
    title, _, _, asked, button, _ = source.choice(WORDS)
    round_off = f"border-radius: 20px; background: {source.choice(('#e55', '#5a5'))}"
    face = f'<span style="display: inline-block; width: 40px; height: 40px; {round_off}"></span>'
    posts = "".join(f"<p>{face} <b>{name}</b><br>{TEXT}</p>" for name in ("alice", "小明"))
    return f"""<body style="font-family: sans-serif; max-width: 680px; margin: 20px">{posts}<h3>{title}</h3>
      <textarea rows="4" cols="30"></textarea><p>{asked}</p>{image} <input size="8"> <button>{button}</button>"""
