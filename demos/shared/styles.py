"""The styles of all components of a page as one file, where Gradio 6.31 asks for one or two for each kind.

Its loader asks for no style sheet that a <link> of the page names already. Such links are put there, disabled, so that
no browser follows them, and beside them one that brings all: `assets/prelude.js` puts it behind the theme, where theirs
would stand.
"""

import re
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import gradio

FRONTEND = Path(gradio.__file__).parent / "templates" / "frontend"
FOLDER = "assets"  # of the frontend, and of addresses: what style sheets refer to lies beside them
_FILES = re.compile(r"m\.f=\[(.*?)\]")  # that the loader knows, by number
_NEEDS = r"__vite__mapDeps\(\[([\d,]*)\]\)"
_PART = rf"\w+:\(\)=>\w+\(\(\)=>import\(`[^`]+`\)(?:\.then\([^)]*\))?,{_NEEDS},import\.meta\.url\),?"
_KIND = re.compile(rf"(?P<kind>\w+):\{{(?P<parts>(?:{_PART})+)\}}")


class Styles:
    """Those of kinds of components: the one file's `content`, its `address` within the page, and `links` to it."""

    def __init__(self, kinds: Iterable[str]):
        known, linked = sheets(), (FRONTEND / "index.html").read_text(encoding="utf-8")
        needed = [name for kind in kinds for name in known.get(kind, ()) if name not in linked]
        names = list(dict.fromkeys(needed))  # in the order in which Gradio would ask: of two rules the later one holds
        self.content = b"\n".join((FRONTEND / FOLDER / name).read_bytes() for name in names)
        self.address = f"{FOLDER}/all-{blake2b(self.content, digest_size=8).hexdigest()}.css"
        told = "".join(f'<link rel="stylesheet" disabled href="./{FOLDER}/{name}">' for name in names)
        whole = f'<link rel="preload" as="style" id="kexue-styles" href="./{self.address}">' if names else ""
        self.links = (told + whole).encode()


@cache
def sheets() -> dict[str, tuple[str, ...]]:
    """The names of the style sheets of each kind of component, as the loader has them; none if it looks otherwise."""
    for loader in (FRONTEND / FOLDER).glob("core-*.js"):
        text = loader.read_text(encoding="utf-8")
        if found := _FILES.search(text):
            files = [name.strip('"').removeprefix("./") for name in found.group(1).split(",")]
            return {kind["kind"]: _sheets_of(kind["parts"], files) for kind in _KIND.finditer(text)}
    return {}


def _sheets_of(parts: str, files: list[str]) -> tuple[str, ...]:
    numbers = [int(number) for listed in re.findall(_NEEDS, parts) for number in listed.split(",") if number]
    return tuple(dict.fromkeys(files[number] for number in numbers if files[number].endswith(".css")))
