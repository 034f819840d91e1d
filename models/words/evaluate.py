"""The scores on the card.

python -m models.words.evaluate --folder checkpoints/words-en --sets folder          prints the table
python -m models.words.evaluate --folder checkpoints/words-en --sets folder --save   also writes metrics.json
python -m models.words.evaluate --folder checkpoints/words-en --sets folder --revision v2 --promote
                                             scores v2 and today's pin, and moves the pin if v2 is not worse

The folder holds the sets as SETS names them. Each is scored twice: on the words of the vocabulary, and with words put
together from their parts.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import hub_utils
from models.words.checkpoint import write_metrics
from models.words.errors import WordsError
from models.words.predict import Vectors, load, unit_sum
from models.words.score import Judged, Lookup, Solved, judged, pairs, questions, solved


@dataclass(frozen=True)
class Sets:
    """Files of a language's test sets, and how many frequent words analogies are asked among."""

    pairs: dict[str, str]
    analogies: dict[str, str]
    among: int


SETS = {
    "en": Sets(
        {
            "WordSim-353": "en_ws353_all.tsv",
            "SimLex-999": "en_simlex999.tsv",
            "Rare Words": "en_rarewords_rw2034.tsv",
            "SimVerb-3500": "en_simverb3500.tsv",
            "MTurk-287": "en_mturk287.tsv",
        },
        {"Google analogies": "en_google_analogies_questions-words.txt"},
        30_000,
    ),
    "zh": Sets(
        {"wordsim-240": "zh_wordsim240.tsv", "wordsim-297": "zh_wordsim297.tsv"},
        {"CA8 semantic": "zh_ca8_semantic.txt", "CA8 morphological": "zh_ca8_morphological.txt"},
        10**9,
    ),
}


@dataclass(frozen=True)
class Scores:
    """Of every set: pairs of known words, pairs of any words, analogies."""

    known: dict[str, Judged]
    all: dict[str, Judged] = field(default_factory=dict)
    analogies: dict[str, Solved] = field(default_factory=dict)

    def line(self) -> str:
        """The scores in one line."""
        found = [f"{name} {it.correlation:.3f}" for name, it in self.known.items()]
        return " ".join([*found, *(f"{name} {it.accuracy:.3f}" for name, it in self.analogies.items())])


def scores_of_tables(words: list[str], inputs: np.ndarray, outputs: np.ndarray, language: str, folder: Path) -> Scores:
    """Scores of a network in training: known words alone, by the sum of both tables."""
    ranks = {word: rank for rank, word in enumerate(words) if rank}
    units = unit_sum(inputs, outputs)
    units[0] = 0

    def row(word: str) -> np.ndarray | None:
        rank = ranks.get(word.lower())
        return None if rank is None else units[rank]

    return Scores(
        _judged(row, language, folder), {}, _solved(units, lambda it: ranks.get(it.lower()), language, folder)
    )


def scores_of(vectors: Vectors, folder: Path) -> Scores:
    """Scores of a checkpoint."""
    language = vectors.language.code

    def known(word: str) -> np.ndarray | None:
        return None if vectors.rank(word) is None else vectors.vector(word)

    def any_word(word: str) -> np.ndarray | None:
        try:
            return vectors.vector(word)
        except WordsError:
            return None

    analogies = _solved(vectors.units, vectors.rank, language, folder)
    return Scores(_judged(known, language, folder), _judged(any_word, language, folder), analogies)


def _judged(row: Callable[[str], np.ndarray | None], language: str, folder: Path) -> dict[str, Judged]:
    sets = {name: folder / file for name, file in SETS[language].pairs.items()}
    return {
        name: judged((row(one), row(other), score) for one, other, score in pairs(path))
        for name, path in sets.items()
        if path.exists()
    }


def _solved(units: np.ndarray, lookup: Lookup, language: str, folder: Path) -> dict[str, Solved]:
    sets = SETS[language]
    files = {name: folder / file for name, file in sets.analogies.items()}
    return {name: solved(units, lookup, questions(path), sets.among) for name, path in files.items() if path.exists()}


def table(scores: Scores) -> str:
    """The scores as aligned text."""
    rows = [f"{'set':<20}{'n':>7}{'known words':>13}{'coverage':>10}{'with parts':>12}{'coverage':>10}"]
    for name, it in scores.known.items():
        every = scores.all.get(name, it)
        rows.append(
            f"{name:<20}{it.n:>7}{it.correlation:>13.3f}{it.coverage:>10.1%}{every.correlation:>12.3f}"
            f"{every.coverage:>10.1%}"
        )
    rows += [f"{name:<20}{it.n:>7}{it.accuracy:>13.3f}{it.coverage:>10.1%}" for name, it in scores.analogies.items()]
    return "\n".join(rows)


def metrics(scores: Scores, command: str) -> dict[str, Any]:
    """The content of metrics.json."""
    results = []
    for how, found in (("words of the vocabulary", scores.known), ("all words, by parts if need be", scores.all)):
        for name, it in found.items():
            about = {"task": "feature-extraction", "dataset": f"{name}, {how}", "n": round(it.n * it.coverage)}
            results.append(about | {"metric": "Spearman's rank correlation", "value": it.correlation, "unit": ""})
            results.append(about | {"metric": "coverage", "value": it.coverage})
    for name, it in scores.analogies.items():
        about = {"task": "feature-extraction", "dataset": name, "n": round(it.n * it.coverage)}
        results.append(about | {"metric": "accuracy", "value": it.accuracy})
        results.append(about | {"metric": "coverage", "value": it.coverage})
    name, first = next(iter(scores.all.items()))
    headline = {"name": f"Spearman on {name}", "value": first.correlation, "unit": ""}
    return {"command": command, "headline": headline, "results": results}


def nearest(words: list[str], inputs: np.ndarray, outputs: np.ndarray, asked: list[str], top: int = 6) -> str:
    """The neighbours of some words, to look at while training goes on."""
    units = unit_sum(inputs, outputs)
    ranks = {word: rank for rank, word in enumerate(words)}
    lines = []
    for word in (it for it in asked if it in ranks):
        order = np.argsort(-(units[1:] @ units[ranks[word]]))[1 : top + 1] + 1
        lines.append(f"  {word}: {', '.join(words[rank] for rank in order)}")
    return "\n".join(lines)


@dataclass
class Options:
    """Scores a checkpoint of word vectors."""

    folder: str = "checkpoints/words-en"
    sets: str = "wordsim"  # folder with the test sets
    save: bool = False  # write metrics.json
    revision: str = ""  # branch, tag or commit of the repo that the settings name, to be promoted
    promote: bool = False  # move the pin of the folder's name to --revision, if it is not worse on these sets
    force: bool = False  # also if it is worse; the pin table then says so


def promoted(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same sets; the pin moves if that is no loss. Raises HubError."""

    def scored(checkpoint: hub_utils.Checkpoint) -> dict[str, Any]:
        return metrics(scores_of(load(checkpoint), Path(options.sets)), command(options))

    return hub_utils.promote(Path(options.folder).name, options.revision, score=scored, force=options.force)


def command(options: Options) -> str:
    """The command that gives these scores, without the folders of this machine."""
    return f"python -m models.words.evaluate --folder {options.folder} --sets {Path(options.sets).name}"


def main(options: Options) -> None:
    if options.promote:
        promoted(options)
        return
    scores = scores_of(load(options.folder), Path(options.sets))
    print(table(scores))
    if options.save:
        write_metrics(Path(options.folder), metrics(scores, command(options)))


if __name__ == "__main__":
    from transformers import HfArgumentParser

    try:
        main(*HfArgumentParser(Options).parse_args_into_dataclasses())
    except hub_utils.HubError as error:
        sys.exit(f"{type(error).__name__}: {error}")
