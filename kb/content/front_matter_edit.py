"""Changes one list of a file's front matter and leaves every other line as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from kb.content import front_matter, yaml_text

_KEY = "aliases"
_OF_LIST = re.compile(r"[ \t]+\S|-[ \t]|[ \t]*$|[ \t]*#")


def with_aliases(text: str, more: Sequence[str]) -> str:
    """The text of an article's file (LF line ends) with more aliases. Raises ValueError, with a sentence, where its
    front matter is in a form that can't be changed."""
    found = front_matter.split(text)
    if found.problems:
        raise ValueError(f"line {found.problems[0].line}: {found.problems[0].message}")
    if found.body_line == 1:
        return f"---\n{_line(more)}\n---\n\n{text}"
    value = yaml_text.load(found.source).value
    held = value.get(_KEY, []) if isinstance(value, dict) else []
    before = [item for item in (held if isinstance(held, list) else [held]) if isinstance(item, str) and item]
    lines = text.split("\n")
    start = found.first_line - 1
    end = start + (found.source.count("\n") + 1 if found.source else 0)
    at = next((n for n in range(start, end) if re.match(rf"{_KEY}[ \t]*:", lines[n], re.IGNORECASE)), None)
    if at is None:
        return "\n".join([*lines[:end], _line(more), *lines[end:]])
    after = at + 1
    while after < end and _OF_LIST.match(lines[after]):
        after += 1
    return "\n".join([*lines[:at], _line([*before, *more]), *lines[after:]])


def _line(aliases: Sequence[str]) -> str:
    """The list on one line; what JSON quotes YAML reads."""
    return f"{_KEY}: {json.dumps(list(dict.fromkeys(aliases)), ensure_ascii=False)}"
