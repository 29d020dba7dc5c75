"""What the search index is told of each article, and when it must be told again."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from kb.article import Article
from kb.category import Category
from kb.documents import MAX_INDEXED, document_of, fingerprint_of, source_of, wanted
from kb.library import Library
from kb.shelves import Shelves
from kb.site import Site

NOW = datetime(2026, 10, 12, tzinfo=timezone.utc)
TITLES = {"en": "Funds", "zh-CN": "资金"}
TREE = (
    Category("funds", TITLES, children=(Category("funds/withdrawal", {"en": "FAQ", "zh-CN": "提币"}),)),
    Category("money", TITLES, children=(Category("money/withdrawal", {"en": "FAQ"}),)),
)
FEES = Article(
    "1042",
    "en",
    "How much is the fee?",
    "# How much is the fee?\n\nIt depends.\n\n## By network\n\n| TRC20 | 1 USDT |\n\nSee [limits](limits.md).\n",
    "en/fees.md",
    "rev-1",
    category="funds/withdrawal",
    description="Fees by network.",
    answer="A fixed amount.",
    tags=("fees", "gas"),
    aliases=("cash out cost",),
    boost=2.0,
)


def shelves(*articles: Article, tree: tuple[Category, ...] = TREE) -> Shelves:
    return Shelves(Library(Site("en", ("en", "zh-CN")), {(a.id, a.locale): a for a in articles}, tree), NOW)


def test_a_document_tells_all_that_finds_and_shows_an_article() -> None:
    document = document_of(FEES, shelves(FEES))
    assert (document.key, document.locale, document.group) == ("en/1042", "en", "1042")
    assert (document.title, document.aliases) == ("How much is the fee?", ("cash out cost",))
    assert (document.breadcrumb, document.boost) == ("Funds / FAQ", 2.0)
    assert document.filters == {
        "lang": ("en",),
        "category": ("funds", "funds/withdrawal"),
        "tag": ("fees", "gas"),
    }


def test_its_sections_are_those_of_the_page_then_the_answer_and_the_description() -> None:
    sections = document_of(FEES, shelves(FEES)).sections
    assert [(section.anchor, section.title) for section in sections] == [
        ("", ""),
        ("s-by-network", "By network"),
        ("", ""),
        ("", ""),
    ]
    assert [section.text for section in sections][2:] == ["A fixed amount.", "Fees by network."]
    assert "See limits" in sections[1].text


def test_a_text_that_is_shown_as_it_is_has_no_anchors_to_lead_to() -> None:
    plain = replace(FEES, is_plain=True)
    sections = document_of(plain, shelves(plain)).sections
    assert {section.anchor for section in sections} == {""}
    assert "By network" in [section.title for section in sections]


def test_an_answer_that_repeats_the_description_is_told_once() -> None:
    same = replace(FEES, answer="Same.", description="Same.")
    assert [section.text for section in document_of(same, shelves(same)).sections].count("Same.") == 1


def test_the_breadcrumb_is_in_the_language_of_the_text() -> None:
    chinese = replace(FEES, locale="zh-CN")
    assert document_of(chinese, shelves(chinese)).breadcrumb == "资金 / 提币"


def test_an_article_without_a_category_has_no_breadcrumb_and_no_category_to_filter_by() -> None:
    loose = replace(FEES, category="")
    document = document_of(loose, shelves(loose))
    assert (document.breadcrumb, document.filters["category"]) == ("", ())


def test_an_endless_article_is_searchable_by_its_beginning() -> None:
    endless = replace(FEES, body=("## Part\n\n" + "word " * 20_000 + "\n\n") * 10)
    assert len(endless.body) > MAX_INDEXED
    found = document_of(endless, shelves(endless)).sections
    assert sum(len(section.text) for section in found) <= MAX_INDEXED + 100


def test_what_no_reader_may_find_is_not_wanted() -> None:
    hidden = (
        replace(FEES, id="draft", status="draft"),
        replace(FEES, id="internal", visibility="internal"),
        replace(FEES, id="left-out", is_searchable=False),
        replace(FEES, id="copy", copy_of="en"),
    )
    assert wanted(shelves(FEES, *hidden)).articles == {"en/1042": FEES}


CHANGES: list[dict[str, Any]] = [
    {"revision": "rev-2"},
    {"id": "1043"},
    {"locale": "zh-CN"},
    {"title": "Another title"},
    {"category": "funds"},
    {"category": "money/withdrawal"},
]


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
def test_whatever_changes_a_document_changes_its_fingerprint(change: dict[str, Any]) -> None:
    changed = replace(FEES, **change)
    before, after = document_of(FEES, shelves(FEES)), document_of(changed, shelves(changed))
    assert before.fingerprint != after.fingerprint
    assert before.fingerprint == fingerprint_of(FEES, shelves(FEES))


def test_what_another_process_is_handed_makes_the_same_document() -> None:
    handed = pickle.dumps(source_of(FEES, shelves(FEES)))
    assert pickle.loads(handed).document() == document_of(FEES, shelves(FEES))
    assert len(handed) < 2 * len(pickle.dumps(FEES))


def test_a_renamed_category_changes_the_fingerprint_of_its_articles() -> None:
    renamed = (replace(TREE[0], titles={"en": "Money"}), TREE[1])
    assert fingerprint_of(FEES, shelves(FEES)) != fingerprint_of(FEES, shelves(FEES, tree=renamed))


def test_a_file_that_only_moved_keeps_its_fingerprint() -> None:
    moved = replace(FEES, path="en/elsewhere.md")
    assert fingerprint_of(FEES, shelves(FEES)) == fingerprint_of(moved, shelves(moved))
