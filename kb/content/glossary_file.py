"""Reads `glossary.yml`: groups of words, in any language, that mean the same."""

from __future__ import annotations

from pathlib import Path

from kb.content import yaml_file
from kb.content.fields import is_blank, one_line
from kb.content.yaml_text import Value
from kb.finding import Finding

MAX_GROUPS = 20_000
MAX_WORDS = 100
_MAX_LENGTH = 60
_REMARKS = frozenset({"note", "comment", "id", "kind"})


def read(content: Path, path: str = "glossary.yml") -> tuple[tuple[tuple[str, ...], ...], tuple[Finding, ...]]:
    """The groups in their order, each word once, with the file's findings. Never raises.

    A group is a list of words, one line of words parted by commas, or a mapping of locales to such.
    """
    fields = yaml_file.read(content, path, "groups")
    name = next((key for key in ("groups", "glossary") if fields.has(key)), "groups")
    listed = fields.raw(name)
    groups: list[tuple[str, ...]] = []
    for place, item in enumerate(listed if isinstance(listed, list) else []):
        words = tuple(dict.fromkeys(_words(item)))[:MAX_WORDS]
        if len(words) < 2:
            fields.report(name, "bad-glossary", f"group {place + 1} has fewer than two words; left out")
        else:
            groups.append(words)
    if listed not in (None, "") and not isinstance(listed, list):
        fields.report(name, "bad-glossary", f"`{name}` should be a list of groups")
    return tuple(groups[:MAX_GROUPS]), tuple(sorted(set(fields.findings)))


def _words(item: Value) -> list[str]:
    """The words of one group, at most two levels down."""
    values: list[Value] = []
    if isinstance(item, dict):
        for key, value in item.items():
            if key.lower() not in _REMARKS:
                values += value if isinstance(value, list) else [value]
    else:
        values = item if isinstance(item, list) else [item]
    is_listed = isinstance(item, list)
    texts = [value for value in values if isinstance(value, str)]
    parts = [part for text in texts for part in ([text] if is_listed else text.replace("，", ",").split(","))]
    return [one_line(part) for part in parts if not is_blank(part) and len(part) <= _MAX_LENGTH]
