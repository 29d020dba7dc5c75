"""Telling visitors apart within a day, without a cookie and without keeping who they are."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import date, datetime, timezone

from kb.journal.tables import Fault, Tables


class Visitors:
    """Gives each visitor of a day a name that nobody can turn back into an address: a hash with a salt that is made at
    random each day and forgotten the next. All processes with the same tables give the same names."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._turn = threading.Lock()
        self._day = date.min
        self._salt = ""

    def named(self, *traits: str) -> str:
        """The name of a visitor with these traits, such as the address and the browser's own name."""
        salt = self._salt_of(datetime.now(timezone.utc).date())
        said = "\0".join((salt, *traits)).encode("utf-8", "replace")
        return hashlib.blake2b(said, digest_size=12).hexdigest()

    def _salt_of(self, day: date) -> str:
        if day != self._day:
            with self._turn:
                if day != self._day:
                    self._salt, self._day = self._made(day), day
        return self._salt

    def _made(self, day: date) -> str:
        """Of the tables; where they can't be used, one for this process alone."""
        offered = secrets.token_hex(32)
        try:
            return self._tables.salt(day, offered)
        except Fault:
            return offered
