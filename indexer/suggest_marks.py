"""Where what was typed stands in a text: the characters that typed letters, syllables or initials are of."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from indexer.analysis import script
from indexer.analysis.normalize import Folded, fold
from indexer.analysis.pinyin import syllables_of
from indexer.suggest_typed import Typed

Range = tuple[int, int]

LONGEST_SAID = 200  # characters of a text that can be typed
_USUAL = 2  # readings of a character
_CACHED = 4096


def is_literal(typed: Typed, said: str) -> bool:
    """Whether a text holds what was typed as it is."""
    return typed.text in _read(said)[1]


def ranges_of(typed: Typed, said: str) -> tuple[Range, ...]:
    """The ranges of a text that stand for what was typed, or else for each of its words, in order and apart; ()
    where it isn't there."""
    folded, letters, places = _read(said)
    whole = _range_of(typed.text, letters, folded.text, places)
    if whole is None and len(typed.words) > 1:
        ranges = [_range_of(word, letters, folded.text, places) for word in typed.words]
        found = sorted(each for each in ranges if each) if all(ranges) else []
    else:
        found = [whole] if whole else []
    apart = (each for at, each in enumerate(found) if not at or each[0] >= found[at - 1][1])
    return tuple(folded.origin(*each) for each in apart)


def sounding(typed: str, letters: str) -> Range | None:
    """The first range of the letters of a text that a reader may type so, as pinyin and initials."""
    for start, character in enumerate(letters):
        if typed[0] in _firsts(character) and (end := _end(typed, letters, start)):
            return start, end
    return None


@lru_cache(_CACHED)
def _read(said: str) -> tuple[Folded, str, tuple[int, ...]]:
    """A text folded, its letters and digits alone, and the place of each in the folded text."""
    folded = fold(said[:LONGEST_SAID])
    places = tuple(at for at, character in enumerate(folded.text) if _kind(character))
    return folded, "".join(folded.text[at] for at in places), places


def _range_of(typed: str, letters: str, text: str, places: tuple[int, ...]) -> Range | None:
    found = _literal(typed, letters, text, places) or sounding(typed, letters)
    return (places[found[0]], places[found[1] - 1] + 1) if found else None


def _literal(typed: str, letters: str, text: str, places: tuple[int, ...]) -> Range | None:
    """The range of the typed letters as they are, best from the beginning of a word."""
    first = at = letters.find(typed)
    while at >= 0 and not _begins_word(text, places[at]):
        at = letters.find(typed, at + 1)
    start = at if at >= 0 else first
    return (start, start + len(typed)) if start >= 0 else None


def _begins_word(text: str, at: int) -> bool:
    kind = _kind(text[at])
    return not at or kind == "Han" or kind != _kind(text[at - 1])


def _end(typed: str, letters: str, start: int) -> int:
    """Where letters end that are typed from a place on, 0 where they aren't."""
    used = {0}  # how much of what was typed may be used up
    for at in range(start, len(letters)):
        after: set[int] = set()
        for way in _ways(letters[at]):
            for done in used:
                if typed.startswith(way, done):
                    after.add(done + len(way))
                elif way.startswith(typed[done:]):
                    return at + 1
        if len(typed) in after:
            return at + 1
        if not after:
            break
        used = after
    return 0


@lru_cache(_CACHED)
def _ways(character: str) -> tuple[str, ...]:
    """What may be typed for a character: itself, a syllable, its first letter."""
    readings = syllables_of(character)[0][:_USUAL]
    return tuple(dict.fromkeys((character, *readings, *(reading[0] for reading in readings))))


@lru_cache(_CACHED)
def _firsts(character: str) -> frozenset[str]:
    return frozenset(way[0] for way in _ways(character))


@lru_cache(_CACHED)
def _kind(character: str) -> str:
    """The script of a letter or digit, "" for what stands between words."""
    if unicodedata.category(character)[0] not in "LMN":
        return ""
    return "digit" if character.isdigit() else script.script_of(character) or "other"
