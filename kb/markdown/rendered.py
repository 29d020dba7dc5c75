"""What an article's body looks like on a page: its HTML and its headings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the page: level 2-6, the id of its element, plain text."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML. headings: in document order, as the outline has them. is_plain: shown as escaped text, because
    it is too large for Markdown or couldn't be rendered within the limits."""

    html: str
    headings: tuple[Heading, ...] = ()
    is_plain: bool = False
