"""Trains the FAQ matcher, scores it on topics that it never saw, saves a checkpoint folder and, if asked, publishes it.

    python -m models.losses.faq.train --english en_wiki_*.txt.bz2 --chinese zh_wiki_*.txt.bz2 --wordnet wordnet/ \\
        --cedict cc-cedict.txt                                       the bundled checkpoint
    python -m models.losses.faq.train ... --encoder lstm             the encoder of article 4493
    python -m models.losses.faq.train ... --publish user/faq --tag v1

First pairs of texts, definitions and phrases teach the encoder (see pairs.py) by a softmax over the answers of a batch;
then the triplet loss of article 4493 does on the FAQ sets. How much shared words weigh and when an answer is unsure is
chosen on topics that are left out in turn; three topics are never seen (see data.py) and give the score.

The bundled checkpoint took a quarter of an hour on one core of two that had other work (six minutes of that to split
texts into tokens, five for 2,500 steps), and finds 62.5 % of the answers in a FAQ of unseen topics, TF-IDF 55.6 %.

A killed run goes on where it stopped when the same command is given again; its state is in --run.
"""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

import hub_utils
from models import memory, tracking, words
from models.evaluation import run as run_command
from models.evaluation import write_json, write_metrics
from models.losses.errors import DivergedError, StateError
from models.losses.faq import checkpoint, evaluate
from models.losses.faq.choose import Choice, choose
from models.losses.faq.data import LANGUAGES, Asked, FaqSet, read_set
from models.losses.faq.model import Design, InBatchSoftmax, matcher, pair_model
from models.losses.faq.options import PLACES, Options, command, parse_options
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
from models.losses.faq.predict import load, whole
from models.losses.faq.text import padded, read_tokenizer, token_lists, write_tokenizer
from models.losses.faq.vocabulary import (
    Vectors,
    chinese_shares,
    english_shares,
    first_vectors,
    first_weights,
    token_names,
    tokenizer_of,
)
from models.losses.functions.triplet import Triplet

SHARES = {"english": 128, "chinese": 64, "wordnet": 112, "cedict": 112, "phrases": 96}  # pairs of a batch
FAQ_BATCH = 128  # questions
WARM_UP = 100  # steps to the full learning rate
PROGRESS_EVERY = 100  # steps
STATE, FIRST, RECIPE = "state.npz", "first.npz", "recipe.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Material:
    """What a run is made of: the tokenizer, where the network begins, and what it learns from."""

    tokenizer: Any
    vectors: np.ndarray
    log_weights: np.ndarray
    mixture: Mixture


def prepare(options: Options) -> Material:
    """The vocabulary and the texts as tokens; what an earlier call had made is kept.

    Raises:
        CorpusError: a text that cannot be read, or that has nothing to learn from.
        StateError: the folder is that of other options.
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
    """Holds a run to the options that it began with. Raises StateError."""
    left_out = (*PLACES, "save_every")
    recipe = {name: value for name, value in asdict(options).items() if name not in left_out}
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != recipe:
        raise StateError(f"{path.parent} has the run of other options.", "Give another --run, or the same options.")
    write_json(path, recipe)


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
    np.savez(run / FIRST, vectors=vectors, log_weights=first_weights(names, english, chinese))
    log.info("%s tokens.", f"{len(names):,}")


def _seen_texts(faq: FaqSet) -> list[str]:
    """All texts of a set that may be trained on."""
    items = [faq.items[row] for row in faq.rows(faq.open_topics)]
    return [text for item in items for text in (item.question, item.answer, *item.paraphrases)]


def _word_vectors(folder: str) -> Vectors | None:
    return words.load(Path(folder)) if folder else None


def _sources(options: Options, tokenizer: Any, run: Path) -> Any:
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
        np.savez(path, tokens=found.tokens, starts=found.starts, first=found.first)
    with np.load(path) as stored:
        return Paragraphs(stored["tokens"], stored["starts"], stored["first"])


def network_of(options: Options, material: Material) -> keras.Model:
    """A fresh matcher."""
    keras.utils.set_random_seed(options.seed)
    design = Design(options.encoder, len(material.vectors), options.dimensions)
    return matcher(design, material.vectors, material.log_weights)


def pretrain(network: keras.Model, options: Options, material: Material) -> None:
    """Teaches the encoder by pairs, from where a killed run stopped. Raises DivergedError."""
    if not options.steps:
        return
    schedule = keras.optimizers.schedules.CosineDecay(
        1e-6, max(1, options.steps - WARM_UP), 0.02, warmup_target=options.learning_rate, warmup_steps=WARM_UP
    )
    model = pair_model(network)
    model.compile(keras.optimizers.Adam(schedule, beta_2=0.99), InBatchSoftmax())
    model.optimizer.build(model.trainable_variables)
    state = Path(options.run) / STATE
    done, saved, began, losses = _restore(model, state), time.perf_counter(), time.perf_counter(), []
    for step in range(done, options.steps):
        questions, answers = material.mixture.batch(np.random.default_rng((options.seed, step)))
        losses.append(_fit_batch(model, questions, answers, np.arange(len(questions)), step))
        if (step + 1) % PROGRESS_EVERY == 0:
            tracking.log({"loss": np.mean(losses[-PROGRESS_EVERY:])}, step + 1)
            left = (time.perf_counter() - began) / (step + 1 - done) * (options.steps - step - 1)
            log.info("step %d  loss %.3f  %.0f s to its end", step + 1, np.mean(losses[-PROGRESS_EVERY:]), left)
        if time.perf_counter() - saved > options.save_every or step + 1 == options.steps:
            _save(model, state)
            saved = time.perf_counter()


def _fit_batch(model: keras.Model, questions: np.ndarray, answers: np.ndarray, ids: np.ndarray, step: int) -> float:
    loss = float(model.train_on_batch([questions, answers], ids.astype(np.float32)))
    if not np.isfinite(loss):
        raise DivergedError(f"The loss is no number at step {step + 1}.", "Give a smaller learning rate.")
    return loss


def _variables(model: keras.Model) -> list[Any]:
    optimizer = model.optimizer
    return [*model.weights, *(one for one in optimizer.variables if one is not optimizer._learning_rate)]


def _save(model: keras.Model, path: Path) -> None:
    """Writes beside the last state, then takes its place."""
    scratch = path.with_suffix(".part.npz")
    np.savez(scratch, *map(keras.ops.convert_to_numpy, _variables(model)))
    scratch.replace(path)


def _restore(model: keras.Model, path: Path) -> int:
    """Loads what `_save` kept, if there is any; the steps that were done."""
    if not path.exists():
        return 0
    with np.load(path) as state:
        for variable, value in zip(_variables(model), state.values(), strict=True):
            variable.assign(value)
    return int(model.optimizer.iterations)


def fine_tune(network: keras.Model, options: Options, tokenizer: Any, asked: dict[FaqSet, list[Asked]]) -> None:
    """Trains on questions of the FAQ sets by the triplet loss. Raises DivergedError.

    Args:
        asked: of each set, the questions to learn from.
    """
    random = np.random.default_rng(options.seed)
    batches = sum(-(-len(found) // FAQ_BATCH) for found in asked.values())
    schedule = keras.optimizers.schedules.PolynomialDecay(
        options.faq_learning_rate, max(1, options.epochs * batches), options.faq_learning_rate / 20
    )
    model = pair_model(network)
    model.compile(
        keras.optimizers.Adam(schedule, beta_2=0.99), Triplet(options.margin, options.negatives, options.seed)
    )
    texts = {faq: _Tokens.of(tokenizer, faq, found) for faq, found in asked.items()}
    for epoch in range(options.epochs):
        losses = []
        for tokens in texts.values():
            for rows in np.array_split(random.permutation(len(tokens.right)), -(-len(tokens.right) // FAQ_BATCH)):
                questions, answers, ids = tokens.batch(rows, random, options.word_dropout)
                losses.append(_fit_batch(model, questions, answers, ids, epoch))
        tracking.log({"loss on the FAQ sets": np.mean(losses)}, options.steps + epoch + 1)
        log.info("epoch %d on the FAQ sets: loss %.4f", epoch + 1, np.mean(losses))


@dataclass(frozen=True)
class _Tokens:
    """Questions [n, length], the rows of their entries [n], and entries' questions and wholes [entries, length]."""

    questions: np.ndarray
    right: np.ndarray
    titles: np.ndarray
    wholes: np.ndarray

    @classmethod
    def of(cls, tokenizer: Any, faq: FaqSet, asked: Sequence[Asked]) -> "_Tokens":
        entries = faq.entries
        lists = [
            token_lists(tokenizer, texts)
            for texts in (
                [one.text for one in asked],
                [entry.question for entry in entries],
                [whole(entry) for entry in entries],
            )
        ]
        width = max(len(tokens) for one in lists for tokens in one)  # one shape, so that it is compiled once
        questions, titles, wholes = (padded(one, width) for one in lists)
        return cls(questions, np.array([one.row for one in asked]), titles, wholes)

    def batch(
        self, rows: np.ndarray, random: np.random.Generator, dropout: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each question twice, with its entry's question and with the whole entry, and the entry's number."""
        right = self.right[rows]
        questions = np.concatenate([self.questions[rows]] * 2)
        questions = np.where(random.random(questions.shape) < dropout, 0, questions)
        return questions, np.concatenate([self.titles[right], self.wholes[right]]), np.concatenate([right, right])


def fit(options: Options) -> tuple[keras.Model, Material, Choice]:
    """Trains on all that may be trained on; what is to be chosen is chosen on topics that are left out in turn."""
    memory.keep_freed()
    material = prepare(options)
    network = network_of(options, material)
    pretrain(network, options, material)
    taught = network.get_weights()
    sets = [read_set(language) for language in LANGUAGES]

    def fitted(asked: dict[FaqSet, list[Asked]]) -> keras.Model:
        network.set_weights(taught)
        fine_tune(network, options, material.tokenizer, asked)
        return network

    choice = choose(fitted, material.tokenizer, sets)
    log.info("%s", choice)
    return fitted({faq: faq.known(faq.open_topics) for faq in sets}), material, choice


def export(network: keras.Model, options: Options, material: Material, choice: Choice) -> Path:
    """Writes the checkpoint folder, scores it, and writes its card."""
    settings = {"encoder": options.encoder, "dimensions": options.dimensions} | asdict(choice)
    settings.pop("recall")
    folder = checkpoint.save(network, material.tokenizer, settings, _card(options, material), Path(options.output))
    scores = evaluate.scores_of(load(folder), evaluate.baselines(options.vectors_en, options.vectors_zh))
    print(evaluate.table(scores))
    write_metrics(folder, evaluate.metrics(scores, evaluate.command()))
    hub_utils.write_card(folder)
    return folder


def _card(options: Options, material: Material) -> dict[str, str]:
    """What the model card says of this run."""
    kinds = {"bag": "a weighted sum of token vectors", "lstm": "the LSTM of article 4493"}
    return {
        "summary": (
            "Finds the entry of a FAQ that answers a question asked in other words, in English and Chinese, also in a "
            f"FAQ that it has never seen. {len(material.vectors):,} tokens in {options.dimensions} dimensions; the "
            f"encoder is {kinds[options.encoder]}, questions go through a linear layer of their own. After article "
            "4493 of kexue.fm."
        ),
        "data": (
            f"Pairs of sentences of a paragraph, of words and their definitions, and of phrases. {options.credits} "
            "Then the FAQ sets of this project (CC0 1.0): nine topics a language; three were left out of everything "
            "and are the test set. Word vectors of this project are where token vectors begin. The texts are not part "
            "of this repository."
        ),
        "training": (
            f"`{command(options)}`. Token vectors are rounded to eight bits. An entry's score is "
            "the mean of two cosines, to its question and to all of it, mixed with the cosines of TF-IDF over runs of "
            "characters; the weight of the mixture and the score under which an answer is called unsure were chosen on "
            f"topics that were left out in turn. {options.notes}"
        ),
    }


def main(options: Options) -> None:
    """Trains, saves, and publishes if asked. Raises CorpusError, StateError, DivergedError and hub_utils.HubError."""
    if options.threads:
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
        tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    folder = export(*_in_order(options))
    log.info("Saved %s.", folder)
    if options.publish:
        log.info("Published %s.", hub_utils.publish(folder, options.publish, tag=options.tag or None))


def _in_order(options: Options) -> tuple[keras.Model, Options, Material, Choice]:
    network, material, choice = fit(options)
    return network, options, material, choice


if __name__ == "__main__":
    run_command(main, parse_options)
