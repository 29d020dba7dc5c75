"""`python -m bench.relevance SET [SET ...]`: judged questions asked of the product, and what its answers are worth."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.kept import NotPublished
from bench.places import CACHE
from bench.relevance import ablate, center
from bench.relevance.measure import Answer, Product, asked
from bench.relevance.sets import JudgedSet, SetUnusable, load
from bench.relevance.shown import Figures, figures, text
from indexer.engine import IndexerError
from kb.errors import HelpCenterError


def main(arguments: list[str] | None = None, cache: Path = CACHE) -> int:
    """0, or 1 with a sentence on stderr."""
    parser = _parser()
    wanted = parser.parse_args(arguments)
    if wanted.glossary and not wanted.glossary.is_file():
        parser.error(f"there is no file {wanted.glossary}")
    if wanted.vectors and not wanted.vectors.is_dir():
        parser.error(f"there is no folder {wanted.vectors}")
    if wanted.json and not wanted.json.resolve().parent.is_dir():
        parser.error(f"there is no folder {wanted.json.resolve().parent}")
    try:
        _run(wanted, cache)
    except (SetUnusable, NotPublished, HelpCenterError, IndexerError, OSError, ModuleNotFoundError) as fault:
        hint = "; install the peers: pip install '.[bench]'" if isinstance(fault, ModuleNotFoundError) else ""
        print(f"{fault}{hint}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.relevance", description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="SET", help="a folder, or a name below KB_TEST_DATA/relevance")
    parser.add_argument("--glossary", type=Path, metavar="FILE", help="becomes the content's glossary.yml")
    parser.add_argument("--vectors", type=Path, metavar="FOLDER", help="an embedding model to use besides the words")
    parser.add_argument("--scope", choices=("all", "locale"), default="all", help="what a question searches (all)")
    parser.add_argument("--limit", type=_positive, default=0, metavar="N", help="ask only N questions of each set")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    parser.add_argument("--compare", action="store_true", help="ask five other search engines too")
    parser.add_argument("--ablate", action="store_true", help="ask without each step and each file of the glossary too")
    return parser


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number from 1")
    return int(text)


def _run(wanted: argparse.Namespace, cache: Path) -> None:
    judged_sets = [load(name) for name in wanted.sets]
    results: dict[str, Any] = {}
    for place, judged in enumerate(judged_sets):
        judged = judged.sample(wanted.limit) if wanted.limit else judged
        found, peers, lesser = _measured(judged, wanted, cache)
        print("\n" * bool(place) + text(judged, found, peers, wanted.scope), flush=True)
        if lesser:
            print(f"\n{ablate.text(lesser)}", flush=True)
        name = judged.name if judged.name not in results else wanted.sets[place]
        results[name] = found.json() | {"scope": wanted.scope}
        if peers:
            results[name]["compare"] = {peer: row.json() for peer, row in peers.items()}
        if lesser:
            results[name]["ablate"] = {step: row.json() for step, row in lesser.items()}
        if wanted.json:
            wanted.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _measured(
    judged: JudgedSet, wanted: argparse.Namespace, cache: Path
) -> tuple[Figures, Mapping[str, Figures], Mapping[str, ablate.Step]]:
    """The product's figures, those of the peers, and those of the product without each step."""
    is_scoped = wanted.scope == "locale"
    with center.opened(judged, wanted.glossary, wanted.vectors, cache) as found:
        answers = asked(Product(found, judged, is_scoped), judged, "product")
        lesser = ablate.ablated(found, judged, answers) if wanted.ablate else {}
    peers = _peers(judged, is_scoped, answers, cache) if wanted.compare else {}
    return figures(answers, judged), peers, lesser


def _peers(judged: JudgedSet, is_scoped: bool, product: list[Answer], cache: Path) -> dict[str, Figures]:
    from bench.relevance import peers  # which needs what only the `bench` extra installs

    found = {}
    for name in peers.PEERS:
        with peers.opened(name, judged, is_scoped, cache) as searcher:
            found[name] = figures(asked(searcher, judged, name), judged, product)
    return found


if __name__ == "__main__":
    sys.exit(main())
