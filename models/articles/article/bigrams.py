"""A language model of bigrams, to tell sentences from the words of a menu: the other filter of article 4413.

A token is a word, or a character in scripts without spaces, so that no segmenter is needed. The probability of a token
after another is interpolated with its own (Jelinek and Mercer 1980), that one smoothed by one count (Laplace).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.articles.errors import TemplateError

TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+|[^\w\s]")
WEIGHT = 0.7  # of the bigram against the token alone
STRICTNESS = 0.05  # share of the learned texts that the threshold itself would drop
MIN_TOKENS = 200
FORMAT = 1


@dataclass(frozen=True)
class Bigrams:
    """Counts of tokens and of pairs, and the score under which a text is none."""

    tokens: dict[str, int]
    pairs: dict[tuple[str, str], int]
    threshold: float

    def score(self, text: str) -> float:
        """Mean natural logarithm of the probability of each token after the one before; -inf without tokens."""
        tokens = _tokens(text)
        if not tokens:
            return -math.inf
        total, known = sum(self.tokens.values()), len(self.tokens) + 1
        return sum(
            math.log(self._probability(before, token, total, known))
            for before, token in zip(["", *tokens], tokens, strict=False)
        ) / len(tokens)

    def _probability(self, before: str, token: str, total: int, known: int) -> float:
        alone = (self.tokens.get(token, 0) + 1) / (total + known)
        seen = self.tokens.get(before, 0)
        after = self.pairs.get((before, token), 0) / seen if seen else 0.0
        return WEIGHT * after + (1 - WEIGHT) * alone

    def accepts(self, text: str) -> bool:
        """Whether a text scores at least the threshold."""
        return self.score(text) >= self.threshold

    def save(self, file: Path) -> None:
        """Writes JSON."""
        pairs = [[*pair, count] for pair, count in self.pairs.items()]
        content = {"format": FORMAT, "threshold": self.threshold, "tokens": self.tokens, "pairs": pairs}
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def learn_bigrams(texts: Iterable[str], strictness: float = STRICTNESS) -> Bigrams:
    """A model of the language of some texts, paragraphs for instance.

    The threshold is the score that all but a share of `strictness` of the texts reach, each scored with its own counts
    taken out of the model. Raises TemplateError for texts of fewer than 200 tokens.
    """
    rows = [row for text in texts if (row := _tokens(text))]
    if sum(map(len, rows)) < MIN_TOKENS:
        raise TemplateError(
            f"The texts have fewer than {MIN_TOKENS} words.", "Give whole articles in the language of the pages."
        )
    tokens = Counter(token for row in rows for token in row)
    tokens[""] = len(rows)  # the beginning of a text
    pairs = Counter(pair for row in rows for pair in zip(["", *row], row, strict=False))
    scores = sorted(_score_without_itself(row, tokens, pairs) for row in rows)
    return Bigrams(dict(tokens), dict(pairs), scores[int(strictness * len(scores))])


def load_bigrams(file: Path) -> Bigrams:
    """Reads what `save` wrote; raises TemplateError for anything else."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        pairs = {(before, token): count for before, token, count in content["pairs"]}
        return Bigrams(content["tokens"], pairs, float(content["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TemplateError(f"{file.name} is no model of bigrams: {error}.", "Write it with save().") from error


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text.lower())


def _score_without_itself(row: list[str], tokens: Counter[str], pairs: Counter[tuple[str, str]]) -> float:
    own, own_pairs = Counter(row), Counter(zip(["", *row], row, strict=False))
    own[""] = 1
    rest = {token: tokens[token] - count for token, count in own.items()}
    rest_pairs = {pair: pairs[pair] - count for pair, count in own_pairs.items()}
    total, known = tokens.total() - own.total(), len(tokens) + 1
    score = 0.0
    for before, token in zip(["", *row], row, strict=False):
        alone = (rest[token] + 1) / (total + known)
        after = rest_pairs[before, token] / rest[before] if rest[before] else 0.0
        score += math.log(WEIGHT * after + (1 - WEIGHT) * alone)
    return score / len(row)
