"""What a peer must do to be measured: keep titles and bodies in a folder, and give the best of them for a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

Pair = tuple[str, str]
Words = Callable[[str], list[str]]
TITLE_BOOST = 4.0


class Peer(Protocol):
    """Rows are numbered from 0 in the order in which they were built. A peer that is closed can't be asked."""

    def build(self, rows: Iterable[Pair]) -> None:
        """Keeps the rows in its folder, which was empty, and opens it."""

    def open(self) -> None:
        """Opens what its folder holds, with nothing kept in memory from before."""

    def prepared(self, text: str) -> Any:
        """The text as this peer's own query; not part of what is timed."""

    def top(self, query: Any, limit: int) -> list[int]:
        """Numbers of the best rows, best first."""

    def highlighter(self, query: Any, limit: int) -> Callable[[], list[str]] | None:
        """What gives a snippet of each of the best rows, found before, with what matched marked; None for a peer that
        can't."""

    def put(self, number: int, pair: Pair) -> None:
        """Replaces a row; the next `top` sees it. Raises NotImplementedError where the peer can't."""

    def close(self) -> None:
        """Lets go of files."""


Maker = Callable[[Path], Peer]


def spaced(text: str) -> list[str]:
    """The words of a text whose words are parted by spaces already."""
    return text.split()
