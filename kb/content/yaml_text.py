"""YAML as plain text values, read from untrusted files: bounded, without aliases, merges or tags, and forgiving."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import yaml

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

# Real front matter is under 4 KiB, 40 keys and 6 levels in 5,481 files of five sites; the rest is head-room.
MAX_SIZE = 1024 * 1024
MAX_DEPTH = 20
MAX_KEYS = 5_000
MAX_NODES = 200_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
# By libyaml: a byte order mark ends the text, # is a comment also right after | or >, a tag may hold more.
_READ_DIFFERENTLY = re.compile(r"[\t\ufeff]|[|>][-+0-9]*#|![^\s\w]|!\w+[^\s\w]")
_CHUNK = re.compile(r"^(?=[^\s#\-\]}])", re.MULTILINE)
_LINE = re.compile(r"^(?P<lead>[ ]*(?:- +)?(?:[\w][\w .-]*:[ \t]+)?)(?P<value>\S.*)$")
_CLOSERS = {"[": "]", "{": "}", '"': '"', "'": "'"}


@dataclass(frozen=True, slots=True)
class Problem:
    """line: 1-based. key: the top-level key it lies under, or "". is_refused: nothing of the text was kept."""

    line: int
    rule: str
    message: str
    key: str = ""
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Yaml:
    """value: every scalar is text, null is "". lines: of each mapping key, by the keys and list places above it."""

    value: Value
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def trusted(text: str) -> Value:
    """The value of YAML that comes with the program: every scalar is text; twenty times as fast as `load`.

    Raises yaml.YAMLError.
    """
    nested: list[list[Any]] = [[]]
    for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
        if isinstance(event, yaml.ScalarEvent):
            nested[-1].append(event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            nested.append([])
        elif isinstance(event, yaml.CollectionEndEvent):
            items = nested.pop()
            is_list = isinstance(event, yaml.SequenceEndEvent)
            nested[-1].append(items if is_list else dict(zip(items[::2], items[1::2], strict=True)))
    return nested[0][0] if nested[0] else ""


def load(text: str, first_line: int = 1, max_size: int = MAX_SIZE) -> Yaml:
    """The text's value; {} for an empty text and for one that is refused. Never raises; linear in the text's length.

    first_line: of the file, where the text starts. What breaks YAML in one top-level key costs only that key.
    """
    if len(text) > max_size:
        return _refused(Problem(first_line, "yaml-limit", f"the YAML is longer than {max_size:,} characters"))
    text = _UNSAFE.sub("", _OTHER_BREAKS.sub(" ", text))
    try:
        return _composed_fast(text, first_line) or _composed(text, first_line)
    except _OverLimitError as error:
        return _refused(Problem(error.line, "yaml-limit", str(error)))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return _salvaged(text, first_line, _sentence(error))


class _OverLimitError(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _refused(problem: Problem) -> Yaml:
    return Yaml({}, {}, (replace(problem, is_refused=True),))


def _sentence(error: Exception) -> str:
    found = str(getattr(error, "problem", None) or error or "it breaks off")
    return f"this isn't YAML: {found[:200]}"


def _composed_fast(text: str, first_line: int) -> Yaml | None:
    """The text's value by libyaml, several times as fast; None where it isn't there, would read something else, or says
    that this is no YAML, which the other parser says better."""
    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None or _READ_DIFFERENTLY.search(text):
        return None
    try:
        return _composed(text, first_line, loader)
    except (yaml.YAMLError, ValueError, OverflowError):
        return None


def _composed(text: str, first_line: int, loader: Any = yaml.SafeLoader) -> Yaml:
    builder = _Builder(text, first_line)
    for event in yaml.parse(text, Loader=loader):
        builder.take(event)
        if builder.is_complete:
            break
    return Yaml(builder.root, builder.lines, tuple(builder.problems))


@dataclass(slots=True)
class _Open:
    """A collection that is being filled. is_dropped: what comes below it is read past."""

    value: list[Value] | dict[str, Value]
    path: tuple[str, ...]
    is_dropped: bool = False
    key: str | None = None
    is_key_dropped: bool = False


class _Builder:
    """Puts events together without recursion, and counts before it keeps."""

    def __init__(self, text: str, first_line: int) -> None:
        self.root: Value = {}
        self.lines: dict[tuple[str, ...], int] = {}
        self.problems: list[Problem] = []
        self.is_complete = False
        self._source = text.split("\n")
        self._first_line = first_line
        self._stack: list[_Open] = []
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentEndEvent):
            self.is_complete = True
        elif isinstance(event, yaml.ScalarEvent):
            self._count(event)
            self._place(self._text(event), event)
        elif isinstance(event, yaml.AliasEvent):
            self._count(event)
            self._place(self._alias(event), event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._count(event)
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._stack.pop()

    def _line(self, event: yaml.Event) -> int:
        return (event.start_mark.line if event.start_mark else 0) + self._first_line

    def _count(self, event: yaml.Event) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _OverLimitError(self._line(event), f"the YAML holds more than {MAX_NODES:,} values")
        if len(self.lines) > MAX_KEYS:
            raise _OverLimitError(self._line(event), f"the YAML holds more than {MAX_KEYS:,} keys")
        if len(self._stack) > MAX_DEPTH:
            raise _OverLimitError(self._line(event), f"the YAML is nested more than {MAX_DEPTH} levels deep")

    def _report(self, event: yaml.Event, rule: str, message: str) -> None:
        path = self._path()
        if not any(held.is_dropped for held in self._stack):
            self.problems.append(Problem(self._line(event), rule, message, path[0] if path else ""))

    def _path(self) -> tuple[str, ...]:
        if not self._stack:
            return ()
        top = self._stack[-1]
        place = str(len(top.value)) if isinstance(top.value, list) else top.key or ""
        return (*top.path, place)

    def _text(self, event: yaml.ScalarEvent) -> str:
        """The scalar's text; a top-level one-line value that starts with & or ! is meant as it is written."""
        if (event.anchor or event.tag) and event.style not in ("|", ">"):
            literal = self._literal(event)
            if literal:
                return literal
        if event.tag:
            self._report(event, "yaml-tag", "a tag (!name) isn't read: write the value itself")
            return ""
        if not event.style and event.value in _NULLS:
            return ""
        text: str = event.value
        if _UNSAFE.search(text):
            self._report(event, "yaml-character", "an escape stands for a character that text can't hold; left out")
            return ""
        return text

    def _alias(self, event: yaml.AliasEvent) -> str:
        """The alias as it is written where it is a top-level one-line value, else "" and a problem."""
        literal = self._literal(event)
        if not literal:
            self._report(event, "yaml-alias", "an alias (*name) isn't read: write the value itself")
        return literal

    def _literal(self, event: yaml.Event) -> str:
        start, end = event.start_mark, event.end_mark
        is_value = len(self._stack) == 1 and self._stack[0].key is not None
        if start is None or end is None or start.line != end.line or not is_value:
            return ""
        return self._source[start.line][start.column :].strip()

    def _place(self, text: str, event: yaml.Event) -> None:
        if not self._stack:
            self.root = text
            return
        top = self._stack[-1]
        if isinstance(top.value, dict) and top.key is None:
            self._begin_key(top, text, event)
        else:
            self._add(text)

    def _begin_key(self, top: _Open, key: str, event: yaml.Event) -> None:
        path = (*top.path, key)
        top.key, top.is_key_dropped = key, True
        if isinstance(event, yaml.AliasEvent):
            return  # its problem is reported already
        if key == "<<":
            self._report(event, "yaml-alias", "a merge (<<) isn't read: write the keys themselves")
        elif key in top.value:
            first = self.lines.get(path, self._line(event))
            self._report(event, "duplicate-key", _twice(key, first))
        else:
            top.is_key_dropped = False
            self.lines[path] = self._line(event)

    def _add(self, value: Value) -> None:
        top = self._stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is not None:
            if not top.is_key_dropped:
                top.value[top.key] = value
            top.key = None

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        value: list[Value] | dict[str, Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._path()
        top = self._stack[-1] if self._stack else None
        is_key = top is not None and isinstance(top.value, dict) and top.key is None
        if is_key:
            self._report(event, "yaml", "a key must be a word, not a list or a mapping; left out")
        elif event.tag:
            self._report(event, "yaml-tag", "a tag (!name) isn't read: what it marks was left out")
        is_dropped = is_key or event.tag is not None
        kept: Value = [] if is_dropped else value
        if top is None:
            self.root = kept
        elif is_key:
            top.key, top.is_key_dropped = "", True
        else:
            self._add(kept)
        self._stack.append(_Open(value, path, is_dropped))


def _twice(key: str, first: int) -> str:
    return f"`{key[:80]}` stands twice; line {first} counts, this one doesn't"


def _salvaged(text: str, first_line: int, message: str) -> Yaml:
    """What is readable, top-level key by top-level key, each tried as it stands and then with its lines quoted."""
    merged: dict[str, Value] = {}
    lines: dict[tuple[str, ...], int] = {}
    problems: list[Problem] = []
    for line, chunk in _chunks(text, first_line):
        part = _chunk(chunk, line, message)
        problems.extend(part.problems)
        if not isinstance(part.value, dict):
            continue
        for key, value in part.value.items():
            if key in merged:
                problems.append(Problem(line, "duplicate-key", _twice(key, lines[(key,)]), key))
                continue
            merged[key] = value
            lines.update({path: number for path, number in part.lines.items() if path[0] == key})
        if any(problem.is_refused for problem in part.problems) or len(lines) > MAX_KEYS:
            return _refused(Problem(line, "yaml-limit", "the YAML is too large or nested too deeply to be read"))
    return Yaml(merged, lines, tuple(problems))


def _chunks(text: str, first_line: int) -> Iterator[tuple[int, str]]:
    line = first_line
    for chunk in _CHUNK.split(text):
        if chunk.strip():
            yield line, chunk
        line += chunk.count("\n")


def _chunk(chunk: str, line: int, message: str) -> Yaml:
    """The mapping that the chunk holds, as it stands or else with its values quoted; otherwise {} and what is wrong."""
    key = chunk.partition(":")[0].strip()
    problem = Problem(line, "yaml", message, key if len(key) < 80 else "")
    for repaired, repairs in _attempts(chunk, line):
        try:
            part = _composed(repaired, line)
        except _OverLimitError as error:
            return _refused(Problem(error.line, "yaml-limit", str(error)))
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            where = getattr(getattr(error, "problem_mark", None), "line", 0)
            problem = replace(problem, line=line + where, message=_sentence(error))
            continue
        if isinstance(part.value, dict):
            return replace(part, problems=(*repairs, *part.problems))
        if part.value:
            note = "this line isn't `key: value`: a key, a colon (:) and a space come first"
            return Yaml({}, {}, (Problem(line, "yaml", note),))
        return Yaml({}, {}, part.problems)
    return Yaml({}, {}, (problem,))


def _attempts(chunk: str, line: int) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    yield chunk, ()
    yield _quoted(chunk, line)


def _quoted(chunk: str, first_line: int) -> tuple[str, tuple[Problem, ...]]:
    """The chunk with each value that breaks YAML on its own line put into quotes."""
    problems: list[Problem] = []
    lines: list[str] = []
    for number, line in enumerate(chunk.split("\n"), first_line):
        match = _LINE.match(line.rstrip())
        if match is None or not match["lead"].strip() or _is_readable(match["lead"], match["value"]):
            lines.append(line)
            continue
        value: str = match["value"]
        closer = _CLOSERS.get(value[0])
        if closer and closer not in value[1:]:
            note = f"{value[0]} isn't closed on its line; the value was taken as plain text"
            problems.append(Problem(number, "yaml", note, chunk.partition(":")[0].strip()[:80]))
        lines.append(match["lead"] + "'" + value.replace("'", "''") + "'")
    return "\n".join(lines), tuple(problems)


def _is_readable(lead: str, value: str) -> bool:
    marker = "k: " if ":" in lead else "- "
    try:
        _composed(marker + value, 1)
    except (yaml.YAMLError, ValueError, OverflowError, _OverLimitError):
        return False
    return True
