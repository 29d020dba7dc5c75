"""What is suggested to a reader: articles, searches and categories of a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.center import HelpCenter
from kb.moment import Moment, opened
from kb.settings import Settings
from kb.suggestions import Suggestions


class Place:
    """A content folder that is written to."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(content=folder / "content", data=folder / "data")

    def write(self, path: str, text: str) -> None:
        file = self.settings.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def moment(self, previous: Moment | None = None) -> Moment:
        return opened(self.settings, previous)

    def offered(self, typed: str, locale: str, limit: int = 8) -> list[tuple[str, str, str]]:
        return shown(suggestions_of(self.moment()), typed, locale, limit)


def suggestions_of(moment: Moment, previous: Suggestions | None = None) -> Suggestions:
    return Suggestions(moment.shelves, moment.analyzer, previous)


def shown(suggestions: Suggestions, typed: str, locale: str, limit: int = 8) -> list[tuple[str, str, str]]:
    return [(s.kind, s.text, s.said) for s in suggestions.suggest(typed, locale, limit)]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Fees in two languages, limits in one, a category, and a word that means the same as another."""
    made = Place(tmp_path)
    made.write("site.yml", "default_locale: en\nlocales: [en, zh-CN]\npopular: {en: [lost zebra]}\n")
    made.write("categories.yml", "categories:\n- slug: money\n  title: {en: Money, zh-CN: 资金}\n")
    made.write("glossary.yml", "groups:\n- [zebra, stripy horse, 斑马]\n- [quagga, 斑驴]\n")
    made.write("en/money/fees.md", "---\nid: fees\ntitle: Zebra fees\naliases: [what it costs]\n---\nText.\n")
    made.write("zh-CN/money/fees.md", "---\nid: fees\ntitle: 费用说明\naliases: [要多少钱]\n---\n正文。\n")
    made.write("en/money/limits.md", "---\nid: limits\ntitle: Daily limits\n---\nText.\n")
    return made


@pytest.fixture(scope="module")
def demo(demo_center: HelpCenter) -> Suggestions:
    """Of the demo help center."""
    return suggestions_of(opened(demo_center.settings))


@pytest.mark.parametrize(
    "typed", ["t", "tb", "tib", "tibi", "提b", "提bi", "t币", "ti币", "提币sx", "提币shouxu", "提幣"]
)
def test_every_stroke_on_the_way_to_a_word_suggests_it(demo: Suggestions, typed: str) -> None:
    offered = shown(demo, typed, "zh-CN")
    assert any("提币" in text or "提币" in said for kind, text, said in offered if kind == "article")
    assert any("提币" in text for kind, text, _ in offered if kind != "article") or len(typed) == 1


@pytest.mark.parametrize(
    ("typed", "word"), [("sfrz", "身份认证"), ("yzq", "验证器"), ("手续", "手续费"), ("yzm", "验证码")]
)
def test_a_word_is_suggested_by_its_initials(demo: Suggestions, typed: str, word: str) -> None:
    kind, text, said = shown(demo, typed, "zh-CN")[0]
    assert kind == "article"
    assert word in text + said
    assert any(kind == "query" and word in text for kind, text, _ in shown(demo, typed, "zh-CN"))


def test_articles_come_first_then_searches_then_categories_and_each_kind_gets_its_places(demo: Suggestions) -> None:
    kinds = [kind for kind, _, _ in shown(demo, "提币", "zh-CN")]
    assert kinds == ["article"] * 5 + ["query"] * 2 + ["category"]
    assert [kind for kind, _, _ in shown(demo, "提币", "zh-CN", 1)] == ["article"]
    assert shown(demo, "提币", "zh-CN", 0) == []


def test_titles_aliases_searches_and_categories_are_offered(place: Place) -> None:
    assert place.offered("zeb", "en") == [
        ("article", "Zebra fees", ""),
        ("query", "lost zebra", ""),
        ("query", "zebra", ""),
    ]
    assert place.offered("it cost", "en")[0] == ("article", "Zebra fees", "what it costs")
    assert place.offered("mon", "en") == [("category", "Money", "")]


def test_every_reader_finds_an_article_by_any_of_its_texts_and_sees_it_in_the_best_one(place: Place) -> None:
    assert place.offered("fees", "zh-CN") == [("article", "费用说明", "Zebra fees")]
    assert place.offered("feiyongsm", "zh-CN") == [("article", "费用说明", "")]
    assert place.offered("多少钱", "en") == [("article", "Zebra fees", "要多少钱")]
    assert place.offered("daily", "zh-CN") == [("article", "Daily limits", "")]
    assert place.offered("money", "zh-CN") == [("category", "资金", "Money")]


def test_words_of_the_glossary_are_offered_in_their_language_where_they_lead_to_something(place: Place) -> None:
    assert ("query", "stripy horse", "") in place.offered("stri", "en")
    assert place.offered("banm", "zh-CN") == [("query", "斑马", "")]
    assert place.offered("stri", "zh-CN") == []
    assert place.offered("quag", "en") == place.offered("斑驴", "zh-CN") == []


def test_a_search_is_not_offered_to_somebody_who_has_typed_it(place: Place) -> None:
    assert ("query", "lost zebra", "") not in place.offered("Lost  zebra", "en")
    assert ("query", "lost zebra", "") in place.offered("lost zebr", "en")


def test_what_readers_may_not_see_or_search_is_not_offered(place: Place) -> None:
    place.write("en/money/draft.md", "---\ntitle: Gnu draft\nstatus: draft\n---\nText.\n")
    place.write("en/money/quiet.md", "---\ntitle: Gnu quiet\nsearchable: false\n---\nText.\n")
    place.write("en/money/loud.md", "---\ntitle: Gnu loud\n---\nText.\n")
    assert [text for _, text, _ in place.offered("gnu", "en")] == ["Gnu loud"]


def test_lists_of_which_nothing_changed_are_kept_and_others_made_anew(place: Place) -> None:
    first = place.moment()
    before = suggestions_of(first)
    before.warm()
    place.write("zh-CN/money/fees.md", "---\nid: fees\ntitle: 手续费说明\naliases: [要多少钱]\n---\n新的正文。\n")
    second = place.moment(first)
    after = suggestions_of(second, before)
    after.warm()
    kept = {name for name, made in after.made.items() if before.made.get(name) is made}
    assert kept == {("article", "en"), ("category", "en"), ("category", "zh-CN")}
    assert shown(after, "shouxufs", "zh-CN") == [("article", "手续费说明", "")]
    assert all(kind == "query" for kind, _, _ in shown(after, "feiyong", "zh-CN"))


def test_a_change_of_texts_alone_makes_nothing_anew(place: Place) -> None:
    first = place.moment()
    before = suggestions_of(first)
    before.warm()
    place.write("en/money/limits.md", "---\nid: limits\ntitle: Daily limits\n---\nOther text.\n")
    after = suggestions_of(place.moment(first), before)
    after.warm()
    assert after.made == before.made
