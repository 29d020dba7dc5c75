"""Words of scripts that are written without spaces and have no dictionary, Thai and kana: those of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.analysis import script
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.normalize import folded
from indexer.analysis.segmenter import hash_of

_MAY_HOLD = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\uff66-\uff9f]")  # before it is folded
SHORTEST, LONGEST = 3, 40  # characters of a word; two hardly ever are one
_SHORTEST_UNSPACED = 5  # of Thai and its like: shorter ones arise across words (xquad nDCG@10 .940, without them .957)


class KnownWords:
    """Cuts runs at the longest words that it knows; what lies between stays together."""

    def __init__(self, texts: Iterable[str]) -> None:
        words: set[str] = set()
        for run in script.run_texts(folded("\n".join(filter(_MAY_HOLD.search, texts)))):
            kind = script.kind_of(run[0])
            parts = script.same_writing(run) if kind == script.HAN_KANA else [run] if kind == script.UNSPACED else ()
            shortest = _SHORTEST_UNSPACED if kind == script.UNSPACED else SHORTEST
            words.update(part for part in parts if shortest <= len(part) <= LONGEST and not is_han(part))
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[:SHORTEST], set()).add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    @property
    def words_id(self) -> str:
        """A hash of the words."""
        return hash_of(sorted(self._words))

    def __contains__(self, piece: str) -> bool:
        return piece in self._words

    def cut(self, run: str) -> list[str]:
        """The pieces of a folded run, in order; joined again they are the run. Linear in its length."""
        pieces: list[str] = []
        at = begun = 0
        while at < len(run):
            size = self._longest(run, at)
            if size:
                if begun < at:
                    pieces.append(run[begun:at])
                pieces.append(run[at : at + size])
                begun = at + size
            at += size or 1
        return [*pieces, run[begun:]] if begun < len(run) else pieces

    def _longest(self, run: str, at: int) -> int:
        """The characters of the longest known word that begins at a place, 0 for none."""
        sizes = self._lengths.get(run[at : at + SHORTEST], ())
        return next((size for size in sizes if run[at : at + size] in self._words), 0)
