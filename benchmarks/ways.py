"""How far it is from a click to its answer: which of our functions run, in how many files, and what is done twice.

    python -m benchmarks ways
    python -m benchmarks.ways -v        names the functions

Three ways, each walked once warm and then traced: 'Read it' on a captcha, 'Read the article', 'Read the thread'. A way
is what Gradio calls: the validator, the inputs' preprocess, the function, the outputs' postprocess. `functions` are the
different ones of this project that run, comprehensions aside, in `files`; `changes` is how often one that runs for the
first time stands in another file than the one before it; `decoded` is how often Pillow decodes a picture.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any

from benchmarks._command import parser

ROOT = Path(__file__).parents[1]


@dataclass
class Way:
    """What ran: our functions in the order of their first call, and how often the file changes."""

    functions: dict[CodeType, None] = field(default_factory=dict)
    changes: int = 0
    decoded: int = 0


def _is_ours(code: CodeType) -> bool:
    path = Path(code.co_filename)
    ours = path.is_relative_to(ROOT) and not {".venv", "benchmarks"} & set(path.parts)
    return ours and not code.co_name.startswith("<")


@contextmanager
def traced() -> Iterator[Way]:
    """Traces this thread."""
    way, last = Way(), [""]

    def look(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event != "call":
            return
        if code.co_name == "load" and code.co_filename.endswith("PIL/ImageFile.py"):
            way.decoded += bool(getattr(frame.f_locals.get("self"), "tile", None))
        if _is_ours(code) and code not in way.functions:
            way.functions[code] = None
            way.changes += code.co_filename != last[0]
            last[0] = code.co_filename

    sys.setprofile(look)
    try:
        yield way
    finally:
        sys.setprofile(None)


def walk(page: Any, api_name: str, sent: Callable[[], list[Any]]) -> Way:
    """The way of one endpoint with the values that the browser sends; `sent` makes them, a new file each time."""
    block = next(fn for fn in page.fns.values() if fn.api_name == api_name)

    def go(values: list[Any]) -> None:
        given = [part.preprocess(_payload(part, value)) for part, value in zip(block.inputs, values, strict=True)]
        if block.validator:
            block.validator(*given)
        answer = block.fn(*given)
        answers = answer if len(block.outputs) > 1 else [answer]
        for part, value in zip(block.outputs, answers, strict=True):
            part.postprocess(value)

    go(sent())  # warm: models loaded, processes started
    values = sent()
    with traced() as way:
        go(values)
    return way


def _payload(part: Any, value: Any) -> Any:
    model = getattr(part, "data_model", None)
    return model(**value) if isinstance(value, dict) and model else value


def _inline(function: Callable[..., Any], *arguments: Any) -> Any:
    return function(*arguments)  # in this thread, where it is seen


def main(named: bool = False) -> None:
    sys.path.insert(0, str(ROOT))
    import app
    from models import captcha
    from models.articles import workers

    workers.run = _inline
    page = app.build()
    examples = ROOT / "models" / "articles" / "examples"
    article = (examples / "article-en.html").read_text(encoding="utf-8")
    thread = (examples / "thread-en-1.html").read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        places = iter(range(9))

        def picture() -> dict[str, str]:
            path = Path(folder) / f"{next(places)}.png"
            captcha.draw("2846", "sans", 2).save(path)
            return {"path": str(path)}

        ways = {
            "'Read it' to the reading": walk(page, "solve_captcha", lambda: [picture(), "", 0, ""]),
            "'Read the article'": walk(page, "extract_article", lambda: ["", article, None, "balanced", None]),
            "'Read the thread'": walk(page, "extract_thread", lambda: ["", thread, None, "records", ""]),
        }
    print(f"{'way':<28}{'functions':>10}{'files':>7}{'changes':>9}{'decoded':>9}")
    for name, way in ways.items():
        files = len({code.co_filename for code in way.functions})
        print(f"{name:<28}{len(way.functions):>10}{files:>7}{way.changes:>9}{way.decoded:>9}")
        if named:
            for code in way.functions:
                print("   ", Path(code.co_filename).relative_to(ROOT), code.co_qualname)


if __name__ == "__main__":
    command = parser()
    command.add_argument("-v", action="store_true", help="name the functions")
    main(command.parse_args().v)
