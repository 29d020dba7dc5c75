"""HelpCenter: what every door is told, at once after a change and never more than a visitor may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kb.center import HelpCenter
from kb.content.content_folder import ContentNotFound
from kb.notice import concerning
from kb.publish import Publisher
from kb.settings import Settings
from tests import small_site
from tests.plain import plain

FEES = "---\nid: 1042\ntitle: Withdrawal fees\nredirect_from: [/old/fees.html]\n---\nZebras pay nothing.\n"
LIMITS = "---\nid: 1043\ntitle: Daily limits\n---\nTen a day, zebras too.\n"


class Place:
    """A help center that may change under its readers."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(content=plain(folder / "content"), data=folder / "data")
        self.write("en/money/fees.md", FEES)
        self.write("en/money/limits.md", LIMITS)
        self.publish()
        self.center = HelpCenter(self.settings)

    def write(self, path: str, text: str) -> None:
        file = self.settings.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def publish(self) -> None:
        with closing(Publisher(self.settings)) as publisher:
            publisher.refresh()

    def found(self, text: str) -> list[str]:
        return [hit.document.group for hit in self.center.search(text, "en").hits]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Published and opened."""
    made = Place(tmp_path)
    yield made
    made.center.close()


def keys(center: HelpCenter, text: str, locale: str = "en", **filters: str) -> list[str]:
    return [hit.document.key for hit in center.search(text, locale, **filters).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize("hidden", ["status: draft", "visibility: internal", "expire_at: 2020-01-01"])
def test_an_article_that_is_unpublished_is_gone_from_every_answer_before_the_index_knows(
    place: Place, hidden: str
) -> None:
    place.write("en/money/fees.md", FEES.replace("---\nZebras", f"{hidden}\n---\nZebras"))
    place.center.refresh()
    assert place.center.is_ready
    assert place.found("zebras") == ["1043"]
    assert place.center.article("1042", "en") is None
    assert place.center.article_at("1042-withdrawal-fees", "en") is None
    assert place.center.moved("/old/fees.html") is None
    assert [found for found in place.center.suggest("withdrawal", "en") if found.kind == "article"] == []
    assert [article.id for article in place.center.articles()] == ["1043"]
    assert [article.id for article in place.center.latest("en", 9)] == ["1043"]
    assert place.center.translations("1042") == {}


def test_a_deleted_article_is_gone_from_the_hits_before_the_index_knows(place: Place) -> None:
    (place.settings.content / "en/money/limits.md").unlink()
    place.center.refresh()
    assert place.found("zebras") == ["1042"]


def test_a_page_shows_the_present_text_before_the_index_knows_it(place: Place) -> None:
    place.write("en/money/fees.md", FEES.replace("Zebras", "Quokkas"))
    place.center.refresh()
    article = place.center.article("1042", "en")
    assert article is not None
    assert "Quokkas pay nothing" in place.center.rendered(article).html
    assert place.found("quokkas") == []
    place.publish()
    place.center.refresh()
    assert place.found("quokkas") == ["1042"]


def test_hits_are_partial_while_only_titles_are_searched(tmp_path: Path, place: Place) -> None:
    fresh = Settings(content=place.settings.content, data=tmp_path / "empty")
    with closing(HelpCenter(fresh)) as center:
        assert not center.is_ready
        assert center.progress == (0, 0)
        hits = center.search("withdrawal fees", "en")
        assert [hit.document.key for hit in hits.hits] == ["en/1042"]
        assert hits.is_partial
        assert center.search("zebras", "en").hits == ()
    assert not place.center.search("zebras", "en").is_partial


def test_when_the_content_vanishes_the_last_moment_goes_on_serving(place: Place) -> None:
    away = place.settings.content.rename(place.settings.content.with_name("away"))
    with pytest.raises(ContentNotFound):
        place.center.refresh()
    assert place.found("zebras") == ["1042", "1043"]
    assert place.center.article("1042", "en") is not None
    away.rename(place.settings.content)
    place.center.refresh()


def test_a_renamed_file_is_found_at_its_old_address_before_the_writer_knows(place: Place) -> None:
    place.write("en/money/rates.md", "---\ntitle: Rates\n---\nText.\n")
    place.publish()
    place.center.refresh()
    (place.settings.content / "en/money/rates.md").rename(place.settings.content / "en/rates-of-today.md")
    place.center.refresh()
    for old in ("/en/articles/money/rates", "/en/articles/money/rates-and-more", "/en/money/rates.md"):
        found = place.center.moved(old)
        assert found is not None
        assert found.id == "rates-of-today"


def test_the_version_rises_with_every_change_and_pages_are_rendered_anew(place: Place) -> None:
    before = place.center.version
    place.write("en/money/limits.md", LIMITS.replace("Ten", "See [fees](fees.md). Ten"))
    place.center.refresh()
    assert place.center.version != before
    limits = place.center.article("1043", "en")
    assert limits is not None
    assert '"/en/articles/1042-fees"' in place.center.rendered(limits).html
    place.write("en/money/fees.md", FEES.replace("id: 1042", "id: 2042"))
    place.center.refresh()
    assert '"/en/articles/2042-fees"' in place.center.rendered(limits).html


def test_a_preview_shows_drafts_and_the_public_site_does_not(place: Place) -> None:
    place.write("en/money/draft.md", "---\ntitle: Secret wombats\nstatus: draft\n---\nText.\n")
    place.center.refresh()
    preview = Settings(content=place.settings.content, data=place.settings.data, preview=True)
    with closing(HelpCenter(preview)) as center:
        assert keys(center, "wombats") == ["en/money/draft"]
    assert place.found("wombats") == []
    assert place.center.article("money/draft", "en") is None


def test_what_is_wrong_with_a_file_is_told_beside_its_article(place: Place) -> None:
    place.write("en/money/fees.md", FEES.replace("title:", "tittle: x\ntitle:"))
    place.center.refresh()
    fees, limits = place.center.article("1042", "en"), place.center.article("1043", "en")
    assert fees is not None
    assert limits is not None
    assert [finding.rule for finding in place.center.findings(fees)] == ["unknown-key"]
    assert place.center.findings(limits) == ()


def test_the_settings_address_overrides_the_sites(place: Place, center: HelpCenter) -> None:
    chosen = Settings(content=place.settings.content, data=place.settings.data, base_url="https://a.example")
    with closing(HelpCenter(chosen)) as other:
        assert other.site.base_url == "https://a.example"
    assert center.site.base_url == ""


def test_hits_are_in_the_readers_language_where_there_is_one(center: HelpCenter) -> None:
    assert keys(center, "withdrawal fee", "zh-CN")[0] == "zh-CN/1042"
    assert keys(center, "提币手续费", "en")[0] == "en/1042"
    assert keys(center, "提幣手續費", "zh-TW")[0] == "zh-CN/1042"


def test_hits_can_be_narrowed_by_category_tag_and_language(center: HelpCenter) -> None:
    assert set(keys(center, "withdrawal password", category="funds")) == {"en/1042", "en/1043"}
    assert keys(center, "withdrawal password", tag="password") == ["en/1005"]
    assert keys(center, "withdrawal 提币", only_locale="zh-CN") == ["zh-CN/1042"]


def test_a_hit_knows_its_article(center: HelpCenter) -> None:
    (hit, *_) = center.search("withdrawal fee", "zh-CN").hits
    article = center.article_of(hit)
    assert article is not None
    assert article.key == "zh-CN/1042"


@pytest.mark.parametrize("text", ["zebras", "Zebra procedure", "Unfinished draft", "9001"])
def test_nothing_hidden_is_found_or_completed(center: HelpCenter, text: str) -> None:
    assert not {"en/9001", "en/9002"} & set(keys(center, text))
    assert not {"9001", "9002"} & {suggestion.target for suggestion in center.suggest(text, "en")}


def test_old_addresses_lead_to_their_article_and_others_nowhere(center: HelpCenter) -> None:
    found = {
        path: center.moved(path) for path in ("/old/fees.html", "/docs/fee-table", "/nowhere", "/", "/en/articles/")
    }
    assert {path: article.id for path, article in found.items() if article} == {
        "/old/fees.html": "1042",
        "/docs/fee-table": "1042",
    }


def test_notices_are_those_of_the_page_and_of_the_present(center: HelpCenter) -> None:
    now = center.notices("en")
    assert {notice.id for notice in now} == {"maintenance", "phishing"}
    assert [notice.id for notice in concerning(now)] == ["maintenance"]
    assert [notice.id for notice in concerning(now, category="account/guides")] == ["phishing", "maintenance"]
    assert [notice.id for notice in concerning(now, search="my Seed Phrase is lost")] == ["phishing", "maintenance"]


def test_channels_that_speak_the_readers_language_come_first(place: Place) -> None:
    channel = "- {{id: {0}, kind: email, value: {0}@a.example, locales: [{1}]}}\n"
    place.write("channels.yml", "channels:\n" + channel.format("desk", "en") + channel.format("bureau", "ja"))
    place.center.refresh()
    assert [one.id for one in place.center.channels("en")] == ["desk", "bureau"]
    assert [one.id for one in place.center.channels("ja")] == ["bureau", "desk"]


def test_images_of_the_content_folder_are_files_and_nothing_else_is(center: HelpCenter) -> None:
    image = center.media("en/funds/withdrawal/fee-table.png")
    assert image is not None
    assert image.read_bytes() == small_site.PIXEL
    assert center.media("site.yml") is None


def test_browsing_offers_what_there_is_in_the_readers_language(center: HelpCenter) -> None:
    assert center.locales() == ("en", "zh-CN", "ja")
    assert [shelf.category.path for shelf in center.categories("en")] == ["funds", "account"]
    funds = center.category("funds/withdrawal", "zh-CN")
    assert funds is not None
    assert {article.locale for article in funds.articles} == {"zh-CN", "en"}
    assert [category.path for category in center.breadcrumb("funds/withdrawal")] == ["funds", "funds/withdrawal"]
    assert [article.id for article in center.featured("en")] == ["1042"]
    assert [article.id for article in center.latest("en", 2)] == ["1042", "1043"]
    assert [article.id for article in center.articles("en", updated_since=date(2026, 10, 11))] == ["1042"]
    assert center.tags("en") == {"withdrawal": 2, "fees": 1, "password": 1}


def test_a_text_that_is_shown_as_it_is_is_one_section(place: Place) -> None:
    place.write("en/money/huge.md", "---\ntitle: Huge\n---\n## Part\n\n" + "word " * 60_000)
    place.center.refresh()
    article = place.center.article("money/huge", "en")
    assert article is not None
    assert article.is_plain
    assert [(section.anchor, section.text) for section in place.center.outline(article)] == [("", article.body)]


def test_an_outline_has_the_anchors_of_the_page(center: HelpCenter) -> None:
    article = center.article("1042", "en")
    assert article is not None
    anchors = [section.anchor for section in center.outline(article) if section.anchor]
    assert anchors == [heading.anchor for heading in center.rendered(article).headings]
    assert all(f'id="{anchor}"' in center.rendered(article).html for anchor in anchors)
