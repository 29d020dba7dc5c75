"""A query as it was probably meant: what was typed stays, readings of pinyin and repairs stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.analysis.analyzer import Analyzer, Group
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.languages import language_of
from indexer.analysis.pinyin import SYLLABLES
from indexer.lexicon import Lexicon
from indexer.query import MAX_CONCEPTS, WEIGHTS, Alternative
from indexer.spelling import as_typed, is_everyday

Known = Callable[[str], int]

MAX_TOKENS = 8  # unknown words of one query that are looked into; a text with more is no typed query
_MAX_JOINED = 6
_PHRASE = 8  # words of a query that is no sentence
_MOST_IN_PINYIN, _MOST_ELSEWHERE = 4, 2  # words of a query that may be first letters or unfinished syllables


@dataclass(frozen=True, slots=True)
class Mended:
    """text: as it was probably meant. groups: its words. others: by the place of a word, what else it may mean, with
    what was typed. is_sure: whether to say so: first letters beside whole words, ws or sf, are a guess."""

    text: str
    groups: tuple[Group, ...]
    others: Mapping[int, tuple[Alternative, ...]]
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Usage:
    """documents: how many hold a term, as a word or as a gram. is_surface: whether the glossary has a text. spoken_of:
    how many documents speak of a word by any of its names."""

    documents: Known
    is_surface: Callable[[str], bool]
    spoken_of: Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the query. text: folded. is_open: in Latin letters or another alphabet, and the index doesn't know
    it."""

    group: Group
    text: str
    is_han: bool
    is_open: bool
    is_talk: bool


@dataclass(frozen=True, slots=True)
class _Meaning:
    text: str
    weight: float
    kind: str


@dataclass(frozen=True, slots=True)
class _Change:
    """Tokens first..last (without the last) mean one of these, the likeliest first."""

    first: int
    last: int
    meanings: tuple[_Meaning, ...]


def mended(
    text: str,
    groups: Sequence[Group],
    talk: Collection[int],
    lexicon: Lexicon,
    analyzer: Analyzer,
    locale: str,
    usage: Usage,
) -> Mended | None:
    """What a text with mistakes or in pinyin was probably meant to be; None when nothing is to be mended. groups: its
    words. talk: places of those that are small talk. Costs a look at each word where all are known and none is a single
    character."""
    known = usage.documents
    looked_at = groups[:MAX_CONCEPTS]
    if not any(_is_doubtful(group, known) for at, group in enumerate(looked_at) if at not in talk):
        return None
    tokens = [_token_of(group, at in talk, known) for at, group in enumerate(looked_at)]

    def may_mean(word: str) -> bool:
        is_held = all(known(word[at : at + 2]) for at in range(len(word) - 1))
        return is_held or (usage.is_surface(word) and usage.spoken_of(word) > 0)

    changes = [*_latin_changes(tokens, text, lexicon, locale), *_han_changes(tokens, text, lexicon, known, may_mean)]
    changes = _apart(sorted(changes, key=lambda change: (change.first, -change.last)))
    if len(tokens) == 1:  # no other word tells which of several homophones was meant
        changes = [replace(change, meanings=_by_use(change.meanings, usage)) for change in changes]
    if not changes:
        return None
    meant, ranges = _corrected(text, tokens, changes)
    words = tuple(analyzer.groups(meant, locale))
    others: dict[int, tuple[Alternative, ...]] = {}
    for change, (start, end) in zip(changes, ranges, strict=True):
        places = [at for at, word in enumerate(words) if word.start < end and start < word.end]
        if places:
            others |= _others(change, places, tokens[change.first : change.last], analyzer, locale)
    is_guess = any(token.is_han for token in tokens) and any(one.meanings[0].kind == "initials" for one in changes)
    return Mended(meant, words, others, not is_guess)


def _by_use(meanings: Sequence[_Meaning], usage: Usage) -> tuple[_Meaning, ...]:
    """The same weights for words of one sound, the most for the one that most documents speak of."""
    if len(meanings) < 2 or any(meaning.kind != "pinyin" or not usage.is_surface(meaning.text) for meaning in meanings):
        return tuple(meanings)
    words = sorted([meaning.text for meaning in meanings], key=lambda word: -usage.spoken_of(word))
    return tuple([replace(meaning, text=word) for meaning, word in zip(meanings, words, strict=True)])


def _is_doubtful(group: Group, known: Known) -> bool:
    return len(group.surface) == 1 or not any(known(term) for _, term in group.terms)


def _token_of(group: Group, is_talk: bool, known: Known) -> _Token:
    text = group.terms[0][1]
    han = is_han(text)
    is_open = not han and not is_talk and not group.is_stopword and not any(known(term) for _, term in group.terms)
    return _Token(group, text, han and not is_talk, is_open, is_talk)


def _latin_changes(tokens: Sequence[_Token], text: str, lexicon: Lexicon, locale: str) -> Iterator[_Change]:
    left = MAX_TOKENS
    at = 0
    most = _MOST_IN_PINYIN if language_of(locale) == "zh" else _MOST_ELSEWHERE
    has_han = any(token.is_han for token in tokens)
    is_sentence = len(tokens) > most and not has_han
    while at < len(tokens) and left:
        change = None
        if tokens[at].is_open:
            left -= 1
            change = (
                _beside_han(tokens, at, lexicon)
                or _joined(tokens, at, text, lexicon)
                or _alone(tokens[at], at, lexicon, locale, is_sentence, has_han)
            )
        if change:
            yield change
        at = change.last if change else at + 1


def _alone(token: _Token, at: int, lexicon: Lexicon, locale: str, is_sentence: bool, has_han: bool) -> _Change | None:
    """is_sentence: of alphabetic words, where only whole syllables are pinyin: my bus ride. has_han: beside Chinese
    words, where capitals are a name: DHL."""
    readings = () if is_everyday(token.text) else lexicon.pinyin(token.text)
    is_name = has_han and token.group.surface.isupper()
    if is_sentence or is_name:
        readings = tuple(reading for reading in readings if reading.kind == "pinyin")
    is_plain = token.group.surface.isalpha() and not any(reading.kind == "pinyin" for reading in readings)
    spellings = lexicon.spelled_like(token.text, locale) if is_plain else ()
    meanings = [_Meaning(word, weight, "spelling") for word, weight in spellings]
    meanings = meanings or [_Meaning("".join(r.words), r.weight, _kind(r.kind)) for r in readings]
    return _Change(at, at + 1, tuple(meanings)) if meanings else None


def _joined(tokens: Sequence[_Token], at: int, text: str, lexicon: Lexicon) -> _Change | None:
    """Syllables typed apart: ti bi, shou xu fei. The longest that reads as words wins."""
    end = at
    while end < min(len(tokens), at + _MAX_JOINED) and tokens[end].is_open and tokens[end].text in SYLLABLES:
        if end > at and not _touch(tokens[end - 1], tokens[end], text, " "):
            break
        end += 1
    for last in range(end, at + 1, -1):
        readings = lexicon.pinyin("".join(token.text for token in tokens[at:last]), is_whole=True)
        if readings:
            return _Change(at, last, tuple(_Meaning("".join(r.words), r.weight, "pinyin") for r in readings))
    return None


def _beside_han(tokens: Sequence[_Token], at: int, lexicon: Lexicon) -> _Change | None:
    """A word half typed and half chosen: ti币, 提b."""
    for first, last in ((at, at + 2), (at - 1, at + 1), (at, at + 3), (at - 1, at + 2), (at - 2, at + 1)):
        if first < 0 or last > len(tokens) or not all(t.is_han or t is tokens[at] for t in tokens[first:last]):
            continue
        if any(a.group.end != b.group.start for a, b in pairwise(tokens[first:last])):
            continue
        readings = lexicon.pinyin("".join(token.text for token in tokens[first:last]))
        if readings:
            return _Change(first, last, tuple(_Meaning("".join(r.words), r.weight, "pinyin") for r in readings))
    return None


def _han_changes(
    tokens: Sequence[_Token], text: str, lexicon: Lexicon, known: Known, may_mean: Callable[[str], bool]
) -> Iterator[_Change]:
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and tokens[end].is_han and (end == start or _in_one_run(tokens, end, text)):
            end += 1
        pieces = [token.text for token in tokens[start:end]]
        is_sentence = len(tokens) > _PHRASE
        for repair in lexicon.sounds_like("".join(pieces), pieces, known, may_mean, is_sentence) if pieces else ():
            borders = [sum(map(len, pieces[:place])) for place in range(len(pieces) + 1)]
            first, last = start + borders.index(repair.start), start + borders.index(repair.end)
            yield _Change(first, last, (_Meaning(repair.text, repair.weight, "sound"),))
        start = max(end, start + 1)


def _in_one_run(tokens: Sequence[_Token], at: int, text: str) -> bool:
    before, after = tokens[at - 1], tokens[at]
    spaced = " " if len(before.text) == len(after.text) == 1 else ""
    return _touch(before, after, text, spaced)


def _touch(before: _Token, after: _Token, text: str, between: str) -> bool:
    return text[before.group.end : after.group.start] in ("", between)


def _kind(kind: str) -> str:
    return "initials" if kind == "initials" else "pinyin"


def _apart(changes: Sequence[_Change]) -> list[_Change]:
    kept: list[_Change] = []
    for change in changes:
        if not kept or change.first >= kept[-1].last:
            kept.append(change)
    return kept


def _corrected(text: str, tokens: Sequence[_Token], changes: Sequence[_Change]) -> tuple[str, list[tuple[int, int]]]:
    """The text with the likeliest meaning of each change, and the range of each in it."""
    meant = ""
    ranges = []
    at = 0
    for change in changes:
        meant += text[at : tokens[change.first].group.start]
        word = change.meanings[0].text
        if change.meanings[0].kind == "spelling":
            word = as_typed(tokens[change.first].group.surface, tokens[change.first].text, word)
        ranges.append((len(meant), len(meant) + len(word)))
        meant += word
        at = tokens[change.last - 1].group.end
    return meant + text[at:], ranges


def _others(
    change: _Change, places: Sequence[int], typed: Sequence[_Token], analyzer: Analyzer, locale: str
) -> dict[int, tuple[Alternative, ...]]:
    """The words of the less likely meanings of a change, and those that were typed, by the place of the word of the
    likeliest meaning that they stand beside."""
    found: dict[int, list[Alternative]] = {place: [] for place in places}
    for meaning in change.meanings[1:]:
        share = meaning.weight / change.meanings[0].weight
        for at, group in enumerate(analyzer.groups(meaning.text, locale)):
            place = places[min(at, len(places) - 1)]
            found[place] += (
                Alternative(term, round(share * WEIGHTS[kind], 3), meaning.kind) for kind, term in group.terms
            )
    for at, token in enumerate(typed):
        place = places[at * len(places) // len(typed)]
        found[place] += (Alternative(term, WEIGHTS[kind], kind) for kind, term in token.group.terms)
    return {place: tuple(alternatives) for place, alternatives in found.items()}
