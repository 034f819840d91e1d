"""A segmented corpus as a data set: a line a row, its words parted by spaces.

python -m models.words.push --data texts/ --language zh                             into runs/corpus/data
python -m models.words.push --data texts/ --language zh --publish-dataset user/corpus --licence cc-by-sa-4.0 \\
    --credits "Chinese Wikipedia"                                                   and to the Hub, with a card

`python -m models.words.train --data user/corpus` trains on it, streamed: text that is segmented stays as it is.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

from tqdm import tqdm

from hub_utils import client, dataset
from models.evaluation import option, parse_options, run
from models.words.corpus import map_ahead, not_utf8
from models.words.errors import CorpusError
from models.words.languages import LANGUAGES
from models.words.options import check_least
from models.words.texts import chunks

SHARD_LINES = 100_000

log = logging.getLogger(__name__)


@dataclass
class Options:
    """Which texts."""

    data: list[str] = option([], "text files, folders of them, or Hub data sets")
    language: Literal["en", "zh"] = option("en", "language of the texts")
    licence: str = option("other", "of the texts, as the Hub names it")
    credits: str = option("", "whose the texts are, for the card")
    workers: int = option(2, "processes that segment")
    output: str = option("runs/corpus", "folder of the data set that is written")
    publish_dataset: str = option("", "user/name on the Hub that it is published to")
    private: bool = option(False, "whether a new repo there is private")

    def __post_init__(self) -> None:
        check_least(self, {"workers": 1})


@dataclass
class Counts:
    """What was written: lines, words, and lines that were no UTF-8."""

    lines: int = 0
    words: int = 0
    undecodable: int = 0


def write_corpus(options: Options) -> Counts:
    """Segments the texts and writes them. Raises CorpusError if there is none."""
    from datasets import Features, Value

    counts = Counts()
    counts.lines = dataset.write(
        _rows(options, counts), Path(options.output), "train", Features({"text": Value("string")}), SHARD_LINES
    )
    if not counts.lines and counts.undecodable:
        raise CorpusError(f"There is no word. {not_utf8(counts.undecodable)}", "Save the texts as UTF-8.")
    if not counts.lines:
        raise CorpusError("There is no word in these texts.", "Give more text, or the other --language.")
    return counts


def _rows(options: Options, counts: Counts) -> Iterator[dict[str, Any]]:
    segment = partial(_segment_lines, options.language)
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as executor:
        parts = map_ahead(executor, segment, chunks(options.data), 2 * options.workers)
        for lines, undecodable in tqdm(parts, "Segmenting", unit=" chunks"):
            counts.undecodable += undecodable
            for line in lines:
                counts.words += line.count(" ") + 1
                yield {"text": line}


def _segment_lines(language: str, lines: list[bytes]) -> tuple[list[str], int]:
    """The lines that have words, and how many were no UTF-8: those are left out."""
    segmented, undecodable = [], 0
    for line in lines:
        try:
            words = LANGUAGES[language].words(line.decode())
        except UnicodeDecodeError:
            undecodable += 1
            continue
        if words:
            segmented.append(" ".join(words))
    return segmented, undecodable


def card(options: Options, counts: Counts) -> str:
    """What the data set is, how it was made, and whose the texts are."""
    ways = {
        "en": "runs of the letters a to z, in lower case",
        "zh": "jieba, traditional characters made simplified ones",
    }
    sources = " ".join(Path(source).name if Path(source).exists() else source for source in options.data)
    body = f"""
{counts.lines:,} lines of text with {counts.words:,} words, segmented ({ways[options.language]}).
Words are parted by spaces.

```sh
python -m models.words.push --data {sources} --language {options.language}
```

{options.credits or "The texts remain the work of their authors, under their terms."} {counts.undecodable:,} lines that
were no UTF-8 are left out.
"""
    return dataset.card(
        options.publish_dataset, options.licence, ["word-embeddings"], body, language=[options.language]
    )


def main(options: Options) -> None:
    if options.publish_dataset:
        client.check_owner(options.publish_dataset)
    counts = write_corpus(options)
    log.info("%s lines, %s words into %s.", f"{counts.lines:,}", f"{counts.words:,}", options.output)
    if options.publish_dataset:
        text, message = card(options, counts), f"{counts.words:,} words"
        commit = dataset.publish_dataset(Path(options.output), options.publish_dataset, text, message, options.private)
        log.info("Published as %s at %s.", options.publish_dataset, commit)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))
