"""Text folded into the one form in which index and query are compared, with a way back to the original places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from indexer.analysis import alignment
from indexer.analysis.alignment import Spans
from indexer.analysis.chinese_variants import HAN, simplified

# Controls (not white space), soft hyphen, fillers, zero-width, bidi marks, variation selectors, tags, noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_BLANK = re.compile(r"[\ud800-\udfff™℠℡℻¼-¾⅐-⅞]")  # would stick to the word before: Binance™, 6½
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_APOSTROPHE = re.compile("[’ʼʻ]")
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_LATIN_MARKED = re.compile(f"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]|(?<=[{_LATIN}])[\u0300-\u036f]+")
_LATIN_LETTERS = str.maketrans("øØłŁđĐħĦıŧŦðÐ", "oOlLdDhHitTdD") | {0xE6: "ae", 0xC6: "Ae", 0x153: "oe", 0x152: "Oe"}
_HAN_SPACED = re.compile(f" (?<=(?<![{HAN}])[{HAN}] )(?=[{HAN}](?![{HAN}]))")
# What most text is made of: visible, normal but for full-width ASCII, one character each whatever stands beside it.
_PLAIN = re.compile(
    "[\t-\r -~·“”—\u0400-\u0482\u048a-\u052f\u05d0-\u05ea\u3001-\u3029\u3041-\u3096\u30a1-\u30fe"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)
_WIDE = re.compile("[\uff01-\uff5e]")
_SHORT, _SHORT_KEPT = 400, 4_096  # texts of so many characters are remembered, so many of them
_WIDER = 0xFEE0  # how far the full-width form of an ASCII character is from it


class Folded:
    """A folded text. original: as it was. text: casefolded. cased: the same, character by character, before that."""

    __slots__ = ("_is_aligned", "_spans", "_text", "cased", "original")

    def __init__(self, original: str, cased: str) -> None:
        self.original = original
        self._spans: Spans | None = None
        self._is_aligned: bool | None = None
        self._text: str | None = None
        self.cased = original if cased == original else cased  # one copy of it in memory

    @property
    def text(self) -> str:
        """The folded text, as long as `cased`; made when first asked for, as counting needs the other alone."""
        if self._text is None:
            text = self.cased.casefold()
            self._text = self.cased if text == self.cased else text
        return self._text

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text that text[start:end] came from. The first call costs as much as the fold, and
        little where folding changed each character for itself."""
        if self._is_aligned is None:
            self._is_aligned = alignment.is_plain(self.original, self.cased)
        if self._is_aligned:
            return start, end
        if self._spans is None:
            self._spans = _spans_of(self.original)
        if start >= end:
            place = self._spans.starts[start] if start < len(self.cased) else len(self.original)
            return place, place
        return self._spans.starts[start], self._spans.ends[end - 1]


def fold_all(texts: Sequence[str]) -> list[Folded]:
    """Each text folded; faster than one by one where folding keeps the length of them all, as it mostly does."""
    joined = "\n".join(texts)
    cased = fold(joined).cased
    if list(map(len, cased.split("\n"))) != list(map(len, joined.split("\n"))):
        return [fold(text) for text in texts]
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    return [Folded(text, cased[start : start + len(text)]) for text, start in zip(texts, starts, strict=False)]


def fold(text: str) -> Folded:
    """The text without invisible characters, in NFKC, Latin without accents, Han simplified and joined, casefolded.

    Folding gives at most twice the length and 1,024 characters more, before a few letters expand (ß -> ss).
    """
    return _remembered(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> Folded:
    if _PLAIN.fullmatch(text):
        return Folded(text, text if text.isascii() else simplified(_join(_narrowed(text))))
    seen = _INVISIBLE.sub("", text)
    if seen.isascii():
        return Folded(text, seen)
    composed = _compose(_BLANK.sub(" ", seen))
    return Folded(text, _expand(simplified(_join(composed))))


_remembered = lru_cache(_SHORT_KEPT)(_fold)  # a query and the titles it finds are folded again and again


def folded(text: str) -> str:
    """The folded text alone."""
    return fold(text).text


def _narrowed(text: str) -> str:
    """NFKC of plain text: full-width ASCII becomes ASCII."""
    for wide in set(_WIDE.findall(text)):
        text = text.replace(wide, chr(ord(wide) - _WIDER))
    return text


def _compose(text: str) -> str:
    """NFKC, ASCII digits and apostrophes, unaccented Latin; cut, since U+FDFA alone becomes 18 characters."""
    return _compose_cluster(text)[: 2 * len(text) + 1024]


def _compose_cluster(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    normal = _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.digit(match[0], 0)), normal)
    normal = _APOSTROPHE.sub("'", normal)
    return _LATIN_MARKED.sub(lambda match: _unmarked(match[0]), normal)


@lru_cache(4096)
def _unmarked(letter: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return plain.translate(_LATIN_LETTERS)


def _join(text: str) -> str:
    """The text with single-spaced Han joined: 提 币 限 额 -> 提币限额."""
    return _HAN_SPACED.sub("", text)


def _expand(text: str) -> str:
    """The text with every character that casefolds to several replaced by them (ß -> ss), so that lengths agree."""
    if len(text.casefold()) == len(text):
        return text
    for character in set(text):
        if len(character.casefold()) > 1:
            text = text.replace(character, character.casefold())
    return text


def _spans_of(text: str) -> Spans:
    seen = _INVISIBLE.sub("", text)
    spans = alignment.deletions(_INVISIBLE, text)
    blanked = _BLANK.sub(" ", seen)
    composed = _compose(blanked)
    if composed != blanked:
        spans = alignment.clusters(_compose_cluster, blanked, composed).after(spans)
    joined = _join(composed)
    if joined != composed:
        spans = alignment.deletions(_HAN_SPACED, composed).after(spans)
    simple = simplified(joined)
    if simple != joined:
        spans = alignment.han_runs(joined, simple).after(spans)
    if len(simple.casefold()) != len(simple):
        spans = alignment.expansions(simple, [len(c.casefold()) for c in simple]).after(spans)
    return spans
