"""What people say around a question when they write to support: greetings, thanks, haste. It names no topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from indexer.analysis.analyzer import Analyzer
from indexer.windows import Token, Windows

_PHRASES = Path(__file__).with_name("small_talk.txt")
_BLOCK = re.compile(r"^\[([\w-]+)\]\n([^\[]*)", re.MULTILINE)


class SmallTalk:
    """The phrases of small_talk.txt, of all languages: people greet in one and ask in another."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._windows = Windows(_phrases(), analyzer, shortest=1)

    def words(self, tokens: Sequence[Token]) -> frozenset[int]:
        """The places of the words that are nothing but small talk."""
        sizes = Counter(token.group for token in tokens)
        said = Counter(tokens[at].group for window in self._windows.found(tokens) for at in window.places)
        return frozenset(group for group, count in said.items() if count == sizes[group])


@lru_cache(maxsize=2)
def small_talk(analyzer: Analyzer) -> SmallTalk:
    """The one for an analyzer."""
    return SmallTalk(analyzer)


def _phrases() -> Iterator[tuple[int, str, str]]:
    for locale, phrases in _BLOCK.findall(_PHRASES.read_text("utf-8")):
        yield from ((0, phrase.strip(), locale) for phrase in re.split("[,\n]", phrases) if phrase.strip())
