"""Which charts the figures of a bench make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bench.report.svg import Bar, Chart, Group

Figures = Mapping[str, Any]
METRICS = {"ndcg@10": "nDCG@10", "success@1": "success@1"}
SEEN = ("search", "highlight", "edit", "edit_file", "first_query", "suggest")


def is_speed(figures: Figures) -> bool:
    """True for the figures of bench.speed, whose keys are sizes."""
    return all(name.isdigit() for name in figures)


def relevance(figures: Figures) -> Iterator[tuple[str, Chart]]:
    """Pairs (file name, chart): all sets, then each set's languages and classes where it has several."""
    for metric, title in METRICS.items():
        groups = tuple(Group(name, tuple(_searchers(found, metric))) for name, found in figures.items())
        yield f"relevance-{metric.partition('@')[0]}", Chart(f"{title} by set, with 95 % intervals", groups)
    for name, found in figures.items():
        for key, metric, word in (("by_lang", "ndcg@10", "language"), ("by_class", "success@1", "class")):
            if len(found.get(key, {})) > 1:
                groups = tuple(Group(part, (_bar("product", row, metric),)) for part, row in found[key].items())
                yield f"relevance-{name}-{key[3:]}", Chart(f"{name}: {METRICS[metric]} by {word}", groups)


def _searchers(found: Figures, metric: str) -> Iterator[Bar]:
    yield _bar("product", found["all"], metric)
    for name, row in found.get("compare", {}).items():
        yield _bar(name, row["all"], metric)


def _bar(series: str, row: Figures, metric: str) -> Bar:
    low, high = row.get("intervals", {}).get(metric, (None, None))
    return Bar(series, row[metric], low, high)


def speed(figures: Figures) -> Iterator[tuple[str, Chart]]:
    """Pairs (file name, chart): the engines' queries by size, memory, and what the product takes for each thing."""
    for operation, title in (("engine_warm", "Top ten, warm"), ("engine_cold", "Top ten, index just opened")):
        groups = tuple(_engines(figures, operation, "cpu_p50_ms"))
        if groups:
            yield (
                f"speed-{operation}",
                Chart(f"{title}: processor time by articles, median", groups, " ms", is_log=True),
            )
    groups = tuple(_engines(figures, "memory", "rss_mb"))
    if groups:
        yield "speed-memory", Chart("Memory after 200 searches, by articles", groups, " MiB", is_log=True)
    yield "speed-product", Chart("The product by articles, on the wall", tuple(_product(figures)), " ms", is_log=True)


def _engines(figures: Figures, operation: str, key: str) -> Iterator[Group]:
    for size, operations in figures.items():
        if row := operations.get(operation):
            bars = (Bar(name, values[key]) for name, values in row.items() if key in values)
            yield Group(f"{int(size):,}", tuple(bars))


def _product(figures: Figures) -> Iterator[Group]:
    for operation in SEEN:
        for size, operations in figures.items():
            if row := operations.get(operation):
                values = next(iter(row.values()))
                bars = (Bar("median", values["p50_ms"]), Bar("19 of 20 within", values["p95_ms"]))
                yield Group(f"{operation.replace('_', ' ')}, {int(size):,}", bars)
