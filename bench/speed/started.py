"""`python -m bench.speed.started ENGINE HOME TEXT [TEXT ...]`: a new process that opens an engine and asks it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import kept
from bench.speed.engines import LOCALE, PEERS, PRODUCT
from bench.speed.memory import resident_mb
from kb.center import HelpCenter


def main(engine: str, home: Path, texts: list[str]) -> dict[str, float]:
    """Milliseconds until it is open and for the first text, and MiB before, then, and after all texts."""
    before = resident_mb()
    began = time.perf_counter()
    ask = _opened(engine, home)
    opened = time.perf_counter()
    at_start = resident_mb()
    asked = time.perf_counter()
    ask(texts[0])
    answered = time.perf_counter()
    for text in texts[1:]:
        ask(text)
    return {
        "open_ms": (opened - began) * 1000,
        "first_ms": (answered - asked) * 1000,
        "before_mb": before,
        "open_mb": at_start,
        "rss_mb": resident_mb(),
    }


def _opened(engine: str, home: Path) -> Callable[[str], object]:
    if engine == PRODUCT:
        center = HelpCenter(kept.settings_of(home))
        return lambda text: center.search(text, LOCALE)
    peer = PEERS[engine](home / "index")
    peer.open()
    return lambda text: peer.top(peer.prepared(text), 10)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])))
