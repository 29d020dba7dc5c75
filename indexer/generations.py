"""Numbered generations of an index on disk: sealed with checksums, checked at open, swapped in by one rename.

The index is a cache. A generation is trusted only when its manifest was signed on this machine and every file is as the
manifest says; otherwise the previous one serves, or none, until a new one is built beside.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from indexer.engine import IndexUnusable

CURRENT = "CURRENT"
MANIFEST = "MANIFEST.json"
KEY_FILE = "signing-key"
FORMAT = 1
MAX_REMEMBERED = 10_000  # digests; a thousand edits make so many files


class Generations:
    """The generations of one index folder. identity: what made them (schema, analyzer, dictionary); another identity
    makes an index unusable."""

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder = folder
        self._identity = identity
        self._verified: dict[tuple[str, int, int], str] = {}

    def stamp(self) -> str:
        """A text that changes whenever another index is published or the current one is sealed again; "" for none."""
        try:
            name = (self._folder / CURRENT).read_text(encoding="utf-8").strip()
            state = (self._folder / name / MANIFEST).stat()
        except (OSError, ValueError):
            return ""
        return f"{name}:{state.st_mtime_ns}:{state.st_ino}"

    def current(self) -> Path | None:
        """The verified folder that serves, None when nothing was published yet. Raises IndexUnusable."""
        try:
            name = (self._folder / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as fault:
            raise IndexUnusable(str(self._folder), f"{CURRENT} can't be read ({fault})") from fault
        if not name.startswith("g") or not name[1:].isdigit():
            raise IndexUnusable(str(self._folder), f"{CURRENT} is damaged")
        self.verify(self._folder / name)
        return self._folder / name

    def usable(self) -> Path | None:
        """The newest folder that verifies, the current one first; None when there is none."""
        names = sorted((p.name for p in self._folder.glob("g*") if (p / MANIFEST).is_file()), key=_number, reverse=True)
        try:
            if (current := self.current()) is not None:
                return current
        except IndexUnusable:
            pass
        for name in names:
            try:
                self.verify(self._folder / name)
            except IndexUnusable:
                continue
            return self._folder / name
        return None

    def begin(self) -> Path:
        """A new, empty generation folder; leftovers of builds that died are swept."""
        self._folder.mkdir(parents=True, exist_ok=True)
        sweep(self._folder)
        published = self._published()
        for leftover in self._folder.glob("g*"):
            if not (leftover / MANIFEST).is_file() and leftover.name != published:
                shutil.rmtree(leftover, ignore_errors=True)
        taken = [_number(path.name) for path in self._folder.glob("g*")]
        folder = self._folder / f"g{max(taken, default=0) + 1:06d}"
        folder.mkdir()
        return folder

    def seal(self, folder: Path, documents: int) -> None:
        """Makes a generation durable and trusted: files synced, then the signed manifest renamed into place."""
        sweep(folder)
        files = {path.name: self._synced(path) for path in sorted(folder.iterdir()) if _is_kept(path)}
        body = {"format": FORMAT, "identity": self._identity, "documents": documents, "files": files}
        body["signature"] = self._signature(body)
        write_durably(folder / MANIFEST, json.dumps(body, sort_keys=True).encode())

    def publish(self, folder: Path) -> None:
        """Lets a sealed generation serve from now on; the one before is kept, older ones go."""
        previous = self._published()
        write_durably(self._folder / CURRENT, f"{folder.name}\n".encode())
        for path in self._folder.glob("g*"):
            if path.name not in (folder.name, previous):
                shutil.rmtree(path, ignore_errors=True)

    def verify(self, folder: Path) -> None:
        """Returns when the folder is just as it was sealed. Raises IndexUnusable, naming what differs."""
        body = self._manifest(folder)
        if body.get("identity") != self._identity or body.get("format") != FORMAT:
            raise IndexUnusable(str(folder), "it was made by another version, dictionary or glossary")
        for name, (size, digest) in body["files"].items():
            path = folder / name
            try:
                found = path.stat()
                intact = found.st_size == size and self._digest(path, found) == digest
            except OSError as fault:
                raise IndexUnusable(str(folder), f"{name} can't be read ({fault.strerror})") from fault
            if not intact:
                raise IndexUnusable(str(folder), f"{name} is damaged")
        strangers = [path.name for path in folder.glob("*.toc") if path.name not in body["files"]]
        if strangers:
            raise IndexUnusable(str(folder), f"{strangers[0]} was written but never sealed")

    def _manifest(self, folder: Path) -> dict[str, Any]:
        try:
            body = json.loads((folder / MANIFEST).read_bytes())
            signature = body.pop("signature")
            intact = hmac.compare_digest(signature, self._signature(body))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise IndexUnusable(str(folder), f"its manifest can't be read ({type(fault).__name__})") from fault
        if not intact:
            raise IndexUnusable(str(folder), "its manifest was not signed on this machine")
        return dict(body)

    def _published(self) -> str:
        try:
            return (self._folder / CURRENT).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _synced(self, path: Path) -> tuple[int, str]:
        """A file's size and digest; it is on the disk. One that was sealed or verified before is there already."""
        found = path.stat()
        if _state(path, found) not in self._verified:
            with path.open("rb") as file:
                os.fsync(file.fileno())
        return found.st_size, self._digest(path, found)

    def _digest(self, path: Path, found: os.stat_result) -> str:
        """The file's sha256, remembered while size and time stay."""
        seen = _state(path, found)
        if seen not in self._verified:
            if len(self._verified) >= MAX_REMEMBERED:
                self._verified.clear()
            with path.open("rb") as file:
                digest = hashlib.sha256()
                while block := file.read(1 << 20):
                    digest.update(block)
            self._verified[seen] = digest.hexdigest()
        return self._verified[seen]

    def _signature(self, body: dict[str, Any]) -> str:
        text = json.dumps(body, sort_keys=True).encode()
        return hmac.new(self._key(), text, "sha256").hexdigest()

    def _key(self) -> bytes:
        """This machine's key for the folder, made at first use."""
        path = self._folder / KEY_FILE
        try:
            return path.read_bytes()
        except FileNotFoundError:
            key = secrets.token_bytes(32)
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(path, key, mode=0o600)
            return key


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replaces a file, all or nothing, even through a power loss."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep(folder: Path) -> None:
    """Removes what `write_durably` left behind in processes that died; for the one that writes to the folder."""
    for leftover in folder.glob(".*.new"):
        leftover.unlink(missing_ok=True)


def _state(path: Path, found: os.stat_result) -> tuple[str, int, int]:
    return str(path), found.st_size, found.st_mtime_ns


def _is_kept(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.name != MANIFEST and not path.name.endswith("LOCK")


def _number(name: str) -> int:
    return int(name[1:]) if name[1:].isdigit() else 0
