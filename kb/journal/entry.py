"""One line of the journal."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timezone

KINDS = ("search", "click", "read", "exit", "vote", "comment", "survey")
REASONS = ("unclear", "incomplete", "outdated", "wrong", "not_my_problem")
CORRECTED = "corrected"  # the reason of a search of which only a correction found something
CARD = 0  # the rank of the answer card


def _new_key() -> str:
    return secrets.token_hex(12)


def key_of(*parts: str) -> str:
    """A key that is the same for the same parts, so that what they stand for is written once."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True, slots=True)
class Entry:
    """kind: one of KINDS. visitor: see Visitors; "" for nobody in particular. key: an entry whose key is there already
    isn't written again. text: a query or a comment; the journal redacts it. article: an id. rank: 1-based, of a click,
    or CARD. total: hits of a search. value: yes or no of a vote, 1 to 5 of a survey, the channel of an exit, the
    category of a search. reason: one of REASONS; CORRECTED or "" of a search. answered: whether a search had a good
    answer. about: the key of the entry that this one belongs to."""

    kind: str
    visitor: str = ""
    locale: str = ""
    text: str = ""
    article: str = ""
    rank: int | None = None
    total: int | None = None
    value: str = ""
    reason: str = ""
    answered: bool | None = None
    about: str = ""
    key: str = field(default_factory=_new_key)
    at: datetime = field(default_factory=_now)
