"""The figures of one set as text and as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.relevance import metrics
from bench.relevance.measure import WORTH, Answer, Summary, grouped, summary, worth
from bench.relevance.metrics import Interval
from bench.relevance.sets import JudgedSet
from bench.table import milliseconds, share, table

HEAD = ("", "n", *(f"{name} (95 %)" for name in WORTH if name != "zero"), "no result", "p50 ms", "p95 ms")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one searcher's answers to one set are worth: over all, by language, by class."""

    overall: Summary
    by_lang: Mapping[str, Summary]
    by_class: Mapping[str, Summary]
    differences: Mapping[str, tuple[float, Interval]] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """Plain values."""
        values: dict[str, Any] = {
            "all": self.overall.json(),
            "by_lang": {name: row.json() for name, row in self.by_lang.items()},
            "by_class": {name: row.json() for name, row in self.by_class.items()},
        }
        if self.differences:
            values["difference"] = {
                name: {"mean": round(mean, 4), "low": round(low, 4), "high": round(high, 4)}
                for name, (mean, (low, high)) in self.differences.items()
            }
        return values


def figures(answers: Sequence[Answer], judged: JudgedSet, product: Sequence[Answer] = ()) -> Figures:
    """The figures of some answers; with those of the product to the same questions also by how much it is better."""
    return Figures(
        overall=summary(answers, judged),
        by_lang={name: summary(row, judged) for name, row in grouped(answers, lambda q: q.lang).items()},
        by_class={name: summary(row, judged) for name, row in grouped(answers, lambda q: q.kind).items()},
        differences=_differences(worth(product, judged), worth(answers, judged)) if product else {},
    )


def _differences(
    ours: Mapping[str, Sequence[float]], theirs: Mapping[str, Sequence[float]]
) -> dict[str, tuple[float, Interval]]:
    """The product's mean minus the peer's with its interval, paired by question."""
    found = {}
    for name in WORTH:
        pairs = [a - b for a, b in zip(ours[name], theirs[name], strict=True)]
        if pairs:
            found[name] = (sum(pairs) / len(pairs), metrics.interval(pairs))
    return found


def text(judged: JudgedSet, found: Figures, peers: Mapping[str, Figures], scope: str) -> str:
    """A table of the product's figures, and one of the peers' where they were asked."""
    head = f"{judged.name}: {len(judged.rows):,} texts, {found.overall.n:,} questions, scope {scope}"
    if judged.skipped:
        head += f"; without a judgment and left out: {judged.skipped}"
    rows = [HEAD, _row("all", found.overall)]
    rows += [_row(name, row) for name, row in found.by_lang.items() if len(found.by_lang) > 1]
    rows += [_row(name, row) for name, row in found.by_class.items()]
    lines = [head, table(rows)]
    if found.overall.oos_auroc is not None:
        lines.append(f"confidence tells questions without an answer: AUROC {found.overall.oos_auroc:.3f}")
    if peers:
        lines += ["", table([HEAD, _row("product", found.overall), *(_row(k, v.overall) for k, v in peers.items())])]
        lines += ["", _compared(peers)]
    return "\n".join(lines)


def _row(name: str, row: Summary) -> tuple[str, ...]:
    cells = [f"{share(row.means[key])} {_range(row.intervals.get(key))}" for key in WORTH if key != "zero"]
    return (name, f"{row.n:,}", *cells, share(row.means["zero"]), milliseconds(row.p50_ms), milliseconds(row.p95_ms))


def _range(interval: Interval | None) -> str:
    return f"({interval[0]:.2f}-{interval[1]:.2f})" if interval else ""


def _compared(peers: Mapping[str, Figures]) -> str:
    rows: list[tuple[str, ...]] = [("product minus", *WORTH)]
    for name, row in peers.items():
        cells = (row.differences.get(key) for key in WORTH)
        rows.append((name, *(f"{c[0]:+.3f} ({c[1][0]:+.3f} {c[1][1]:+.3f})" if c else "-" for c in cells)))
    return table(rows)
