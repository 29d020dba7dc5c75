"""What cuts Han runs into words, whichever library does it, and the words that it is taught beside its dictionary."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from indexer.analysis.normalize import folded

LONGEST_EXTRA = 12  # a longer glossary surface is a sentence, not a word
_LONGEST_PART = 8
# Han that words are made of for jieba's Rust twin; 々 and 〇 aren't among it.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002ebef"
_WORD = re.compile(f"[{_HAN}]{{2,{LONGEST_EXTRA}}}")
_BLOCK = re.compile(f"[{_HAN}]+|[^{_HAN}]")


class Segmenter(Protocol):
    """What cuts Han runs; safe from several threads."""

    @property
    def segmenter_id(self) -> str:
        """Name, version and dictionary hash; where it changes, the index must be rebuilt."""

    def cut(self, run: str) -> list[str]:
        """The words of a folded Han run, in order; joined again they are the run."""

    def cut_all(self, runs: Sequence[str]) -> list[str]:
        """The words of each run, one run after the other."""

    def parts(self, word: str) -> list[tuple[int, int]]:
        """The ranges of the dictionary words of two characters and more inside a longer word, by ascending start."""


def taught(words: Iterable[str]) -> list[str]:
    """Those words that a dictionary can be taught, folded and sorted: Han alone, two characters to LONGEST_EXTRA."""
    short = (" ".join(word.split()) for word in words if len(word) <= 2 * LONGEST_EXTRA)
    return sorted(set(filter(_WORD.fullmatch, folded("\n".join(short)).split("\n"))))


def blocks(run: str) -> list[str]:
    """The run cut around the characters that no word holds; each block is segmented for itself."""
    return _BLOCK.findall(run)


def hash_of(words: Sequence[str]) -> str:
    """A short hash of the words taught."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]


def ranges(word: str) -> list[tuple[int, int]]:
    """The ranges inside a word that may be words of their own, by ascending start, then end."""
    size = len(word)
    return [
        (start, end)
        for start in range(size - 1)
        for end in range(start + 2, min(size, start + _LONGEST_PART) + 1)
        if end - start < size
    ]
