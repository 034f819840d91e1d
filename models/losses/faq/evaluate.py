"""The scores on the card.

python -m models.losses.faq.evaluate                                   prints the table
python -m models.losses.faq.evaluate --save                            also writes metrics.json and the card
python -m models.losses.faq.evaluate --revision v2 --promote           scores v2 and today's pin, and moves the pin

First comes a FAQ that was never seen: the entries of the three topics that were left out of all training and choosing.
Beside the matcher stand what needs no training on FAQs: chance, TF-IDF over words and over runs of characters, fitted
on the FAQ that is asked, and the mean of the word vectors of `words-en` and `words-zh`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import hub_utils
from models import words
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
from models.losses.faq.answers import Entry
from models.losses.faq.data import LANGUAGES, Asked, FaqSet, Language, read_set
from models.losses.faq.predict import Faq, load, whole
from models.losses.faq.score import Score, difference, ranks, score
from models.losses.faq.tfidf import TfIdf, runs_of

OURS = "the matcher"
ALONE = "its cosines alone"  # without shared words
CHARACTERS = "TF-IDF over characters"
UNSEEN = "a FAQ of unseen topics"
AMONG_ALL = "unseen topics among all"
PARAPHRASES = "known topics, unseen paraphrases"
NAMES = {"en": "English", "zh": "Chinese"}
BOTH = "both languages"
RECALL, MRR = "Recall@1", "MRR"
GAIN = f"Recall@1 above that of {CHARACTERS}"
FLAGGED = ("unsure where it is right", "unsure where it is wrong", "unsure where the FAQ has no answer")
ROUNDING = 0.008  # of 288 questions two, where sums differ in the last bit

Scorer = Callable[[Sequence[str], Sequence[Entry]], np.ndarray]  # questions and entries to [questions, entries]


@dataclass(frozen=True)
class TestSet:
    """Questions to a FAQ, and the row of the entry that answers each."""

    language: Language
    name: str
    entries: tuple[Entry, ...]
    texts: tuple[str, ...]
    right: np.ndarray


@dataclass(frozen=True)
class Scores:
    """Ranks of the right entries by test set (language and name) and by scorer, and how often answers are unsure.

    `unsure` is by language: flags of the questions to the unseen FAQ that were answered rightly, of those that were
    not, and of questions that it has no answer to.
    """

    ranks: Mapping[tuple[str, str], Mapping[str, np.ndarray]]
    unsure: Mapping[Language, tuple[np.ndarray, ...]]


def test_sets() -> Iterator[TestSet]:
    """All test sets, of each language."""
    for faq in map(read_set, LANGUAGES):
        unseen = faq.rows(faq.test_topics)
        yield _test_set(faq, UNSEEN, unseen, faq.questions(faq.test_topics))
        every = range(len(faq.items))
        yield _test_set(faq, AMONG_ALL, every, faq.questions(faq.test_topics))
        yield _test_set(faq, PARAPHRASES, every, faq.held_out(faq.open_topics))


def _test_set(faq: FaqSet, name: str, rows: Sequence[int], asked: Sequence[Asked]) -> TestSet:
    places = {row: place for place, row in enumerate(rows)}
    right = np.array([places[one.row] for one in asked])
    return TestSet(
        faq.language, name, tuple(faq.items[row].entry for row in rows), tuple(one.text for one in asked), right
    )


def baselines(words_en: str, words_zh: str) -> dict[str, Callable[[Language], Scorer]]:
    """What the matcher is compared with, by name, for a language.

    Args:
        words_en: checkpoint of English word vectors.
        words_zh: the same of Chinese; '' for either leaves the mean of word vectors out.
    """
    found: dict[str, Callable[[Language], Scorer]] = {
        "chance": lambda _language: _by_chance,
        CHARACTERS: lambda _language: partial(_by_tfidf, runs_of),
    }
    if words_en and words_zh:
        vectors = {"en": words.load(words_en), "zh": words.load(words_zh)}
        found["TF-IDF over words"] = lambda language: partial(_by_tfidf, vectors[language].language.words)
        found["mean word vectors"] = lambda language: partial(_by_means, vectors[language])
    return found


def _by_chance(questions: Sequence[str], entries: Sequence[Entry]) -> np.ndarray:
    return np.zeros((len(questions), len(entries)))  # equal scores stand in a drawn order


def _by_tfidf(terms: Callable[[str], list[str]], questions: Sequence[str], entries: Sequence[Entry]) -> np.ndarray:
    indexes = [TfIdf([entry.question for entry in entries], terms), TfIdf(list(map(whole, entries)), terms)]
    return np.stack([(indexes[0].cosines(text) + indexes[1].cosines(text)) / 2 for text in questions])


def _by_means(vectors: words.Vectors, questions: Sequence[str], entries: Sequence[Entry]) -> np.ndarray:
    """Cosines of the means of unit vectors, of an entry's question and of all of it, like those of the matcher."""
    asked = _means(vectors, questions)
    titles, wholes = (
        _means(vectors, texts) for texts in ([one.question for one in entries], list(map(whole, entries)))
    )
    return (asked @ titles.T + asked @ wholes.T) / 2


def _means(vectors: words.Vectors, texts: Sequence[str]) -> np.ndarray:
    rows = [[vectors.rank(word) for word in vectors.language.words(text)] for text in texts]
    known = [[rank for rank in row if rank is not None] for row in rows]
    sums = np.stack([vectors.units[row].sum(axis=0) for row in known])
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)


def scores_of(faq: Faq, others: Mapping[str, Callable[[Language], Scorer]]) -> Scores:
    """Asks every test set of the matcher and of what it is compared with."""
    found: dict[tuple[str, str], dict[str, np.ndarray]] = {}
    unsure = {}
    made = {(name, language): make(language) for name, make in others.items() for language in LANGUAGES}
    for test in test_sets():
        scores = faq.scores(test.texts, test.entries)
        mixed = scores.mixed(faq.words_weight)
        of = {OURS: ranks(mixed, test.right), ALONE: ranks(scores.meaning, test.right)}
        of |= {name: ranks(made[name, test.language](test.texts, test.entries), test.right) for name in others}
        found[test.language, test.name] = of
        if test.name == UNSEEN:
            first, flags = of[OURS] == 1, mixed.max(axis=1) < faq.threshold
            unsure[test.language] = flags[first], flags[~first], _foreign(faq, test) < faq.threshold
    return Scores(found, unsure)


def _foreign(faq: Faq, test: TestSet) -> np.ndarray:
    """The best scores that questions of other topics get from the unseen FAQ, which does not answer them."""
    others = read_set(test.language)
    texts = [asked.text for asked in others.held_out(others.open_topics)]
    return faq.scores(texts, test.entries).mixed(faq.words_weight).max(axis=1)


def _joined(scores: Scores, name: str) -> dict[str, np.ndarray]:
    """The ranks of both languages."""
    parts = [scores.ranks[language, name] for language in LANGUAGES]
    return {scorer: np.concatenate([part[scorer] for part in parts]) for scorer in parts[0]}


def _sets(scores: Scores) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
    """Ranks by scorer of every test set, the unseen FAQ in both languages first."""
    for name in (UNSEEN, AMONG_ALL, PARAPHRASES):
        yield f"{name}, {BOTH}", _joined(scores, name)
        for language in LANGUAGES:
            yield f"{name}, {NAMES[language]}", dict(scores.ranks[language, name])


def table(scores: Scores) -> str:
    """The scores as aligned text."""
    rows = [f"{'test set':<52}{'scorer':<26}{'n':>5}{RECALL:>10}{'95 %':>16}{MRR:>8}"]
    for dataset, by_scorer in _sets(scores):
        for scorer, found in by_scorer.items():
            value = score(found)
            low, high = value.interval
            interval = f"{low:.1%}-{high:.1%}"
            rows.append(f"{dataset:<52}{scorer:<26}{value.n:>5}{value.recall:>10.1%}{interval:>16}{value.mrr:>8.3f}")
        if CHARACTERS in by_scorer:
            gain, (low, high) = difference(by_scorer[OURS], by_scorer[CHARACTERS])
            rows.append(
                f"{dataset:<52}{'above TF-IDF, points':<31}{100 * gain:>+10.1f}{100 * low:>+8.1f}{100 * high:>+8.1f}"
            )
    for dataset, metric, flags in _flags(scores):
        rows.append(f"{dataset:<52}{metric:<40}{flags.mean():>7.1%}")
    return "\n".join(rows)


def _flags(scores: Scores) -> Iterator[tuple[str, str, np.ndarray]]:
    """Of the unseen FAQ of each language, which answers are unsure."""
    for language, groups in scores.unsure.items():
        for metric, flags in zip(FLAGGED, groups, strict=True):
            yield f"{UNSEEN}, {NAMES[language]}", metric, flags


def metrics(scores: Scores, command: str) -> Metrics:
    """The content of metrics.json."""
    results: list[dict[str, Any]] = []
    for dataset, by_scorer in _sets(scores):
        about = {"task": "sentence-similarity", "dataset": dataset}
        for scorer, found in by_scorer.items():
            results += [about | result for result in _results(scorer, score(found))]
        if CHARACTERS in by_scorer:
            gain, interval = difference(by_scorer[OURS], by_scorer[CHARACTERS])
            points = {"value": 100 * gain, "interval": [100 * end for end in interval], "unit": "points"}
            results.append(about | {"metric": GAIN, "n": len(by_scorer[OURS])} | points)
    for dataset, metric, flags in _flags(scores):
        about = {"task": "sentence-similarity", "dataset": dataset}
        results.append(about | {"metric": metric, "value": float(flags.mean()), "n": len(flags)})
    headline = {"name": f"{RECALL} in {UNSEEN}", "value": results[0]["value"]}
    return {"command": command, "headline": headline, "results": results}


def _results(scorer: str, found: Score) -> Iterator[dict[str, Any]]:
    by = "" if scorer == OURS else f" by {scorer}"
    yield {"metric": RECALL + by, "value": found.recall, "interval": list(found.interval), "n": found.n}
    if scorer == OURS:  # of the others the table tells it
        yield {"metric": MRR, "value": found.mrr, "n": found.n, "unit": ""}


def recompute(folder: Path, whole: bool = True) -> Recomputed:
    """Recall@1 in the FAQ of unseen topics, both languages, and the results on every other test set.

    Args:
        folder: checkpoint folder.
        whole: makes no difference: all of it takes some seconds.
    """
    scores = scores_of(load(folder), {})
    others = {}
    for dataset, by_scorer in _sets(scores):
        found = score(by_scorer[OURS])
        others[dataset, RECALL] = Recomputed(found.recall, ROUNDING, f"{found.n} questions")
        others[dataset, MRR] = Recomputed(found.mrr, ROUNDING, f"{found.n} questions")
    for dataset, metric, flags in _flags(scores):
        others[dataset, metric] = Recomputed(float(flags.mean()), 2 / max(1, len(flags)), f"{len(flags)} questions")
    first = others[f"{UNSEEN}, {BOTH}", RECALL]
    return Recomputed(first.value, first.tolerance, first.sample, others)


@dataclass
class Options:
    """Scores a checkpoint of the FAQ matcher."""

    folder: str = option("checkpoints/faq", "the checkpoint")
    vectors_en: str = option("checkpoints/words-en", "English word vectors to compare with; '' for none")
    vectors_zh: str = option("checkpoints/words-zh", "Chinese word vectors to compare with; '' for none")
    save: bool = option(False, "write the scores into the checkpoint: metrics.json and the card")
    revision: str = option("", "branch, tag or commit of the repo that the settings name, to be promoted")
    promote: bool = option(False, "move the pin to --revision, if it is not worse on these sets")
    force: bool = option(False, "also if it is worse; the pin table then says so")


def command(options: Options | None = None) -> str:
    """The command that gives these scores, without the folders of this machine."""
    return shown_command(
        "models.losses.faq.evaluate", options or Options(), ("folder", "save", "revision", "promote", "force")
    )


def main(options: Options) -> None:
    """Prints the scores, and saves them if asked; or promotes a revision. Raises FaqError and HubError."""
    promotes = is_promotion(options)
    others = baselines(options.vectors_en, options.vectors_zh)

    def measured(folder: Any) -> Metrics:
        return metrics(scores_of(load(folder), others), command(options))

    if promotes:
        promote(Path(options.folder).name, options.revision, measured, options.force)
        return
    scores = scores_of(open_folder(load, options.folder), others)
    print(table(scores))
    if options.save:
        write_metrics(Path(options.folder), metrics(scores, command(options)))
        hub_utils.write_card(Path(options.folder))


if __name__ == "__main__":
    run(main, partial(parse_options, Options))
