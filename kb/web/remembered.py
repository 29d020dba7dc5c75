"""The finished answers of the API's searches, kept until something is published; nothing of a reader is in them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finished:
    """An answer as it is sent."""

    body: bytes
    etag: str

    @staticmethod
    def of(body: bytes) -> Finished:
        """The body with its etag."""
        return Finished(body, hashlib.sha1(body, usedforsecurity=False).hexdigest())


class Remembered:
    """At most `most` answers of one moment and MOST_BYTES of them, those asked for last; safe from several threads."""

    def __init__(self, most: int, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._lock = threading.Lock()
        self._moment: object = None
        self._held: OrderedDict[Hashable, Finished] = OrderedDict()
        self._size = 0

    def answer(self, moment: object, key: Hashable, make: Callable[[], Finished]) -> Finished:
        """The answer to `key` at a moment, made where it isn't remembered. Every other moment forgets all."""
        with self._lock:
            if moment is not self._moment:
                self._moment, self._held, self._size = moment, OrderedDict(), 0
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if moment is self._moment and key not in self._held:
                self._held[key] = made
                self._size += len(made.body)
                self._forget_oldest()
        return made

    def _forget_oldest(self) -> None:
        while len(self._held) > self._most or self._size > self._most_bytes:
            _, oldest = self._held.popitem(last=False)
            self._size -= len(oldest.body)
