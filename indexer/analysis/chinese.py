"""Words of a Han run, cut by jieba's dictionary and rule (the likeliest path, without its guesses at new words)."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from math import exp, inf, log
from pathlib import Path
from threading import Lock
from typing import Any

from indexer.analysis import fast_chinese
from indexer.analysis.segmenter import Segmenter, blocks, hash_of, ranges, taught

_CACHED_RUNS = 16384
_SHORT = 12  # characters; longer runs seldom come again


def segmenter_of(words: Iterable[str] = (), cache_dir: Path | None = None) -> Segmenter:
    """The fastest segmenter that is installed; see JiebaSegmenter for words and cache_dir."""
    return fast_chinese.RjiebaSegmenter(words) if fast_chinese.is_installed() else JiebaSegmenter(words, cache_dir)


class JiebaSegmenter:
    """Cuts with jieba's dictionary and extra words. Loads at the first cut (about a second), once for all threads.

    words: extra dictionary words, see segmenter.taught. cache_dir: where the parsed dictionary is kept between starts;
    None keeps nothing.
    """

    def __init__(self, words: Iterable[str] = (), cache_dir: Path | None = None) -> None:
        self._extra = taught(words)
        self._cache_dir = cache_dir
        self._loading = Lock()
        self._weights: dict[str, float] = {}
        self._unknown = -inf
        self._cut_before = lru_cache(_CACHED_RUNS)(self.cut)

    @property
    def segmenter_id(self) -> str:
        """Name, version and dictionary hash; loads nothing."""
        return f"jieba-{version('jieba')}-{hash_of(self._extra)}"

    def cut(self, run: str) -> list[str]:
        """The words of a folded Han run, in order; as jieba.cut(run, HMM=False) gives them, several times faster."""
        weights = self._loaded()
        words = []
        for block in blocks(run):
            ends = self._likeliest_ends(block, weights)
            at = 0
            while at < len(block):
                words.append(block[at : ends[at]])
                at = ends[at]
        return words

    def cut_all(self, runs: Sequence[str]) -> list[str]:
        """The words of each run, one run after the other; short runs are remembered, a third of real text."""
        words: list[str] = []
        for run in runs:
            words += self._cut_before(run) if len(run) <= _SHORT else self.cut(run)
        return words

    def parts(self, word: str) -> list[tuple[int, int]]:
        """The ranges of shorter dictionary words inside a word, as jieba's search mode, but of any length up to 8."""
        weights = self._loaded()
        return [(start, end) for start, end in ranges(word) if weights.get(word[start:end])]

    def _likeliest_ends(self, run: str, weights: dict[str, float]) -> list[int]:
        """For each place the end of the word that starts there on the likeliest path from there on.

        jieba's get_DAG and calc in one pass from the right: sums and ties as there, the longer word winning a tie.
        """
        size = len(run)
        ends = [0] * size
        scores = [0.0] * (size + 1)
        for start in range(size - 1, -1, -1):
            best, best_end, end = -inf, 0, start + 1
            weight = weights.get(run[start])
            while weight is not None:
                if weight and weight + scores[end] >= best:
                    best, best_end = weight + scores[end], end
                end += 1
                if end > size:
                    break
                weight = weights.get(run[start:end])
            if not best_end:
                best, best_end = self._unknown + scores[start + 1], start + 1
            scores[start], ends[start] = best, best_end
        return ends

    def _loaded(self) -> dict[str, float]:
        """Word -> logarithm of its share, always below 0; the beginning of a word that is none itself -> 0."""
        if not self._weights:
            with self._loading:
                if not self._weights:
                    tokenizer = _tokenizer(self._cache_dir)
                    tokenizer.total = sum(tokenizer.FREQ.values())  # jieba counts a word twice that its file has twice
                    for word in self._extra:
                        _teach(tokenizer, word)
                    total = log(tokenizer.total)
                    shares = {count: log(count) - total if count else 0.0 for count in set(tokenizer.FREQ.values())}
                    self._unknown = -total
                    self._weights = {word: shares[count] for word, count in tokenizer.FREQ.items()}
        return self._weights


def _teach(tokenizer: Any, word: str) -> None:
    """Makes a word that would be cut apart likelier than its parts; the sums are jieba-rs's, to the last digit."""
    parts = list(tokenizer.cut(word, HMM=False))
    if len(parts) == 1:
        return
    counts, total = tokenizer.FREQ, log(tokenizer.total)
    likelihood = 0.0
    for part in parts:
        likelihood = likelihood + log(counts.get(part) or 1) - total
    before = counts.get(word, 0)
    tokenizer.add_word(word, max(int(exp(likelihood + total)) + 1, before or 1))
    tokenizer.total -= before


def _tokenizer(cache_dir: Path | None) -> Any:
    """A jieba tokenizer of our own with its dictionary loaded; a folder that can't be written is done without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source and pkg_resources warn at import
        import jieba  # type: ignore[import-untyped,unused-ignore]

        jieba.setLogLevel(logging.CRITICAL)
        tokenizer = jieba.Tokenizer()
        if cache_dir is not None and _is_usable(cache_dir):
            tokenizer.tmp_dir = str(cache_dir)
            tokenizer.cache_file = f"jieba-{version('jieba')}.cache"
            tokenizer.initialize()
        else:
            tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
            tokenizer.initialized = True
    return tokenizer


def _is_usable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return True
