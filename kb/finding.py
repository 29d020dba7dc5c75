"""A problem in content, as a value: where it is, which rule it breaks, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """path: relative to the content folder, with "/". line: 1-based, 0 when the whole file is meant. rule: a key of
    RULES. is_refused: the file isn't served at all; otherwise it is served in spite of the finding."""

    path: str
    line: int
    rule: str
    message: str
    is_refused: bool = False
