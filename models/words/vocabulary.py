"""The vocabulary as a `tokenizers` WordLevel file, which transformers.AutoTokenizer opens."""

import json
from collections.abc import Sequence
from pathlib import Path

from models.words.corpus import UNKNOWN
from models.words.languages import LETTERS


def write_tokenizer(folder: Path, words: Sequence[str], language: str) -> None:
    """Writes tokenizer.json and tokenizer_config.json. Chinese text is to be segmented first, words parted by spaces.

    Args:
        words: the word of each rank, the first one standing for all that are unknown
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: rank for rank, word in enumerate(words)}, unk_token=UNKNOWN))
    if language == "en":
        spelt = [normalizers.Replace(letter, plain) for letter, plain in LETTERS.items()]
        steps = [normalizers.Lowercase(), *spelt, normalizers.NFKD(), normalizers.StripAccents()]
        tokenizer.normalizer = normalizers.Sequence(steps)
        word = "[a-z]+(?:_[a-z]+)*" if any("_" in word for word in words) else "[a-z]+"  # phrases: new_york
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(word), "removed", invert=True)
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    about = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": UNKNOWN, "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def read_words(folder: Path) -> list[str]:
    """The word of each rank."""
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(vocabulary, key=vocabulary.__getitem__)
