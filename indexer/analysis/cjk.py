"""Words and character bigrams of scripts that are written without spaces, or whose words carry endings."""

from __future__ import annotations

from indexer.analysis import script
from indexer.analysis.chinese import Segmenter

LONGEST_UNSPACED = 10  # a longer run of kana or Thai is a clause, which only its bigrams can find
LONGEST_RUN = 256  # characters of a Han run that are segmented at once
HAS_GRAMS = frozenset((script.HAN_KANA, script.HANGUL, script.UNSPACED))


def han_kana_pieces(run: str, segmenter: Segmenter) -> list[str]:
    """The words of a run of Han and kana, in order; joined again they are the run."""
    pieces: list[str] = []
    for part in script.same_writing(run):
        if script.script_of(part[0]) == "Han":
            for start in range(0, len(part), LONGEST_RUN):
                pieces.extend(segmenter.cut(part[start : start + LONGEST_RUN]))
        else:
            pieces.append(part)
    return pieces


def grams(run: str) -> list[str]:
    """The pairs of neighbouring characters of a run, in order; none for a single character."""
    return [run[i : i + 2] for i in range(len(run) - 1)]
