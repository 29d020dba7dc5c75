"""Reads groups of words, in any language, that mean the same: a site's `glossary.yml`, and the shipped glossary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.synonyms import Surface, SynonymGroup
from kb.content import yaml_file, yaml_text
from kb.content.fields import is_blank, one_line
from kb.content.yaml_text import Value
from kb.finding import Finding
from kb.locale import canonical
from kb.site_glossary import SiteGlossary

KEYS: Mapping[str, str] = {
    "groups": "groups of words that mean the same to your readers",
    "without": "fields of the shipped glossary that this site doesn't need, such as nft or travel",
    "locales": "locales of the shipped glossary to use; none: all",
}
GROUP_KEYS: Mapping[str, str] = {
    "<locale>": "words in that language; each finds all others of the group",
    "narrow": "words that find the others, but aren't found by them",
    "ambiguous": "those of the words that mean this only beside a word of the field, or where articles use a sure one",
    "not": "phrases that hold one of the words and mean something else",
    "weight": "how well the words stand for each other, 0 to 1; 0.9 where it isn't said, 0.8 in the shipped glossary",
    "id": "a name, shown where a search is explained",
    "note": "for editors only",
}
MAX_GROUPS = 20_000
MAX_WORDS = 200
WEIGHT, OWN_WEIGHT = 0.8, 0.9  # a site knows its words better than any general glossary
_MAX_LENGTH = 60
_REMARKS = frozenset({"note", "comment", "id", "kind", "weight"})
_LISTS = frozenset({"narrow", "ambiguous", "not"})


def read(content: Path, path: str = "glossary.yml") -> tuple[SiteGlossary, tuple[Finding, ...]]:
    """The site's glossary with the file's findings. Never raises.

    A group is a list of words, one line of words parted by commas, or a mapping of locales to such.
    """
    fields = yaml_file.read(content, path, "groups")
    name = next((key for key in ("groups", "glossary") if fields.has(key)), "groups")
    listed = fields.raw(name)
    groups: list[SynonymGroup] = []
    for place, item in enumerate(listed if isinstance(listed, list) else []):
        group = group_of(item, f"site-{place + 1}", OWN_WEIGHT, field="site")
        if len(group.surfaces) + len(group.narrow) < 2:
            fields.report(name, "bad-glossary", f"group {place + 1} has fewer than two words; left out")
        else:
            groups.append(group)
    if listed not in (None, "") and not isinstance(listed, list):
        fields.report(name, "bad-glossary", f"`{name}` should be a list of groups")
    for key in fields.written():
        if key not in KEYS and key != name:
            fields.report(key, "unknown-key", f"`{key[:40]}` means nothing in glossary.yml")
    glossary = SiteGlossary(
        tuple(groups[:MAX_GROUPS]), fields.texts("without", separators=","), fields.locales("locales")
    )
    return glossary, tuple(sorted(set(fields.findings)))


def shipped(path: Path) -> tuple[SynonymGroup, ...]:
    """The groups of a file of the shipped glossary, whose name is their field."""
    parsed = yaml_text.trusted(path.read_text(encoding="utf-8"))
    listed = parsed.get("groups", []) if isinstance(parsed, dict) else []
    rows = enumerate(listed if isinstance(listed, list) else [])
    return tuple(group_of(item, f"{path.stem}/{place + 1}", WEIGHT, path.stem) for place, item in rows)


def group_of(item: Value, name: str, weight: float, field: str) -> SynonymGroup:
    """A group as it is written. name: its id where it has none. weight: where it says none."""
    written: Mapping[str, Value] = item if isinstance(item, dict) else {"": item}
    lists = {key.lower(): value for key, value in written.items() if key.lower() in _LISTS}
    surfaces = [
        (word, locale)
        for tag, value in written.items()
        if tag.lower() not in _REMARKS and tag.lower() not in lists
        for locale in [canonical(tag) or ""]
        for word in _words(value)
    ]
    locale_of = dict(surfaces)
    return SynonymGroup(
        id=one_line(str(written.get("id") or name)),
        surfaces=tuple(dict.fromkeys(surfaces))[:MAX_WORDS],
        narrow=tuple(_marked(lists.get("narrow"))),
        weight=_weight(written.get("weight"), weight),
        field=field,
        ambiguous=tuple((word, locale_of.get(word, "")) for word, _ in _marked(lists.get("ambiguous"))),
        unlike=tuple(_marked(lists.get("not"))),
    )


def _weight(written: Value | None, usual: float) -> float:
    try:
        return min(max(float(written), 0.05), 1.0) if isinstance(written, str) else usual
    except ValueError:
        return usual


def _marked(value: Value | None) -> Iterator[Surface]:
    """The words of a list, or of lists by locale."""
    if isinstance(value, dict):
        for tag, words in value.items():
            yield from ((word, canonical(tag) or "") for word in _words(words))
    else:
        yield from ((word, "") for word in _words(value))


def _words(value: Value | None) -> Iterator[str]:
    """The words of a list, or of one line with commas between."""
    parts = value.replace("，", ",").split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    for part in parts:
        if isinstance(part, str) and not is_blank(part) and len(part) <= _MAX_LENGTH:
            yield one_line(part)
