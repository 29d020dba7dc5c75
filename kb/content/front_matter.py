"""Splits a Markdown file into its front matter and its body, in each form that people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.content.yaml_text import Problem

MAX_LINES = 1_000
MAX_SIZE = 64 * 1024
_CLOSING = re.compile(r"(?:---|;;;)[ \t]*")
_KEY = re.compile(r"[^\W\d][\w.:-]*:(?:[ \t]|$)")
_HEXO_KEYS = frozenset({"title", "date", "layout", "lang", "id", "tags", "categories", "category", "description"})
_LIST_OR_MORE = re.compile(r"[ \t]+\S|-[ \t]|#|$")
_OPEN = "the front matter isn't closed: below its last line write "
_TOML_LINE = re.compile(r"""^(?P<key>[A-Za-z_][\w-]*)[ \t]*=[ \t]*(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s"'\[{][^#\n]*)""")


@dataclass(frozen=True, slots=True)
class Split:
    """source: the YAML, first_line: where it starts. body_line: where the body starts. Lines are 1-based."""

    source: str
    first_line: int
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


def split(text: str) -> Split:
    """The front matter and the body of a file's text (LF line ends). Never raises; reads at most 1,000 lines for it.

    Forms: `---` around YAML; YAML closed by `---` or `;;;` alone (Hexo); `+++` around TOML (Hugo), of which the
    one-line keys are read. Front matter that isn't closed ends before the first line that can't belong to it.
    """
    head = text[: MAX_SIZE + 4_096].split("\n")[:MAX_LINES]
    start = next((number for number, line in enumerate(head) if line.strip()), 0)
    if not head or not head[start].strip():
        return Split("", 1, text, 1)
    opening = head[start].rstrip()
    if opening == "---":
        return _fenced(text, head, start)
    if opening == "+++":
        return _toml(text, head, start)
    return _hexo(text, head, start) or Split("", 1, text, 1)


def _parts(text: str, source: list[str], first: int, body: int, problems: tuple[Problem, ...] = ()) -> Split:
    """first, body: 0-based lines. The body is cut out of the whole text, of which only the head was looked at."""
    offset = -1
    for _ in range(body):
        offset = text.find("\n", offset + 1)
        if offset < 0:
            return Split("\n".join(source), first + 1, "", body + 1, problems)
    return Split("\n".join(source), first + 1, text[offset + 1 :], body + 1, problems)


def _fenced(text: str, head: list[str], start: int) -> Split:
    for number in range(start + 1, len(head)):
        line = head[number]
        if _CLOSING.fullmatch(line) or line.rstrip() == "...":
            if _is_prose(head[start + 1 : number]):
                break
            return _parts(text, head[start + 1 : number], start + 1, number + 1)
    end = _plausible_end(head, start + 1)
    if end == start + 1:
        return Split("", 1, text, 1)  # a thematic break at the top of a plain text
    problem = Problem(start + 1, "front-matter-open", _OPEN + "---")
    return _parts(text, head[start + 1 : end], start + 1, end, (problem,))


def _is_prose(lines: list[str]) -> bool:
    """True when a paragraph of prose follows a blank line: the `---` below it is a break in the body."""
    after_blank = False
    for line in lines:
        if not line.strip():
            after_blank = True
        elif _KEY.match(line):
            after_blank = False
        elif after_blank and not _LIST_OR_MORE.match(line):
            return True
    return False


def _plausible_end(head: list[str], start: int) -> int:
    """The line before which unclosed front matter ends: the first blank one or one that isn't of YAML's kind."""
    number = start
    for number in range(start, len(head)):
        line = head[number]
        if not line.strip() or not (_KEY.match(line) or (number > start and _LIST_OR_MORE.match(line))):
            return number
    return number + 1


def _hexo(text: str, head: list[str], start: int) -> Split | None:
    if not _KEY.match(head[start]):
        return None
    has_known_key = False
    for number in range(start + 1, len(head)):
        line = head[number]
        has_known_key = has_known_key or head[number - 1].partition(":")[0] in _HEXO_KEYS
        if _CLOSING.fullmatch(line):
            return _parts(text, head[start:number], start, number + 1) if has_known_key else None
        if not (_KEY.match(line) or _LIST_OR_MORE.match(line)):
            return None
    return None


def _toml(text: str, head: list[str], start: int) -> Split:
    """The one-line keys before the first table, rewritten as YAML line for line."""
    end = next((number for number in range(start + 1, len(head)) if head[number].rstrip() == "+++"), None)
    problem = Problem(start + 1, "front-matter-toml", "TOML is read only in part: write the front matter as YAML")
    if end is None:
        problem = Problem(start + 1, "front-matter-open", _OPEN + "+++")
        end = _toml_end(head, start + 1)
    source: list[str] = []
    for line in head[start + 1 : end]:
        if line.startswith("["):
            break
        match = _TOML_LINE.match(line)
        source.append(_as_yaml(match["key"], match["value"].strip()) if match else _list_as_yaml(line))
    body = end + 1 if end < len(head) and head[end].rstrip() == "+++" else end
    return _parts(text, source, start + 1, body, (problem,))


def _toml_end(head: list[str], start: int) -> int:
    return next((number for number in range(start, len(head)) if not head[number].strip()), len(head))


def _as_yaml(key: str, value: str) -> str:
    if value[0] in "\"'":
        value = value[1:-1]
    return f"{key}: '" + value.replace("'", "''") + "'"


def _list_as_yaml(line: str) -> str:
    """A one-line list of texts as YAML, which writes it alike; "" for what isn't one."""
    match = re.fullmatch(r"""([A-Za-z_][\w-]*)[ \t]*=[ \t]*(\[[^\[\]{}#]*\])[ \t]*""", line)
    return f"{match[1]}: {match[2]}" if match else ""
