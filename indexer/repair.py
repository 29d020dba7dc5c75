"""Han as it was probably meant: a word of the lexicon that sounds or looks the same, or is one character away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice, zip_longest

from indexer.analysis.lookalikes import lookalikes
from indexer.analysis.stopwords import is_stopword
from indexer.reading import Sounds

LONGEST_RUN = 40  # characters of a run that are looked at
MAX_REPAIRS = 3  # in one run
_SHORTEST, _LONGEST = 2, 6  # characters of a window
_LONG = 4  # characters of a word that is known by the others when one is wrong
_MAX_LOOKED_AT = 50
_MAX_WINDOWS = 40
_SHORT_RUN = 6  # characters of one that is no sentence, so that a function word is strange in it
_SAME_SOUND, _SAME_SOUNDS, _SWAPPED = 0.8, 0.75, 0.65
_SAME_SHAPE, _MISSING, _LIKE_SOUND, _ONE_OTHER = 0.7, 0.62, 0.6, 0.55
_ONE_EDIT = (_MISSING, _ONE_OTHER)  # what a long run may hold by chance
_BY_CHANCE = (*_ONE_EDIT, _LIKE_SOUND)  # and a sentence
_PARTICLES = frozenset("吗呢吧啊呀嘛")  # at the end of what is asked
_OPPOSITES = frozenset("买卖")
_KNOWN_BY = 3  # characters that say something, of a long word with one wrong
_PHRASE = 12  # characters of a run that is no sentence
_FROM_WORDS = (_SAME_SOUND, _SAME_SOUNDS, _SWAPPED)  # what may have made a word of the dictionary


@dataclass(frozen=True, slots=True)
class Repair:
    """Characters start..end of a run, as they were probably meant."""

    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Run:
    """text: of the run. borders: of its pieces, with 0 and the end. single: for each character whether it is a piece of
    its own. loose: or in one that the index doesn't know. rare: for each pair of neighbours whether the index lacks
    it."""

    text: str
    borders: Sequence[int]
    single: Sequence[bool]
    loose: Sequence[bool]
    rare: Sequence[bool]

    def windows(self) -> Iterator[tuple[int, int]]:
        """Ranges between borders that hold a rare pair, and a loose character in it."""
        for at, start in enumerate(self.borders):
            for end in self.borders[at + 1 :]:
                if end - start > _LONGEST:
                    break
                if end - start >= _SHORTEST and any(self.is_doubtful(place) for place in range(start, end - 1)):
                    yield start, end

    def is_doubtful(self, place: int) -> bool:
        """Whether the character and its next one are a pair that the index doesn't know, one of them loose."""
        return self.rare[place] and (self.loose[place] or self.loose[place + 1])

    def may_change(self, start: int, end: int, places: Iterable[int], of_word: bool) -> bool:
        """Whether these characters of a window are all loose, and every pair that they belong to is unknown. of_word:
        whether they may be of a word of the dictionary that the index doesn't know."""
        free = self.loose if of_word else self.single
        return all(
            free[place] and (place == start or self.rare[place - 1]) and (place + 1 == end or self.rare[place])
            for place in places
        )


class Repairs:
    """Repairs from the words of a lexicon; is_word tells the words of the dictionary."""

    def __init__(self, counts: Mapping[str, int], sounds: Sounds, is_word: Callable[[str], bool]) -> None:
        self._counts = counts
        self._sounds = sounds
        self._is_word = is_word

    def of(
        self,
        run: str,
        pieces: Sequence[str],
        known: Callable[[str], int],
        may_mean: Callable[[str], bool],
        is_sentence: bool = False,
    ) -> tuple[Repair, ...]:
        """The repairs of a folded Han run, by ascending start; they don't overlap. pieces: its words, in order.
        known: number of documents that hold a word or a pair of characters. may_mean: whether someone here could have
        meant a word. is_sentence: the run is part of a long text, in which only the surest are mistakes."""
        if not self._counts:
            return ()
        by_chance = _BY_CHANCE if is_sentence else _ONE_EDIT if len(run) > _PHRASE else ()
        shortest = _SHORTEST + is_sentence  # of two characters in a sentence, each is often a word: 那家店
        looked_at = _run_of(run[:LONGEST_RUN], pieces, known)
        found = [
            repair
            for window in islice(looked_at.windows(), _MAX_WINDOWS)
            for repair in self._repairs(looked_at, *window, known)
            if repair.weight not in by_chance and len(repair.text) >= shortest and may_mean(repair.text)
        ]
        found.sort(key=lambda repair: (-repair.weight, repair.start - repair.end, -self._counts[repair.text]))
        kept: list[Repair] = []
        for repair in found:
            if len(kept) < MAX_REPAIRS and all(repair.end <= r.start or r.end <= repair.start for r in kept):
                kept.append(repair)
        return tuple(sorted(kept, key=lambda repair: repair.start))

    def _repairs(self, run: _Run, start: int, end: int, known: Callable[[str], int]) -> Iterator[Repair]:
        window = run.text[start:end]
        if window in self._counts:
            return
        found = [
            Repair(start, end, word, weight)
            for word, weight in self._candidates(window)
            if not is_stopword(word, "zh")  # 于什么 isn't 为什么
            and run.may_change(start, end, _changed(window, word, start), weight in _FROM_WORDS)
            and not _is_of_function_word(window, word)
            and not _is_opposite(window, word)
            and not _drops_particle(window, word, end == len(run.text))
            and (not _drops_function_word(window, word) or (weight == _SAME_SOUND and self._is_broken(window, run)))
        ]
        if self._is_word(window):  # it is written well: 体现 is 提现 where articles say so, 一起 isn't 一切
            found = [] if known(window) else [repair for repair in found if _is_held(repair.text, known)]
        yield from (one for one in found if one.weight not in _ONE_EDIT or _is_held(one.text, known))

    def _candidates(self, window: str) -> Iterator[tuple[str, float]]:
        for word, is_same in self._sounds.alike(window):
            changed = _differing(window, word)
            if is_same and changed == 1:
                yield word, _SAME_SOUND
            elif is_same and (changed < len(word) or len(word) > 2):
                yield word, _SAME_SOUNDS
            elif changed == 1 and not self._is_of_words(window, word):
                yield word, _LIKE_SOUND
        for word in _with_lookalikes(window):
            if word in self._counts and (len(word) > 2 or self._is_strange(window, word)):
                yield word, _SAME_SHAPE
        yield from self._one_edit(window)

    def _is_of_words(self, window: str, word: str) -> bool:
        """Whether editors use alone what was typed instead: then it was more likely meant, as in 手机换了 beside
        手机坏了."""
        return any(a != b and a in self._counts for a, b in zip(window, word, strict=True))

    def _is_broken(self, window: str, run: _Run) -> bool:
        """Whether a window makes little sense as it stands: it is long, or most of a run, with a character that
        editors never use alone: 闪 in 闪对 for 闪兑."""
        return len(window) > 2 or (
            len(run.text) <= _SHORT_RUN
            and any(character not in self._counts and not is_stopword(character, "zh") for character in window)
        )

    def _is_strange(self, window: str, word: str) -> bool:
        """Whether no editor ever used the character that was typed."""
        return all(a == b or a not in self._characters for a, b in zip(window, word, strict=True))

    @cached_property
    def _characters(self) -> frozenset[str]:
        return frozenset("".join(self._counts))

    def _one_edit(self, window: str) -> Iterator[tuple[str, float]]:
        for key in dict.fromkeys(_keys(window)):
            for word in self._by_key.get(key, ())[:_MAX_LOOKED_AT]:
                if len(word) == len(window):
                    if _is_swapped(window, word):
                        yield word, _SWAPPED
                    elif _is_one_other(window, word) and not self._is_of_words(window, word):
                        yield word, _ONE_OTHER
                elif _is_one_longer(word, window) or _is_stutter(window, word):
                    yield word, _MISSING

    def warm(self) -> None:
        """Makes every table."""
        for table in (self._by_key, self._characters):
            len(table)

    @cached_property
    def _by_key(self) -> Mapping[str, list[str]]:
        """Words of three characters and more, by what one edit leaves of them; those of most surfaces first."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._counts, key=lambda word: -self._counts[word]):
            if len(word) > 2:
                for key in dict.fromkeys(_keys(word)):
                    found.setdefault(key, []).append(word)
        return found


def _run_of(run: str, pieces: Sequence[str], known: Callable[[str], int]) -> _Run:
    single: list[bool] = []
    loose: list[bool] = []
    for piece in pieces:
        single += [len(piece) == 1] * len(piece)
        loose += [len(piece) == 1 or not known(piece)] * len(piece)
    borders = [0, *(border for border in accumulate(map(len, pieces)) if border <= len(run))]
    return _Run(run, borders, single, loose, [not known(run[at : at + 2]) for at in range(len(run) - 1)])


def _is_held(word: str, known: Callable[[str], int]) -> bool:
    """Whether the index holds every pair of neighbours in a word."""
    return all(known(word[at : at + 2]) for at in range(len(word) - 1))


def _changed(window: str, word: str, start: int) -> Iterator[int]:
    """The places in the run of the characters that a repair replaces, drops or moves."""
    if len(window) == len(word):
        return (start + at for at, (a, b) in enumerate(zip(window, word, strict=True)) if a != b)
    both = min(len(window), len(word))
    at = next((at for at, (a, b) in enumerate(zip(window, word, strict=False)) if a != b), both)
    at -= len(window) > len(word)
    return iter((start + min(at, len(window) - 1),))  # what lacks its last character changes after the last one


def _drops_particle(window: str, word: str, is_last: bool) -> bool:
    """Whether the particle that ends what was asked is mended away: 能用来认证吗 doesn't mean 认证码."""
    return is_last and window[-1] in _PARTICLES and window[-1] != word[-1]


def _drops_function_word(window: str, word: str) -> bool:
    """Whether a function word was typed where the word has something else: 在 in 身份证在 for 身份证件."""
    return any(a != b and is_stopword(a, "zh") for a, b in zip_longest(window, word, fillvalue=""))


def _is_of_function_word(window: str, word: str) -> bool:
    """Whether all that two short words share is a function word: 换了 and 坏了, 等急 and 等级."""
    shared = [a for a, b in zip(window, word, strict=False) if a == b]
    return len(window) == len(word) == 2 and any(is_stopword(character, "zh") for character in shared)


def _is_opposite(window: str, word: str) -> bool:
    """Whether the repair would turn what was typed into its opposite: 卖 sounds like 买 and looks like it."""
    return any(a != b and {a, b} == _OPPOSITES for a, b in zip(window, word, strict=False))


def _is_one_other(window: str, word: str) -> bool:
    """Whether a long word differs in one character, neither the first nor the last, and is known by three of the
    others: 余额多少 isn't by 余额 alone."""
    is_near = len(word) >= _LONG and _differing(window[1:-1], word[1:-1]) == _differing(window, word) == 1
    known_by = (at for at, (a, b) in enumerate(zip(window, word, strict=True)) if a == b)
    return is_near and sum(not _is_function_character(word, at) for at in known_by) >= _KNOWN_BY


def _is_function_character(word: str, at: int) -> bool:
    return any(is_stopword(part, "zh") for part in (word[at], word[at : at + 2], word[max(0, at - 1) : at + 1]))


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _with_lookalikes(window: str) -> Iterator[str]:
    for at, character in enumerate(window):
        for other in lookalikes(character):
            yield window[:at] + other + window[at + 1 :]


def _keys(word: str) -> Iterator[str]:
    yield word[0] + "*" + word[-1]
    yield word[:2] + "*"
    yield "*" + word[-2:]
    if len(word) == 3:
        yield "".join(sorted(word))


def _is_swapped(window: str, word: str) -> bool:
    """Whether two neighbours have changed places."""
    at = next((at for at, (a, b) in enumerate(zip(window, word, strict=True)) if a != b), len(word))
    return window[at + 1 : at + 2] + window[at : at + 1] + window[at + 2 :] == word[at:]


def _is_one_longer(longer: str, word: str) -> bool:
    """Whether a word lacks one character from the inside of the longer one."""
    return len(longer) == len(word) + 1 and any(
        longer[:at] + longer[at + 1 :] == word for at in range(1, len(longer) - 1)
    )


def _is_stutter(longer: str, word: str) -> bool:
    """Whether the longer one has a character twice where the word has it once."""
    return len(longer) == len(word) + 1 and any(
        longer[at] == longer[at + 1] and longer[:at] + longer[at + 1 :] == word for at in range(len(word))
    )
