"""What somebody may be typing: texts found by how they begin, by their words, by pinyin and initials, or mixed."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, product

from indexer.analysis.chinese_variants import is_han
from indexer.analysis.normalize import fold
from indexer.suggest_keys import Keys
from indexer.suggest_lines import Line, Pieces, initials, letters, sounds, words_of
from indexer.suggest_marks import LONGEST_SAID, is_literal, ranges_of, sounding
from indexer.suggest_typed import Typed

_MAX_CHECKED = 64  # entries that are read to see whether they are meant
_FEW = 3  # letters by which words are told apart
_LEAST_INSIDE = 3  # letters that are looked for inside words; of Han, one


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that may be typed. target: what it leads to; several texts may lead to one. weight: 0 for its first name,
    which is found before all others; ascending for those."""

    said: str
    target: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to offer. text: shown. kind: "article", "category" or "query". target: an id, a path or the query.
    ranges: what was typed, as (start, end) in `said`, or in `text` where that is "". said: another name by which it
    was found."""

    text: str
    kind: str
    target: str
    ranges: tuple[tuple[int, int], ...] = ()
    said: str = ""


class Suggester:
    """Finds entries of a fixed list. Making one of 20,000 titles takes 2 s."""

    def __init__(self, entries: Iterable[Entry], pieces: Pieces) -> None:
        """pieces: the words of a run of a folded text, see Analyzer.pieces."""
        folded = ((entry, fold(entry.said[:LONGEST_SAID]).text) for entry in entries)
        listed = sorted(folded, key=lambda pair: (pair[0].weight, len(pair[1])))
        self.entries = tuple(entry for entry, _ in listed)
        words = [words_of(text, pieces) for _, text in listed]
        first = sum(not entry.weight for entry in self.entries)
        self._letters = _Lines(((number, letters(each)) for number, each in enumerate(words)), first)
        self._sounds = _Lines(((number, line) for number, each in enumerate(words) for line in sounds(each)), first)
        self._initials = _Lines(((number, line) for number, each in enumerate(words) for line in initials(each)), first)

    def found(self, typed: Typed, limit: int) -> list[Entry]:
        """At most `limit` entries that somebody who typed this may mean, best first, each target once: those that are
        just that, begin with it, have a word that does; the same by pinyin, then by initials, then by both mixed."""
        return self._unique(self._clear(typed), limit) if typed.text else []

    def found_inside(self, typed: Typed, limit: int) -> list[Entry]:
        """As `found`, those that hold it within words, then those of which every word was typed, in any order."""
        return self._unique(self._vague(typed), limit) if typed.text else []

    def holds(self, typed: Typed) -> bool:
        """Whether a text holds this as a word or several."""
        return bool(typed.text) and self._letters.has_words(typed.text)

    def _unique(self, numbers: Iterable[int], limit: int) -> list[Entry]:
        found: dict[str, Entry] = {}
        for number in numbers:
            entry = self.entries[number]
            found.setdefault(entry.target, entry)
            if len(found) >= limit:
                break
        return list(found.values())[:limit]

    def _clear(self, typed: Typed) -> Iterator[int]:
        yield from self._letters.heads(f"{typed.text}\n")
        yield from self._letters.beginning(typed.text)
        if typed.has_latin:
            yield from self._sounding(typed)
        yield from self._letters.rarely(typed.text)

    def _sounding(self, typed: Typed) -> Iterator[int]:
        if typed.is_latin:
            for find, lines in product((_Lines.beginning, _Lines.rarely), (self._sounds, self._initials)):
                yield from find(lines, typed.text)
        else:
            yield from self._meant(typed, chain(self._sounds.beginning(typed.sound), self._sounds.rarely(typed.sound)))
        yield from self._meant(typed, chain.from_iterable(map(self._initials.beginning, typed.initials)))

    def _meant(self, typed: Typed, numbers: Iterator[int]) -> Iterator[int]:
        """Those of the first few that can be typed so; the keys by which they were found say less than that."""
        for number in islice(numbers, _MAX_CHECKED):
            if sounding(typed.text, self._letters.text_of(number)):
                yield number

    def _vague(self, typed: Typed) -> Iterator[int]:
        if len(typed.text) >= (_LEAST_INSIDE if typed.has_latin else 1):
            yield from self._letters.holding(typed.text)
        if len(typed.words) > 1:
            longest = max(typed.words, key=len)
            for number in islice(self._letters.beginning(longest), _MAX_CHECKED):
                if all(word in self._letters.text_of(number) for word in typed.words):
                    yield number


def shown(entry: Entry, typed: Typed, text: str, kind: str) -> Suggestion:
    """An entry as a suggestion of what its reader knows as `text`; the entry's own text is told only where that one
    doesn't show why."""
    ranges = ranges_of(typed, text)
    is_shown = ranges and (is_literal(typed, text) or not is_literal(typed, entry.said))
    if is_shown or entry.said == text:
        return Suggestion(text, kind, entry.target, ranges)
    return Suggestion(text, kind, entry.target, ranges_of(typed, entry.said), entry.said)


class _Lines:
    """One way to type the entries, each a line or several, in the entries' order. first: how many are first names."""

    def __init__(self, lines: Iterable[tuple[int, Line]], first: int) -> None:
        self._places, self._owners = array("L"), array("L")  # of each line: where it is, whose it is
        texts: list[str] = []
        heads, inner, others = array("L"), array("L"), array("L")
        size = 0
        for number, line in lines:
            self._places.append(size)
            self._owners.append(number)
            texts.append(f"{line.text}\n")
            for start in line.words:
                (inner if start else heads).append(size + start)
            others.extend(size + start for start in line.others)
            size += len(line.text) + 1
        self._text = "".join(texts)
        others_from = bisect_left(self._owners, first)
        self._named_to = self._places[others_from] if others_from < len(self._places) else size
        self._heads, self._inner, self._others = (Keys(self._text, places) for places in (heads, inner, others))

    def heads(self, key: str) -> Iterator[int]:
        """Numbers of entries that begin with the key, the best ones first."""
        return map(self._owner, self._heads.starting(key))

    def beginning(self, key: str) -> Iterator[int]:
        """Those, then those of which a word begins with it; first names before the others, and where the key ends with
        a word before where it ends within one."""
        heads, inner = self._heads.starting(key), self._inner.starting(key)
        named_heads, named = bisect_left(heads, self._named_to), bisect_left(inner, self._named_to)
        for places in (heads[:named_heads], inner[:named], heads[named_heads:], inner[named:]):
            yield from map(self._owner, sorted(places, key=lambda place: not self._is_end(place + len(key))))

    def rarely(self, key: str) -> Iterator[int]:
        """Those that have it where a word seldom begins, or is seldom read so."""
        return map(self._owner, self._others.starting(key))

    def holding(self, key: str) -> Iterator[int]:
        """Those that hold the key anywhere."""
        at = self._text.find(key)
        while at >= 0:
            number = self._owner(at)
            yield number
            at = self._text.find(key, self._text.find("\n", at))

    def has_words(self, key: str) -> bool:
        """Whether the key stands somewhere from the beginning of a word to the end of one."""
        if key[:_FEW] not in self._beginnings:
            return False
        ends = (place + len(key) for keys in (self._heads, self._inner, self._others) for place in keys.near(key))
        return any(self._is_end(end) or is_han(self._text[end]) for end in ends)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The first few letters of every word, by which most keys are known not to stand anywhere."""
        places = chain(self._heads.places, self._inner.places, self._others.places)
        return frozenset(self._text[place : place + size] for place in places for size in range(1, _FEW + 1))

    @cached_property
    def _begun(self) -> bytearray:
        """1 for each place where a word begins after the first."""
        begun = bytearray(len(self._text))
        for place in self._inner.places:
            begun[place] = 1
        return begun

    def _is_end(self, place: int) -> bool:
        return bool(self._begun[place]) or self._text[place] == "\n"

    def text_of(self, number: int) -> str:
        """The line of an entry, where each has one."""
        start = self._places[number]
        return self._text[start : self._text.find("\n", start)]

    def _owner(self, place: int) -> int:
        return self._owners[bisect_right(self._places, place) - 1]
