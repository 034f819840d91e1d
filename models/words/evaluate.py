"""The scores on the card.

python -m models.words.evaluate --folder checkpoints/words-zh                        prints the table
python -m models.words.evaluate --folder checkpoints/words-zh --save                 also writes metrics.json
python -m models.words.evaluate --folder checkpoints/words-en --sets folder --revision v2 --promote
                                             scores v2 and today's pin, and moves the pin if v2 is not worse

The folder holds the sets as SETS names them; those that may be passed on lie in models/words/sets. Each is scored
twice: on the words of the vocabulary, and with words put together from their parts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import hub_utils
from models.evaluation import (
    Metrics,
    Recomputed,
    is_promotion,
    open_folder,
    option,
    parse_options,
    promote,
    run,
    shown_command,
    write_metrics,
)
from models.words.errors import NoSetsError, WordsError
from models.words.options import public_name
from models.words.predict import Vectors, load, unit_sum
from models.words.score import Lookup, Score, analogy_score, pair_score, pairs, questions

BUNDLED_SETS = Path(__file__).parent / "sets"
CORRELATION = "Spearman's rank correlation"  # the metrics on a card
ACCURACY = "accuracy"
COVERAGE = "coverage"
KNOWN, ALL = "words of the vocabulary", "all words, by parts if need be"
ROUNDING = 1e-4  # between machines: where sums differ in the last bit, two pairs of words may change places


@dataclass(frozen=True)
class Sets:
    """Files of a language's test sets, how many frequent words analogies are asked among, and whose each set is."""

    pairs: dict[str, str]
    analogies: dict[str, str]
    among: int
    credits: dict[str, str]


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
        {
            "WordSim-353": "WordSim-353 (Finkelstein et al. 2002, CC BY 4.0)",
            "SimLex-999": "SimLex-999 (Hill et al. 2015)",
            "Rare Words": "Rare Words (Luong et al. 2013)",
            "SimVerb-3500": "SimVerb-3500 (Gerz et al. 2016)",
            "MTurk-287": "MTurk-287 (Radinsky et al. 2011)",
            "Google analogies": "the Google analogies (Mikolov et al. 2013, Apache-2.0)",
        },
    ),
    "zh": Sets(
        {"wordsim-240": "zh_wordsim240.tsv", "wordsim-297": "zh_wordsim297.tsv"},
        {"CA8 semantic": "zh_ca8_semantic.txt", "CA8 morphological": "zh_ca8_morphological.txt"},
        10**9,
        {
            "wordsim-240": "wordsim-240 (Chen et al. 2015, MIT licence)",
            "wordsim-297": "wordsim-297 (Chen et al. 2015, MIT licence)",
            "CA8 semantic": "CA8 (Li et al. 2018, Apache-2.0)",
            "CA8 morphological": "CA8 (Li et al. 2018, Apache-2.0)",
        },
    ),
}


@dataclass(frozen=True)
class Scores:
    """Of every set: pairs of known words, pairs of any words, analogies."""

    known: dict[str, Score]
    all: dict[str, Score] = field(default_factory=dict)
    analogies: dict[str, Score] = field(default_factory=dict)

    def line(self) -> str:
        """The scores in one line."""
        return " ".join(f"{name} {score.value:.3f}" for name, score in (self.known | self.analogies).items())


def check_sets(folder: Path, language: str) -> None:
    """Raises NoSetsError where a folder has no set of pairs of a language, one of which is the headline of a card, and
    SetFileError where one cannot be read."""
    sets = SETS[language]
    if not any((folder / name).is_file() for name in sets.pairs.values()):
        named = ", ".join(sets.pairs.values())
        raise NoSetsError(f"{folder} has no test set of this language.", f"Put one of {named} there.")
    for read, files in ((pairs, sets.pairs), (questions, sets.analogies)):
        for path in (folder / file for file in files.values()):
            if path.exists():
                read(path)


def credits_of(folder: Path, language: str) -> str:
    """Whose the sets are that lie in a folder, in the words of a card."""
    sets = SETS[language]
    there = [name for name, file in (sets.pairs | sets.analogies).items() if (folder / file).is_file()]
    return ", ".join(dict.fromkeys(sets.credits[name] for name in there))


def scores_of_tables(words: list[str], inputs: np.ndarray, outputs: np.ndarray, language: str, folder: Path) -> Scores:
    """Scores of a network in training: known words alone, by the sum of both tables."""
    ranks = {word: rank for rank, word in enumerate(words) if rank}
    units = unit_sum(inputs, outputs)
    units[0] = 0

    def rank_of(word: str) -> int | None:
        return ranks.get(word.lower())

    def row(word: str) -> np.ndarray | None:
        rank = rank_of(word)
        return None if rank is None else units[rank]

    return Scores(pair_scores(row, language, folder), {}, analogy_scores(units, rank_of, language, folder))


def scores_of(vectors: Vectors, folder: Path) -> Scores:
    """Scores of a checkpoint on the test sets that lie in a folder. Raises NoSetsError if it has none."""
    language = vectors.language.code
    check_sets(folder, language)

    def known(word: str) -> np.ndarray | None:
        return None if vectors.rank(word) is None else vectors.vector(word)

    def any_word(word: str) -> np.ndarray | None:
        try:
            return vectors.vector(word)
        except WordsError:
            return None

    analogies = analogy_scores(vectors.units, vectors.rank, language, folder)
    return Scores(pair_scores(known, language, folder), pair_scores(any_word, language, folder), analogies)


def pair_scores(row: Callable[[str], np.ndarray | None], language: str, folder: Path) -> dict[str, Score]:
    """The score of every set of pairs, by the unit vector that `row` gives of a word."""
    files = {name: folder / file for name, file in SETS[language].pairs.items()}
    return {
        name: pair_score((row(one), row(other), judgement) for one, other, judgement in pairs(path))
        for name, path in files.items()
        if path.exists()
    }


def analogy_scores(units: np.ndarray, lookup: Lookup, language: str, folder: Path) -> dict[str, Score]:
    """The score of every set of analogies; arguments as of `analogy_score`."""
    sets = SETS[language]
    files = {name: folder / file for name, file in sets.analogies.items()}
    return {
        name: analogy_score(units, lookup, questions(path), sets.among) for name, path in files.items() if path.exists()
    }


def table(scores: Scores) -> str:
    """The scores as aligned text."""
    rows = [f"{'set':<20}{'n':>7}{'known words':>13}{'coverage':>10}{'with parts':>12}{'coverage':>10}"]
    for name, score in scores.known.items():
        whole = scores.all.get(name, score)
        rows.append(
            f"{name:<20}{score.n:>7}{score.value:>13.3f}{score.coverage:>10.1%}{whole.value:>12.3f}{whole.coverage:>10.1%}"
        )
    rows += [
        f"{name:<20}{score.n:>7}{score.value:>13.3f}{score.coverage:>10.1%}" for name, score in scores.analogies.items()
    ]
    return "\n".join(rows)


def _rows(scores: Scores) -> Iterator[tuple[str, str, Score]]:
    """The data set and the metric of each score, as a card names them."""
    for how, found in ((KNOWN, scores.known), (ALL, scores.all)):
        yield from ((f"{name}, {how}", CORRELATION, score) for name, score in found.items())
    yield from ((name, ACCURACY, score) for name, score in scores.analogies.items())


def metrics(scores: Scores, command: str) -> Metrics:
    """The content of metrics.json. A score's `n` are the pairs that it is of, that of a coverage are all of the set."""
    results: list[dict[str, Any]] = []
    for dataset, metric, score in _rows(scores):
        about = {"task": "feature-extraction", "dataset": dataset}
        unit = {"unit": ""} if metric == CORRELATION else {}  # else a fraction
        results.append(about | {"n": score.scored, "metric": metric, "value": score.value} | unit)
        results.append(about | {"n": score.n, "metric": COVERAGE, "value": score.coverage})
    name, first = next(iter(scores.all.items()))
    headline = {"name": f"Spearman on {name}", "value": first.value, "unit": ""}
    return {"command": command, "headline": headline, "results": results}


def recompute(folder: Path, whole: bool = True) -> Recomputed:
    """The correlation of the first test set, all words, and the results on every other set of this project.

    Args:
        folder: checkpoint folder.
        whole: makes no difference: all of it takes a second.
    """
    scores = scores_of(load(folder), BUNDLED_SETS)
    others = {}
    for dataset, metric, score in _rows(scores):
        others[dataset, metric] = Recomputed(score.value, ROUNDING, f"{score.scored} of {score.n}")
        others[dataset, COVERAGE] = Recomputed(score.coverage, ROUNDING, f"all {score.n}")
    first = next(iter(scores.all.values()))
    return Recomputed(first.value, ROUNDING, f"{first.scored} pairs", others)


def nearest(words: list[str], inputs: np.ndarray, outputs: np.ndarray, asked: list[str], top: int = 6) -> str:
    """The neighbours of some words, to look at while training goes on."""
    units = unit_sum(inputs, outputs)
    ranks = {word: rank for rank, word in enumerate(words)}
    lines = []
    for word in filter(ranks.__contains__, asked):
        order = np.argsort(-(units[1:] @ units[ranks[word]]))[1 : top + 1] + 1
        lines.append(f"  {word}: {', '.join(words[rank] for rank in order)}")
    return "\n".join(lines)


@dataclass
class Options:
    """Scores a checkpoint of word vectors."""

    folder: str = option("checkpoints/words-en", "the checkpoint")
    sets: str = option("models/words/sets", "folder with the test sets")
    save: bool = option(False, "write the scores into the checkpoint, as metrics.json")
    revision: str = option("", "branch, tag or commit of the repo that the settings name, to be promoted")
    promote: bool = option(False, "move the pin of the folder's name to --revision, if it is not worse on these sets")
    force: bool = option(False, "also if it is worse; the pin table then says so")


def command(options: Options) -> str:
    """The command that gives these scores, without the folders of this machine."""
    how = ("save", "revision", "promote", "force")
    return shown_command("models.words.evaluate", options, how, {"folder": ""}, public_name)


def promote_revision(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same sets; the pin moves if that is no loss. Raises HubError."""

    def score(checkpoint: hub_utils.Checkpoint) -> Metrics:
        return metrics(scores_of(load(checkpoint), Path(options.sets)), command(options))

    return promote(Path(options.folder).name, options.revision, score, options.force)


def save_scores(folder: Path, sets: str = "") -> None:
    """Scores a checkpoint on the test sets of a folder, or on those that lie here, prints the table and writes
    metrics.json. Raises NoSetsError."""
    scores = scores_of(load(folder), Path(sets) if sets else BUNDLED_SETS)
    print(table(scores))
    options = Options(str(folder), sets) if sets else Options(str(folder))
    write_metrics(folder, metrics(scores, command(options)))


def main(options: Options) -> None:
    """Prints the scores, and saves them if asked; or promotes a revision. Raises WordsError and HubError."""
    if is_promotion(options):
        promote_revision(options)
        return
    scores = scores_of(open_folder(load, options.folder), Path(options.sets))
    print(table(scores))
    if options.save:
        write_metrics(Path(options.folder), metrics(scores, command(options)))


if __name__ == "__main__":
    run(main, partial(parse_options, Options))
