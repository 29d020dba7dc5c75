"""Words of an alphabet as they were probably meant: an edit or two away from one that the index knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from indexer import analysis
from indexer.analysis.stemming import stem

MAX_CORRECTIONS = 3
LONGEST = 40  # a longer token is no word that someone mistyped
_ONE_EDIT, _TWO_EDITS, _OTHER_FIRST_LETTER, _SHUFFLED = 4, 8, 6, 6  # letters from which on they are repaired


def is_everyday(word: str) -> bool:
    """Whether a folded word is a form of a common English one, which is no slip for another even if the index has
    never seen it."""
    return stem(word, "en") in _everyday_stems()


def as_typed(typed: str, folded: str, word: str) -> str:
    """A mended word in the letters that were typed, where they agree: Quarantäne for Quaratäne, not quarantane. folded:
    what was typed, as it is compared."""
    if len(typed) != len(folded):
        return word
    if typed.isupper():
        return word.upper()
    return "".join(
        typed[block.src_start : block.src_end] if block.tag == "equal" else word[block.dest_start : block.dest_end]
        for block in Levenshtein.opcodes(folded, word)
    )


class Spelling:
    """Corrections from a fixed vocabulary: term -> number of documents that hold it."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary

    def corrections(self, token: str, language: str) -> tuple[tuple[str, int], ...]:
        """Known words that a folded token is a slip for, and how many edits away (two letters swapped count one),
        nearest first, then those of most documents, at most 3; none for a token that is known, has a digit or is too
        short. language: of the token, see languages.language_for."""
        if not _ONE_EDIT <= len(token) <= LONGEST or not token.isalpha() or token in self._vocabulary:
            return ()
        slips = _slips_of(language)
        if len(token) < slips.shortest or (language == "en" and is_everyday(token)):
            return ()
        most = 2 if len(token) >= slips.two_edits else 1
        found = self._same_first_letter(token, most)
        for word in (token[1] + token[0] + token[2:],) if len(token) >= _OTHER_FIRST_LETTER else ():
            if word in self._vocabulary:
                found[word] = 1
        kept = [
            (word, edits)
            for word, edits in found.items()
            if _is_shuffled(token, word) or (edits <= most and slips.explain(token, word, edits))
        ]
        kept.sort(key=lambda pair: (pair[1], slips.is_weak(token, *pair), -self._vocabulary[pair[0]], pair[0]))
        return tuple(kept[:MAX_CORRECTIONS])

    def warm(self) -> None:
        """Makes the tables."""
        len(self._by_shape)
        _everyday_stems()

    def _same_first_letter(self, token: str, most: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for size in range(len(token) - most, len(token) + most + 1):
            words = self._by_shape.get((token[0], size), ())
            far = 2 if size == len(token) >= _SHUFFLED else most
            near = process.extract(token, words, scorer=OSA.distance, score_cutoff=far, processor=None, limit=20)
            found |= {word: int(edits) for word, edits, _ in near}
        return found

    @cached_property
    def _by_shape(self) -> Mapping[tuple[str, int], list[str]]:
        """Words by first letter and length."""
        found: dict[tuple[str, int], list[str]] = {}
        for word in self._vocabulary:
            if 1 < len(word) <= LONGEST + 2 and word.isalpha():
                found.setdefault((word[0], len(word)), []).append(word)
        return found


def _is_shuffled(token: str, word: str) -> bool:
    """Whether a token has the letters of a word in another order between the first and the last: despoit."""
    return len(token) >= _SHUFFLED and token[0] + token[-1] == word[0] + word[-1] and sorted(token) == sorted(word)


@dataclass(frozen=True, slots=True)
class _Slips:
    """What counts as a slip of the fingers or the ear, rather than another form or another word.

    Edit distance alone takes feel for fee, remove for remote and haften for halten: it changed 3.9 % of the queries of
    banking77 and 12.7 % of covidfaq, three in four wrongly. In languages of many endings an unknown word is most often
    a form of a known one. The numbers are letters of a token, from which on a slip is believed. inner_missing: another
    letter than a double one left out. extra: one too many. other: one for another. no_ending: letters that make no
    other form of a word at its end.
    """

    shortest: int
    two_edits: int
    inner_missing: int
    extra: int
    other: int
    no_ending: str = ""

    def is_weak(self, token: str, word: str, edits: int) -> bool:
        """Whether a token becomes a word by a weak slip only."""
        return not self.explain(token, word, edits, 0)

    def explain(self, token: str, word: str, edits: int, weak: int = 1, at: int = 0, to: int = 0) -> bool:
        """Whether token[at:] becomes word[to:] by so many slips, at most one of them a weak one: a letter more, or
        another one."""
        while at < len(token) and to < len(word) and token[at] == word[to]:
            at, to = at + 1, to + 1
        if at == len(token) and to == len(word):
            return True
        if not edits:
            return False
        rest = edits - 1
        if token[at : at + 2] == word[to : to + 2][::-1] and self.explain(token, word, rest, weak, at + 2, to + 2):
            return True
        if self._is_missing(token, word, at, to) and self.explain(token, word, rest, weak, at, to + 1):
            return True
        if self._is_double(token, at) and self.explain(token, word, rest, weak, at + 1, to):
            return True
        if not weak:
            return False
        return (self._is_extra(token, at) and self.explain(token, word, rest, 0, at + 1, to)) or (
            self._is_other(token, word, at, to) and self.explain(token, word, rest, 0, at + 1, to + 1)
        )

    def _is_missing(self, token: str, word: str, at: int, to: int) -> bool:
        """Whether the word's letter may have been left out: a double one anywhere, another one inside."""
        if to >= len(word) or not to:
            return False
        return word[to] == word[to - 1] or (at < len(token) and len(token) >= self.inner_missing)

    def _is_double(self, token: str, at: int) -> bool:
        return 0 < at < len(token) and token[at] == token[at - 1]

    def _is_extra(self, token: str, at: int) -> bool:
        """Whether the token's letter may be one too many: inside, or where it makes no ending."""
        if not 0 < at < len(token) or len(token) < self.extra:
            return False
        return at < len(token) - 1 or token[at] in self.no_ending

    def _is_other(self, token: str, word: str, at: int, to: int) -> bool:
        """Whether one letter may have been typed for the other: they sound alike or their keys touch."""
        inside = 1 < at < len(token) - 1 and to < len(word) - 1
        if not inside or len(token) < self.other:
            return False
        return (token[at], word[to]) in _ALIKE or (token[at] in _VOWELS and word[to] in _VOWELS)


_EVERYDAY = Path(analysis.__file__).with_name("everyday_english.txt")
_NEVER = LONGEST + 1
_PLAIN = _Slips(
    shortest=_ONE_EDIT, two_edits=_TWO_EDITS, inner_missing=5, extra=8, other=7, no_ending="bcfgjklmpquvwxz"
)
_INFLECTED = _Slips(shortest=6, two_edits=_NEVER, inner_missing=8, extra=12, other=_NEVER)
_MANY_FORMS = _Slips(shortest=7, two_edits=_NEVER, inner_missing=_NEVER, extra=_NEVER, other=_NEVER)
# Agglutinative languages, and those whose roots change inside.
_OF_MANY_FORMS = frozenset(
    {"tr", "az", "kk", "ky", "uz", "fi", "et", "hu", "eu", "ka", "hy", "mn", "ta", "te", "ml", "kn"}
    | {"ar", "fa", "ur", "ps", "ckb", "ug", "he", "yi"}
)


@cache
def _everyday_stems() -> frozenset[str]:
    return frozenset(stem(word, "en") for word in _EVERYDAY.read_text("utf-8").split())


def _slips_of(language: str) -> _Slips:
    if language == "en":
        return _PLAIN
    return _MANY_FORMS if language in _OF_MANY_FORMS else _INFLECTED


def _touching(row: str, below: str) -> set[tuple[str, str]]:
    """Pairs of keys that touch, in two rows of which the lower one stands half a key to the right."""
    pairs = {*pairwise(row), *zip(row, below, strict=False), *zip(row[1:], below, strict=False)}
    return pairs | {(b, a) for a, b in pairs}


_VOWELS = frozenset("aeiouyаеёиоуыэюяαεηιουω")
_ALIKE = frozenset(
    {pair for a, b in ("ck", "cs", "sz", "fv", "mn", "bp", "dt", "gj", "vw") for pair in ((a, b), (b, a))}
    | _touching("qwertyuiop", "asdfghjkl")
    | _touching("asdfghjkl", "zxcvbnm")
)
