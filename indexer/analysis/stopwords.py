"""Function words by language: they count less in a query; nothing is ever deleted from text because of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from indexer.analysis.languages import language_for, language_of
from indexer.analysis.normalize import folded

_WORDS = Path(__file__).with_name("stopwords.txt")
_BLOCK = re.compile(r"^\[(\w+)\]\n([^\[]*)", re.MULTILINE)
_GLUE = re.compile("[-']")  # as in the words of a run: est-ce -> estce


def is_stopword(term: str, locale: str) -> bool:
    """Whether a folded term is a function or question word of its language (see languages.language_for)."""
    return term in _words().get(language_for(term, language_of(locale)), frozenset())


@cache
def _words() -> dict[str, frozenset[str]]:
    blocks = _BLOCK.findall(_WORDS.read_text("utf-8"))
    return {language: frozenset(_GLUE.sub("", folded(word)) for word in words.split()) for language, words in blocks}
