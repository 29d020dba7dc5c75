"""The whole chain: text in, Terms, Counts or Groups out; index and query go through the same steps."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import chain, pairwise, repeat
from pathlib import Path

from indexer.analysis import cjk, latin, script
from indexer.analysis.chinese import segmenter_of
from indexer.analysis.chinese_variants import mainland, taiwan_words, variants_id
from indexer.analysis.known_words import KnownWords
from indexer.analysis.languages import language_for, language_of
from indexer.analysis.normalize import Folded, fold
from indexer.analysis.segmenter import Segmenter
from indexer.analysis.stemming import stem, stemmer_id
from indexer.analysis.stopwords import is_stopword
from indexer.analysis.term import Counts, Form, Group, Term

__all__ = ["Analyzer", "Counts", "Form", "Group", "Term"]

CHAIN = "analysis-4"  # raise it with every change of what the chain makes of a text
LONGEST_TERM = 200
SPACED = frozenset((script.LATIN, script.LETTERS))
_CACHED_WORDS = 32768
_CACHED_TEXTS = 65536  # titles, aliases and single words, each looked at again and again


class Analyzer:
    """Turns text into terms. Safe from several threads; the dictionary loads with the first Han character.

    words: extra dictionary words (glossary surfaces), also in scripts that have no dictionary. cache_dir: where the
    parsed dictionary is kept, see chinese.JiebaSegmenter. segmenter: takes jieba's place; cache_dir is then its own
    affair.
    """

    def __init__(
        self, words: Iterable[str] = (), cache_dir: Path | None = None, *, segmenter: Segmenter | None = None
    ) -> None:
        self.cache_dir = cache_dir
        words = tuple(words)
        self._segmenter = segmenter or segmenter_of((*taiwan_words(), *words), cache_dir)
        self._known = KnownWords(words)
        self._cached_forms = lru_cache(_CACHED_WORDS)(self._forms_of)
        self.term_set = lru_cache(_CACHED_TEXTS)(self._term_set)
        self.word_set = lru_cache(_CACHED_TEXTS)(self._word_set)
        self._cached_texts = lru_cache(_CACHED_WORDS)(self._texts_of)
        self._cached_stem = lru_cache(_CACHED_WORDS)(self._stem_of)
        # One line a kind of run: how it is cut into words (joined again they are the run), and a word's forms.
        self._steps: Mapping[str, tuple[Callable[[str], list[str]], Callable[[str], list[Form]]]] = {
            script.LATIN: (_chopped, latin.forms),
            script.HAN_KANA: (self._han_kana_words, self._han_kana_forms),
            script.HANGUL: (_chopped, _whole),
            script.UNSPACED: (self._unspaced_words, self._unspaced_forms),
            script.LETTERS: (_chopped, _whole),
        }

    @property
    def fingerprint(self) -> str:
        """What the terms depend on; an index with another fingerprint must be rebuilt. Loads nothing."""
        unicode_ids = f"unicode-{unicodedata.unidata_version} regex-{version('regex')}"
        words_ids = self._segmenter.segmenter_id, self._known.words_id
        return " ".join((CHAIN, *words_ids, variants_id(), stemmer_id(), unicode_ids))

    def terms(self, text: str, locale: str, *, chars: bool = False) -> list[Term]:
        """The terms by ascending start, then position. chars: single characters of unspaced scripts too (titles)."""
        folded = fold(text)
        language = language_of(locale)
        found = [*self._word_terms(folded, language), *_gram_terms(folded, chars), *self._pair_terms(folded, language)]
        found.sort(key=lambda term: (term.start, term.position))
        return found

    def counts(self, text: str, locale: str, *, chars: bool = False) -> Counts:
        """The same terms counted; much faster than terms()."""
        language = language_of(locale)
        runs = script.run_texts(fold(text).cased)
        kinds = script.kinds_of(runs)
        found = list(map(self._cached_texts, self._all_pieces(runs, kinds), repeat(language)))
        grams = _gram_counts(runs, kinds, chars)
        grams.update(Counter(filter(None, self._pairs(runs, kinds, language))))
        return Counts(dict(Counter(chain.from_iterable(found))), grams, len(found) - found.count(()))

    def _all_pieces(self, runs: Sequence[str], kinds: Sequence[str]) -> list[str]:
        """The words of the runs, in no order."""
        packed = [run for run, kind in zip(runs, kinds, strict=True) if kind == script.HAN_KANA]
        others = [run for run, kind in zip(runs, kinds, strict=True) if kind != script.HAN_KANA]
        if script.UNSPACED in kinds or any(len(run) > LONGEST_TERM for run in others):
            others = [piece for run in others for piece in self._pieces(run)]
        return cjk.all_pieces(packed, self._segmenter, self._known) + others

    def _word_set(self, text: str, locale: str) -> frozenset[str]:
        """The words, parts and stems of a short text; call it as `word_set`, which remembers the answer."""
        return frozenset(self.counts(text, locale).words)

    def _term_set(self, text: str, locale: str) -> frozenset[tuple[str, str]]:
        """Words and grams of a short text as pairs (index field suffix, term); call it as `term_set`."""
        counts = self.counts(text, locale)
        return frozenset([*(("", word) for word in counts.words), *(("_grams", gram) for gram in counts.grams)])

    def groups(self, text: str, locale: str) -> list[Group]:
        """The words of a query in order, each with its forms. Long unspaced runs have no word, see grams()."""
        language = language_of(locale)
        folded = fold(text)
        groups = []
        for offset, piece, forms in self._placed(folded, language):
            start, end = folded.origin(offset, offset + len(piece))
            groups.append(Group(text[start:end], start, end, _terms(forms), is_stopword(forms[0].text, language)))
        return groups

    def group_terms(self, word: str, locale: str) -> tuple[tuple[str, str], ...]:
        """The terms that `groups` gives for a word of a spaced script, which is a run of a folded text."""
        return _terms(self._cached_forms(word, language_of(locale)))

    def pieces(self, run: str) -> list[str]:
        """The words of a run of a folded text (see script.run_texts), in order; joined again they are the run."""
        return self._pieces(run)

    def grams(self, text: str, locale: str) -> list[str]:
        """The grams of a query in order; a run of one character gives that character, which titles are indexed by.
        Words of spaced scripts give pairs of neighbours: "top up"."""
        return self.grams_and_stems(text, locale)[0]

    def grams_and_stems(self, text: str, locale: str) -> tuple[list[str], list[str]]:
        """The grams of a text, and the stems of its words of spaced scripts, as the pairs among the grams have them."""
        runs = script.run_texts(fold(text).cased)
        kinds = script.kinds_of(runs)
        packed = [run for run, kind in zip(runs, kinds, strict=True) if kind in cjk.HAS_GRAMS]
        grams = [gram for run in packed for gram in (cjk.grams(run) or ([run] if len(run) == 1 else []))]
        if len(packed) == len(runs):
            return grams, []
        language = language_of(locale)
        pairs = filter(None, self._pairs(runs, kinds, language))
        return [*grams, *pairs], list(filter(None, self._stems(runs, kinds, language)))

    def _pairs(self, runs: Sequence[str], kinds: Sequence[str], language: str) -> Iterator[str]:
        """For each run but the last, it and its right neighbour by their stems, "" where one is no spaced word."""
        stems = self._stems(runs, kinds, language)
        return (f"{left} {right}" if left and right else "" for left, right in pairwise(stems))

    def _stems(self, runs: Sequence[str], kinds: Sequence[str], language: str) -> list[str]:
        """For each run its stem, "" where it is no spaced word."""
        stem_of = self._cached_stem
        return [stem_of(run, language) if kind in SPACED else "" for run, kind in zip(runs, kinds, strict=True)]

    def _stem_of(self, run: str, language: str) -> str:
        if len(run) > LONGEST_TERM:
            return ""
        forms = self._cached_forms(run, language)
        return next((form.text for form in forms if form.kind == "stem" and form.end == len(run)), forms[0].text)

    def _placed(self, folded: Folded, language: str) -> Iterator[tuple[int, str, tuple[Form, ...]]]:
        """Offset in the folded text, folded text and forms of each word, in order."""
        for offset, run in script.runs(folded.cased):
            for piece in self._pieces(run):
                forms = self._cached_forms(piece, language)
                if forms:
                    yield offset, piece, forms
                offset += len(piece)

    def _word_terms(self, folded: Folded, language: str) -> Iterator[Term]:
        for position, (offset, _, forms) in enumerate(self._placed(folded, language)):
            for text, start, end, kind in forms:
                yield Term(text, position, *folded.origin(offset + start, offset + end), kind)

    def _pair_terms(self, folded: Folded, language: str) -> Iterator[Term]:
        placed = list(script.runs(folded.cased))
        runs = [run for _, run in placed]
        pairs = self._pairs(runs, script.kinds_of(runs), language)
        for position, (pair, ((start, _), (end, last))) in enumerate(zip(pairs, pairwise(placed), strict=True)):
            if pair:
                yield Term(pair, position, *folded.origin(start, end + len(last)), "gram")

    def _pieces(self, run: str) -> list[str]:
        return self._steps[script.kind_of(run[0])][0](run)

    def _forms_of(self, piece: str, language: str) -> tuple[Form, ...]:
        """The word, then its parts, then the stems of both; empty where a piece is no word."""
        plain = self._steps[script.kind_of(piece[0])][1](piece)
        found = {(form.text, form.start): form for form in plain}
        for form in plain:
            base = _base(form.text, language)
            if base != form.text:
                found.setdefault((base, form.start), Form(base, form.start, form.end, "stem"))
        return tuple(found.values())

    def _texts_of(self, piece: str, language: str) -> tuple[str, ...]:
        return tuple(form.text for form in self._forms_of(piece, language))

    def _unspaced_words(self, run: str) -> list[str]:
        return [piece for word in self._known.cut(run) for piece in _chopped(word)]

    def _unspaced_forms(self, piece: str) -> list[Form]:
        return _whole(piece) if piece in self._known else _whole_if_short(piece)

    def _han_kana_words(self, run: str) -> list[str]:
        return cjk.han_kana_pieces(run, self._segmenter, self._known)

    def _han_kana_forms(self, piece: str) -> list[Form]:
        if script.script_of(piece[0]) != "Han":
            return self._unspaced_forms(piece)
        parts = self._segmenter.parts(piece)
        return [*_whole(piece), *(Form(piece[start:end], start, end, "part") for start, end in parts)]


def _terms(forms: Iterable[Form]) -> tuple[tuple[str, str], ...]:
    """Pairs (kind, term), each term once."""
    kinds: dict[str, str] = {}
    for form in forms:
        kinds.setdefault(form.text, form.kind)
    return tuple([(kind, term) for term, kind in kinds.items()])


def _base(word: str, language: str) -> str:
    """The form that other forms of the word share: its stem, or the mainland's word for a Chinese one."""
    return mainland(word) if language_for(word, language) == "zh" else stem(word, language)


def _chopped(run: str) -> list[str]:
    if len(run) <= LONGEST_TERM:
        return [run]
    return [run[start : start + LONGEST_TERM] for start in range(0, len(run), LONGEST_TERM)]


def _whole(piece: str) -> list[Form]:
    return [Form(piece.casefold().replace("'", ""), 0, len(piece), "word")]


def _whole_if_short(piece: str) -> list[Form]:
    return _whole(piece) if len(piece) <= cjk.LONGEST_UNSPACED else []


def _gram_terms(folded: Folded, chars: bool) -> Iterator[Term]:
    position = 0
    for offset, run in script.runs(folded.cased):
        if script.kind_of(run[0]) not in cjk.HAS_GRAMS:
            continue
        size = cjk.gram_size(script.kind_of(run[0]))
        for index, character in enumerate(run):
            if index + size <= len(run):
                start, end = folded.origin(offset + index, offset + index + size)
                yield Term(run[index : index + size], position + index, start, end, "gram")
            if chars:
                start, end = folded.origin(offset + index, offset + index + 1)
                yield Term(character, position + index, start, end, "char")
        position += len(run) + 1


def _gram_counts(runs: Sequence[str], kinds: Sequence[str], chars: bool) -> dict[str, int]:
    """The grams of the runs counted, and with `chars` their single characters."""
    counts: dict[str, int] = {}
    for kind in cjk.HAS_GRAMS.intersection(kinds):
        found = [run for run, its_kind in zip(runs, kinds, strict=True) if its_kind == kind]
        text = "\n".join(found)
        counts.update(Counter(map("".join, zip(*(text[start:] for start in range(cjk.gram_size(kind))), strict=False))))
        if chars:
            counts.update(Counter("".join(found)))
    for gram in [gram for gram in counts if "\n" in gram]:
        del counts[gram]
    return counts
