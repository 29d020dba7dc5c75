"""A page of hits, from the text that was typed to the marks that are shown, over the engine of reference."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document, Section
from indexer.hits import Hits, Marked
from indexer.memory_engine import MemoryEngine
from indexer.query import Query
from indexer.search import MAX_DEPTH, Search

FEES_TW = Document(
    "zh-TW/fees",
    "zh-TW",
    "提幣手續費是多少",
    "fees",
    "1",
    aliases=("提領要錢嗎",),
    sections=(
        Section("", "", "簡介文字。"),
        Section("s-網路", "ＴＲＣ２０　網路", "每筆提幣收取　１　ＵＳＤＴ，手續費固定。"),
        Section("s-省錢", "怎麼省錢", "換一個便宜的鏈。"),
    ),
    filters={"lang": ("zh-TW",), "category": ("funds", "funds/withdrawal"), "tag": ("提幣",)},
)
FEES_EN = Document(
    "en/fees",
    "en",
    "Withdrawal fees",
    "fees",
    "1",
    sections=(Section("", "", "A fixed amount for each network."),),
    filters={"lang": ("en",), "category": ("funds", "funds/withdrawal")},
)
LIMITS_EN = Document(
    "en/limits",
    "en",
    "Withdrawal limits",
    "limits",
    "1",
    keywords=("ceiling",),
    sections=(Section("", "", "You may take out ten a day. A withdrawal over that waits."),),
    filters={"lang": ("en",), "category": ("funds", "funds/withdrawal")},
)
PASSWORD_CN = Document(
    "zh-CN/password",
    "zh-CN",
    "忘记密码怎么办",
    "password",
    "1",
    aliases=("登不上去",),
    sections=(Section("", "", "在登录页点击忘记密码。"),),
    filters={"lang": ("zh-CN",), "category": ("account",)},
)
ALL = (FEES_TW, FEES_EN, LIMITS_EN, PASSWORD_CN)
Ask = Callable[..., Hits]


def searching(analyzer: Analyzer, documents: tuple[Document, ...]) -> Search:
    engine = MemoryEngine(analyzer)
    engine.apply(Changes(documents))
    return Search(engine, analyzer)


@pytest.fixture(scope="module")
def ask(analyzer: Analyzer) -> Ask:
    """A page of hits among ALL for readers of a chain of locales."""
    search = searching(analyzer, ALL)

    def page(text: str, *chain: str, page: int = 1, per_page: int = 10, **filters: str) -> Hits:
        return search.page(Query.parse(text, analyzer, chain, filters), page, per_page)

    return page


def keys(hits: Hits) -> list[str]:
    return [hit.document.key for hit in hits.hits]


def marks(text: Marked) -> list[str]:
    return [text.text[start:end] for start, end in text.ranges]


def test_simplified_words_find_and_mark_a_traditional_text_at_its_own_characters(ask: Ask) -> None:
    (hit,) = ask("提币手续费", "zh-TW", "en").hits
    assert hit.document == FEES_TW
    assert marks(hit.title) == ["提幣手續費"]
    assert marks(hit.snippet) == ["提幣", "手續費"]
    assert hit.snippet.text == "每筆提幣收取 １ ＵＳＤＴ，手續費固定。"


def test_half_width_letters_find_and_mark_a_full_width_text(ask: Ask) -> None:
    (hit,) = ask("usdt", "zh-TW").hits
    assert marks(hit.snippet) == ["ＵＳＤＴ"]


def test_a_hit_leads_to_the_section_that_answers(ask: Ask) -> None:
    (hit,) = ask("trc20 手续费", "zh-TW").hits
    assert [section.anchor for section in hit.sections] == ["s-網路"]
    assert marks(hit.sections[0].title) == ["ＴＲＣ２０"]


def test_a_lead_that_answers_is_the_snippet_but_no_section_link(ask: Ask) -> None:
    (hit,) = ask("忘记密码", "zh-CN").hits
    assert hit.sections == ()
    assert marks(hit.snippet) == ["忘记密码"]


@pytest.mark.parametrize("typed", ["fees", "coins"])
@pytest.mark.parametrize("lead", ["What a coin costs to send.", ""])
def test_a_hit_shows_something_to_read_even_where_the_match_is_only_a_title(
    analyzer: Analyzer, typed: str, lead: str
) -> None:
    sections = (Section("", "", lead), Section("s-fees", "Fees", ""), Section("s-later", "Later", "It depends."))
    search = searching(analyzer, (Document("en/a", "en", "Coins", "a", "1", sections=sections),))
    (hit,) = search.page(Query.parse(typed, analyzer, ("en",))).hits
    assert hit.snippet.text == (lead or "It depends.")


def test_the_article_whose_title_was_typed_is_first(analyzer: Analyzer) -> None:
    noisy = Document("en/a-noisy", "en", "Fees, fees and all about fees", "a", "1", boost=10.0)
    plain = Document("en/z-plain", "en", "Fees", "z", "1")
    search = searching(analyzer, (noisy, plain))
    assert keys(search.page(Query.parse("fees?", analyzer, ("en",)))) == ["en/z-plain", "en/a-noisy"]


def test_an_alias_typed_in_full_counts_as_the_title(ask: Ask) -> None:
    hits = ask("登不上去", "zh-CN", "zh-TW", "en")
    assert keys(hits)[0] == "zh-CN/password"
    assert "alias" in hits.hits[0].matched_by.values()


def test_a_text_in_another_locale_than_the_readers_is_marked_as_a_fallback(ask: Ask) -> None:
    assert {hit.document.key: hit.is_fallback for hit in ask("withdrawal", "zh-TW", "en").hits} == {
        "zh-TW/fees": False,
        "en/limits": True,
    }


def test_a_hit_says_where_each_word_matched(ask: Ask) -> None:
    (hit,) = (hit for hit in ask("withdrawal day ceiling", "en").hits if hit.document == LIMITS_EN)
    assert hit.matched_by == {"withdrawal": "title", "day": "text", "ceiling": "tag"}


def test_a_match_in_another_locales_text_is_called_a_translation(ask: Ask) -> None:
    (hit,) = (hit for hit in ask("withdrawal fees", "zh-TW", "en").hits if hit.document == FEES_TW)
    assert hit.matched_by == {"withdrawal": "translation", "fees": "translation"}


@pytest.mark.parametrize("text", ["zebra", "zebra crossing hooves", "", "？！", "***"])
def test_a_question_that_nothing_answers_has_no_good_answer(ask: Ask, text: str) -> None:
    hits = ask(text, "en")
    assert (hits.hits, hits.total, hits.no_good_answer) == ((), 0, True)


def test_a_hit_that_covers_little_of_the_question_is_no_good_answer(ask: Ask) -> None:
    assert ask("zebra crossing hooves network", "en").no_good_answer
    assert not ask("withdrawal fees", "en").no_good_answer


def test_a_group_counts_once_in_total_and_facets(ask: Ask) -> None:
    hits = ask("withdrawal", "en")
    assert hits.total == 2
    assert hits.facets["category"] == (("funds", 2), ("funds/withdrawal", 2))
    assert hits.facets["lang"] == (("en", 2),)


def test_facets_come_by_count_then_by_name_and_the_same_on_every_page(analyzer: Analyzer) -> None:
    tags = ["b", "a", "c", "c"]
    documents = tuple(
        Document(f"en/{n}", "en", f"Fees {n}", str(n), "1", filters={"tag": (tag,)}) for n, tag in enumerate(tags)
    )
    search = searching(analyzer, documents)
    pages = [search.page(Query.parse("fees", analyzer, ("en",)), page, 2) for page in (1, 2, 3)]
    assert {page.facets["tag"] for page in pages} == {(("c", 2), ("a", 1), ("b", 1))}


def test_filters_narrow_the_hits_and_their_counts(ask: Ask) -> None:
    hits = ask("withdrawal 提幣", "en", "zh-TW", tag="提幣")
    assert keys(hits) == ["zh-TW/fees"]
    assert hits.facets["lang"] == (("zh-TW", 1),)
    assert ask("withdrawal", "en", category="nowhere").total == 0


def many(count: int) -> tuple[Document, ...]:
    words = ["fee", "network", "coin", "limit", "daily", "account", "time"]
    return tuple(
        Document(
            f"en/{n:03}",
            "en",
            " ".join(words[(n * k) % 7] for k in range(1, 2 + n % 5)),
            f"g{n:03}",
            "1",
            sections=(Section("", "", " ".join(words[(n + k * k) % 7] for k in range(3 + n % 40)) + " fee"),),
        )
        for n in range(count)
    )


@pytest.mark.parametrize("per_page", [7, 20])
def test_turning_the_pages_shows_every_hit_once(analyzer: Analyzer, per_page: int) -> None:
    search = searching(analyzer, many(180))
    query = Query.parse("daily fee limit", analyzer, ("en",))
    total = search.page(query).total
    assert total > 100
    pages = [search.page(query, page, per_page) for page in range(1, total // per_page + 2)]
    shown = [hit.document.key for page in pages for hit in page.hits]
    assert len(shown) == len(set(shown)) == total
    assert {page.no_good_answer for page in pages} == {False}


def test_a_page_past_the_last_one_is_empty_and_knows_the_total(ask: Ask) -> None:
    hits = ask("withdrawal", "en", page=2)
    assert (hits.hits, hits.total, hits.page) == ((), 2, 2)


@pytest.mark.parametrize("page", [10**9, 10**400])
def test_a_page_without_end_costs_no_more_than_the_deepest(ask: Ask, page: int) -> None:
    assert ask("withdrawal", "en", page=page).hits == ()


@pytest.mark.parametrize("page", [0, -1, -(10**9)])
def test_a_page_before_the_first_is_the_first(ask: Ask, page: int) -> None:
    hits = ask("withdrawal", "en", page=page)
    assert hits.page == 1
    assert keys(hits) == keys(ask("withdrawal", "en"))


def test_nobody_pages_deeper_than_the_limit(analyzer: Analyzer) -> None:
    documents = tuple(Document(f"en/{n}", "en", f"Fee {n}", f"{n:05}", "1") for n in range(MAX_DEPTH + 10))
    search = searching(analyzer, documents)
    query = Query.parse("fee", analyzer, ("en",))
    assert len(search.page(query, MAX_DEPTH // 100, 100).hits) == 100
    assert search.page(query, MAX_DEPTH // 100 + 1, 100).hits == ()


def test_an_article_without_any_text_can_be_a_hit(analyzer: Analyzer) -> None:
    search = searching(analyzer, (Document("en/a", "en", "Fees", "a", "1"),))
    (hit,) = search.page(Query.parse("fees", analyzer, ("en",))).hits
    assert (hit.snippet, hit.sections) == (Marked(""), ())


HOSTILE = [
    "*", "***", "w*", "w*?w*?", "*tail", "?" * 500, "w* " * 500, "[TO]", "NOT NOT a", "(" * 2_000, "a " * 2_000,
    "a ANDNOT " * 30, "a AND b OR " * 2_000, "<b>", "<script>alert(1)</script>", ">5", "w~9", 'r".*"', 'r"("', "title:",
    '"', "fees^1e309", "'; DROP TABLE articles;--", '{"$ne": null}', "a\r\nb", "\x00", "\ud800", "字" * 20_000,
    "的" * 100_000, "，。！", "😀" * 500, "\u202efees", "fe\u200bes", "\ufdfa" * 10_000, "한" * 2_000, "ก" * 2_000,
    "ا" * 2_000, "\u0301" * 3_000, "a" * 5_000, "%00", "\ufeff", "١٢٣",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
def test_a_hostile_text_is_only_words(ask: Ask, text: str) -> None:
    hits = ask(text, "en", "zh-TW")
    assert len(hits.hits) <= hits.total <= len(ALL)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(st.characters(), max_size=60) | st.text(st.sampled_from('提幣币 feesＵＳ\u200b*"()~'), max_size=40),
    locale=st.sampled_from(["en", "zh-CN", "zh-TW", "ja", "ar", "th"]),
    page=st.integers(-3, 3),
)
def test_any_text_can_be_searched(ask: Ask, text: str, locale: str, page: int) -> None:
    hits = ask(text, locale, "en", page=page)
    for hit in hits.hits:
        for shown in (hit.title, hit.snippet, *(section.snippet for section in hit.sections)):
            assert all(0 <= start < end <= len(shown.text) for start, end in shown.ranges)
