"""The lines of a text that are shown for a query, and the marks on them, at the places of the original characters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document, Section
from indexer.hits import Marked
from indexer.probe import Probe, probe_of
from indexer.query import Query
from indexer.snippet import MAX_SECTIONS, SCANNED, WINDOW, marked, section_hits, snippet

Probed = Callable[..., Probe]
FILLER = "Nothing of interest stands in this sentence. "


@pytest.fixture
def probe(analyzer: Analyzer) -> Probed:
    """The probe of a text, all its concepts equally rare."""

    def make(text: str, locale: str = "en") -> Probe:
        query = Query.parse(text, analyzer, (locale,))
        return probe_of(query, (1.0,) * len(query.concepts), analyzer)

    return make


def marks(text: Marked) -> list[str]:
    return [text.text[start:end] for start, end in text.ranges]


MARKED = [
    # typed, locale, text, marked
    ("提币手续费", "zh-CN", "提幣手續費是多少", ["提幣手續費"]),
    ("手续费", "zh-TW", "每筆　提幣收取手續費。", ["手續費"]),
    ("提幣", "zh-CN", "提币需要多久", ["提币"]),
    ("usdt", "zh-CN", "收取　１　ＵＳＤＴ，不多", ["ＵＳＤＴ"]),
    ("trc20", "zh-TW", "ＴＲＣ２０　網路", ["ＴＲＣ２０"]),
    ("手续费", "zh-CN", "手 续 费 怎么收", ["手 续 费"]),
    ("密码", "zh-CN", "重置密\u200b码", ["密\u200b码"]),
    ("zurich", "en", "Office in Zürich, open daily", ["Zürich"]),
    ("strasse", "en", "Die Straße ist lang", ["Straße"]),
    ("office", "en", "Our oﬃce is closed", ["oﬃce"]),
    ("withdraw", "en", "Withdrawals are paused", ["Withdrawals"]),
    ("fee", "en", "Feedback on fees", ["fees"]),
    ("reset password", "en", "Reset the password", ["Reset", "password"]),
    ("忘记密码怎么办", "zh-CN", "忘记密码怎么办", ["忘记密码怎么办"]),
    ("提币失败怎么办", "zh-CN", "充值不到账怎么办？", ["怎么办"]),
    ("提币的手续费", "zh-CN", "我的提币和手续费", ["提币", "手续费"]),
    ("パスワード", "ja", "パスワードを忘れた", ["パスワード"]),
    ("비밀번호", "ko", "비밀번호를 잊었을 때", ["비밀번호"]),
]


@pytest.mark.parametrize(("typed", "locale", "text", "expected"), MARKED)
def test_what_was_typed_is_marked_in_the_texts_own_spelling(
    probe: Probed, typed: str, locale: str, text: str, expected: list[str]
) -> None:
    found = marked(text, locale, probe(typed, locale))
    assert found.text == text
    assert marks(found) == expected


def test_function_words_are_not_marked_beside_a_real_word(probe: Probed) -> None:
    assert marks(marked("What is the fee of it", "en", probe("what is the fee"))) == ["fee"]


def test_function_words_are_marked_when_there_is_nothing_else(probe: Probed) -> None:
    assert marks(marked("How to do it", "en", probe("how to"))) == ["How", "to"]


def test_a_text_without_the_words_is_shown_from_its_beginning_without_marks(probe: Probed) -> None:
    shown = snippet(FILLER * 20, "en", probe("zebra"))
    assert shown.ranges == ()
    assert shown.text.startswith("Nothing of interest")
    assert shown.text.endswith("…")


def test_the_snippet_is_cut_around_the_answer_and_begins_with_its_sentence(probe: Probed) -> None:
    shown = snippet(FILLER * 20 + "The zebra pays no fee. " + FILLER * 20, "en", probe("zebra fee"))
    assert shown.text.startswith("…The zebra pays no fee.")
    assert shown.text.endswith("…")
    assert marks(shown) == ["zebra", "fee"]


def test_of_several_places_the_one_with_most_of_the_query_is_shown(probe: Probed) -> None:
    text = "A zebra. " + FILLER * 10 + "The zebra pays a fee. " + FILLER * 10 + "A fee."
    assert marks(snippet(text, "en", probe("zebra fee"))) == ["zebra", "fee"]


@pytest.mark.parametrize("text", ["提币" * 30_000, FILLER + ". " + "w" * 48 + " 提币" + "x" * 900])
def test_a_snippet_is_short_however_long_the_text_is(probe: Probed, text: str) -> None:
    shown = snippet(text, "zh-CN", probe("提币", "zh-CN"))
    assert "提币" in marks(shown)[0]
    assert len(shown.text) <= WINDOW * 1.25 + 2


def test_a_snippet_is_one_line(probe: Probed) -> None:
    shown = snippet("First line\n\n  second\tline about fees\n", "en", probe("fees"))
    assert shown.text == "First line second line about fees"
    assert marks(shown) == ["fees"]


def test_an_empty_text_has_an_empty_snippet(probe: Probed) -> None:
    assert snippet("", "en", probe("fees")) == Marked("")


def test_a_query_without_words_marks_nothing(probe: Probed) -> None:
    assert marked("Fees?!", "en", probe("?!")) == Marked("Fees?!")


def test_what_lies_far_inside_a_huge_text_is_not_searched_for(probe: Probed) -> None:
    assert snippet("a " * SCANNED + "zebra", "en", probe("zebra")).ranges == ()


def page(*sections: Section) -> Document:
    return Document("en/a", "en", "A", "a", "1", sections=sections)


def test_sections_that_answer_come_best_first_with_their_anchors(probe: Probed) -> None:
    document = page(
        Section("", "", "All about coins."),
        Section("s-limits", "Limits", "A zebra may take ten."),
        Section("s-zebras", "Zebras and fees", "They pay a fee."),
    )
    found = section_hits(document, probe("zebra fee"))
    assert [hit.anchor for hit in found] == ["s-zebras"]
    assert marks(found[0].title) == ["Zebras", "fees"]
    assert marks(found[0].snippet) == ["fee"]


def test_equally_good_sections_keep_the_order_of_the_text_and_are_few(probe: Probed) -> None:
    document = page(*(Section(f"s-{n}", f"Part {n}", "About fees.") for n in range(6)))
    assert [hit.anchor for hit in section_hits(document, probe("fees"))] == [f"s-{n}" for n in range(MAX_SECTIONS)]


def test_no_section_is_shown_when_the_words_stand_elsewhere(probe: Probed) -> None:
    assert section_hits(page(Section("", "", "All about coins.")), probe("zebra")) == ()


@pytest.mark.parametrize("sign", [*list(r".*+?^$()[]{}|\/"), "a.*b", "(((", "[a-"])
def test_signs_of_patterns_mean_nothing(probe: Probed, sign: str) -> None:
    assert marks(marked(f"fees {sign} aXXb", "en", probe(f"fees {sign}")))[0] == "fees"
    assert "aXXb" not in marks(marked("aXXb", "en", probe(sign)))


@settings(max_examples=150, deadline=None)
@given(
    typed=st.text(st.sampled_from("提幣币手續费費 ＵＳＤＴusdtéŸßﬃ\u200b\u0301①"), max_size=12),
    text=st.text(st.sampled_from("提幣币手續费費 ＵＳＤＴusdtéŸßﬃ\u200b\u0301①。\n"), max_size=80),
    locale=st.sampled_from(["zh-CN", "zh-TW", "en"]),
)
def test_marks_are_ascending_disjoint_and_inside_the_text(
    analyzer: Analyzer, typed: str, text: str, locale: str
) -> None:
    query = Query.parse(typed, analyzer, (locale,))
    found = probe_of(query, (1.0,) * len(query.concepts), analyzer)
    for shown in (marked(text, locale, found), snippet(text, locale, found)):
        places = [place for pair in shown.ranges for place in pair]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(shown.text) for start, end in shown.ranges)
        assert all(first[1] < second[0] for first, second in zip(shown.ranges, shown.ranges[1:], strict=False))
