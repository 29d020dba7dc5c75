"""The order of hits: what covers more of the query and has the closer title comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document
from indexer.engine import Candidate, Candidates, Card
from indexer.query import Alternative, Concept, Query
from indexer.ranking import TITLE, UNCOVERED, Ranked, ranked

Rank = Callable[..., list[Ranked]]


@pytest.fixture
def rank(analyzer: Analyzer) -> Rank:
    """Ranks candidates for a text, each concept of it as rare as the others unless idfs are given."""

    def ranks(text: str, *items: Candidate, idfs: Sequence[float] = ()) -> list[Ranked]:
        query = Query.parse(text, analyzer, ("en",))
        return ranked(query, Candidates(items, len(items), tuple(idfs) or (1.0,) * len(query.concepts)))

    return ranks


def candidate(
    key: str,
    title: str,
    score: float,
    strengths: tuple[float, ...],
    is_exact: bool = False,
    aliases: tuple[str, ...] = (),
) -> Candidate:
    document = Document(key, "en", title, key, "1", aliases=aliases)
    titles = tuple((text, Analyzer().word_set(text, "en")) for text in (title, *aliases))
    return Candidate(Card(key, key, "en", titles, lambda: document), score, strengths, is_exact)


def keys(rows: list[Ranked]) -> list[str]:
    return [row.candidate.document.key for row in rows]


def test_what_covers_the_whole_query_beats_what_repeats_half_of_it(rank: Rank) -> None:
    half = candidate("half", "Something", 9.0, (9.0, 0.0))
    whole = candidate("whole", "Something", 8.5, (1.0, 1.0))
    rows = rank("withdraw limit", half, whole)
    assert keys(rows) == ["whole", "half"]
    assert [row.coverage for row in rows] == [1.0, 0.5]


def test_missing_a_rare_word_costs_more_than_missing_a_common_one(rank: Rank) -> None:
    common = candidate("common", "Something", 5.0, (1.0, 0.0))
    rare = candidate("rare", "Something", 5.0, (0.0, 1.0))
    rows = rank("account passkey", common, rare, idfs=(0.5, 3.5))
    assert keys(rows) == ["rare", "common"]
    assert rows[0].coverage == pytest.approx(3.5 / 4.0)


def test_missing_a_function_word_costs_less_than_missing_a_real_one(rank: Rank) -> None:
    without_my = candidate("z", "Something", 1.0, (0.0, 1.0))
    without_password = candidate("a", "Something", 1.0, (1.0, 0.0))
    rows = rank("my password", without_my, without_password)
    assert keys(rows) == ["z", "a"]
    assert rows[0].coverage > 0.6


def test_a_title_that_says_little_but_another_word_for_it_stands_above_one_that_says_more(analyzer: Analyzer) -> None:
    meant = Alternative("withdraw", 0.8, "glossary", (("", "withdraw"),))
    query = Query("retirar", (Concept("retirar", (Alternative("retirar", 1.0, "word"), meant)),))
    plain = candidate("z", "How to withdraw", 1.0, (1.0,))
    other = candidate("a", "How to cancel a withdraw request in time", 1.0, (1.0,))
    typed = candidate("y", "How to retirar", 1.0, (1.0,))
    rows = ranked(query, Candidates((other, plain, typed), 3, (1.0,)))
    assert keys(rows) == ["y", "z", "a"]


def test_an_exact_title_is_first_whatever_the_scores(rank: Rank) -> None:
    loud = candidate("loud", "Fees fees fees", 99.0, (9.0,))
    exact = candidate("exact", "Fees", 0.1, (1.0,), is_exact=True)
    assert keys(rank("fees", loud, exact)) == ["exact", "loud"]


def test_among_equals_the_closer_title_wins(rank: Rank) -> None:
    near = candidate("z-near", "Withdrawal fee", 1.0, (1.0, 1.0))
    far = candidate("a-far", "Everything about accounts, coins and networks", 1.0, (1.0, 1.0))
    assert keys(rank("withdrawal fee", far, near)) == ["z-near", "a-far"]


def test_an_alias_counts_as_a_title(rank: Rank) -> None:
    known = candidate("z-known", "Reset your password", 1.0, (1.0, 1.0, 1.0), aliases=("cannot log in",))
    other = candidate("a-other", "Reset your password", 1.0, (1.0, 1.0, 1.0))
    assert keys(rank("cannot log in", other, known)) == ["z-known", "a-other"]


def test_a_title_that_is_being_typed_is_near_before_its_last_word_is_whole(rank: Rank) -> None:
    begun = candidate("z-begun", "Withdrawal", 1.0, (1.0,))
    other = candidate("a-other", "Deposit", 1.0, (1.0,))
    assert keys(rank("withdra", other, begun)) == ["z-begun", "a-other"]


def test_a_title_alike_adds_a_bounded_share(rank: Rank) -> None:
    (row,) = rank("fees", candidate("a", "Fees", 2.0, (1.0,)))
    assert row.score == pytest.approx(2.0 * (1 + TITLE))


def test_what_covers_nothing_keeps_a_share_of_its_score(rank: Rank) -> None:
    row = rank("fees", candidate("a", "Something", 2.0, (0.0,)), candidate("b", "Something", 9.0, (1.0,)))[1]
    assert row.score == pytest.approx(2.0 * UNCOVERED)
    assert row.coverage == 0.0


def test_a_word_that_nothing_holds_tells_no_document_from_another(rank: Rank) -> None:
    near = candidate("near", "Something", 1.0, (1.0, 0.0, 0.0))
    far = candidate("far", "Something", 1.0, (0.0, 0.5, 0.0))
    rows = rank("fees apply nowhere", near, far)
    known = [
        row.score
        for row in rank(
            "fees apply",
            candidate("near", "Something", 1.0, (1.0, 0.0)),
            candidate("far", "Something", 1.0, (0.0, 0.5)),
        )
    ]
    assert [row.score for row in rows] == pytest.approx(known)
    assert max(row.coverage for row in rows) < 0.5


def test_ties_are_broken_by_key_so_that_pages_never_shuffle(rank: Rank) -> None:
    items = [candidate(key, "Something", 1.0, (1.0,)) for key in "cab"]
    assert keys(rank("fees", *items)) == keys(rank("fees", *reversed(items))) == ["a", "b", "c"]


def test_a_query_of_grams_alone_ranks_by_the_engines_score(rank: Rank) -> None:
    rows = rank("...", candidate("low", "Something", 1.0, ()), candidate("high", "Something", 2.0, ()))
    assert keys(rows) == ["high", "low"]
    assert rows[0].coverage == 1.0


def test_no_candidates_give_no_rows(rank: Rank) -> None:
    assert rank("fees") == []


def test_a_title_says_more_than_an_alias_that_is_as_much_alike(rank: Rank) -> None:
    by_alias = candidate("alias", "Least amounts", 5.0, (1.0,), aliases=("deposit",))
    by_title = candidate("title", "Deposit crypto", 5.0, (1.0,))
    assert keys(rank("deposit", by_alias, by_title)) == ["title", "alias"]
