"""Why a hit is among the results, in words for readers: where what they typed stands, or which other word for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from indexer.analysis.normalize import folded
from indexer.analysis.pinyin import full_readings, initials
from indexer.hits import Hit, Marked
from kb.article import Article

MOST_REASONS = 4
_LONGEST_WORD = 40
_STEM = 4  # letters that two forms of a word have in common


@dataclass(frozen=True, slots=True)
class Reason:
    """place: title, alias, tag, category, text or translation. word: what stands there, "" where that isn't known.
    typed: what it stands for, where it is another word. how: same, form or pinyin then, else "". locale: of the
    translation, "" otherwise."""

    place: str
    word: str
    typed: str = ""
    how: str = ""
    locale: str = ""


def reasons_of(hit: Hit, article: Article, translations: Mapping[str, Article]) -> tuple[Reason, ...]:
    """At most MOST_REASONS, one for each idea of the query that the hit answers, in the query's order."""
    typed = [folded(surface) for surface in hit.matched_by]
    ways: Mapping[str, Callable[[str], Reason]] = {
        "title": lambda surface: _of_text(surface, "title", article.title, (hit.title,), typed),
        "text": lambda surface: _of_text(surface, "text", article.body, _snippets(hit), typed),
        "alias": lambda surface: _of_names(surface, "alias", article.aliases),
        "tag": lambda surface: _of_names(surface, "tag", (*article.tags, *article.keywords)),
    }
    found = []
    for surface, place in list(hit.matched_by.items())[:MOST_REASONS]:
        surface = surface[:_LONGEST_WORD]
        reason = ways[place](surface) if place in ways else Reason(place, "", surface)
        found.append(_of_translations(reason, article, translations) if reason.how in ("", "same") else reason)
    return tuple(dict.fromkeys(found))


def _of_text(surface: str, place: str, text: str, shown: tuple[Marked, ...], typed: list[str]) -> Reason:
    """A reason that names the word which is marked in what the reader sees, where it isn't what was typed."""
    if _holds(text, surface):
        return Reason(place, surface)
    words = [word for word in _marks(shown) if folded(word) not in typed]
    alike = next((word for word in words if _how(surface, word) != "same"), "")
    word = alike or next(iter(words), "")
    return Reason(place, word, surface, _how(surface, word) if word else "")


def _of_names(surface: str, place: str, names: tuple[str, ...]) -> Reason:
    has = any(_holds(name, surface) for name in names)
    return Reason(place, surface) if has else Reason(place, "", surface)


def _of_translations(reason: Reason, article: Article, translations: Mapping[str, Article]) -> Reason:
    """The translation that holds what was typed, where the article itself has another word for it."""
    for locale, text in translations.items() if reason.typed else ():
        if text is not article and any(_holds(part, reason.typed) for part in (text.title, *text.aliases, text.body)):
            return Reason("translation", reason.typed, locale=locale)
    return reason


def _holds(text: str, typed: str) -> bool:
    """Whether a text holds what was typed, in any case, full-width or in the other Chinese script. Texts themselves
    aren't folded: that would take longer than the search."""
    plain = text.casefold()
    return typed.casefold() in plain or folded(typed) in plain


def _snippets(hit: Hit) -> tuple[Marked, ...]:
    return (hit.snippet, *(marked for section in hit.sections for marked in (section.title, section.snippet)))


def _marks(shown: tuple[Marked, ...]) -> Iterator[str]:
    for marked in shown:
        for start, end in marked.ranges:
            yield marked.text[start:end][:_LONGEST_WORD]


def _how(surface: str, word: str) -> str:
    """How a word stands for what was typed: as its pinyin, as another form of it, or as one that means the same."""
    one, other = folded(surface), folded(word)
    spelt = one.replace(" ", "")
    if spelt.isascii() and not other.isascii() and len(other) <= _LONGEST_WORD:
        is_pinyin = spelt in initials(other) or spelt in ("".join(reading) for reading in full_readings(other))
        return "pinyin" if is_pinyin else "same"
    return "form" if len(one) >= _STEM and one[:_STEM] == other[:_STEM] else "same"
