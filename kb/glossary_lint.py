"""What is wrong with groups of words: those that can't be meant, and those that would be meant by mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from indexer.analysis import script
from indexer.analysis.analyzer import Analyzer
from indexer.analysis.chinese_variants import simplified
from indexer.analysis.normalize import folded
from indexer.synonyms import Glossary, Surface, SynonymGroup
from kb.finding import Finding
from kb.glossary import SHIPPED, fields, shipped, surfaces_of
from kb.library import Library

RULES: Mapping[str, str] = {
    "glossary-ambiguous": "an ambiguous word of a glossary group isn't among the group's words",
    "glossary-contradiction": "a word is in its glossary group twice, or both in it and among what it isn't",
    "glossary-field": "the shipped glossary has no field of that name",
    "glossary-never": "a word of a glossary group can never be found: it is too short, too long, or no word",
    "glossary-script": "a word of a glossary group isn't written in the script of its language",
    "glossary-shared": "a word is in two glossary groups of one field; a search for it finds both",
    "glossary-stopword": "a word of a glossary group says nothing by itself; every other search would find the group",
}
_SCRIPTS: Mapping[str, frozenset[str]] = {
    "ja": frozenset(("Han", "Hiragana", "Katakana", "Latin")),
    "ko": frozenset(("Hangul", "Latin", "Han")),
    "zh": frozenset(("Han", "Latin")),
    "ru": frozenset(("Cyrillic", "Latin")),
    "uk": frozenset(("Cyrillic", "Latin")),
    "ar": frozenset(("Arabic", "Latin")),
    "fa": frozenset(("Arabic", "Latin")),
    "th": frozenset(("Thai", "Latin")),
    "el": frozenset(("Greek", "Latin")),
    "he": frozenset(("Hebrew", "Latin")),
    "hi": frozenset(("Devanagari", "Latin")),
    **dict.fromkeys(("en", "es", "pt", "fr", "de", "it", "nl", "tr", "vi", "id", "ms"), frozenset(("Latin",))),
}
_COMMON = "ー々〇ª º"  # letters of several scripts
_SIMPLIFIED, _TRADITIONAL = frozenset(("zh", "zh-CN", "zh-SG", "zh-Hans")), frozenset(("zh-TW", "zh-HK", "zh-Hant"))


class Flaw(NamedTuple):
    """group: its place among the groups. word: what is wrong, "" for the whole group. rule: a key of RULES."""

    group: int
    word: str
    rule: str
    message: str


def flaws(groups: Sequence[SynonymGroup], analyzer: Analyzer) -> tuple[Flaw, ...]:
    """Everything that is wrong with groups, by group and word; takes seconds for thousands of groups."""
    found = [*_contradictions(groups), *_shared(groups), *_scripts(groups)]
    found += _unmeant(groups, analyzer, Glossary(groups, analyzer))
    return tuple(sorted(set(found)))


def findings(library: Library) -> Iterator[Finding]:
    """What is wrong with the site's own groups and with what it says of the shipped ones."""
    glossary, path = library.glossary, "glossary.yml"
    lines = _lines_of(library.content / path if library.content else None)
    known = fields()
    for field in glossary.without:
        if field not in known:
            note = f"`{field[:40]}` is no field of the shipped glossary; they are {', '.join(known)}"
            yield Finding(path, _line_of(field, lines), "glossary-field", note)
    if glossary.groups:
        yield from _told(glossary.groups, Analyzer(surfaces_of(library)), path, lines)


def shipped_findings() -> tuple[Finding, ...]:
    """What is wrong with the shipped glossary; takes a quarter of a minute."""
    analyzer = Analyzer(surfaces_of(Library()))
    found: list[Finding] = []
    for field in fields():
        groups = [group for group in shipped() if group.field == field]
        found += _told(groups, analyzer, f"{field}.yml", _lines_of(SHIPPED / f"{field}.yml"))
    return tuple(sorted(found))


def _told(groups: Sequence[SynonymGroup], analyzer: Analyzer, path: str, lines: Sequence[str]) -> Iterator[Finding]:
    starts, line = [], 0
    for group in groups:
        line = max(line, _line_of(group.surfaces[0][0] if group.surfaces else "", lines, line))
        starts.append(line)
    for flaw in flaws(groups, analyzer):
        yield Finding(path, _line_of(flaw.word, lines, starts[flaw.group]), flaw.rule, flaw.message)


def _lines_of(path: Path | None) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n") if path else []
    except OSError:
        return []


def _line_of(word: str, lines: Sequence[str], start: int = 0) -> int:
    """The first line, 1-based and not before a start, in which a word stands; the start where none does."""
    return next((number for number, line in enumerate(lines, 1) if number >= start and word in line), start)


def _contradictions(groups: Sequence[SynonymGroup]) -> Iterator[Flaw]:
    for at, group in enumerate(groups):
        said = Counter((*_keys(group.surfaces), *_keys(group.narrow)))
        for word, _ in (*group.surfaces, *group.narrow):
            if said[_key(word)] > 1 and len({tag for text, tag in group.surfaces if _key(text) == _key(word)}) < 2:
                yield Flaw(at, word, "glossary-contradiction", f"`{word}` is in the group twice")
        for word, _ in group.unlike:
            if _key(word) in said:
                yield Flaw(at, word, "glossary-contradiction", f"`{word}` is in the group and among what it isn't")
        for word, _ in group.ambiguous:
            if _key(word) not in said:
                yield Flaw(at, word, "glossary-ambiguous", f"`{word}` is called ambiguous but isn't in the group")


def _shared(groups: Sequence[SynonymGroup]) -> Iterator[Flaw]:
    places: dict[tuple[str, str], int] = {}
    for at, group in enumerate(groups):
        for word, _ in group.surfaces:  # a narrow one may lead to several broader groups
            first = places.setdefault((group.field, _key(word)), at)
            if first != at:
                other = groups[first].id
                yield Flaw(at, word, "glossary-shared", f"`{word}` is in `{other}` too; leave it to one of the two")


def _scripts(groups: Sequence[SynonymGroup]) -> Iterator[Flaw]:
    for at, group in enumerate(groups):
        for word, tag in (*group.surfaces, *group.narrow):
            if tag and (cause := _wrong_script(word, tag)):
                yield Flaw(at, word, "glossary-script", f"`{word}` of {tag} {cause}")


def _wrong_script(word: str, tag: str) -> str:
    """What is wrong with the script of a word, "" for nothing."""
    allowed = _SCRIPTS.get(tag.partition("-")[0])
    letters = [c for c in word if c.isalpha() and c not in _COMMON]
    strange = next((c for c in letters if allowed and script.script_of(c) not in allowed), "")
    if strange:
        return f"has `{strange}`, which that language isn't written with"
    if tag in _SIMPLIFIED and simplified(word) != word:
        return f"is in traditional characters; write {simplified(word)}"
    if tag in _TRADITIONAL and not _is_traditional(word):
        return "has simplified characters"
    return ""


def _is_traditional(word: str) -> bool:
    """Whether the word can be written in Taiwan's or Hong Kong's own encodings, which know no simplified forms."""
    return _is_encoded(word, "cp950") or _is_encoded(word, "big5hkscs")


def _is_encoded(word: str, encoding: str) -> bool:
    try:
        word.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _unmeant(groups: Sequence[SynonymGroup], analyzer: Analyzer, glossary: Glossary) -> Iterator[Flaw]:
    """Words whose own search doesn't find their group, and those that are function words."""
    for at, group in enumerate(groups):
        for word, tag in (*group.surfaces, *group.narrow):
            typed = analyzer.groups(word, tag or "en")
            if len(typed) == 1 and typed[0].is_stopword:
                yield Flaw(at, word, "glossary-stopword", f"`{word}` says nothing by itself; take it out, or say more")
            elif not any(at in numbers for numbers in glossary.named(typed).values()):
                yield Flaw(at, word, "glossary-never", f"`{word}` can never be found; take it out, or say it otherwise")


def _keys(surfaces: Sequence[Surface]) -> Iterator[str]:
    return (_key(word) for word, _ in surfaces)


def _key(word: str) -> str:
    return " ".join(folded(word).split())
