"""Work that follows each publication, behind what is published already."""

from __future__ import annotations

import threading
from collections.abc import Callable

Progress = Callable[[int, int], None]  # told how many of how many are done

LOOK_S = 0.5  # between two looks at whether to end


class Chore:
    """Does its work once after any number of publications that came meanwhile, in a thread of its own.

    work: what there is to do; it is given the event that tells it to end. quiet_s: rests so long before it begins.
    """

    def __init__(self, name: str, work: Callable[[threading.Event], object], quiet_s: float = 0.0) -> None:
        self._name, self._work, self._quiet_s = name, work, quiet_s
        self._is_due = threading.Event()

    def begin(self, stop: threading.Event) -> None:
        """Starts the thread, which ends soon after `stop` is set."""
        threading.Thread(target=self._keep, args=(stop,), name=self._name, daemon=True).start()

    def call(self) -> None:
        """Says that something was published."""
        self._is_due.set()

    def _keep(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if self._is_due.wait(LOOK_S) and not stop.wait(self._quiet_s):
                self._is_due.clear()
                self._work(stop)
