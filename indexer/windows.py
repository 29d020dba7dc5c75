"""Stretches of a query that are known phrases, whatever light words stand between: "close my account"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from indexer.analysis import script
from indexer.analysis.analyzer import SPACED, Analyzer, Group
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.normalize import fold
from indexer.phrase_table import PhraseTable

Row = tuple[int, str, str]  # number, text, locale or ""
Wanted = Callable[[Sequence[int]], bool]  # whether a phrase of these numbers counts

FORMAT = 6  # raise it when `tables_of` makes something else of the same phrases
SEPARATOR = "\x1f"  # no token holds it
LONGEST = 40  # tokens of a phrase; each character counts in scripts that are written without spaces
MAX_WINDOWS = 12  # phrases that one query may hold
_SHORTEST_STEM = 4  # letters of one that stands alone: that of the German ändern is "and"
_GAP = 4  # tokens between the two characters of a verb and its object: 提了500个币
_LIGHT_WORDS = """
的 了 我 你 个 我的 你的 这个 那个 一下 の を が は に my the a an your our this that these those
mi mis tu tus el la los las un una meu minha o os as um uma mein meine meinen meinem dein der die das den dem ein eine
einen mon ma mes le les une votre мой моя моё мои
"""
_LIGHT = frozenset(_LIGHT_WORDS.split())


@dataclass(frozen=True, slots=True)
class Token:
    """What is compared: a character of a packed script, or a word of a spaced one by its form and by its stem. group:
    the place of the word that it belongs to. is_alone: it is the whole of that word. is_light: it may be left out."""

    word: str
    stem: str
    group: int
    is_alone: bool
    is_light: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A phrase in a query: the places of its tokens, those of the words that they belong to, and its numbers."""

    places: tuple[int, ...]
    groups: tuple[int, ...]
    numbers: tuple[int, ...]


class Windows:
    """Phrases by their tokens. numbers: of each phrase, its tokens joined by SEPARATOR; phrases of the same number mean
    the same. sizes: of the phrases that begin with two tokens, the longest first. Both as tables_of makes them."""

    def __init__(self, numbers: Mapping[str, Sequence[int]], sizes: Mapping[str, Sequence[int]]) -> None:
        self._numbers, self._sizes = PhraseTable(numbers), PhraseTable(sizes)

    @classmethod
    def of(cls, rows: Iterable[Row], analyzer: Analyzer, shortest: int = 2, has_stems: bool = True) -> Windows:
        """Windows of phrases; see tables_of."""
        return cls(*tables_of(rows, analyzer, shortest, has_stems))

    def has(self, phrase: tuple[str, ...]) -> bool:
        """Whether these tokens are a phrase."""
        return bool(self.numbers_of(phrase))

    def numbers_of(self, phrase: Iterable[str]) -> Sequence[int]:
        """The numbers of these tokens as a phrase, ascending; none where they are no phrase."""
        return self._numbers.get(SEPARATOR.join(phrase))

    def found(self, tokens: Sequence[Token], is_wanted: Wanted = bool) -> list[Window]:
        """The phrases in the tokens of a query, each the longest that begins there, none over another. is_wanted: by
        the numbers of a phrase, whether it counts; a shorter one may take the place of one that doesn't."""
        forms = _forms(tokens)
        found: list[Window] = []
        at = 0
        while at < len(tokens) and len(found) < MAX_WINDOWS:
            places = self._longest(tokens, forms, at, is_wanted)
            numbers = self._numbers_in(forms, places)
            if is_wanted(numbers):
                found.append(_window(tokens, places, numbers))
            at = places[-1] + 1
        return found

    def across(self, tokens: Sequence[Token], taken: Collection[int], is_wanted: Wanted) -> list[Window]:
        """Phrases of spaced words that end in a word of which nothing is known yet and begin in others: of "change
        phone number" phone number too, where change phone was found. They stand for the word at their end alone.
        taken: places of tokens that mean something already."""
        forms = _forms(tokens)
        found = []
        for at, token in enumerate(tokens):
            if at in taken or token.is_light or script.kind_of(token.word[0]) not in SPACED:
                continue
            for start in range(max(0, at - LONGEST + 1), at):
                size = at + 1 - start
                likely = [form for form in forms if size in self._sizes_from(form, start)]
                numbers = self._numbers_in(likely, range(start, at + 1))
                if is_wanted(numbers):
                    found.append(Window(tuple(range(start, at + 1)), (token.group,), tuple(numbers)))
                    break
        return found

    def _sizes_from(self, form: Sequence[str], at: int) -> Sequence[int]:
        """The sizes of the phrases that begin with two tokens from a place on."""
        return self._sizes.get(SEPARATOR.join(form[at : at + 2]))

    def _longest(
        self, tokens: Sequence[Token], forms: Sequence[Sequence[str]], at: int, is_wanted: Wanted
    ) -> Sequence[int]:
        """The places of the longest phrase from one on, or that place alone."""
        best: Sequence[int] = (at,)
        for places in _ways(tokens, at):
            for form in forms:
                first_two = SEPARATOR.join([form[place] for place in places[:2]])
                for size in self._sizes.get(first_two):
                    if size <= len(best):
                        break
                    if size <= len(places) and is_wanted(self.numbers_of([form[place] for place in places[:size]])):
                        best = places[:size]
                        break
        return best

    def _numbers_in(self, forms: Sequence[Sequence[str]], places: Sequence[int]) -> Sequence[int]:
        for form in forms:
            numbers = self.numbers_of([form[place] for place in places])
            if numbers:
                return numbers
        return ()

    def apart(self, tokens: Sequence[Token], taken: Collection[int]) -> list[Window]:
        """Verbs that stand apart from their objects: phrases of two characters, each a word of its own. taken: places
        of tokens that mean something else already."""
        free = [
            place
            for place, token in enumerate(tokens)
            if token.is_alone and not token.is_light and place not in taken and is_han(token.word)
        ]
        found = []
        for at, place in enumerate(free):
            for other in free[at + 1 :]:
                numbers = self.numbers_of((tokens[place].word, tokens[other].word))
                if other - place > _GAP:
                    break
                if numbers:
                    found.append(_window(tokens, (place, other), numbers))
                    break
        return found


def tables_of(
    rows: Iterable[Row], analyzer: Analyzer, shortest: int = 2, has_stems: bool = True
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Pair (numbers, sizes) of which Windows are made, as plain JSON values; takes seconds for a hundred thousand rows.
    shortest: characters of a phrase; a shorter one is none. has_stems: other forms of its words are the phrase too."""
    kept = list(rows)
    folded = fold("\n".join(" ".join(text.split()) for _, text, _ in kept)).cased.split("\n") if kept else []
    numbers: dict[str, list[int]] = {}
    sizes: dict[str, set[int]] = {}
    forms_of = cache(partial(_forms_of, analyzer=analyzer, has_stems=has_stems))  # the same words come often
    for (number, _, locale), text in zip(kept, folded, strict=True):
        for phrase in _phrases(text, locale or "en", forms_of):
            if 0 < len(phrase) <= LONGEST and sum(map(len, phrase)) >= shortest:
                held = numbers.setdefault(SEPARATOR.join(phrase), [])
                if number not in held:
                    held.append(number)
                if len(phrase) > 1:
                    sizes.setdefault(SEPARATOR.join(phrase[:2]), set()).add(len(phrase))
    return numbers, {first: sorted(found, reverse=True) for first, found in sizes.items()}


def _forms_of(run: str, locale: str, analyzer: Analyzer, has_stems: bool) -> tuple[str, str]:
    """A word of a spaced script, and the form of it that stands for its others."""
    terms = analyzer.group_terms(run, locale)
    word = terms[0][1]
    return word, _stem_of(terms) if has_stems else word


def _phrases(folded: str, locale: str, forms_of: Callable[[str, str], tuple[str, str]]) -> set[tuple[str, ...]]:
    """The ways to say a phrase: by its words or their stems, with and without light words."""
    words: list[str] = []
    stems: list[str] = []
    for run in script.run_texts(folded):
        if script.kind_of(run[0]) in SPACED:
            word, stem = forms_of(run, locale)
            words.append(word)
            stems.append(stem)
        else:
            words += run
            stems += run
    if len(words) == 1 and len(stems[0]) < _SHORTEST_STEM:
        stems = words
    return {tuple(words), tuple(stems), _without_light(words), _without_light(stems)}


def _stem_of(terms: Sequence[tuple[str, str]]) -> str:
    """The stem of a word; a word with parts (e-banking) stands for itself, not for one of them."""
    kinds = dict(terms)
    return kinds.get("stem", terms[0][1]) if "part" not in kinds else terms[0][1]


def tokens_of(groups: Sequence[Group]) -> list[Token]:
    """The tokens of a query's words, in order."""
    tokens: list[Token] = []
    for place, group in enumerate(groups):
        word = group.terms[0][1]
        if is_spaced(group):
            tokens.append(Token(word, _stem_of(group.terms), place, True, word in _LIGHT))
        else:
            is_alone, is_light = len(word) == 1, word in _LIGHT
            tokens += [Token(character, character, place, is_alone, is_light) for character in word]
    return tokens


def _forms(tokens: Sequence[Token]) -> tuple[list[str], ...]:
    """The tokens as they were typed, and their stems where those differ."""
    words, stems = [token.word for token in tokens], [token.stem for token in tokens]
    return (words,) if words == stems else (words, stems)


def is_spaced(group: Group) -> bool:
    """Whether a word is of a script that is written with spaces."""
    return bool(group.terms) and script.kind_of(group.terms[0][1][0]) in SPACED


def _ways(tokens: Sequence[Token], at: int) -> Iterator[Sequence[int]]:
    """The places of the tokens from one on that a phrase may be of: all that follow, and those that aren't light."""
    plain = range(at, min(at + LONGEST, len(tokens)))
    yield plain
    if any(tokens[place].is_light for place in plain[1:]):
        after = range(at + 1, min(at + 2 * LONGEST + 1, len(tokens)))
        yield [at, *[place for place in after if not tokens[place].is_light][: LONGEST - 1]]


def _window(tokens: Sequence[Token], places: Sequence[int], numbers: Sequence[int]) -> Window:
    return Window(tuple(places), tuple(dict.fromkeys(tokens[place].group for place in places)), tuple(numbers))


def _without_light(words: Sequence[str]) -> tuple[str, ...]:
    """A phrase as it is found where light words were left out; its first word stays."""
    kept = [word for word in words[1:] if word not in _LIGHT]
    return (*words[:1], *kept)
