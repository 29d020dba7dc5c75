"""Building and starting: a full build, opening, the first query of a new process, memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import kept
from bench.peers.jieba_words import cut, ready
from bench.places import ROOT
from bench.progress import followed, noted
from bench.relevance.metrics import percentile
from bench.speed import articles
from bench.speed.engines import PEERS, PRODUCT, built, peer_home, tokens_of
from kb import moment

STARTS = 5
SEGMENTED = 1_000  # articles that are cut; the time of more is calculated


def measured(home: Path, count: int, texts: Sequence[str]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Plain figures by operation and engine: build, open, first_query, memory."""
    analyzer = moment.opened(kept.settings_of(home)).analyzer
    homes = {PRODUCT: home} | {name: peer_home(name, count, analyzer) for name in PEERS}
    found: dict[str, dict[str, Mapping[str, Any]]] = {"build": {name: built(place) for name, place in homes.items()}}
    found["build"]["jieba.cut alone"] = _segmenting(count)
    found |= {"open": {}, "first_query": {}, "memory": {}}
    for name, place in homes.items():
        asked = list(texts) if name == PRODUCT else [" ".join(tokens_of(text, analyzer)) for text in texts]
        runs = [_started(name, place, asked) for _ in followed(range(STARTS), f"{name} starts")]
        found["open"][name] = _spread([run["open_ms"] for run in runs])
        found["first_query"][name] = _spread([run["first_ms"] for run in runs])
        found["memory"][name] = {
            "rss_mb": round(max(run["rss_mb"] for run in runs), 1),
            "grown_mb": round(max(run["rss_mb"] - run["before_mb"] for run in runs), 1),
        }
    return found


def _spread(values: Sequence[float]) -> dict[str, float]:
    p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
    return {"p50_ms": round(p50, 3), "p95_ms": round(p95, 3), "max_ms": round(max(values), 3), "n": len(values)}


def _started(name: str, home: Path, texts: Sequence[str]) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.speed.started", name, str(home.resolve()), *texts]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise kept.NotPublished(f"{name} didn't start: {done.stderr.strip().splitlines()[-1:]}")
    return dict(json.loads(done.stdout))


def _segmenting(count: int) -> dict[str, float]:
    """Time of jieba alone over the same text, by its dictionary only, in one process."""
    ready()
    made = list(articles.made(min(count, SEGMENTED)))
    texts = [text for article in made for text in (article.title, *(t for s in article.sections for t in s))]
    noted("jieba cuts the same text")
    began = time.perf_counter()
    cut(texts)
    seconds = (time.perf_counter() - began) * count / len(made)
    noted("")
    return {"p50_ms": seconds * 1000, "p95_ms": seconds * 1000, "seconds": round(seconds, 2), "n": 1}
