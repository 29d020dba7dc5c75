"""`python -m bench.report FILE [FILE ...]`: pictures of what bench.relevance and bench.speed wrote with --json."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.report import charts


def main(arguments: list[str] | None = None) -> int:
    """0, or 1 with a sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="the folder for the pictures")
    wanted = parser.parse_args(arguments)
    try:
        wanted.out.mkdir(parents=True, exist_ok=True)
        for path in wanted.files:
            figures = json.loads(path.read_text(encoding="utf-8"))
            for name, chart in charts.speed(figures) if charts.is_speed(figures) else charts.relevance(figures):
                target = wanted.out / f"{_plain(name)}.svg"
                target.write_text(chart.svg(), encoding="utf-8")
                print(target)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as fault:
        print(f"The figures can't be drawn: {type(fault).__name__}: {fault}.", file=sys.stderr)
        return 1
    return 0


def _plain(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)


if __name__ == "__main__":
    sys.exit(main())
