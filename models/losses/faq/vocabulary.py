"""Which words the matcher knows, and the vectors that they begin with. Needed for training alone."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from models.losses.faq.text import LETTERS, PADDING, UNKNOWN, build_tokenizer, simplified

RARE = 1e-3  # a / (a + p) weighs a word of the share p (Arora et al. 2017)
KNOWN_BONUS = 3.0  # a word of the dictionary counts as this many others of its frequency
MAX_CHARACTERS = 3_000  # Chinese characters that are tokens of their own, for words outside the vocabulary
CERTAIN = 1.0  # the share that puts a word or a character first
RAREST = 1e-6  # share of a certain character that is no word of the vectors
MOST_COUNTED = 3_000  # occurrences; more do not weigh more in the axes of a table
_ENGLISH = re.compile(r"[a-z]+")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


class Counted(Protocol):
    """Tables of word vectors."""

    @property
    def counts(self) -> np.ndarray:
        """How often each word occurred, [words]."""


class Vectors(Protocol):
    """Word vectors, such as `models.words` has: rows of `units` are those of `words`."""

    words: list[str]

    @property
    def tables(self) -> Counted:
        """With the counts of all words."""

    @property
    def units(self) -> np.ndarray:
        """float32 [words, dimensions], rows of length 1."""

    def vector(self, word: str) -> np.ndarray:
        """float32 [dimensions]; raises ValueError for a word that it knows nothing of."""


def english_shares(corpora: Iterable[Iterable[str]], certain: Iterable[str]) -> dict[str, float]:
    """How frequent each word is, the shares of several corpora added, so that a dictionary counts as much as a corpus.

    Args:
        corpora: texts.
        certain: texts whose words come first, however rare.
    """
    shares: Counter[str] = Counter()
    for corpus in corpora:
        counts = Counter(word for text in corpus for word in _ENGLISH.findall(text.lower()))
        total = max(1, counts.total())
        shares.update({word: count / total for word, count in counts.items()})
    shares.update({word: CERTAIN for text in certain for word in _ENGLISH.findall(text.lower())})
    return {word: share for word, share in shares.items() if word not in LETTERS}


def chinese_shares(vectors: Vectors | None, dictionary: Iterable[str], certain: Iterable[str]) -> dict[str, float]:
    """How frequent each Chinese word is, by the counts of the word vectors; a certain character has CERTAIN more.

    Args:
        vectors: those that the words begin with.
        dictionary: words that are kept before others.
        certain: texts whose characters are kept, however rare.
    """
    known, shares = set(dictionary), {}
    if vectors:
        total = float(vectors.tables.counts.sum())
        pairs = zip(vectors.words, vectors.tables.counts, strict=True)
        shares = {word: count / total for word, count in pairs if _CHINESE.fullmatch(word)}
    shares = {word: share * (KNOWN_BONUS if word in known else 1) for word, share in shares.items()}
    for one in sorted({one for text in certain for one in simplified(text) if _CHINESE.match(one)}):
        shares[one] = CERTAIN + shares.get(one, RAREST)
    return shares


def tokenizer_of(english: dict[str, float], chinese: dict[str, float], words_en: int, words_zh: int) -> Any:
    """A tokenizer of the most frequent words of both, and of the characters that Chinese words are made of, the certain
    ones first."""
    kept = sorted(english, key=lambda word: (-english[word], word))[:words_en]
    certain = [one for one, share in chinese.items() if share >= CERTAIN]
    chinese = {word: share - CERTAIN * (share >= CERTAIN) for word, share in chinese.items()}
    characters: Counter[str] = Counter()
    for word, share in chinese.items():
        for character in word:
            characters[character] += share  # type: ignore[assignment]  # a share, no count
    singles = [*dict.fromkeys([*certain, *(one for one, _ in characters.most_common())])][:MAX_CHARACTERS]
    ranked = sorted(chinese, key=lambda word: (-chinese[word], word))[: max(0, words_zh - len(singles))]
    shares = {word: chinese[word] for word in ranked}
    shares |= {one: chinese.get(one, min(1e-7, characters[one] / 100)) for one in singles if one not in shares}
    return build_tokenizer(kept, shares)


def first_vectors(names: Sequence[str], tables: Mapping[str, Vectors | None], dimensions: int, seed: int) -> np.ndarray:
    """Where token vectors begin, float32 [tokens, dimensions]: the first principal axes of the word vectors.

    A token without a vector gets a short random one; padding gets zero.

    Args:
        names: of the tokens.
        tables: word vectors by language, "en" and "zh".
        dimensions: of the result.
        seed: of random ones.
    """
    random = np.random.default_rng(seed)
    rows = random.normal(0, 0.3 / dimensions**0.5, (len(names), dimensions))
    rows[0] = 0
    for language, vectors in tables.items():
        if not vectors:
            continue
        middle, axes = _principal_axes(vectors)
        width = min(dimensions, axes.shape[1])
        for row, name in enumerate(names):
            if _language(name) == language and (found := _vector(vectors, name)) is not None:
                rows[row, :width] = (found - middle) @ axes[:, :width]
    return rows.astype(np.float32)


def first_weights(names: Sequence[str], english: dict[str, float], chinese: dict[str, float]) -> np.ndarray:
    """Where the logarithms of token weights begin, float32 [tokens]: frequent words count little."""
    shares = np.array([english.get(name, chinese.get(name, 0.0)) for name in names])
    shares[shares >= CERTAIN] -= CERTAIN
    return np.log(RARE / (RARE + shares) + 0.02).astype(np.float32)


def token_names(tokenizer: Any) -> list[str]:
    """The text of every token by its number."""
    return [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]


def _language(name: str) -> str:
    if name in (PADDING, UNKNOWN) or name.isdigit():
        return ""
    return "zh" if _CHINESE.match(name) else "en"


def _principal_axes(vectors: Vectors) -> tuple[np.ndarray, np.ndarray]:
    """The weighted mean of a table, [d], and its principal axes in columns, [d, d]."""
    units = vectors.units[1:]
    weights = np.minimum(vectors.tables.counts[1:], MOST_COUNTED) ** 0.5
    middle = np.average(units, axis=0, weights=weights)
    centred = units - middle
    values, axes = np.linalg.eigh((centred * weights[:, None]).T @ centred)
    return middle, axes[:, np.argsort(-values)]


def _vector(vectors: Vectors, name: str) -> np.ndarray | None:
    try:
        return vectors.vector(name)
    except ValueError:
        return None
