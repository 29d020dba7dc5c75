"""The words that editors chose, and the ways in which a mistyped or romanised query may have meant them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from indexer.analysis import script
from indexer.analysis.analyzer import Analyzer
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.languages import language_for, language_of
from indexer.analysis.normalize import fold
from indexer.analysis.stopwords import is_stopword
from indexer.reading import Reading, Sounds
from indexer.repair import Repair, Repairs
from indexer.spelling import Spelling

__all__ = ["Lexicon", "Reading", "Repair"]

LONGEST_WORD = 6
MAX_WORDS = 40_000  # the most frequent ones; 20,000 titles of 15 characters hold 130,000, most of them once
_MAX_PIECES = 3  # of a word that is made of several
_CACHED = 32768
_CHUNK = 500  # surfaces that are folded at once
_SPELLING = {1: 0.7, 2: 0.55}  # weight by number of edits


class Lexicon:
    """Words by how many surfaces hold them. Immutable; its tables are made at the first question, or by warm()."""

    def __init__(self, words: Mapping[str, int], vocabulary: Mapping[str, int], analyzer: Analyzer) -> None:
        self.words = {word: count for word, count in words.items() if len(word) > 1}
        self._sounds = Sounds(self.words)
        self._repairs = Repairs(words, self._sounds, lambda text: len(analyzer.pieces(text)) == 1)
        self._spelling = Spelling(vocabulary)

    @classmethod
    def of(
        cls,
        surfaces: Iterable[tuple[str, str]],
        analyzer: Analyzer,
        vocabulary: Mapping[str, int],
        known: Mapping[str, int] | None = None,
    ) -> Lexicon:
        """The lexicon of titles, aliases, category names and glossary surfaces, each with its locale, never of bodies.
        vocabulary: words of alphabets that the index holds, each with its number of documents. known: what words_of
        gave for further surfaces."""
        words = words_of(surfaces, analyzer)
        words.update(known or {})
        return cls(dict(words.most_common(MAX_WORDS)), vocabulary, analyzer)

    def warm(self) -> None:
        """Makes every table now, off the path of requests."""
        for part in (self._sounds, self._repairs, self._spelling):
            part.warm()

    def pinyin(self, token: str, *, is_whole: bool = False) -> tuple[Reading, ...]:
        """What a folded Latin token, alone or joined with Han beside it, may stand for, best first, at most 5; join
        neighbouring tokens to ask for both at once. Whether it is a word of its own is for the caller to know.
        is_whole: as full pinyin only."""
        return self._sounds.full(token) if is_whole else self._sounds.readings(token)

    def sounds_like(
        self,
        run: str,
        pieces: Sequence[str],
        known: Callable[[str], int],
        may_mean: Callable[[str], bool],
        is_sentence: bool = False,
    ) -> tuple[Repair, ...]:
        """Repairs of a folded Han run, see Repairs.of."""
        return self._repairs.of(run, pieces, known, may_mean, is_sentence)

    def spelled_like(self, token: str, locale: str) -> tuple[tuple[str, float], ...]:
        """Words that a token unknown to the index was probably meant for, with weights, at most 3; see Spelling."""
        language = language_for(token, language_of(locale))
        return tuple((word, _SPELLING[edits]) for word, edits in self._spelling.corrections(token, language))


def words_of(surfaces: Iterable[tuple[str, str]], analyzer: Analyzer) -> Counter[str]:
    """The Chinese words of (text, locale) surfaces, each with the number of surfaces that hold it; in another language
    Han is read otherwise."""
    texts = iter(text for text, locale in surfaces if not locale or language_of(locale) == "zh")
    words: Counter[str] = Counter()
    for chunk in iter(lambda: list(islice(texts, _CHUNK)), []):
        lines = fold("\n".join(text.replace("\n", " ") for text in chunk)).text.split("\n")
        for line in lines:
            words.update(set(_words(line, analyzer)))
    return words


@lru_cache(_CACHED)
def _is_function(piece: str) -> bool:
    return is_stopword(piece, "zh")


def _words(text: str, analyzer: Analyzer) -> Iterator[str]:
    """The Han words of a folded surface: its pieces, single characters too, neighbouring pieces together, and itself
    where it is short."""
    for run in script.run_texts(text):
        if len(run) < 2 or not is_han(run):
            continue
        if len(run) <= LONGEST_WORD:
            yield run
        pieces = analyzer.pieces(run)
        is_function = [_is_function(piece) for piece in pieces]
        for start in range(len(pieces)):
            word = ""
            for end in range(start, min(len(pieces), start + _MAX_PIECES)):
                word += pieces[end]
                if len(word) > LONGEST_WORD:
                    break
                if end > start and (is_function[start] or is_function[end]):
                    continue
                if len(word) > 1 or _stands_alone(pieces, start):
                    yield word


def _stands_alone(pieces: Sequence[str], at: int) -> bool:
    """Whether a single character is a word of its own, and not one of several that the dictionary left over."""
    beside = (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2])
    return all(len(piece) > 1 or _is_function(piece) for piece in beside)
