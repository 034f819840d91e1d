"""The options of a training run, its command line, and the command line as a model card shows it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from models import evaluation, tracking
from models.evaluation import option, shown_command

PLACES = ("run", "output", "publish", "tag", "credits", "threads", "notes", "track")  # options that say where, not how


@dataclass
class Options:
    """How to train. The defaults are those of the bundled checkpoint, but for its texts."""

    english: list[str] = option([], "text files, an English paragraph a line, plain or .bz2")
    chinese: list[str] = option([], "text files, a Chinese paragraph a line, plain or .bz2")
    wordnet: str = option("", "folder with data.noun and the others of WordNet 3; '' for none")
    cedict: str = option("", "file of CC-CEDICT; '' for none")
    vectors_en: str = option("checkpoints/words-en", "word vectors that English tokens begin with; '' for random ones")
    vectors_zh: str = option("checkpoints/words-zh", "word vectors that Chinese tokens begin with; '' for random ones")
    encoder: Literal["bag", "lstm"] = option("bag", "bag, a weighted sum of token vectors, or the lstm of article 4493")
    words_en: int = option(20_000, "English words of the vocabulary")
    words_zh: int = option(18_000, "Chinese words and characters of the vocabulary")
    dimensions: int = option(96, "of a token's vector")
    steps: int = option(2_500, "batches of pairs from texts and dictionaries, before the FAQ sets")
    learning_rate: float = option(2e-3, "of Adam at the first step; falls to zero along a cosine")
    epochs: int = option(25, "times that the FAQ sets are gone through")
    faq_learning_rate: float = option(1e-3, "of Adam on the FAQ sets")
    margin: float = option(0.3, "of the triplet loss on the FAQ sets; 0.1 in the article")
    negatives: Literal["random", "semi-hard", "hard"] = option("hard", "wrong answers of the triplet loss")
    word_dropout: float = option(0.15, "share of a question's tokens that are left out, on the FAQ sets")
    seed: int = option(0, "of the first weights and of every draw")
    save_every: float = option(60.0, "seconds between states from which a killed run goes on")
    threads: int = option(0, "threads of TensorFlow; 0 for as many as there are cores")
    run: str = option("runs/faq", "folder of the run: its vocabulary, its texts as tokens, its state")
    output: str = option("runs/faq/checkpoint", "folder of the checkpoint")
    credits: str = option("", "of the texts, for the model card: whose they are, and under which licence")
    notes: str = option("", "what else was measured, for the model card")
    publish: str = option("", "user/repo on the Hub that the checkpoint is published to")
    tag: str = option("", "tag of what is published")
    track: bool = option(False, tracking.MEANING)


parse_options = partial(evaluation.parse_options, Options)


def command(options: Options) -> str:
    """The command that gives these options, without the folders of this machine."""
    return shown_command("models.losses.faq.train", options, PLACES, public=_public)


def _public(name: str, value: str) -> str:
    return Path(value).name if name in ("english", "chinese", "wordnet", "cedict") else value
