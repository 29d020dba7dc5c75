"""What the chain makes of text: Terms for highlighting, Counts for indexing, Groups for queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Form(NamedTuple):
    """One searchable form of a word. start, end: offsets within the word. kind: "word", "part" or "stem"."""

    text: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Term:
    """One searchable form in a text. start, end: offsets into the original text, in characters.

    kind: "word", "part" (sub-word of a word), "stem" (of either; of a Chinese word the mainland's wording), "gram" (two
    neighbours) or "char" (one character).
    position: words count on from 0, their parts and stems share theirs; grams and chars count on in a sequence of
    their own, which skips one number between runs, so that no phrase reaches over a border.
    """

    text: str
    position: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each term occurs. words: words, parts and stems. grams: grams and chars. length: number of words."""

    words: dict[str, int]
    grams: dict[str, int]
    length: int


@dataclass(frozen=True, slots=True)
class Group:
    """One word of a query with its forms. surface: as typed, text[start:end]. terms: (kind, text), the word first."""

    surface: str
    start: int
    end: int
    terms: tuple[tuple[str, str], ...]
    is_stopword: bool
