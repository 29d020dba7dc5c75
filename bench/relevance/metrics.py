"""What a list of answers is worth, and how sure a mean of it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

DEPTH = 10
RESAMPLES = 1_000
SEED = 20_260_101
Interval = tuple[float, float]


def ndcg(found: Sequence[str], grades: Mapping[str, float]) -> float:
    """Normalised discounted cumulative gain of the first ten, gain 2^grade - 1. Source: Burges et al., ICML 2005."""
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0.0) for key in found]) / ideal if ideal else 0.0


def _gain(grades: Sequence[float]) -> float:
    return sum((math.pow(2.0, grade) - 1.0) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, float]) -> float:
    """1 / the place of the first answer among the first ten, 0 without one."""
    return next((1.0 / (place + 1) for place, key in enumerate(found[:DEPTH]) if key in grades), 0.0)


def recall(found: Sequence[str], grades: Mapping[str, float]) -> float:
    """The share of the answers that are among the first ten."""
    return len(set(found[:DEPTH]) & set(grades)) / len(grades) if grades else 0.0


def success(found: Sequence[str], grades: Mapping[str, float], depth: int) -> float:
    """1.0 when an answer is among the first `depth`, else 0.0."""
    return float(any(key in grades for key in found[:depth]))


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """How often a value of `higher` is above one of `lower`, ties half; None when one of them is empty."""
    if not higher or not lower:
        return None
    order = np.sort(np.array(lower, np.float64))
    values = np.array(higher, np.float64)
    below, upto = np.searchsorted(order, values, "left"), np.searchsorted(order, values, "right")
    return float((below + upto).sum() / 2 / (len(values) * len(order)))


def interval(values: Sequence[float]) -> Interval:
    """95 % interval of the mean, by bootstrap over the questions; the same for the same values."""
    sample = np.array(values, np.float64)
    if len(sample) == 0:
        return (math.nan, math.nan)
    low, high = np.quantile(_means(sample), (0.025, 0.975))
    return float(low), float(high)


def _means(sample: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    picks = np.random.default_rng(SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    return np.asarray(sample[picks].mean(axis=1))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies; 0.0 for none."""
    return float(np.quantile(np.array(values, np.float64), share)) if values else 0.0
