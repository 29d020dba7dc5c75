"""Where tests find data that isn't part of a clone."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST_DATA = Path(os.environ.get("KB_TEST_DATA", ROOT.parent / "shared"))
SITES_ARCHIVE = TEST_DATA / "corpora" / "open6k.tar.xz"
RELEVANCE = TEST_DATA / "relevance"
WITHOUT_SITES = f"left out: no real sites at {TEST_DATA}; set KB_TEST_DATA to a folder with corpora/open6k.tar.xz"
