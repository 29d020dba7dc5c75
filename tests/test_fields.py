"""A document's fields: which text weighs where, and what counts as its whole title."""

from __future__ import annotations

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document, Section
from indexer.fields import FIELDS, MAX_EXACT_CHARACTERS, exact_term, texts_of, vector_of

FEES = Document(
    "en/fees",
    "en",
    "Withdrawal fees",
    "fees",
    "1",
    aliases=("cash-out cost",),
    keywords=("gas",),
    breadcrumb="Funds / Withdrawal",
    sections=(Section("", "", "What you pay."), Section("s-networks", "Networks", "Each has its own.")),
)


def test_every_text_of_a_document_lands_in_one_field_in_the_order_of_their_weights() -> None:
    texts = dict(texts_of(FEES))
    assert list(texts) == [field.name for field in FIELDS]
    assert texts == {
        "title": "Withdrawal fees",
        "alias": "cash-out cost\ngas",
        "heading": "Networks",
        "body": "What you pay.\nEach has its own.",
        "category": "Funds / Withdrawal",
    }


def test_a_title_weighs_more_than_a_heading_and_a_heading_more_than_text() -> None:
    boosts = {field.name: field.boost for field in FIELDS}
    assert boosts["title"] > boosts["heading"] > boosts["body"] > boosts["category"] > 0


def test_terms_are_counted_in_the_field_where_they_stand(analyzer: Analyzer) -> None:
    vector = vector_of(FEES, analyzer)
    assert "networks" in vector.words["heading"]
    assert "networks" not in vector.words["body"]
    assert vector.lengths["title"] == 2
    assert vector.lengths["body"] == 7


def test_an_empty_field_takes_no_room(analyzer: Analyzer) -> None:
    vector = vector_of(Document("en/a", "en", "Only a title", "a", "1"), analyzer)
    assert set(vector.words) == set(vector.lengths) == {"title"}
    assert set(vector.grams) <= {"title"}


def test_single_characters_find_titles_but_not_bodies(analyzer: Analyzer) -> None:
    document = Document("zh-CN/a", "zh-CN", "提币", "a", "1", sections=(Section("", "", "密码"),))
    grams = vector_of(document, analyzer).grams
    assert set(grams["title"]) == {"提", "币", "提币"}
    assert set(grams["body"]) == {"密码"}


def test_the_title_and_each_alias_can_be_asked_for_whole(analyzer: Analyzer) -> None:
    document = Document("en/a", "en", "API keys", "a", "1", aliases=("ＡＰＩ－Ｋｅｙｓ！", "私钥", "???"))
    assert vector_of(document, analyzer).exact == ("apikeys", "私钥")


@pytest.mark.parametrize(
    ("folded", "term"),
    [("create an api-key", "createanapikey"), ("提币 手续费？", "提币手续费"), ("!?", ""), ("", "")],
)
def test_a_whole_title_is_compared_without_spaces_and_punctuation(folded: str, term: str) -> None:
    assert exact_term(folded) == term


def test_an_endless_title_is_compared_by_its_beginning() -> None:
    assert len(exact_term("a" * 10_000)) == MAX_EXACT_CHARACTERS
