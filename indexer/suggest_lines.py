"""What of a text can be typed: its letters, the pinyin of its characters, the initials of its syllables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from indexer.analysis import script
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.pinyin import syllables_of
from indexer.analysis.stopwords import is_stopword

Pieces = Callable[[str], Sequence[str]]  # the words of a run of a folded text
Way = tuple[str, ...]  # what is typed for each character of a word

_PART = re.compile(r"\d+|[^\d\-._'‐,+#]+")  # of a run: erc-20 -> erc, 20
_KANA = re.compile("[\u3041-\u30ff]")
_LONG = 4  # characters of a word that may be several
_LONGEST_REST = 4  # words after one that is read in another way
_CACHED = 16384


class Line(NamedTuple):
    """words: places where a word begins. others: places where one may begin: at a character of a long word, or where
    the line isn't how the text is usually read."""

    text: str
    words: tuple[int, ...]
    others: tuple[int, ...]


def words_of(folded: str, pieces: Pieces) -> list[str]:
    """The words of a folded text in order, without what stands between them."""
    words: list[str] = []
    for run in script.run_texts(folded):
        if script.kind_of(run[0]) == script.HAN_KANA:
            words += (part for piece in pieces(run) for part in _parts(piece, pieces))
        else:
            words += _PART.findall(run)
    return words


def _parts(piece: str, pieces: Pieces) -> Sequence[str]:
    """The words in a long one, as a glossary's are: 身份认证 is cut as 身份认 would be, into 身份 and 认证."""
    if len(piece) < _LONG or not is_han(piece):
        return (piece,)
    *before, last = pieces(piece[:-1])
    return (*before, last + piece[-1])


def compact(folded: str) -> str:
    """The letters and digits of a folded text: words_of, joined."""
    return "".join(part for run in script.run_texts(folded) for part in _PART.findall(run))


def letters(words: Sequence[str]) -> Line:
    """The words as they are written."""
    return _line([tuple(word) if is_han(word) else (word,) for word in words], len(words))


def sounds(words: Sequence[str]) -> Iterator[Line]:
    """The words in pinyin, then what else one of them may be read as, with the word before it and the words after it.
    Nothing for a text without Han, or with kana, where Han is not read so."""
    return _lines(words, _readings)


def initials(words: Sequence[str]) -> Iterator[Line]:
    """As `sounds`, with the first letter of each syllable."""
    return _lines(words, _initials)


def _lines(words: Sequence[str], ways_of: Callable[[str], tuple[Way, ...]]) -> Iterator[Line]:
    if not any(map(is_han, words)) or any(map(_KANA.match, words)):
        return
    ways = [ways_of(word) for word in words]
    usual = [each[0] for each in ways]
    yield _line(usual, len(usual))
    for at, each in enumerate(ways):
        for other in each[1:]:
            before, rest = usual[max(0, at - 1) : at], usual[at + 1 : at + 1 + _LONGEST_REST]
            line = _line([*before, other, *rest], len(before) + 1)
            yield Line(line.text, (), (*line.words, *line.others))


def _line(ways: Sequence[Way], begun: int) -> Line:
    """The line of some words, of which the first `begun` may be begun with; also within a long one, so that renzheng
    finds 身份认证."""
    starts: list[int] = []
    others: list[int] = []
    at = 0
    for way in ways[:begun]:
        *places, at = accumulate(map(len, way), initial=at)
        starts += places[:1]
        others += places[1:] if len(way) > 2 else ()
    return Line("".join(map("".join, ways)), tuple(starts), tuple(others))


@lru_cache(_CACHED)
def _readings(word: str) -> tuple[Way, ...]:
    """The ways to read a word: as usual, then with one character's second reading; function words as usual only.

    Source: in titles made of jieba's dictionary pypinyin's phrases read 99.1 % of the words as usual and all but
    .03 % so or with a second reading.
    """
    if not is_han(word):
        return ((word,),)
    readings = [ways or (character,) for character, ways in zip(word, syllables_of(word), strict=True)]
    usual = tuple(ways[0] for ways in readings)
    seconds = enumerate(ways[1:2] for ways in readings) if not is_stopword(word, "zh") else ()
    return (usual, *((*usual[:at], other, *usual[at + 1 :]) for at, others in seconds for other in others))


@lru_cache(_CACHED)
def _initials(word: str) -> tuple[Way, ...]:
    ways = _readings(word)
    return tuple(dict.fromkeys(tuple(syllable[0] for syllable in way) for way in ways)) if is_han(word) else ways
