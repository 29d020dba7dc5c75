"""Han characters that are taken for one another by their shape."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_GROUPS = Path(__file__).with_name("lookalikes.txt")


def lookalikes(character: str) -> tuple[str, ...]:
    """The characters that look much like this one, without itself: 末 -> 未."""
    return _table().get(character, ())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in _GROUPS.read_text("utf-8").split():
        for character in group:
            found.setdefault(character, {}).update(dict.fromkeys(other for other in group if other != character))
    return {character: tuple(others) for character, others in found.items()}
