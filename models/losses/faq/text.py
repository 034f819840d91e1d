"""How a question or an answer falls into tokens: English words, Chinese words and characters, digits.

One `tokenizers` Unigram file for both languages, which transformers.PreTrainedTokenizerFast opens. Runs of letters are
split into as few known pieces as possible, runs of Chinese characters into the likeliest words (Kudo 2018,
arXiv:1804.10959), so that no segmenter is needed when a question comes.
"""

import functools
import json
import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PADDING, UNKNOWN = "[PAD]", "[UNK]"  # tokens 0 and 1
LONGEST_TEXT = 96  # tokens; what is beyond them is not read
FILE = "tokenizer.json"
PIECE_COST = 20.0  # nats for a piece of English, more than any word's: fewest pieces win
LETTERS = string.ascii_lowercase + string.digits
_RUNS = "[a-z]+|[0-9]|[\u3400-\u4dbf\u4e00-\u9fff]+"


def build_tokenizer(english: Sequence[str], chinese: Mapping[str, float]) -> "Tokenizer":
    """A tokenizer of these words; tokens are numbered in their order, English first, after padding and letters.

    Args:
        english: words of the letters a to z, the most frequent first.
        chinese: words and single characters, with the share of text that each is.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    pieces = [(PADDING, 0.0), (UNKNOWN, 0.0), *((letter, -2 * PIECE_COST) for letter in LETTERS)]
    pieces += [(word, -PIECE_COST - rank / len(english)) for rank, word in enumerate(english) if word not in LETTERS]
    pieces += [(word, float(np.log(share))) for word, share in chinese.items()]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=1))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_RUNS), "removed", invert=True)
    return tokenizer


def write_tokenizer(tokenizer: "Tokenizer", folder: Path) -> None:
    """Writes tokenizer.json and tokenizer_config.json."""
    tokenizer.save(str(folder / FILE), pretty=False)
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": PADDING,
        "unk_token": UNKNOWN,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def read_tokenizer(folder: Path) -> "Tokenizer":
    """The tokenizer of a checkpoint folder."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / FILE))


def whole_characters(text: str) -> str:
    """A text that can be written: half an emoji, as programs cut texts, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, which the vocabulary has."""
    return _converter().convert(whole_characters(text))


@functools.cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def token_lists(tokenizer: "Tokenizer", texts: Sequence[str]) -> list[list[int]]:
    """The tokens of each text, LONGEST_TEXT at most."""
    encodings = tokenizer.encode_batch_fast([simplified(text) for text in texts], add_special_tokens=False)
    return [encoding.ids[:LONGEST_TEXT] for encoding in encodings]


def padded(lists: Sequence[Sequence[int] | np.ndarray], least: int = 1) -> np.ndarray:
    """Token lists as int32 [n, longest], with zeros behind; never narrower than `least`."""
    width = max([least, *map(len, lists)])
    rows = np.zeros((len(lists), width), np.int32)
    for row, tokens in zip(rows, lists, strict=True):
        row[: len(tokens)] = tokens
    return rows
