"""The files around the articles: site, categories, channels, notices and glossary."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.library import load
from tests.small_library import rules, write


def test_without_site_yml_the_locales_are_those_found(tmp_path: Path) -> None:
    site = load(write(tmp_path, {"ja/a.md": "# a", "ja/b.md": "# b", "de/a.md": "# a"})).site
    assert (site.default_locale, site.locales) == ("ja", ("ja", "de"))
    assert load(write(tmp_path, {"en/a.md": "# a"})).site.default_locale == "en"


@pytest.mark.parametrize(
    ("title", "locale"), [("提币手续费", "zh-CN"), ("出金の手数料", "ja"), ("출금", "ko"), ("Fees", "en")]
)
def test_without_any_locale_the_script_of_the_titles_decides(tmp_path: Path, title: str, locale: str) -> None:
    assert load(write(tmp_path, {"funds/a.md": f"# {title}"})).site.locales == (locale,)


def test_articles_of_an_unlisted_locale_are_a_finding(tmp_path: Path) -> None:
    library = load(write(tmp_path, {"site.yml": "locales: [en]\n", "en/a.md": "# a", "fr/a.md": "# a"}))
    assert library.site.locales == ("en",)
    assert rules(library) == [("site.yml", "unlisted-locale")]


SITE = """name: {en: Help, zh-cn: 帮助}
tagline: One line
default_locale: zh_CN
locales: [zh-CN, en, xx]
fallbacks: {zh-TW: [zh-CN, en]}
accent: "#0af"
base_url: https://help.example.com/
popular: {en: [fees, KYC]}
colour: red
"""


def test_site_yml_is_read_and_its_problems_are_findings(tmp_path: Path) -> None:
    library = load(write(tmp_path, {"site.yml": SITE, "en/a.md": "# a"}))
    site = library.site
    assert (site.default_locale, site.locales, site.accent) == ("zh-CN", ("zh-CN", "en"), "#0af")
    assert (site.names, site.taglines) == ({"en": "Help", "zh-CN": "帮助"}, {"zh-CN": "One line"})
    assert site.fallbacks == {"zh-TW": ("zh-CN", "en")}
    assert (site.popular, site.base_url) == ({"en": ("fees", "KYC")}, "https://help.example.com")
    assert [(finding.line, finding.rule) for finding in library.findings] == [(4, "unknown-locale"), (9, "unknown-key")]


@pytest.mark.parametrize("accent", ["red; } body { display: none", "#12345", "url(x)"])
def test_an_accent_that_is_no_colour_is_left_out(tmp_path: Path, accent: str) -> None:
    library = load(write(tmp_path, {"site.yml": f"accent: '{accent}'\n", "en/a.md": "# a"}))
    assert library.site.accent == "#0f766e"
    assert ("site.yml", "bad-value") in rules(library)


CATEGORIES = """categories:
  - slug: funds
    title: {en: Funds, zh-CN: 资金}
    icon: wallet
    children:
      - slug: withdrawal
        order: 2
      - slug: deposit
        order: 1
  - slug: account
  - slug: funds
  - slug: ../up
"""


def test_categories_join_the_file_and_the_folders(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "categories.yml": CATEGORIES,
        "en/funds/withdrawal/a.md": "# a",
        "en/extra/_index.md": "---\ntitle: Extra things\nweight: 5\n---\n",
        "en/extra/deep/x.md": "# x",
        "en/b.md": "---\ntitle: b\ncategory: nowhere\n---\n",
        "en/c.md": "---\ntitle: c\ncategory: Funds/Deposit\n---\n",
    }
    library = load(write(tmp_path, files))
    assert [category.path for category in library.categories] == ["funds", "account", "extra", "nowhere"]
    funds, _, extra, _ = library.categories
    assert (funds.titles, funds.icon) == ({"en": "Funds", "zh-CN": "资金"}, "wallet")
    assert [child.path for child in funds.children] == ["funds/deposit", "funds/withdrawal"]
    assert (extra.titles, extra.order) == ({"en": "Extra things"}, 5.0)
    assert [child.path for child in extra.children] == ["extra/deep"]
    assert library.articles[("c", "en")].category == "funds/deposit"
    assert rules(library) == [
        ("categories.yml", "bad-category"), ("categories.yml", "bad-category"), ("en/b.md", "unknown-category"),
    ]  # fmt: skip


def test_docusaurus_labels_name_categories(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/docs/intro/x.md": "# x",
        "en/docs/intro/_category_.json": '{"label": "Introduction", "position": 3}',
        "de/docusaurus-plugin-content-docs/current/intro/_category_.yml": "label: Einführung\n",
    }
    (docs,) = load(write(tmp_path, files)).categories
    assert docs.children[0].titles == {"en": "Introduction", "de": "Einführung"}
    assert docs.children[0].order == 3.0


def test_a_thousand_deep_category_is_flattened_with_a_finding(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 200)
    nested = "categories:\n" + "".join(f"{'  ' * n}- slug: a\n{'  ' * n}  children:\n" for n in range(400))
    files: dict[str, str | bytes] = {
        "en/x.md": f"---\ntitle: x\ncategory: {'/'.join('d' * 140)}\n---\n",
        "categories.yml": nested,
    }
    library = load(write(tmp_path, {**files, f"en/{deep}/y.md": "# y"}))
    assert {article.category.count("/") for article in library.articles.values()} == {11}
    assert ("en/x.md", "deep-category") in rules(library)
    assert ("categories.yml", "yaml-limit") in rules(library)


CHANNELS = """channels:
  - id: chat
    kind: live_chat
    name: {en: Chat}
    value: https://www.example.com/chat
    hours:
      - always: true
        locales: [en]
      - days: [mon-fri]
        open: 9:00
        close: "18:00"
        timezone: Asia/Tokyo
        locales: [ja]
      - days: [mon]
        open: "22:00"
        close: "06:00"
        timezone: Asia/Tokyo
    answers_within: 5m
  - id: mail
    kind: email
    value: help@example.com
    order: 1
    hours:
      - always: true
  - id: broken
    kind: pigeon
"""


def test_channels_are_read_with_their_hours(tmp_path: Path) -> None:
    library = load(write(tmp_path, {"channels.yml": CHANNELS, "en/a.md": "# a"}))
    mail, chat = library.channels
    assert (mail.id, mail.is_always, mail.hours) == ("mail", True, ())
    assert (chat.id, chat.is_always, chat.answers_within) == ("chat", False, "5m")
    assert [(row.opens, row.closes, row.timezone, row.locales, len(row.days)) for row in chat.hours] == [
        ("00:00", "24:00", "UTC", ("en",), 7),
        ("09:00", "18:00", "Asia/Tokyo", ("ja",), 5),
    ]
    assert sorted({rule for _, rule in rules(library)}) == ["bad-hours", "bad-value"]


def test_notices_are_no_articles(tmp_path: Path) -> None:
    front = "---\nid: n\nseverity: danger\nstarts: 2026-11-20\npages: [funds]\nsearches: [a, b]\n"
    front += "title: {en: T}\n---\nText\n"
    library = load(write(tmp_path, {"notices/one.md": front, "notices/two.md": "# no front matter", "en/a.md": "# a"}))
    (notice,) = library.notices
    assert (notice.id, notice.severity, notice.pages, notice.searches) == ("n", "danger", ("funds",), ("a", "b"))
    assert (notice.titles, notice.texts) == ({"en": "T"}, {"en": "Text"})
    assert notice.starts is not None
    assert notice.starts.tzinfo is not None
    assert library.file_count == 1
    assert rules(library) == [("notices/two.md", "bad-notice")]


def test_the_glossary_is_read_in_each_form(tmp_path: Path) -> None:
    text = "groups:\n  - [提币, withdraw]\n  - 充值, deposit\n  - {zh-CN: [手续费], en: fee, note: x}\n  - [alone]\n"
    library = load(write(tmp_path, {"glossary.yml": text, "en/a.md": "# a"}))
    words = [[word for word, _ in group.surfaces] for group in library.glossary.groups]
    assert words == [["提币", "withdraw"], ["充值", "deposit"], ["手续费", "fee"]]
    assert rules(library) == [("glossary.yml", "bad-glossary")]


@pytest.mark.parametrize("name", ["site.yml", "categories.yml", "channels.yml", "glossary.yml"])
@pytest.mark.parametrize(
    "data", [b"[" * 50_000, b"\xff\xfe\xff", b"- a\n- {b: [c]}\n", b"a: b: c\n\tx", b"x" * 2_000_000, b""]
)
def test_a_broken_site_file_never_stops_the_articles(tmp_path: Path, name: str, data: bytes) -> None:
    library = load(write(tmp_path, {name: data, "en/a.md": "# a"}))
    assert list(library.articles) == [("a", "en")]
    assert all(finding.path == name for finding in library.findings)
