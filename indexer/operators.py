"""What a typed text asks for besides its words: "phrases", -excluded words and category:names. All else is text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.analysis import cjk, script
from indexer.analysis.analyzer import SPACED, Analyzer
from indexer.fields import GRAMS, WORDS
from indexer.query import MAX_CHARACTERS, Parts

QUOTED_IN_PASSING = 24  # letters and digits beside the quotes, from which on a text is a sentence with a name in it
MAX_EACH = 4  # phrases, exclusions, and names looked up as a category; more of them only cost time
QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "«": "»", "＂": "＂"}

_CATEGORY = re.compile(  # the word for it in each language of the interface
    r"(?:category|分类|分類|類別|カテゴリー?|카테고리|categor[íi]a|(?:ال)?فئة|(?:ال)?تصنيف)[:：]", re.IGNORECASE
)
_SIGN = re.compile(r'[-－"“「『«＂]|' + _CATEGORY.pattern, re.IGNORECASE)
_WORD = re.compile(r"[^\s,;!?，。；！？、]+")
_NUMBER = re.compile(r"\d[\d.,:%/-]*")


@dataclass(frozen=True, slots=True)
class Operators:
    """text: what is left to rank by; the words of phrases stay in it. category: what `category_of` made of the first
    name that it knew. typed: the whole as it was typed, but for categories."""

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    category: str = ""
    typed: str = ""

    def __bool__(self) -> bool:
        return bool(self.phrases or self.excluded or self.category)

    def around(self, text: str) -> str:
        """Another text to rank by with the same phrases and exclusions, as one would type it."""
        for phrase in self.phrases:
            text = text.replace(phrase, f"“{phrase}”", 1)
        return " ".join((text, *(f"-“{each}”" if " " in each else f"-{each}" for each in self.excluded)))


def _no_category(_name: str) -> str:
    return ""


def parse(text: str, category_of: Callable[[str], str] = _no_category) -> Operators:
    """The operators of any text. category_of: a category's id by what was typed for it, "" where there is none, and
    then it is text. What has no word besides exclusions and categories is text as a whole, and quotes in a long
    sentence are no phrases. Linear in the length."""
    if not _SIGN.search(text):
        return Operators(text, typed=text)
    reading = _Reading(text, category_of)
    reading.run()
    ranked = " ".join("".join(reading.kept).split())
    if not any(map(str.isalnum, ranked)):
        return Operators(text, typed=text)
    beside = sum(map(str.isalnum, ranked)) - sum(sum(map(str.isalnum, phrase)) for phrase in reading.phrases)
    return Operators(
        ranked,
        tuple(dict.fromkeys(reading.phrases))[:MAX_EACH] if beside < QUOTED_IN_PASSING else (),
        tuple(dict.fromkeys(reading.excluded))[:MAX_EACH],
        reading.category,
        " ".join("".join(reading.typed).split()),
    )


@dataclass
class _Reading:
    """A text while it is read from left to right."""

    text: str
    category_of: Callable[[str], str]
    at: int = 0
    kept: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    category: str = ""
    lookups: int = 0
    unclosed: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Reads to the end."""
        while self.at < len(self.text):
            is_start = self.at == 0 or self.text[self.at - 1].isspace()
            taken = (is_start and (self._exclusion() or self._category())) or self._phrase()
            if not taken:
                self._keep(self.text[self.at])
                self.at += 1

    def _keep(self, text: str) -> None:
        self.kept.append(text)
        self.typed.append(text)

    def _exclusion(self) -> bool:
        if self.text[self.at] not in "-－":
            return False
        first = self.at + 1
        said, end = self._quoted(first)
        if not said:
            word = _WORD.match(self.text, first)
            said, end = (word[0], word.end()) if word and _is_excludable(word[0]) else ("", first)
        if said:
            self.excluded.append(said)
            self.kept.append(" ")
            self.typed.append(self.text[self.at : end])
            self.at = end
        return bool(said)

    def _category(self) -> bool:
        sign = _CATEGORY.match(self.text, self.at)
        if sign is None or self.lookups == MAX_EACH:
            return False
        name, end = self._quoted(sign.end())
        if not name:
            word = _WORD.match(self.text, sign.end())
            name, end = (word[0], word.end()) if word else ("", sign.end())
        self.lookups += bool(name)
        found = self.category_of(name) if name else ""
        if found:
            self.category = self.category or found
            self.at = end
        return bool(found)

    def _phrase(self) -> bool:
        if self.text[self.at] not in QUOTES or self._is_inside_a_word():
            return False
        said, end = self._quoted(self.at)
        if said:
            self.phrases.append(said)
            self.kept.append(f" {said} ")
            self.typed.append(self.text[self.at : end])
        else:
            self._keep(self.text[self.at : end])
        self.at = end
        return True

    def _is_inside_a_word(self) -> bool:
        """True right after a letter or digit of a script with spaces: 5" is a size."""
        before = self.text[self.at - 1] if self.at else " "
        return before.isalnum() and script.kind_of(before) in SPACED

    def _quoted(self, start: int) -> tuple[str, int]:
        """What is quoted from here, and where its quotes end; "" where that holds no word or is never closed."""
        closing = QUOTES.get(self.text[start : start + 1], "")
        if not closing or closing in self.unclosed:
            return "", start + 1
        end = self.text.find(closing, start + 1)
        if end < 0:
            self.unclosed.add(closing)
            return "", start + 1
        said = self.text[start + 1 : end].strip()
        return (said if any(map(str.isalnum, said)) else ""), end + 1


def _is_excludable(word: str) -> bool:
    """True for a word of two characters or more: -5 and -32603 are numbers, -g and --flag are switches."""
    return word[0].isalnum() and len(word) > 1 and not _NUMBER.fullmatch(word)


def parts_of(phrase: str, analyzer: Analyzer, locale: str, *, are_lone_words: bool = False) -> Parts:
    """What a document that holds a phrase holds all of: grams of packed scripts,
    pairs of neighbouring words of spaced ones, and words without such a neighbour, by their stems. are_lone_words: a
    packed character that stands alone is a word; else it may end one, as in 划转USDT, and isn't asked for."""
    said = phrase[:MAX_CHARACTERS]
    found, stems = analyzer.grams_and_stems(said, locale)
    grams = [gram for gram in found if len(gram) >= cjk.gram_size(gram)]
    lone = [gram for gram in found if len(gram) < cjk.gram_size(gram)] if are_lone_words else []
    paired = {word for gram in grams for word in gram.split(" ")} if stems else set()
    words = [(WORDS, word) for word in stems if word not in paired]
    return tuple(dict.fromkeys([*words, *((WORDS, gram) for gram in lone), *((GRAMS, gram) for gram in grams)]))
