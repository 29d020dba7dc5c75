"""What readers may see at a moment, and how it is arranged for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from kb.article import Article
from kb.category import Category
from kb.library import Library
from kb.shelves import RELATED, Shelf, Shelves
from kb.site import Site

NOW = datetime(2026, 10, 12, 12, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
SITE = Site("en", ("en", "zh-CN", "zh-TW", "ja"), fallbacks={"zh-TW": ("zh-CN",)})
TREE = (
    Category("funds", {"en": "Funds"}, children=(Category("funds/withdrawal", {"en": "Withdrawals"}),)),
    Category("account", {"en": "Account"}),
)


def article(article_id: str, locale: str = "en", title: str = "", **values: object) -> Article:
    fields = {"body": "Text.", "path": f"{locale}/{article_id}.md", "revision": "1", **values}
    return Article(article_id, locale, title or article_id, **fields)  # type: ignore[arg-type]


def shelves(*articles: Article, now: datetime = NOW, shows_all: bool = False) -> Shelves:
    held = {(one.id, one.locale): one for one in articles}
    return Shelves(Library(SITE, held, TREE), now, shows_all)


def ids(articles: tuple[Article, ...]) -> list[str]:
    return [one.id for one in articles]


HIDDEN = [
    article("draft", status="draft"),
    article("review", status="review"),
    article("archived", status="archived"),
    article("internal", visibility="internal"),
    article("early", publish_at=NOW + HOUR),
    article("late", expire_at=NOW),
]


@pytest.mark.parametrize("hidden", HIDDEN, ids=ids(tuple(HIDDEN)))
def test_what_is_not_public_shows_nowhere(hidden: Article) -> None:
    hidden = article(
        hidden.id,
        status=hidden.status,
        visibility=hidden.visibility,
        publish_at=hidden.publish_at,
        expire_at=hidden.expire_at,
        is_featured=True,
        tags=("secret",),
        category="account",
        redirect_from=("/old",),
    )
    public = article("public", category="account", tags=("secret",), related=(hidden.id,))
    seen = shelves(public, hidden)
    assert hidden not in seen
    assert seen.article(hidden.id, "en") is None
    assert seen.at_address(hidden.id, "en") is None
    assert seen.at_address(hidden.id.upper(), "en") is None
    assert seen.translations(hidden.id) == {}
    assert (seen.all, seen.of_locale("en"), seen.latest("en", 9), seen.select()) == ((public,),) * 4
    assert (seen.featured("en"), seen.related(public), seen.redirects) == ((), (), {})
    assert (seen.tags("en"), seen.by_path) == ({"secret": 1}, {"en/public.md": public})
    assert seen.roots("en")[0].count == 1


@pytest.mark.parametrize("hidden", HIDDEN, ids=ids(tuple(HIDDEN)))
def test_editors_see_everything(hidden: Article) -> None:
    seen = shelves(hidden, shows_all=True)
    assert seen.article(hidden.id, "en") == hidden
    assert seen.valid_until is None


def test_an_article_appears_and_disappears_to_the_second() -> None:
    held = article("offer", publish_at=NOW, expire_at=NOW + HOUR)
    second = timedelta(seconds=1)
    seen = {at: held in shelves(held, now=at) for at in (NOW - second, NOW, NOW + HOUR - second, NOW + HOUR)}
    assert list(seen.values()) == [False, True, True, False]


def test_the_shelves_say_until_when_they_hold() -> None:
    held = (article("a", publish_at=NOW + 2 * HOUR), article("b", expire_at=NOW + HOUR), article("c", publish_at=NOW))
    assert shelves(*held).valid_until == NOW + HOUR
    assert shelves(*held, now=NOW + HOUR).valid_until == NOW + 2 * HOUR
    assert shelves(*held, now=NOW + 2 * HOUR).valid_until is None


def test_a_reader_gets_an_article_in_the_best_locale_of_their_chain() -> None:
    seen = shelves(article("a", "en"), article("a", "zh-CN"), article("b", "ja"))
    found = {locale: seen.article("a", locale) for locale in ("zh-TW", "ja", "en")}
    assert {locale: one.locale for locale, one in found.items() if one} == {"zh-TW": "zh-CN", "ja": "en", "en": "en"}
    assert seen.article("b", "en") == article("b", "ja")
    assert list(seen.translations("a")) == ["en", "zh-CN"]


def test_an_address_is_an_id_with_or_without_words_after_it() -> None:
    seen = shelves(article("1042"), article("money/fees"), article("money"), article("two-factor"))
    found = {
        address: one.id if (one := seen.at_address(address, "en")) else ""
        for address in ("1042", "1042-how-much", "/money/fees/", "money/fees-anything", "two-factor-setup", "10", "-")
    }
    assert found == {
        "1042": "1042",
        "1042-how-much": "1042",
        "/money/fees/": "money/fees",
        "money/fees-anything": "money/fees",
        "two-factor-setup": "two-factor",
        "10": "",
        "-": "",
    }


def test_an_articles_own_address_leads_to_it_even_where_another_id_fits_longer() -> None:
    seen = shelves(article("two", slug="factor-setup"), article("two-factor"))
    assert seen.at_address("two-factor-setup", "en") == article("two", slug="factor-setup")
    assert seen.at_address("two-factor-other", "en") == article("two-factor")


def test_an_address_may_be_written_in_capitals_but_an_exact_id_comes_first() -> None:
    seen = shelves(article("Fees"), article("fees"), article("API"))
    assert seen.at_address("FEES-x", "en") is None
    assert seen.at_address("fees", "en") == article("fees")
    assert seen.at_address("Fees", "en") == article("Fees")
    assert seen.at_address("api", "en") == article("API")


def test_an_old_address_leads_to_its_article_whatever_its_capitals_and_slashes() -> None:
    held = article("a", redirect_from=("/Old/Fees.html", "/docs/fees/"))
    assert shelves(held).redirects == {"old/fees.html": held, "docs/fees": held}


def test_an_old_address_that_two_articles_claim_stays_with_the_first_and_with_its_default_locale() -> None:
    first = article("b-first", path="en/1.md", redirect_from=("/old",), category="z")
    second = article("a-second", path="en/2.md", redirect_from=("/old",), category="a")
    translation = article("b-first", "zh-CN", path="a-zh/1.md", redirect_from=("/old",), category="z")
    assert shelves(second, translation, first).redirects["old"] == first


def test_a_reader_browses_each_article_once_and_nothing_of_languages_they_did_not_ask_for() -> None:
    held = (
        article("a", "en", order=1),
        article("a", "zh-CN", order=2),
        article("b", "zh-CN", order=1),
        article("c", "ja"),
        article("d", "en", copy_of="ja"),
    )
    seen = shelves(*held)
    assert [(one.id, one.locale) for one in seen.of_locale("zh-TW")] == [("b", "zh-CN"), ("a", "zh-CN")]
    assert [(one.id, one.locale) for one in seen.of_locale("en")] == [("a", "en")]


def test_articles_stand_in_their_order_then_by_title() -> None:
    held = (article("x", title="Zebra"), article("y", title="Apple"), article("z", title="Zoo", order=2))
    assert ids(shelves(*held, article("w", title="Yak", order=1)).of_locale("en")) == ["w", "z", "y", "x"]


def outline(shelf: Shelf) -> tuple[str, int, list[object]]:
    return shelf.category.path, shelf.count, [outline(child) for child in shelf.children]


def test_the_tree_counts_what_is_below_and_leaves_out_what_is_empty() -> None:
    seen = shelves(article("a", category="funds/withdrawal"), article("b", category="funds"), article("c"))
    assert [outline(root) for root in seen.roots("en")] == [("funds", 2, [("funds/withdrawal", 1, [])])]
    assert seen.shelf("funds/withdrawal", "en") is not None
    assert seen.shelf("account", "en") is None
    assert seen.shelf("nowhere", "en") is None


def test_a_breadcrumb_runs_from_the_root_and_skips_what_is_unknown() -> None:
    seen = shelves(article("a", category="funds/withdrawal"))
    paths = [category.path for category in seen.breadcrumb("funds/withdrawal/deeper")]
    assert paths == ["funds", "funds/withdrawal"]
    assert shelves().breadcrumb("") == ()


def test_a_category_that_holds_nothing_visible_is_in_no_breadcrumb() -> None:
    seen = shelves(article("a", category="account"), article("b", category="funds/withdrawal", status="draft"))
    assert seen.breadcrumb("funds/withdrawal") == ()
    assert [category.path for category in seen.breadcrumb("account")] == ["account"]


def test_articles_are_chosen_by_locale_category_tag_and_day() -> None:
    held = (
        article("a", category="funds/withdrawal", tags=("x",), updated=date(2026, 1, 2)),
        article("b", category="funds-extra", tags=("x", "y")),
        article("c", "zh-CN", category="funds", updated=date(2026, 1, 1)),
    )
    seen = shelves(*held)
    assert ids(seen.select(category="funds")) == ["a", "c"]
    assert ids(seen.select("en")) == ["b", "a"]
    assert ids(seen.select(tag="y")) == ["b"]
    assert ids(seen.select(updated_since=date(2026, 1, 2))) == ["a"]


def test_the_latest_are_the_newest_first_and_the_undated_last() -> None:
    held = (article("old", updated=date(2025, 1, 1)), article("never"), article("new", updated=date(2026, 1, 1)))
    assert ids(shelves(*held).latest("en", 9)) == ["new", "old", "never"]
    assert ids(shelves(*held).latest("en", 1)) == ["new"]


def test_related_are_those_named_then_those_alike_never_itself() -> None:
    held = [article(name, category="account", tags=("t",) if name in "bc" else ()) for name in "abcdefgh"]
    main = article("main", category="account", tags=("t",), related=("h", "main", "missing"))
    found = ids(shelves(main, *held, article("far", category="funds", tags=("t",))).related(main))
    assert found == ["h", "b", "c", "a", "d"]
    assert len(found) == RELATED


def test_tags_are_counted_most_used_first() -> None:
    held = (article("a", tags=("b", "x")), article("b", tags=("a", "x")), article("c", "ja", tags=("x",)))
    assert list(shelves(*held).tags("en").items()) == [("x", 2), ("a", 1), ("b", 1)]


def test_only_locales_with_a_visible_article_are_offered_in_the_sites_order() -> None:
    held = (article("a", "zh-TW"), article("a", "en"), article("b", "ja", status="draft"), article("c", "de"))
    assert shelves(*held).locales == ("en", "zh-TW", "de")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("funds/withdrawal", "funds/withdrawal"),
        ("/Funds/Withdrawal/", "funds/withdrawal"),
        ("withdrawal", "funds/withdrawal"),
        ("WITHDRAWALS", "funds/withdrawal"),
        ("提幣", "funds/withdrawal"),
        ("funds", "funds"),
        ("account", ""),
        ("Withdraw", ""),
        ("", ""),
    ],
)
def test_a_category_has_the_names_that_its_readers_may_see(name: str, path: str) -> None:
    tree = (
        Category("funds", children=(Category("funds/withdrawal", {"en": "Withdrawals", "zh-CN": "提币"}),)),
        TREE[1],
    )
    filed = article("1", category="funds/withdrawal")
    assert Shelves(Library(SITE, {("1", "en"): filed}, tree), NOW).category_named(name, "en") == path


def test_a_name_leads_to_the_path_then_the_slug_then_the_title() -> None:
    tree = (
        Category("a", {"en": "c"}, children=(Category("a/b", {"en": "a/b/c"}, children=(Category("a/b/c"),)),)),
        Category("b", {"en": "b"}),
    )
    held = {(path, "en"): article(path, category=path) for path in ("a/b/c", "b")}
    named = Shelves(Library(SITE, held, tree), NOW).category_named
    assert [named(name, "en") for name in ("a/b/c", "b", "c")] == ["a/b/c", "b", "a/b/c"]
