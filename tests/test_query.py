"""What a text that someone typed becomes: concepts, grams and caps, and never a query language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.query import MAX_CHARACTERS, MAX_CONCEPTS, MAX_GRAMS, STOPWORD_WEIGHT, Query

Asked = Callable[..., Query]
SPELLINGS = [
    ("提币手续费", "提幣手續費"),
    ("提币手续费", "提 币 手 续 费"),
    ("USDT 提币", "ｕｓｄｔ　提币"),
    ("withdrawal", "WITHDRAWAL"),
    ("withdrawal", "with\u200bdraw\u00adal"),
    ("password", "\u202epassword\u202c"),
    ("café", "cafe"),
    ("2FA", "２ＦＡ"),
]
OPERATORS = ["AND", "OR", "NOT", "TO", "ANDNOT"]
NOTHING = ["", "   ", "？！。，", "***", "<>", "😀🎉", "\x00\x01", "\u200b", "\ud800", "[]()~^:/\\"]


@pytest.fixture
def asked(analyzer: Analyzer) -> Asked:
    """The query of a text for a reader of a locale."""

    def parse(text: str, locale: str = "en") -> Query:
        return Query.parse(text, analyzer, (locale,))

    return parse


def terms(query: Query) -> list[tuple[str, ...]]:
    return [tuple(alternative.term for alternative in concept.alternatives) for concept in query.concepts]


@pytest.mark.parametrize(("plain", "other"), SPELLINGS)
def test_another_spelling_asks_for_the_same(asked: Asked, plain: str, other: str) -> None:
    locale = "zh-CN" if plain[0] > "\u2e80" else "en"
    first, second = asked(plain, locale), asked(other, locale)
    assert terms(first) == terms(second) != []
    assert (first.grams, first.exact) == (second.grams, second.exact)


def test_the_words_of_a_query_keep_their_order_and_how_they_were_typed(asked: Asked) -> None:
    query = asked("Reset my PASSWORD")
    assert [concept.surface for concept in query.concepts] == ["Reset", "my", "PASSWORD"]
    assert query.text == "Reset my PASSWORD"


def test_function_words_count_less_but_are_kept(asked: Asked) -> None:
    weights = {concept.surface: concept.weight for concept in asked("how to withdraw").concepts}
    assert weights == {"how": STOPWORD_WEIGHT, "to": STOPWORD_WEIGHT, "withdraw": 1.0}


def test_a_word_stands_before_its_stem_and_weighs_more(asked: Asked) -> None:
    (concept,) = asked("withdrawals").concepts
    kinds = {alternative.kind: alternative for alternative in concept.alternatives}
    assert concept.alternatives[0].term == "withdrawals"
    assert kinds["word"].weight > kinds["stem"].weight > 0
    assert kinds["stem"].term in terms(asked("withdraw"))[0]


def test_a_word_typed_twice_is_one_concept(asked: Asked) -> None:
    assert len(asked("fees fees fees").concepts) == 1


def test_neighbouring_characters_are_evidence_beside_the_words(asked: Asked) -> None:
    assert asked("提币费 fee", "zh-CN").grams == ("提币", "币费")
    assert asked("费", "zh-CN").grams == ("费",)
    assert asked("withdrawal").grams == ()


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators_are_plain_words(asked: Asked, operator: str) -> None:
    query = asked(f"fees {operator} limits")
    assert [concept.surface for concept in query.concepts] == ["fees", operator, "limits"]


@pytest.mark.parametrize(
    "text", ["title:fees", "fees*", "fe?es", '"fees"', "fees~9", "<b>fees</b>", 'r"fees"', "[fees TO", "fees^9"]
)
def test_signs_of_query_languages_only_part_words(asked: Asked, text: str) -> None:
    assert all(term.isalnum() for forms in terms(asked(text)) for term in forms)


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_without_words_is_an_empty_query(asked: Asked, text: str) -> None:
    query = asked(text)
    assert query.is_empty
    assert (query.concepts, query.grams, query.exact) == ((), (), "")


def test_a_text_that_is_too_long_is_cut_and_says_so(asked: Asked) -> None:
    query = asked("字" * 20_000, "zh-CN")
    assert len(query.text) == MAX_CHARACTERS
    assert query.is_cut
    assert not asked("字" * 10, "zh-CN").is_cut


def test_a_text_of_many_words_keeps_the_first_concepts_and_says_so(asked: Asked) -> None:
    query = asked(" ".join(f"w{number}" for number in range(80)))
    assert [concept.surface for concept in query.concepts] == [f"w{number}" for number in range(MAX_CONCEPTS)]
    assert query.is_cut


def test_grams_are_capped_and_distinct(asked: Asked) -> None:
    query = asked("".join(chr(0x4E00 + 7 * number) for number in range(300)), "zh-CN")
    assert len(query.grams) == len(set(query.grams)) == MAX_GRAMS
    assert asked("提提提提", "zh-CN").grams == ("提提",)


def test_a_character_that_stands_for_eighteen_does_not_multiply(asked: Asked) -> None:
    query = asked("\ufdfa" * 10_000, "ar")
    assert len(query.concepts) <= MAX_CONCEPTS
    assert len(query.grams) <= MAX_GRAMS


def test_filters_and_locales_travel_with_the_query(analyzer: Analyzer) -> None:
    query = Query.parse("fees", analyzer, ("zh-TW", "en"), {"tag": "gas"})
    assert (query.locales, query.filters) == (("zh-TW", "en"), {"tag": "gas"})


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(), max_size=60), locale=st.sampled_from(["en", "zh-CN", "ja", "ar", "xx"]))
def test_any_text_is_a_query_within_the_caps(analyzer: Analyzer, text: str, locale: str) -> None:
    query = Query.parse(text, analyzer, (locale,))
    assert len(query.concepts) <= MAX_CONCEPTS
    assert all(alternative.term for concept in query.concepts for alternative in concept.alternatives)
    assert all(0 < alternative.weight <= 1 for concept in query.concepts for alternative in concept.alternatives)


def test_a_reader_without_locales_may_ask_too(analyzer: Analyzer) -> None:
    assert not Query.parse("fees", analyzer, ()).is_empty
