"""Telling visitors apart within a day, without a cookie and without keeping who they are."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
from datetime import date, datetime, timezone

from kb.journal.tables import Fault, Tables

NETWORK = 8  # characters of a visitor's name that say from where they came
_ONE_HOME = 64  # bits of an IPv6 address that a provider gives to one customer


def network_of(visitor: str) -> str:
    """What visitors who came from one address share: whoever changes browsers, or says so, is still one of it."""
    return visitor[:NETWORK]


class Visitors:
    """Gives each visitor of a day a name that nobody can turn back into an address: a hash with a salt that is made at
    random each day and forgotten the next. All processes with the same tables give the same names."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._turn = threading.Lock()
        self._day = date.min
        self._salt = ""

    def named(self, address: str, *traits: str) -> str:
        """The name of a visitor with an address and more traits, such as the browser's own name: 24 characters, of
        which the first NETWORK are the same for all who share the address (of IPv6, its network)."""
        salt = self._salt_of(datetime.now(timezone.utc).date())
        network = _network(address)
        return _hashed(NETWORK // 2, salt, network) + _hashed(12 - NETWORK // 2, salt, network, *traits)

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


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, _ONE_HOME), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _hashed(size: int, *parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=size).hexdigest()
