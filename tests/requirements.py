"""Says what the tests would miss on this machine, and how to get it; part of `make test`."""

from __future__ import annotations

import shutil
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVER = "chromedriver"


def missing() -> list[str]:
    """One sentence for each thing that isn't there."""
    found = []
    if not any(map(shutil.which, BROWSERS)):
        found.append(
            "No Chromium: the browser tests are left out. On Debian: sudo apt-get install chromium fonts-noto-cjk"
        )
    if shutil.which(DRIVER) is None:
        found.append("No chromedriver: the browser tests are left out. On Debian: sudo apt-get install chromium-driver")
    return found


if __name__ == "__main__":
    for sentence in missing():
        print(sentence, file=sys.stderr)
