"""Runs written without spaces."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.analysis.cjk import LONGEST_RUN, grams, han_kana_pieces
from indexer.analysis.known_words import KnownWords
from indexer.analysis.segmenter import Segmenter

KNOWN = KnownWords(["ถอนเงิน", "ถอน", "ガイドライン", "ライン", "提币"])


class OneByOne:
    """A segmenter that knows no word, and notes what it was given."""

    segmenter_id = "one-by-one"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def cut(self, run: str) -> list[str]:
        self.seen.append(run)
        return list(run)

    def cut_all(self, runs: Sequence[str]) -> list[str]:
        return [word for run in runs for word in self.cut(run)]

    def parts(self, word: str) -> list[tuple[int, int]]:
        return []


def test_grams_are_the_pairs_of_neighbours() -> None:
    assert grams("提币限额") == ["提币", "币限", "限额"]
    assert grams("币") == []


def test_han_goes_to_the_segmenter_and_kana_stays_whole() -> None:
    segmenter: Segmenter = OneByOne()
    assert han_kana_pieces("出金できないカード", segmenter, KNOWN) == ["出", "金", "できない", "カード"]


@pytest.mark.parametrize(
    ("run", "pieces"),
    [
        ("ถอนเงินไม่ได้", ["ถอนเงิน", "ไม่ได้"]),
        ("จะถอนเงินถอน", ["จะ", "ถอนเงิน", "ถอน"]),
        ("ไม่ได้", ["ไม่ได้"]),
        ("", []),
        ("コミュニティガイドライン", ["コミュニティ", "ガイドライン"]),
    ],
)
def test_a_run_is_cut_at_the_longest_words_that_are_known(run: str, pieces: list[str]) -> None:
    assert KNOWN.cut(run) == pieces


@settings(deadline=None)
@given(st.text(st.sampled_from("ถอนเงิมガイドラ"), max_size=200))
def test_known_pieces_joined_are_the_run(run: str) -> None:
    assert "".join(KNOWN.cut(run)) == run


def test_the_segmenter_never_sees_more_than_the_longest_run() -> None:
    segmenter = OneByOne()
    assert "".join(han_kana_pieces("的" * 100_000, segmenter, KNOWN)) == "的" * 100_000
    assert max(map(len, segmenter.seen)) == LONGEST_RUN


@settings(deadline=None)
@given(st.text(st.sampled_from("提币限額でキーヽ々〇𠮷"), max_size=600))
def test_pieces_joined_are_the_run(run: str) -> None:
    assert "".join(han_kana_pieces(run, OneByOne(), KNOWN)) == run


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("出金できない", ["できない"], ["出金", "金で", "でき", "きな", "ない"]),
        ("パスワードをリセット", ["パスワード", "を", "リセット"], ["ワー", "ドを", "をリ"]),
        ("출금을 신청", ["출금을", "신청"], ["출금", "금을", "신청"]),
        ("ลืมรหัส", ["ลืมรหัส"], ["มรห", "รหั"]),
        ("どうすればいいのでしょうか", [], ["どう", "うか"]),
    ],
)
def test_unspaced_text_is_found_by_word_and_by_pair(
    analyzer: Analyzer, text: str, words: list[str], found: list[str]
) -> None:
    counts = analyzer.counts(text, "ja")
    assert set(words) <= set(counts.words)
    assert set(found) <= set(counts.grams)


def test_a_clause_without_spaces_is_no_word(analyzer: Analyzer) -> None:
    counts = analyzer.counts("どうすればいいのでしょうか", "ja")
    assert (counts.words, counts.length) == ({}, 0)


def test_single_characters_are_counted_for_titles_only(analyzer: Analyzer) -> None:
    assert "币" not in analyzer.counts("提币", "zh").grams
    assert analyzer.counts("提币币", "zh", chars=True).grams == {"提币": 1, "币币": 1, "提": 1, "币": 2}


def test_no_pair_reaches_over_a_border(analyzer: Analyzer) -> None:
    assert analyzer.grams("提币，限额 top-up USDT费", "en") == ["提币", "限额", "费", "topup usdt"]
    terms = analyzer.terms("提币，限额", "zh")
    assert [(term.text, term.position) for term in terms if term.kind == "gram"] == [("提币", 0), ("限额", 3)]
