"""What the words tab answers, and the API and MCP too."""

from dataclasses import dataclass
from typing import Literal

import gradio as gr

from demos.shared.checkpoints import open_model
from demos.shared.rates import COSTLY
from demos.shared.refusals import errors_explained
from demos.shared.serving import Served, format_ref
from demos.words.inputs import check_gap, check_group, check_map, check_text, check_word, check_words
from models import words as models
from models.words import Gap, Keyword, Map, Neighbours, Odd, Similarities

Language = Literal["en", "zh"]
SERVED = {"en": Served("words-en", models.load), "zh": Served("words-zh", models.load)}
WORDS_SHOWN, MAX_WORDS_SHOWN = 12, 50  # words shown, at first and at most
MIN_USES = 20  # below that many uses in training a vector is mostly noise
NEAR, AROUND = 3, 10  # neighbours of each word on a map, at first and at most
SEEDS = 2**31


@dataclass(frozen=True)
class Side:
    """What one checkpoint, `repo@commit` or `bundled`, answers."""

    checkpoint: str
    answer: Neighbours


@dataclass(frozen=True)
class Sides:
    """Two answers to the same word."""

    first: Side
    second: Side


def similar_words(
    word: str,
    language: Language = "en",
    top: int = WORDS_SHOWN,
    among: str = "",
    least: int = MIN_USES,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Neighbours:
    """Finds the words whose vectors point most nearly the same way as that of a word.

    Args:
        word: one word, of any kind; one outside the vocabulary is put together from its parts.
        language: en for English, zh for Chinese, in simplified or traditional characters.
        top: how many words, 1 to 50.
        among: only these words are compared, separated by commas, spaces or line ends; empty for the whole vocabulary.
        least: only words that occur at least this often in training; without effect if `among` is given.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How the word was understood, and its neighbours: cosine, and how often each occurs in training.
    """
    with errors_explained(request):
        chosen = check_words(among, language) if (among or "").strip() else None
        asked = check_word(word, language)
        return _model(language, checkpoint, request).neighbours(asked, int(top), chosen, 0 if chosen else int(least))


def follow_word(
    language: Language,
    top: int,
    among: str,
    least: int,
    checkpoint: str,
    event: gr.EventData,
    request: gr.Request | None = None,
) -> tuple[str, Neighbours]:
    """Asks for the word that was clicked: an example, a neighbour or a suggestion."""
    word = str(event.word)
    return word, similar_words(word, language, top, among, least, checkpoint, request)


def word_similarity(
    first: str, second: str, language: Language = "en", checkpoint: str = "", request: gr.Request | None = None
) -> Similarities:
    """Compares every word of one list with every word of another by the cosine of their vectors.

    Args:
        first: 1 to 200 words, separated by commas, spaces or line ends.
        second: the same; one word in each list compares a pair.
        language: en for English, zh for Chinese.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How each word was understood, and the cosines, -1 to 1, one row for each word of the first list.
    """
    with errors_explained(request):
        rows, columns = check_words(first, language), check_words(second, language)
        return _model(language, checkpoint, request).similarities(rows, columns)


def word_analogy(
    a: str,
    b: str,
    c: str,
    language: Language = "en",
    top: int = WORDS_SHOWN,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Neighbours:
    """Answers 'a is to b as c is to what?' by the words nearest to b - a + c, these three left out.

    Words that occur less than 20 times in training are left out too.

    Args:
        a: one word, such as france.
        b: one word, such as paris.
        c: one word, such as japan.
        language: en for English, zh for Chinese.
        top: how many answers, 1 to 50.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How the three words were understood, and the answers: cosine, and how often each occurs in training.
    """
    with errors_explained(request):
        one, two, three = (check_word(word, language) for word in (a, b, c))
        return _model(language, checkpoint, request).analogy(one, two, three, int(top), MIN_USES)


def odd_one_out(words: str, language: Language = "en", checkpoint: str = "", request: gr.Request | None = None) -> Odd:
    """Tells which of several words fits the others least.

    Args:
        words: 3 to 200 words, separated by commas, spaces or line ends.
        language: en for English, zh for Chinese.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How each word was understood, and the words by how well they fit, the odd one first: cosine to the mean of the
        others.
    """
    with errors_explained(request):
        return _model(language, checkpoint, request).odd_one_out(check_group(words, language))


def predict_word(
    sentence: str,
    language: Language = "en",
    top: int = WORDS_SHOWN,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Gap:
    """Guesses the word that is missing in a sentence, from the words around the gap.

    Args:
        sentence: up to 2,000 characters with exactly one gap, written ___ (two underscores or more).
        language: en for English, zh for Chinese.
        top: how many guesses, 1 to 50.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The words around the gap that were used, and the guesses, likeliest first, each with its probability.
    """
    with errors_explained(request):
        before, after = check_gap(sentence, language)
        return _model(language, checkpoint, request).predict(before, after, int(top))


def text_keywords(
    text: str,
    language: Language = "en",
    top: int = WORDS_SHOWN,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> tuple[Keyword, ...]:
    """Finds the words of a text that tell most about its other words.

    Args:
        text: up to 200,000 characters.
        language: en for English, zh for Chinese.
        top: how many keywords, 1 to 50.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The keywords, most telling first: score, and how often each occurs in the text.
    """
    with errors_explained(request, cost=COSTLY):
        return _model(language, checkpoint, request).keywords(check_text(text, language), int(top))


def word_map(
    words: str,
    language: Language = "en",
    method: Literal["pca", "tsne"] = "pca",
    around: int = NEAR,
    seed: int = 0,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Map:
    """Lays words out in a plane, so that related words are near one another.

    Args:
        words: 1 to 200 words, separated by commas, spaces or line ends.
        language: en for English, zh for Chinese.
        method: pca keeps distances as far as two straight axes can; tsne keeps neighbours together.
        around: how many neighbours of each word are shown as well, 0 to 10; at least 3 and at most 300 words in all.
        seed: of t-SNE; the same seed gives the same map.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The place of each word, whether it was asked for, and for pca the share of the variance that is shown.
    """
    with errors_explained(request, cost=COSTLY):
        asked = check_map(words, language, around)
        return models.map_words(
            _model(language, checkpoint, request), asked, method, int(around), int(seed or 0) % SEEDS
        )


def compare_words(
    word: str,
    first: str = "",
    second: str = "bundled",
    language: Language = "en",
    top: int = WORDS_SHOWN,
    request: gr.Request | None = None,
) -> Sides:
    """Finds the neighbours of a word by two checkpoints, side by side.

    Words that occur less than 20 times in training are left out.

    Args:
        word: one word, of any kind; one outside a vocabulary is put together from its parts.
        first: one checkpoint, as repo@revision or bundled; empty for the one that is served.
        second: the other, likewise.
        language: en for English, zh for Chinese.
        top: how many words, 1 to 50.

    Returns:
        For each of the two which checkpoint it is, by its commit, how it understood the word, and the neighbours.
    """
    with errors_explained(request, cost=COSTLY):
        asked, sides = check_word(word, language), []
        for choice in (first, second):
            found = open_model(SERVED[language], choice, request)
            sides.append(Side(format_ref(found.checkpoint), found.model.neighbours(asked, int(top), None, MIN_USES)))
        return Sides(*sides)


def _model(language: Language, checkpoint: str, request: gr.Request | None) -> models.Vectors:
    return open_model(SERVED[language], checkpoint, request).model
