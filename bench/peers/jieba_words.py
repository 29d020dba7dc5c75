"""jieba's search mode as its documentation shows it."""

from __future__ import annotations

import logging

import jieba

jieba.setLogLevel(logging.WARNING)


def jieba_words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return [word for word in jieba.cut_for_search(text.lower()) if any(map(str.isalnum, word))]
