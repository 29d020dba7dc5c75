"""Reading the parameters of an address: first of a repeated name, capped, cleaned, and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

MAX_QUERY_LENGTH = 400
_MAX_FILTER_LENGTH = 300
# control characters, ends of lines and paragraphs, bidi overrides and isolates, lone surrogates: nothing that a reader
# types or should see echoed
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


class BadArgument(Exception):
    """A parameter whose value can't be used. allowed: the values that can, as a sentence or a list."""

    def __init__(self, parameter: str, value: str, allowed: str | tuple[str, ...]) -> None:
        choices = allowed if isinstance(allowed, str) else ", ".join(allowed)
        super().__init__(f"The parameter {parameter} can't be {value[:50]!r}. Allowed: {choices}.")
        self.parameter = parameter
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed. is_truncated: it was longer than MAX_QUERY_LENGTH."""

    text: str
    is_truncated: bool


def query() -> Asked:
    """The parameter `q`."""
    typed = cleaned(request.args.get("q", "")[: 4 * MAX_QUERY_LENGTH])
    return Asked(typed[:MAX_QUERY_LENGTH].strip(), len(typed) > MAX_QUERY_LENGTH)


def text(name: str) -> str:
    """A short parameter as it came, cleaned; "" when it is missing."""
    return cleaned(request.args.get(name, "")[:_MAX_FILTER_LENGTH])


def whole_number(name: str, default: int, most: int) -> int:
    """A number from 1 to `most` in ASCII digits. Raises BadArgument."""
    value = request.args.get(name, "")
    if not value:
        return default
    if re.fullmatch("[0-9]{1,7}", value) and 1 <= int(value) <= most:
        return int(value)
    raise BadArgument(name, value, f"a whole number from 1 to {most}")


def flag(name: str) -> bool:
    """True for "1", False for "0" or where it is missing. Raises BadArgument."""
    return one_of(name, ("0", "1")) == "1"


def page_number(most: int) -> int:
    """The parameter `page` of a page for people: the nearest allowed number instead of a complaint."""
    value = request.args.get("page", "")
    if not re.fullmatch("[0-9]+", value):
        return 1
    return min(max(int(value[:7]), 1), most)


def one_of(name: str, allowed: Sequence[str]) -> str:
    """The allowed value equal to the parameter but for case, "" when it is missing. Raises BadArgument."""
    value = text(name)
    found = next((choice for choice in allowed if choice.casefold() == value.casefold()), None)
    if value and found is None:
        raise BadArgument(name, value, tuple(allowed[:50]))
    return found or ""


def cleaned_lines(value: str) -> str:
    """`value` with its lines, without characters that nobody types."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join(_UNWANTED.sub(" ", line).rstrip() for line in lines).strip()


def cleaned(value: str) -> str:
    """`value` on one line, without characters that nobody types."""
    return _UNWANTED.sub(" ", value).strip()
