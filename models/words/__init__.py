"""Word vectors after kexue.fm articles 4402 and 4515: neighbours, analogies, gaps, keywords, maps.

vectors = load(hub_utils.fetch("words-en"))
vectors.neighbours("piano")
"""

from models.words.answers import Gap, Guess, Keyword, Neighbour, Neighbours, Odd, ResolvedWord, Similarities
from models.words.errors import TextError, UnknownWordError, VectorFileError, WordsError
from models.words.predict import LONGEST_WORD, Vectors, load
from models.words.projection import METHODS, Map, Place, map_words
from models.words.text_vectors import TextVectors

__all__ = [
    "LONGEST_WORD",
    "METHODS",
    "Gap",
    "Guess",
    "Keyword",
    "Map",
    "Neighbour",
    "Neighbours",
    "Odd",
    "Place",
    "ResolvedWord",
    "Similarities",
    "TextError",
    "TextVectors",
    "UnknownWordError",
    "VectorFileError",
    "Vectors",
    "WordsError",
    "load",
    "map_words",
]
