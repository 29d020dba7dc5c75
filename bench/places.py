"""Where the benches find judged questions, and where they keep what they built."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST_DATA = Path(os.environ.get("KB_TEST_DATA", ROOT.parent / "shared"))
RELEVANCE = TEST_DATA / "relevance"
CACHE = Path(os.environ.get("KB_BENCH_CACHE", ROOT / ".kb-data" / "bench"))
