"""What people say around a question when they write to support: greetings, thanks, haste. It names no topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from indexer import analysis
from indexer.analysis.analyzer import Analyzer
from indexer.analysis.languages import language_of
from indexer.analysis.script import script_of
from indexer.windows import Token, Window, Windows

_PHRASES = Path(analysis.__file__).with_name("small_talk.txt")
_BLOCK = re.compile(r"^\[([\w-]+)\]\n([^\[]*)", re.MULTILINE)


class SmallTalk:
    """The phrases of small_talk.txt: those of a page's language, of English, and of every script that only one has."""

    def __init__(self, analyzer: Analyzer) -> None:
        blocks = _BLOCK.findall(_PHRASES.read_text("utf-8"))
        self._languages = [language_of(locale) for locale, _ in blocks]
        self._windows = Windows.of(_rows(blocks), analyzer, shortest=1, has_stems=False)

    def words(self, tokens: Sequence[Token], locale: str) -> frozenset[int]:
        """The places of the words that are nothing but small talk to a reader of a locale."""
        spoken = {language_of(locale), "en"}
        sizes = Counter(token.group for token in tokens)
        found = [window for window in self._windows.found(tokens) if self._is_said(window, tokens, spoken)]
        return frozenset(
            group
            for window in found
            if len(window.places) >= sum(map(sizes.__getitem__, window.groups))
            for group in window.groups
        )

    def _is_said(self, window: Window, tokens: Sequence[Token], spoken: Collection[str]) -> bool:
        """Whether a phrase is of a spoken language, or in letters that only its own has."""
        is_latin = script_of(tokens[window.places[0]].word[0]) == "Latin"
        return not is_latin or any(self._languages[number] in spoken for number in window.numbers)


@lru_cache(maxsize=2)
def small_talk(analyzer: Analyzer) -> SmallTalk:
    """The one for an analyzer."""
    return SmallTalk(analyzer)


def _rows(blocks: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    for number, (locale, phrases) in enumerate(blocks):
        yield from ((number, phrase.strip(), locale) for phrase in re.split("[,\n]", phrases) if phrase.strip())
