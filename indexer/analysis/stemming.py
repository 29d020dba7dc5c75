"""Words cut down to their stems by the Snowball rules of a declared language."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.metadata import version
from threading import Lock
from typing import Protocol, cast

import Stemmer

from indexer.analysis.languages import language_for

ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_LONGEST = 40  # longer "words" are codes and addresses

_one_at_a_time = Lock()  # a Snowball object keeps the word that it works on


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself where its language (see languages.language_for) has no rules."""
    algorithm = ALGORITHMS.get(language_for(word, language))
    if algorithm is None or len(word) > _LONGEST or not _is_word(word):
        return word
    return _stem(word, algorithm)


def _is_word(word: str) -> bool:
    return not any(character.isdigit() for character in word)


def stemmer_id() -> str:
    """Name and version of the stemmers; where it changes, the index must be rebuilt."""
    return f"snowball-{version('PyStemmer')}"


@lru_cache(65536)
def _stem(word: str, algorithm: str) -> str:
    with _one_at_a_time:
        return _stemmer(algorithm).stemWord(word) or word


@cache
def _stemmer(algorithm: str) -> _Stemmer:
    return cast(_Stemmer, Stemmer.Stemmer(algorithm))
