"""Words found by how they are read: full pinyin, first letters, pinyin beside characters, an unfinished syllable."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile

from indexer.analysis.chinese_variants import is_han
from indexer.analysis.pinyin import (
    LONGEST_SYLLABLE,
    MAX_LATIN,
    are_homophones,
    blurred,
    can_be_pinyin,
    full_readings,
    initials,
    syllables_of,
)

MAX_READINGS = 5
_MAX_WORDS = 8  # of one reading
_PER_SOUND = 3  # words of one sound that a reading may be made of
_MAX_LOOKED_AT = 100  # words that begin or end with a character, or sounds that begin alike
_LONGEST_INITIALS = 6
_FULL, _MIXED, _UNFINISHED, _INITIALS, _TWO_INITIALS = 0.9, 0.8, 0.7, 0.5, 0.4
_STEP = 0.9  # each further reading of the same token weighs so much less


@dataclass(frozen=True, slots=True)
class Reading:
    """What a token may stand for: words in order. kind: "pinyin", "initials" or "mixed"."""

    words: tuple[str, ...]
    weight: float
    kind: str


class Sounds:
    """The words of a lexicon by sound. Each table is made at its first use."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def readings(self, token: str) -> tuple[Reading, ...]:
        """What a folded token of Latin letters, alone or beside Han, may stand for, best first, at most 5."""
        if not self._counts or not 2 <= len(token) <= MAX_LATIN:
            return ()
        if not token.isascii():
            return self._mixed(token)
        if not token.isalpha():
            return ()
        return self.full(token) or self._unfinished(token) or self._initials(token)

    def full(self, token: str) -> tuple[Reading, ...]:
        """The readings of a token as joined pinyin of one or several whole words."""
        if not can_be_pinyin(token):
            return ()
        return _weighed(self._ways(token)[len(token)], _FULL, "pinyin")

    def alike(self, word: str) -> tuple[tuple[str, bool], ...]:
        """Words of the same length that sound like a word, and whether the sound is the very same."""
        keys = dict.fromkeys("".join(way) for way in full_readings(word))
        heard = dict.fromkeys(other for key in keys for other in self.by_sound.get(key, ()))
        found = {other: True for other in heard if len(other) == len(word) and _are_usual(word, other)}
        for key in dict.fromkeys(map(blurred, keys)):
            for sound in (key, *self._by_blurred.get(key, ())):
                for other in self.by_sound.get(sound, ()):
                    if len(other) == len(word) and other not in heard:  # alike by a rare reading alone is not alike
                        found[other] = False
        return tuple(found.items())

    def warm(self) -> None:
        """Makes every table."""
        for table in (self._by_blurred, self._by_initials, self._by_edge, self._sorted_sounds):
            len(table)

    @cached_property
    def by_sound(self) -> Mapping[str, Sequence[str]]:
        """Joined pinyin -> the words that may be read so, those that most surfaces hold first."""
        return _grouped(("".join(way), word) for word in self._by_count for way in full_readings(word))

    @cached_property
    def _by_count(self) -> list[str]:
        return sorted(self._counts, key=lambda word: (-self._counts[word], word))

    @cached_property
    def _by_blurred(self) -> Mapping[str, Sequence[str]]:
        blurs = ((blurred(sound), sound) for sound in self.by_sound)
        return _grouped((key, sound) for key, sound in blurs if key != sound)

    @cached_property
    def _by_initials(self) -> Mapping[str, Sequence[str]]:
        return _grouped((letters, word) for word in self._by_count for letters in initials(word))

    @cached_property
    def _by_edge(self) -> Mapping[str, Sequence[str]]:
        """Words by their first and by their last character: 提*, *币."""
        return _grouped((edge, word) for word in self._by_count for edge in (word[0] + "*", "*" + word[-1]))

    @cached_property
    def _sorted_sounds(self) -> Sequence[str]:
        return sorted(self.by_sound)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.by_sound), default=0)

    def _unfinished(self, token: str) -> tuple[Reading, ...]:
        """Readings whose last word is only begun, in its last syllable or by its first letters: tib, tibisxf."""
        ways = self._ways(token) if len(token) > 2 else []
        for at, before in enumerate(ways[:-2]):
            ends: Sequence[str] = self._beginning(token[at:]) if before else ()
            if before and at and not ends:
                ends = self._by_initials.get(token[at:], ())[:1]
            if ends:
                return _weighed([(*before[0], end) for end in ends], _UNFINISHED, "mixed")
        return ()

    def _initials(self, token: str) -> tuple[Reading, ...]:
        if len(token) > _LONGEST_INITIALS:
            return ()
        limit, weight = (2, _TWO_INITIALS) if len(token) == 2 else (3, _INITIALS)
        return _weighed([(word,) for word in self._by_initials.get(token, ())[:limit]], weight, "initials")

    def _mixed(self, token: str) -> tuple[Reading, ...]:
        edge = token[0] + "*" if is_han(token[0]) else "*" + token[-1]
        held = self._by_edge.get(edge, ())[:_MAX_LOOKED_AT]
        return _weighed([(word,) for word in held if len(word) <= len(token) and _reads(word, token)], _MIXED, "mixed")

    def _ways(self, token: str) -> list[list[tuple[str, ...]]]:
        """For each place of a token the ways, fewest words first, in which words are read up to there."""
        ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in token)]
        for start, before in enumerate(ways[:-1]):
            before[:] = sorted(before, key=self._rank)[:_PER_SOUND]
            for end in range(start + 2, min(len(token), start + self._longest) + 1) if before else ():
                for word in self.by_sound.get(token[start:end], ())[:_PER_SOUND]:
                    ways[end].extend((*way, word) for way in before if len(way) < _MAX_WORDS)
        ways[-1].sort(key=self._rank)
        return ways

    def _rank(self, words: Sequence[str]) -> tuple[int, int]:
        return len(words), -min((self._counts[word] for word in words), default=0)

    def _beginning(self, latin: str) -> list[str]:
        """Words whose sound begins so, with nothing but the last syllable unfinished."""
        if len(latin) < 3 or not can_be_pinyin(latin, is_unfinished=True):
            return []
        start = bisect_left(self._sorted_sounds, latin)
        begun = takewhile(lambda sound: sound.startswith(latin), islice(self._sorted_sounds, start, None))
        near = islice((sound for sound in begun if len(sound) < len(latin) + LONGEST_SYLLABLE), _MAX_LOOKED_AT)
        found = {word: None for sound in near for word in self.by_sound[sound][:1] if _is_begun(word, sound, latin)}
        return sorted(found, key=lambda word: (-self._counts[word], word))[:_PER_SOUND]


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    """Values by key, in order; one that comes again at once is left out."""
    found: dict[str, list[str]] = {}
    for key, word in pairs:
        held = found.setdefault(key, [])
        if not held or held[-1] != word:
            held.append(word)
    return {key: tuple(held) for key, held in found.items()}  # half as large


def _is_begun(word: str, sound: str, latin: str) -> bool:
    ways = (way for way in full_readings(word) if "".join(way) == sound)
    return any(len(sound) - len(way[-1]) < len(latin) for way in ways)


def _reads(word: str, token: str) -> bool:
    """Whether a token is a word with some characters as pinyin or first letters: ti币, t币, 提b, 提bi."""
    places = {0}
    for character, readings in zip(word, syllables_of(word), strict=True):
        ends: set[int] = set()
        for at in places:
            if token.startswith(character, at):
                ends.add(at + 1)
            for syllable in readings[:_PER_SOUND]:
                for beginning in (syllable, syllable[0], syllable[:2]):
                    if token.startswith(beginning, at):
                        ends.add(at + len(beginning))
        places = ends
    return len(token) in places


def _weighed(ways: Iterable[tuple[str, ...]], weight: float, kind: str) -> tuple[Reading, ...]:
    kept = list(dict.fromkeys(ways))[:MAX_READINGS]
    return tuple(Reading(words, round(weight * _STEP**place, 3), kind) for place, words in enumerate(kept))


def _are_usual(word: str, other: str) -> bool:
    """Whether two words of one sound have it by the usual readings of the characters in which they differ."""
    return all(a == b or are_homophones(a, b) for a, b in zip(word, other, strict=True))
