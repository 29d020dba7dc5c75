"""What somebody has typed so far: letters as they are, pinyin, initials, or all of them mixed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from indexer.analysis.normalize import fold
from indexer.analysis.pinyin import SYLLABLES, syllables_of
from indexer.suggest_lines import compact

MAX_TYPED = 64
_MAX_WAYS = 8  # to read letters as syllables and initials
_LATIN = re.compile("[a-z]")
_LONGEST_SYLLABLE = max(map(len, SYLLABLES))


@dataclass(frozen=True)
class Typed:
    """words: folded, as they are parted by spaces. text: the same joined. Both empty where nothing can be found."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> Typed:
        """What is typed into a box, of any length and with any characters; what an input method shows, too."""
        parts = fold(typed[:MAX_TYPED]).text[:MAX_TYPED].split()
        return cls(tuple(word for word in map(compact, parts) if word))

    @cached_property
    def text(self) -> str:
        """The words joined: ti'bi and USDT 提币 are typed as tibi and usdt提币."""
        return "".join(self.words)

    @property
    def has_latin(self) -> bool:
        """Whether some of it may be pinyin."""
        return _LATIN.search(self.text) is not None

    @property
    def is_latin(self) -> bool:
        """Whether all of it may be pinyin, so that a key of it says all that was typed."""
        return self.text.isascii()

    @cached_property
    def sound(self) -> str:
        """The text with Han characters in their usual pinyin: 提bi -> tibi."""
        return "".join((syllables_of(character)[0] or (character,))[0] for character in self.text)

    @cached_property
    def initials(self) -> tuple[str, ...]:
        """The initials that it may stand for where some of it is pinyin and some initials, fewest first: tbsx for
        提币sx and tibisx. None where only the last syllable is begun, which `sound` finds."""
        ways: list[list[tuple[str, bool]]] = [[] for _ in self.text] + [[("", False)]]
        for at in range(len(self.text) - 1, -1, -1):
            found = (self._step(at, end, *rest) for end in self._ends(at) for rest in ways[end])
            ways[at] = sorted(dict.fromkeys(found), key=lambda way: len(way[0]))[:_MAX_WAYS]
        return tuple(key for key, is_mixed in ways[0] if is_mixed and key != self.text)

    def _ends(self, at: int) -> list[int]:
        last = min(len(self.text), at + _LONGEST_SYLLABLE)
        return [at + 1, *(end for end in range(at + 2, last + 1) if self.text[at:end] in SYLLABLES)]

    def _step(self, at: int, end: int, rest: str, is_mixed: bool) -> tuple[str, bool]:
        """The initials from a place on, and whether a letter before the last one stands for a whole syllable."""
        readings = syllables_of(self.text[at])[0] if end == at + 1 else ()
        is_bare = end == at + 1 and not readings and bool(rest)
        return (readings[0][0] if readings else self.text[at]) + rest, is_mixed or is_bare
