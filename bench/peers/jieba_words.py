"""jieba as its documentation shows it: the only place in the benches that names it, but for Whoosh's analyzer."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its source and pkg_resources warn at import
    import jieba

jieba.setLogLevel(logging.WARNING)


def jieba_words(text: str) -> list[str]:
    """The words of a text by jieba's search mode, in lower case, without punctuation."""
    return [word for word in jieba.cut_for_search(text.lower()) if any(map(str.isalnum, word))]


def cut(texts: Sequence[str]) -> None:
    """Cuts the texts by jieba's dictionary alone and forgets the words; for its time."""
    for text in texts:
        for _ in jieba.cut(text, HMM=False):
            pass


def ready() -> None:
    """Loads the dictionary, so that nothing else waits for it."""
    jieba.initialize()


def dictionary() -> list[tuple[str, int]]:
    """Pairs (word, how often it was counted) of the dictionary that comes with jieba, in its order."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'jieba'")
    rows = (
        line.split(" ") for line in Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    )
    return [(row[0], int(row[1])) for row in rows]
