"""One line on a terminal that says how far a long run has come; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
EVERY_S = 0.2


def noted(text: str) -> None:
    """Replaces the line."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def followed(items: Sequence[T], text: str) -> Iterator[T]:
    """The items, with a line that counts them while they are worked on."""
    shown = 0.0
    for done, item in enumerate(items):
        if time.monotonic() - shown > EVERY_S:
            noted(f"{text} {done:,} of {len(items):,}")
            shown = time.monotonic()
        yield item
    noted("")
