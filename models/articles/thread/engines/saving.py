"""Pages and their truth on disk, in the form that `models.articles.thread.evaluate` reads."""

import gzip
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from models.articles.thread.engines.engine import Served, Shown

ENDS = 40  # characters of the first and the last of a content
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def page_name(engine: str, served: Served) -> str:
    """The id of a page: engine, variant, language, talk, page."""
    parts = (engine, served.variant, served.talk.language, str(served.talk.seed), str(served.number))
    return "-".join(part for part in parts if part)


def save_page(folder: Path, engine: str, served: Served) -> dict[str, Any]:
    """Writes the page and answers with its line of truth.jsonl."""
    name = page_name(engine, served)
    when = {said.number: said.when for said in served.talk.posts}
    file = f"html/{name}.html.gz"
    (folder / "html").mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(gzip.compress(served.html, 9, mtime=0))
    return {
        "id": name,
        "file": file,
        "url": served.url,
        "site": f"{engine}.example",
        "engine": engine,
        "variant": served.variant,
        "lang": served.talk.language,
        "source": "engine",
        "encoding": "utf-8",
        "title": served.talk.title,
        "page": served.number,
        "talk": served.talk.seed,
        "n_posts": len(served.posts),
        "posts": [truth_of(number, post, when[post.said]) for number, post in enumerate(served.posts, 1)],
    }


def truth_of(number: int, post: Shown, when: datetime) -> dict[str, Any]:
    """A post as the truth file has it; `when` it was written is said too, also where the page says less."""
    return {
        "n": number,
        "author": post.author,
        "time": post.time,
        "time_attr": post.time_attr if post.time_attr is None or _ISO.match(post.time_attr) else when.isoformat(),
        "head": post.text[:ENDS],
        "tail": post.text[-ENDS:],
        "chars": len(post.text),
        "said": post.said,
        "when": when.isoformat(),
    }


def write_truth(folder: Path, lines: list[dict[str, Any]]) -> None:
    """Writes truth.jsonl; lines of engines that were not asked this time are kept."""
    path = folder / "truth.jsonl"
    engines = {line["engine"] for line in lines}
    kept = []
    if path.is_file():
        earlier = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        kept = [line for line in earlier if line["engine"] not in engines]
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*kept, *lines])
    path.write_text(text, encoding="utf-8")
