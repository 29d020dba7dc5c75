"""`python -m bench.speed`: what each operation takes, at several sizes, beside other engines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.kept import NotPublished
from bench.table import milliseconds, table
from indexer.engine import IndexerError
from kb.errors import HelpCenterError

PARTS = ("questions", "edits", "starts", "suggestions")
QUESTIONS = 200
COLUMNS = ("p50_ms", "p95_ms", "max_ms", "cpu_p50_ms", "cpu_p95_ms")
Figures = dict[str, dict[str, dict[str, Any]]]


def main(arguments: list[str] | None = None) -> int:
    """0, or 1 with a sentence on stderr."""
    parser = _parser()
    wanted = parser.parse_args(arguments)
    if wanted.json and not wanted.json.resolve().parent.is_dir():
        parser.error(f"there is no folder {wanted.json.resolve().parent}")
    try:
        _run(wanted)
    except ModuleNotFoundError as fault:
        print(f"{fault}; install the peers: pip install '.[bench]'", file=sys.stderr)
        return 1
    except (NotPublished, HelpCenterError, IndexerError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=_sizes("1000,10000,50000"), help="articles (1000,10000,50000)")
    parser.add_argument("--titles", type=int, default=20_000, help="titles that suggestions choose from (20000)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some of the operations")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    return parser


def _sizes(text: str) -> list[int]:
    sizes = [int(part) for part in text.split(",") if part.isdigit() and int(part) >= 100]
    if len(sizes) != len(text.split(",")):
        raise argparse.ArgumentTypeError(f"{text!r} should be numbers from 100, parted by commas")
    return sizes


def _run(wanted: argparse.Namespace) -> None:
    results: dict[str, Figures] = {}
    for size in wanted.sizes:
        for part in PARTS[:3]:
            if part in wanted.only:
                results.setdefault(str(size), {}).update(_measured(part, size))
                _keep(results, wanted.json)
        if str(size) in results:
            print(f"{size:,} articles\n{_text(results[str(size)])}\n", flush=True)
    if "suggestions" in wanted.only:
        from bench.speed import questions

        found = {name: _plain(row) for name, row in questions.suggestions(wanted.titles).items()}
        results.setdefault(str(wanted.titles), {}).update(found)
        _keep(results, wanted.json)
        print(f"{wanted.titles:,} titles\n{_text(found)}", flush=True)


def _measured(part: str, size: int) -> Figures:
    from bench.speed import articles, edits, engines, questions, starts  # which need what only `bench` installs

    home = engines.product_home(size)
    texts = articles.questions(QUESTIONS, size)
    if part == "starts":
        return {name: _with_ratios(row) for name, row in starts.measured(home, size, texts).items()}
    measure = questions.measured if part == "questions" else edits.measured
    return {name: _plain(row) for name, row in measure(home, size, texts).items()}


def _plain(row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return _with_ratios({engine: times.json() for engine, times in row.items()})


def _with_ratios(row: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The figures with `ratio`: how many times the product's that is, by processor time where it was taken, else by
    the clock on the wall, else by memory."""
    key = next(key for key in ("cpu_p50_ms", "p50_ms", "rss_mb") if all(key in values for values in row.values()))
    ours = next(iter(row.values()))[key]
    return {name: {**values, "ratio": round(values[key] / ours, 2) if ours else None} for name, values in row.items()}


def _text(figures: Figures) -> str:
    rows: list[tuple[str, ...]] = [("", "engine", *(name.replace("_", " ") for name in COLUMNS), "runs", "ratio")]
    for operation, row in figures.items():
        for name, values in row.items():
            cells = [milliseconds(values[key]) if key in values else "" for key in COLUMNS]
            if "rss_mb" in values:
                cells[0] = f"{values['rss_mb']:.0f} MiB"
                cells[1] = f"+{values['grown_mb']:.0f}"
            rows.append((operation, name, *cells, str(values.get("n", "")), f"{values['ratio']}"))
            operation = ""
    return table(rows)


def _keep(results: Mapping[str, Figures], path: Path | None) -> None:
    if path:
        path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
