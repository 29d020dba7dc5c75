"""Groups of words: what a file says of them, what of it is wrong, and which a search means."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document
from indexer.memory_engine import MemoryEngine
from indexer.synonyms import Glossary, SynonymGroup
from kb.glossary import fields, groups_of, shipped
from kb.glossary_lint import findings, flaws, shipped_findings
from kb.library import Library, load

FILE = """
without: [nft, no-such-field]
locales: [zh-CN, en]
groups:
  - id: charge
    en: [fee, charge]
    zh-CN: [手续费]
    ambiguous: [charge, toll]
    not: [charge my phone, fee]
    narrow: [gas fee]
    weight: 0.7
  - [提币, 提現, fee]
  - {zh-CN: [帳戶], ru: [счёт, schet ご], en: [the, account, Account]}
  - [x, "!!"]
"""


def library(folder: Path, text: str) -> Library:
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "en" / "a.md").write_text("# a", encoding="utf-8")
    (folder / "glossary.yml").write_text(text, encoding="utf-8")
    return load(folder)


def test_a_group_says_what_its_words_mean_and_what_they_do_not(tmp_path: Path) -> None:
    first = library(tmp_path, FILE).glossary.groups[0]
    assert first == SynonymGroup(
        id="charge",
        surfaces=(("fee", "en"), ("charge", "en"), ("手续费", "zh-CN")),
        narrow=(("gas fee", ""),),
        weight=0.7,
        field="site",
        ambiguous=(("charge", "en"), ("toll", "")),
        unlike=(("charge my phone", ""), ("fee", "")),
    )


def test_what_is_wrong_with_groups_is_found_with_its_line(tmp_path: Path) -> None:
    found = [(finding.line, finding.rule, finding.message) for finding in findings(library(tmp_path, FILE))]
    assert [(line, rule, message.split("`")[1]) for line, rule, message in found] == [
        (2, "glossary-field", "no-such-field"),
        (6, "glossary-contradiction", "fee"),
        (8, "glossary-ambiguous", "toll"),
        (12, "glossary-shared", "fee"),
        (13, "glossary-contradiction", "Account"),
        (13, "glossary-contradiction", "account"),
        (13, "glossary-script", "schet ご"),
        (13, "glossary-stopword", "the"),
        (13, "glossary-script", "帳戶"),
        (14, "glossary-never", "!!"),
        (14, "glossary-never", "x"),
    ]


def test_a_site_s_words_come_before_the_shipped_ones_of_the_fields_and_locales_that_it_wants(tmp_path: Path) -> None:
    groups = groups_of(library(tmp_path, "without: [nft]\nlocales: [zh-CN]\ngroups:\n  - [提币, 出金]\n"))
    assert [text for text, _ in groups[0].surfaces] == ["提币", "出金"]
    assert {group.field for group in groups} == {"site", *fields()} - {"nft"}
    words = [surface for group in groups[1:] for surface in group.surfaces]
    assert {tag.partition("-")[0] for _, tag in words} == {"zh"}
    assert "提币" not in {text for text, _ in words}


GROUPS = (
    SynonymGroup(
        "fee", (("fee", "en"), ("charge", "en"), ("手续费", "zh")), field="money", ambiguous=(("charge", "en"),)
    ),
    SynonymGroup(
        "refund", (("refund", "en"), ("退款", "zh")), field="money", unlike=(("refund policy of apps", "en"),)
    ),
    SynonymGroup("battery", (("battery", "en"), ("negative balance", "en")), field="devices"),
    SynonymGroup("debt", (("debt", "en"), ("negative balance", "en")), field="money"),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("charge", {"fee"}),
        ("why this charge", set()),
        ("refund of a charge", {"refund", "fee"}),
        ("battery charge", {"battery"}),
        ("refund policy of apps", set()),
        ("where is my refund", {"refund"}),
        ("negative balance", {"battery", "debt"}),
        ("negative balance today", {"battery", "debt"}),
        ("negative balance after refund", {"debt", "refund"}),
        ("battery shows a negative balance", {"battery"}),
    ],
)
def test_an_ambiguous_word_means_what_the_others_speak_of(analyzer: Analyzer, text: str, meant: set[str]) -> None:
    named = Glossary(GROUPS, analyzer).named(analyzer.groups(text, "en"))
    assert {GROUPS[number].id for numbers in named.values() for number in numbers} == meant


def holding(locale: str, title: str, analyzer: Analyzer) -> MemoryEngine:
    """An engine with one document."""
    engine = MemoryEngine(analyzer)
    engine.apply(Changes((Document(f"{locale}/a", locale, title, "a", "1"),)))
    return engine


@pytest.mark.parametrize(("title", "is_meant"), [("手续费是多少", True), ("Charge and more", False)])
def test_an_ambiguous_word_means_what_articles_speak_of_by_a_sure_one(
    analyzer: Analyzer, title: str, is_meant: bool
) -> None:
    engine = holding("en", title, analyzer)
    named = Glossary(GROUPS, analyzer).named(analyzer.groups("why this charge", "en"), engine)
    assert bool(named) is is_meant


@pytest.mark.parametrize(("title", "is_found"), [("USDT 是什么", False), ("怎么转 USDT", True)])
def test_a_surface_is_found_whole_even_where_a_part_of_it_is_one_character(
    analyzer: Analyzer, title: str, is_found: bool
) -> None:
    engine = holding("zh-CN", title, analyzer)
    glossary = Glossary([SynonymGroup("g", (("转USDT", "zh-CN"), ("transfer tether", "en")))], analyzer)
    assert bool(glossary.alternatives((0,), engine)) is is_found


@pytest.mark.parametrize(
    ("text", "locale"),
    [("ถอนเงินไม่ได้ทำยังไงดีครับ", "th"), ("コミュニティガイドラインチェック", "ja"), ("我要出金啊", "zh-CN")],
)
def test_a_word_inside_a_long_unspaced_run_is_found(text: str, locale: str) -> None:
    surfaces = (("ถอนเงิน", "th"), ("ガイドライン", "ja"), ("出金", "zh-CN"), ("withdraw", "en"))
    analyzer = Analyzer(word for word, _ in surfaces)
    glossary = Glossary([SynonymGroup("g", surfaces)], analyzer)
    assert list(glossary.named(analyzer.groups(text, locale)).values()) == [(0,)]


def test_the_shipped_glossary_is_in_order() -> None:
    groups = shipped()
    assert len({(group.field, group.id) for group in groups}) == len(groups)
    first = [group for group in groups if group.field == fields()[0]]
    analyzer = Analyzer(word for group in first for word, _ in (*group.surfaces, *group.narrow))
    assert flaws(first, analyzer) == ()


@pytest.mark.soak
def test_nothing_is_wrong_with_the_shipped_glossary() -> None:
    assert shipped_findings() == ()
