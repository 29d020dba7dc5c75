"""Times of the same work done by several engines in turn, on the wall and on the processor."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.progress import noted
from bench.relevance.metrics import percentile

Work = Callable[[], object]
BUDGET_S = 30.0  # that one engine may take for one operation; a slower one is asked fewer times
FEWEST = 20


@dataclass(slots=True)
class Times:
    """Milliseconds of each run, in order."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, work: Work) -> object:
        """What the work gives; its time is noted."""
        cpu, wall = time.process_time(), time.perf_counter()
        given = work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        self.wall.append(wall * 1000)
        self.cpu.append(cpu * 1000)
        return given

    def json(self) -> dict[str, float]:
        """Plain values: p50, p95 and the longest on the wall, p50 and p95 on the processor (all its threads), runs."""
        return {
            "p50_ms": round(percentile(self.wall, 0.5), 4),
            "p95_ms": round(percentile(self.wall, 0.95), 4),
            "max_ms": round(max(self.wall), 4),
            "cpu_p50_ms": round(percentile(self.cpu, 0.5), 4),
            "cpu_p95_ms": round(percentile(self.cpu, 0.95), 4),
            "n": len(self.wall),
        }


def in_turn(works: Mapping[str, Sequence[Work]], rounds: int, name: str) -> dict[str, Times]:
    """Times by engine of everything that they have to do, each piece once by every engine before the next piece. All
    is done once before the clock runs; from that an engine's share of the pieces follows (see BUDGET_S)."""
    steps = {engine: _every(engine, pieces, rounds, name) for engine, pieces in works.items()}
    times = {engine: Times() for engine in works}
    longest = max(map(len, works.values()))
    _settle()
    for turn in range(rounds):
        for place in range(longest):
            if place % 20 == 0:
                noted(f"{name}: {turn * longest + place:,} of {rounds * longest:,}")
            engines = list(works)
            start = (place + turn) % len(engines)
            for engine in (*engines[start:], *engines[:start]):
                if place < len(works[engine]) and place % steps[engine] == 0:
                    times[engine].run(works[engine][place])
    noted("")
    return times


def _every(engine: str, pieces: Sequence[Work], rounds: int, name: str) -> int:
    """Do every so many-th piece, after all were done once or the budget for that is spent."""
    began = time.perf_counter()
    done = 0
    for done, work in enumerate(pieces, 1):
        if done % 20 == 1:
            noted(f"{name}: {engine} gets warm, {done:,} of {len(pieces):,}")
        work()
        if time.perf_counter() - began > BUDGET_S and done >= FEWEST:
            break
    expected_s = (time.perf_counter() - began) / done * len(pieces) * rounds
    return max(1, min(round(expected_s / BUDGET_S), len(pieces) * rounds // FEWEST))


def _settle() -> None:
    """Takes what the bench itself holds out of the garbage collector's sight, as it isn't the engines'."""
    gc.collect()
    gc.freeze()
