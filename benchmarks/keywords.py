"""The keywords of our word vectors beside YAKE 0.7.3 and TF-IDF: which of the words that a reader marked each names.

python -m benchmarks keywords

The thirty texts of keyword_texts.toml are our own, and so are the marks; nothing was tuned on them. As many words are
asked of each as were marked, so that precision and recall are one figure. TF-IDF takes how rare a word is from jieba's
table for Chinese, and for English from the counts of our own checkpoint. YAKE leaves out words of fewer than three
characters, which most Chinese words are.
"""

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean

import hub_utils
from benchmarks._command import begin
from benchmarks._timing import median
from models import words

TEXTS = Path(__file__).with_name("keyword_texts.toml")
Extract = Callable[[str, int], list[str]]


def main() -> None:
    """Prints the shares and the time of a text."""
    print("### Keywords that a reader marked, of as many as were marked\n")
    print("| | texts | named | ms a text |\n| --- | ---: | ---: | ---: |")
    for language, texts in tomllib.loads(TEXTS.read_text(encoding="utf-8")).items():
        for name, extract in extractors(language).items():
            share = fmean(share_named(extract, text["text"], text["keywords"]) for text in texts)
            seconds = median(lambda extract=extract, texts=texts: [extract(text["text"], 8) for text in texts], 3)
            print(f"| {name}, {language} | {len(texts)} | {share:.1%} | {1e3 * seconds / len(texts):.1f} |", flush=True)


def share_named(extract: Extract, text: str, marked: Sequence[str]) -> float:
    """The share of the marked words that are among as many keywords."""
    found = {word.casefold() for word in extract(text, len(marked))}
    return len(found & set(marked)) / len(marked)


def extractors(language: str) -> dict[str, Extract]:
    """By name, what finds the keywords of a text in a language."""
    vectors = words.load(hub_utils.fetch(f"words-{language}"))
    return {
        "ours": lambda text, top: [keyword.word for keyword in vectors.keywords(text, top)],
        "YAKE": _yake(vectors),
        "TF-IDF": _jieba if language == "zh" else _tf_idf(vectors),
    }


def _yake(vectors: words.Vectors) -> Extract:
    import yake

    def extract(text: str, top: int) -> list[str]:
        if vectors.language.code == "zh":
            text = " ".join(vectors.language.words(text))  # it parts words at spaces
        return [
            word for word, _ in yake.KeywordExtractor(lan=vectors.language.code, n=1, top=top).extract_keywords(text)
        ]

    return extract


def _jieba(text: str, top: int) -> list[str]:
    import jieba.analyse

    return list(jieba.analyse.extract_tags(text, top))


def _tf_idf(vectors: words.Vectors) -> Extract:
    counts = dict(zip(vectors.words, vectors.tables.counts.tolist(), strict=True))
    all_of_them = sum(counts.values())

    def extract(text: str, top: int) -> list[str]:
        times = Counter(vectors.language.words(text))
        weights = {word: often * math.log(all_of_them / (1 + counts.get(word, 0))) for word, often in times.items()}
        return sorted(weights, key=weights.__getitem__, reverse=True)[:top]

    return extract


if __name__ == "__main__":
    begin(main)
