"""Stamps on forms: that a form was opened here, and when. No cookie, nothing kept about anybody."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

FILE = "form.key"
YOUNGEST_S, OLDEST_S = 2, 24 * 3600  # people take longer to write; a form left open overnight is still good
_KEY_BYTES = 32


class Stamps:
    """Makes and reads stamps with a key of the data folder, which all web processes share."""

    def __init__(self, folder: Path) -> None:
        self._key = _key_of(folder)

    def made(self, now: float) -> str:
        """A stamp for a form that is shown now, in seconds since 1970."""
        return f"{int(now)}.{self._sign(int(now))}"

    def is_good(self, stamp: str, now: float) -> bool:
        """True for a stamp of ours that is neither younger nor older than a person's."""
        moment, _, signature = stamp[:200].partition(".")
        if not (moment.isascii() and moment.isdecimal() and len(moment) < 13 and signature.isascii()):
            return False
        is_ours = hmac.compare_digest(signature, self._sign(int(moment)))
        return is_ours and YOUNGEST_S <= now - int(moment) <= OLDEST_S

    def _sign(self, moment: int) -> str:
        return hmac.new(self._key, f"contact {moment}".encode(), "sha256").hexdigest()


def _key_of(folder: Path) -> bytes:
    """The folder's key, made by whoever comes first; one that lasts as long as the process where none can be kept."""
    path, key = folder / FILE, secrets.token_bytes(_KEY_BYTES)
    draft = folder / f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(key)
            try:
                path.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        kept = path.read_bytes()
    except OSError:
        return key
    return kept if len(kept) == _KEY_BYTES else key
