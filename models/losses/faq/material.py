"""What a training of the FAQ matcher begins with: its vocabulary, the first vectors, and texts as tokens.

All of it is kept in the run's folder, where a killed run finds it again.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models import words
from models.evaluation import write_json
from models.losses.errors import CorpusError, StateError
from models.losses.faq.data import LANGUAGES, FaqSet, read_set
from models.losses.faq.options import PLACES, Options
from models.losses.faq.pairs import (
    Couples,
    Mixture,
    Paragraphs,
    Phrases,
    Source,
    WordNet,
    paragraphs,
    read_cedict,
    read_phrases,
    read_wordnet,
)
from models.losses.faq.text import read_tokenizer, write_tokenizer
from models.losses.faq.vocabulary import (
    Vectors,
    chinese_shares,
    english_shares,
    first_vectors,
    first_weights,
    token_names,
    tokenizer_of,
)

SHARES = {"english": 128, "chinese": 64, "wordnet": 112, "cedict": 112, "phrases": 96}  # pairs of a batch
FIRST, RECIPE, STATE = "first.npz", "recipe.json", "state.npz"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Material:
    """What a run is made of: the tokenizer, where the network begins, and what it learns from."""

    tokenizer: Any
    vectors: np.ndarray
    log_weights: np.ndarray
    mixture: Mixture


def prepare(options: Options) -> Material:
    """The vocabulary and the texts as tokens; what an earlier call had made of the same texts is kept.

    Raises:
        CorpusError: a text that cannot be read, or that has nothing to learn from.
        StateError: the folder is that of other options, or something is learnt of texts that have changed since.
    """
    run = Path(options.run)
    run.mkdir(parents=True, exist_ok=True)
    _check_recipe(options, run / RECIPE)
    if not (run / FIRST).exists():
        _make_vocabulary(options, run)
    tokenizer = read_tokenizer(run)
    with np.load(run / FIRST) as first:
        vectors, log_weights = first["vectors"], first["log_weights"]
    return Material(tokenizer, vectors, log_weights, Mixture(list(_sources(options, tokenizer, run))))


def _check_recipe(options: Options, path: Path) -> None:
    """Holds a run to the options and the texts that it began with. Raises CorpusError and StateError."""
    left_out = (*PLACES, "save_every")
    recipe = {name: value for name, value in asdict(options).items() if name not in left_out}
    begun = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    before, now = begun.pop("texts", {}), _digests(options)
    if begun and begun != recipe:
        raise StateError(f"{path.parent} has the run of other options.", "Give another --run, or the same options.")
    if changed := [name for name, digest in now.items() if before.get(name, digest) != digest]:
        _forget_texts(path.parent, changed[0])
    scratch = path.with_suffix(".part")
    write_json(scratch, recipe | {"texts": before | now})
    scratch.replace(path)


def _digests(options: Options) -> dict[str, str]:
    """The SHA-256 of each text that is here; who has read one may take it away. Raises CorpusError."""
    wordnet = sorted(Path(options.wordnet).glob("data.*")) if options.wordnet else []
    found = {}
    for path in [*map(Path, [*options.english, *options.chinese, options.cedict]), *wordnet]:
        if path.is_file():
            try:
                with path.open("rb") as stream:
                    found[path.as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError as error:
                raise CorpusError(f"{path.name} cannot be read: {error.strerror}.", "Give another text.") from None
    return found


def _forget_texts(run: Path, changed: str) -> None:
    """Removes what was made of the texts, of which one has changed. Raises StateError where it was learnt from."""
    if (run / STATE).exists():
        cause = f"{run} began with another {Path(changed).name}, which has changed since."
        raise StateError(cause, "Give another --run, or the text as it was.")
    for name in (FIRST, "english.npz", "chinese.npz"):
        (run / name).unlink(missing_ok=True)


def _make_vocabulary(options: Options, run: Path) -> None:
    sets = [read_set(language) for language in LANGUAGES]
    seen = [text for one in sets for text in _seen_texts(one)] + [phrase for line in read_phrases() for phrase in line]
    synsets = read_wordnet(Path(options.wordnet)) if options.wordnet else []
    couples = read_cedict(Path(options.cedict)) if options.cedict else []
    tables: dict[str, Vectors | None] = {
        language: _word_vectors(getattr(options, f"vectors_{language}")) for language in LANGUAGES
    }
    corpora = [paragraphs(options.english), (f"{', '.join(one.words)} {one.definition}" for one in synsets)]
    english = english_shares([*corpora, (meaning for _, meaning in couples)], seen)
    chinese = chinese_shares(tables["zh"], (word for word, _ in couples), seen)
    tokenizer = tokenizer_of(english, chinese, options.words_en, options.words_zh)
    names = token_names(tokenizer)
    vectors = first_vectors(names, tables, options.dimensions, options.seed)
    write_tokenizer(tokenizer, run)
    _store(run / FIRST, vectors=vectors, log_weights=first_weights(names, english, chinese))
    log.info("%s tokens.", f"{len(names):,}")


def _store(path: Path, **arrays: np.ndarray) -> None:
    """Writes arrays beside their place, then puts them there: a kill leaves no half of a file to be taken for whole."""
    scratch = path.with_suffix(".part.npz")
    np.savez(scratch, **arrays)  # type: ignore[arg-type]  # names that numpy might take for options
    scratch.replace(path)


def _seen_texts(faq: FaqSet) -> list[str]:
    """All texts of a set that may be trained on."""
    items = [faq.items[row] for row in faq.rows(faq.open_topics)]
    return [text for item in items for text in (item.question, item.answer, *item.paraphrases)]


def _word_vectors(folder: str) -> Vectors | None:
    return words.load(Path(folder)) if folder else None


def _sources(options: Options, tokenizer: Any, run: Path) -> Iterator[tuple[Source, int]]:
    """Every source of pairs that the options name, with its share of a batch."""
    for language, name in (("en", "english"), ("zh", "chinese")):
        files = getattr(options, name)
        if files:
            yield _encoded(tokenizer, files, language, run / f"{name}.npz"), SHARES[name]
    if options.wordnet:
        yield WordNet(tokenizer, read_wordnet(Path(options.wordnet))), SHARES["wordnet"]
    if options.cedict:
        yield Couples(tokenizer, read_cedict(Path(options.cedict))), SHARES["cedict"]
    phrases: Source = Phrases(tokenizer, read_phrases())
    yield phrases, SHARES["phrases"]


def _encoded(tokenizer: Any, files: Sequence[str], language: str, path: Path) -> Paragraphs:
    """The paragraphs of some files as tokens, from disk if they were encoded before."""
    if not path.exists():
        found = Paragraphs.of(tokenizer, files, language)
        _store(path, tokens=found.tokens, starts=found.starts, first=found.first)
    with np.load(path) as stored:
        return Paragraphs(stored["tokens"], stored["starts"], stored["first"])
