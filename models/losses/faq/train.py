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

import logging
from dataclasses import asdict
from pathlib import Path

import keras

import hub_utils
from models import memory
from models.evaluation import run as run_command
from models.evaluation import write_metrics
from models.losses.faq import checkpoint, evaluate
from models.losses.faq.choose import Choice, choose
from models.losses.faq.data import LANGUAGES, Asked, FaqSet, read_set
from models.losses.faq.fitting import fine_tune, network_of, pretrain
from models.losses.faq.material import Material, prepare
from models.losses.faq.options import Options, command, parse_options
from models.losses.faq.predict import load

log = logging.getLogger(__name__)


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
