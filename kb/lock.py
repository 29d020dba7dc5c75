"""One writer a data folder: an advisory lock that the operating system frees however its holder ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from kb.errors import HelpCenterError

WAIT_S = 5.0
LOOK_AGAIN_S = 0.05


class DataFolderBusy(HelpCenterError):
    """Another process writes to the data folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        who = f"process {holder}" if holder else "another process"
        super().__init__(
            f"The data folder {folder} is in use by {who}. Stop it, or give this one its own folder with --data."
        )


class WriterLock:
    """Held from construction to `release`. Waits up to `wait_s` for another holder, then raises DataFolderBusy."""

    def __init__(self, folder: Path, wait_s: float = WAIT_S) -> None:
        self._file = (folder / "writer.lock").open("a+", encoding="utf-8")
        until = time.monotonic() + wait_s
        while not self._taken():
            if time.monotonic() > until:
                self._file.seek(0)
                holder = self._file.read().strip()
                self._file.close()
                raise DataFolderBusy(folder, holder)
            time.sleep(LOOK_AGAIN_S)
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Frees the folder; a second call does nothing."""
        self._file.close()
