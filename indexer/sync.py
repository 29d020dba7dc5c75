"""What differs between the documents that are wanted and those that an engine holds."""

from __future__ import annotations

from collections.abc import Mapping


def changed_keys(wanted: Mapping[str, str], held: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pair (keys to put, keys to remove), each in the order of its mapping, from fingerprints by key."""
    put = tuple(key for key, fingerprint in wanted.items() if held.get(key) != fingerprint)
    remove = tuple(key for key in held if key not in wanted)
    return put, remove
