"""How much one visitor, and all together, may send in a while; kept in memory, without addresses."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
from collections import OrderedDict, deque

from kb.web.visit import client_address

_MOST_VISITORS = 10_000


class Allowance:
    """At most `each` times in `period_s` for one visitor, `everybody` for all."""

    def __init__(self, each: int, everybody: int, period_s: float) -> None:
        self._limits = (each, everybody)
        self._period_s = period_s
        self._salt = secrets.token_bytes(16)
        self._taken: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._all: deque[float] = deque()
        self._turn = threading.Lock()

    def take(self, visitor: str, now: float) -> bool:
        """True, and one less left, when the visitor may send once more."""
        key = hashlib.blake2b(visitor.encode(), key=self._salt, digest_size=12).digest()
        with self._turn:
            taken = self._taken.setdefault(key, deque())
            self._taken.move_to_end(key)
            while len(self._taken) > _MOST_VISITORS:
                self._taken.popitem(last=False)
            for times in (taken, self._all):
                while times and times[0] <= now - self._period_s:
                    times.popleft()
            if len(taken) >= self._limits[0] or len(self._all) >= self._limits[1]:
                return False
            taken.append(now)
            self._all.append(now)
            return True


def visitor() -> str:
    """Who asks, by address. An IPv6 network is one visitor."""
    peer = _address(client_address())
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
