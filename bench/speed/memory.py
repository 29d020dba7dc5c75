"""Memory that this process holds."""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def resident_mb() -> float:
    """Resident memory in MiB, mapped files included; where the system doesn't say, the most there ever was."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
