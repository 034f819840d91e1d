"""Pieces of a post in the markup of an engine: HTML, BBCode, Markdown, reStructuredText-like wikis, mail."""

from collections.abc import Callable, Iterable
from html import escape

from models.articles.thread.engines.talks import Code, Items, Linked, Paragraph, Picture, Piece, Quote


def as_html(pieces: Iterable[Piece]) -> str:
    """HTML as editors write it."""
    return "\n".join(map(_html, pieces))


def _html(piece: Piece) -> str:
    match piece:
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Linked(before, words, url, after):
            return f'<p>{escape(before)}<a href="{url}">{escape(words)}</a>{escape(after)}</p>'
        case Items(lines):
            return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
        case Code(text):
            return f"<pre><code>{escape(text)}</code></pre>"
        case Quote(_, _, wrote, lines):
            inner = "".join(f"<p>{escape(line)}</p>" for line in lines)
            return f"<blockquote><p>{escape(wrote)}</p>{inner}</blockquote>"
        case Picture(url, words):
            return f'<p><img src="{url}" alt="{escape(words)}"></p>'


def as_bbcode(pieces: Iterable[Piece], quote: str = '[quote="{author}"]{text}[/quote]') -> str:
    """BBCode; `quote` is the engine's own form of quotations."""
    return "\n\n".join(_bbcode(piece, quote) for piece in pieces)


def _bbcode(piece: Piece, quote: str) -> str:
    match piece:
        case Paragraph(text):
            return text
        case Linked(before, words, url, after):
            return f"{before}[url={url}]{words}[/url]{after}"
        case Items(lines):
            return "[list]" + "".join(f"[*]{line}" for line in lines) + "[/list]"
        case Code(text):
            return f"[code]{text}[/code]"
        case Quote(_, author, _, lines):
            return quote.format(author=author, text="\n".join(lines))
        case Picture(url, _):
            return f"[img]{url}[/img]"


def as_markdown(pieces: Iterable[Piece]) -> str:
    """Markdown with fenced code."""
    return "\n\n".join(map(_markdown, pieces))


def _markdown(piece: Piece) -> str:
    match piece:
        case Paragraph(text):
            return _unmarked(text)
        case Linked(before, words, url, after):
            return f"{before}[{words}]({url}){after}"
        case Items(lines):
            return "\n".join(f"* {line}" for line in lines)
        case Code(text):
            return f"```\n{text}\n```"
        case Quote(_, _, wrote, lines):
            return "\n>\n".join(f"> {_unmarked(line)}" for line in (wrote, *lines))
        case Picture(url, words):
            return f"![{words}]({url})"


def _unmarked(text: str) -> str:
    """A line that begins with + or a star would be an item of a list."""
    return text.replace("+1", "\\+1").replace("_", "\\_")


def as_mail(pieces: Iterable[Piece], after: Callable[[Quote], str] = lambda quote: quote.wrote) -> str:
    """Plain text as in mails: quoted lines begin with >; `after` says who wrote them."""
    return "\n\n".join(_mail(piece, after) for piece in pieces)


def _mail(piece: Piece, after: Callable[[Quote], str]) -> str:
    match piece:
        case Paragraph(text):
            return wrapped(text)
        case Linked(before, words, url, rest):
            return wrapped(f"{before}{words} {url} {rest}".rstrip())
        case Items(lines):
            return "\n".join(f" * {line}" for line in lines)
        case Code(text):
            return "\n".join(f"    {line}" for line in text.splitlines())
        case Quote(_, _, _, lines):
            quoted = "\n\n".join(map(wrapped, lines)).splitlines()
            return "\n".join([after(piece), *(f"> {line}".rstrip() for line in quoted)])
        case Picture(url, _):
            return url


def wrapped(text: str, width: int = 72) -> str:
    """Text in lines of at most so many characters, broken at spaces only."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def words_of(pieces: Iterable[Piece]) -> list[str]:
    """What of the pieces must be read on every page that shows them, whatever the markup."""
    found: list[str] = []
    for piece in pieces:
        match piece:
            case Paragraph(text) | Code(text):
                found.append(text)
            case Linked(before, words, _, after):
                found += [before, words, after]
            case Items(lines) | Quote(lines=lines):
                found += lines
            case Picture():
                pass
    return found
