"""A folder of Markdown becomes a library: each file an article or a refusal, the same every time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.article import Article
from kb.library import ContentNotFound, Library, load

BODY = "The same words in every language, for nobody has translated them yet. " * 5


def write(content: Path, files: dict[str, str | bytes]) -> Path:
    for path, text in files.items():
        target = content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return content


def is_accounted_for(library: Library) -> bool:
    return len(library.articles) + sum(finding.is_refused for finding in library.findings) == library.file_count


def rules(library: Library) -> list[tuple[str, str]]:
    return [(finding.path, finding.rule) for finding in library.findings]


def keys(content: Path, files: dict[str, str | bytes]) -> list[tuple[str, str]]:
    return list(load(write(content, files)).articles)


def only(library: Library) -> Article:
    (article,) = library.articles.values()
    return article


def test_locale_category_id_and_slug_come_from_the_path(tmp_path: Path) -> None:
    article = only(load(write(tmp_path, {"zh-cn/funds/withdrawal/fees.md": "# 手续费\n"})))
    assert (article.locale, article.id, article.category, article.slug) == (
        "zh-CN", "funds/withdrawal/fees", "funds/withdrawal", "fees",
    )  # fmt: skip


def test_the_locale_is_front_matter_then_folder_then_suffix_then_default(tmp_path: Path) -> None:
    files = {
        "site.yml": "default_locale: ja\n",
        "en/a.md": "---\nlang: de\n---\n# a",
        "en/b.md": "# b",
        "c.md": "# c",
        "c.zh-CN.md": "# c",
        "d.md": "# d",
        "vue.js.md": "# e",
        "content/ko/f.md": "# f",
    }
    assert keys(tmp_path, {**files}) == [
        ("a", "de"), ("b", "en"), ("c", "ja"), ("c", "zh-CN"), ("d", "ja"), ("f", "ko"), ("vue.js", "ja"),
    ]  # fmt: skip


def test_a_folder_is_a_locale_only_at_the_top(tmp_path: Path) -> None:
    assert keys(tmp_path, {"en/api/it/x.md": "# x", "api/en/x.md": "# x"}) == [("api/en/x", "en"), ("api/it/x", "en")]


def test_the_folder_of_a_declared_locale_is_no_category(tmp_path: Path) -> None:
    library = load(
        write(tmp_path, {"en/de/core/x.md": "---\nlang: de\n---\n# x", "en/en/core/x.md": "---\nlang: en\n---\n# x"})
    )
    assert list(library.articles) == [("core/x", "de"), ("core/x", "en")]
    assert {article.category for article in library.articles.values()} == {"core"}


@pytest.mark.parametrize(
    ("translated", "source"),
    [
        ("de/docusaurus-plugin-content-docs/current/a/x.md", "en/docs/a/x.md"),
        ("de/docusaurus-plugin-content-docs/version-3/x.md", "en/versioned_docs/version-3/x.md"),
        ("de/docusaurus-plugin-content-docs-community/current/x.md", "en/community/x.md"),
        ("de/docusaurus-plugin-content-blog/x.md", "en/blog/x.md"),
        ("de/docusaurus-plugin-content-pages/x.mdx", "en/src/pages/x.mdx"),
    ],
)
def test_docusaurus_translations_share_the_id_of_their_source(tmp_path: Path, translated: str, source: str) -> None:
    ids = {article_id for article_id, _ in keys(tmp_path, {translated: "# x", source: "# x"})}
    assert len(ids) == 1


def test_an_index_stands_for_its_folder(tmp_path: Path) -> None:
    files = {"en/a/_index.md": "# A", "en/a/x.md": "# x", "en/b/index.md": "# B", "en/README.md": "# top"}
    library = load(write(tmp_path, {**files}))
    assert {key[0]: article.category for key, article in library.articles.items()} == {
        "a": "a", "a/x": "a", "b": "", "index": "",
    }  # fmt: skip
    assert [category.path for category in library.categories] == ["a"]


def test_a_missing_article_id_is_the_path_and_a_duplicate_one_falls_back_to_it(tmp_path: Path) -> None:
    front = "---\nid: 7\ntitle: x\n---\n"
    library = load(write(tmp_path, {"en/a.md": front, "en/b.md": front, "de/b.md": front, "en/c.md": "# c"}))
    assert list(library.articles) == [("7", "de"), ("7", "en"), ("b", "en"), ("c", "en")]
    assert rules(library) == [("en/b.md", "duplicate-id")]
    assert "en/a.md" in library.findings[0].message


def test_an_id_that_is_taken_twice_is_refused(tmp_path: Path) -> None:
    library = load(write(tmp_path, {"en/x.md": "# x", "en/x.mdx": "# x"}))
    assert list(library.articles) == [("x", "en")]
    assert [(finding.rule, finding.is_refused) for finding in library.findings if finding.is_refused] == [
        ("duplicate-id", True)
    ]
    assert is_accounted_for(library)


def test_a_declared_id_does_not_take_the_path_of_another(tmp_path: Path) -> None:
    library = load(write(tmp_path, {"en/a.md": "---\nid: b\n---\n# a", "en/b.md": "# b"}))
    assert {key[0]: article.path for key, article in library.articles.items()} == {"a": "en/a.md", "b": "en/b.md"}


def test_case_only_and_nfc_nfd_twins_are_reported(tmp_path: Path) -> None:
    library = load(write(tmp_path, {"en/Fee.md": "# x", "en/fee.md": "# x", "en/e\u0301.md": "# x", "en/é.md": "# x"}))
    assert [path for path, rule in rules(library) if rule == "twin-path"] == ["en/fee.md", "en/é.md"]
    assert is_accounted_for(library)


def test_symlinks_out_of_the_folder_and_loops_are_ignored_and_reported(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"en/a.md": "# a", "en/.kept/real.md": "# kept"})
    write(tmp_path, {"secret.md": "# secret", "outside/x.md": "# x"})
    (content / "en" / "out.md").symlink_to(tmp_path / "secret.md")
    (content / "en" / "loop.md").symlink_to(content / "en" / "loop.md")
    (content / "en" / "gone.md").symlink_to(content / "en" / "nothing.md")
    (content / "en" / "folder").symlink_to(tmp_path / "outside")
    (content / "en" / "round").symlink_to(content)
    (content / "en" / "kept.md").symlink_to(content / "en" / ".kept" / "real.md")
    library = load(content)
    assert list(library.articles) == [("a", "en"), ("kept", "en")]
    assert rules(library) == [
        ("en/folder", "link"),
        ("en/gone.md", "unreadable"),
        ("en/loop.md", "unreadable"),
        ("en/out.md", "link"),
        ("en/round", "link"),
    ]
    assert is_accounted_for(library)


def test_a_pipe_a_device_an_empty_and_an_unreadable_file_are_reported_and_the_rest_loads(tmp_path: Path) -> None:
    content = write(tmp_path, {"en/a.md": "# a", "en/empty.md": "", "en/locked.md": "# x", "en/.hidden.md": "# x"})
    os.mkfifo(content / "en" / "pipe.md")
    (content / "en" / "device.md").symlink_to("/dev/null")
    (content / "en" / "folder.md").mkdir()
    (content / "en" / "locked.md").chmod(0)
    library = load(content)
    expected = [("en/.hidden.md", "hidden"), ("en/device.md", "link"), ("en/empty.md", "empty-file")]
    locked = [] if os.access(content / "en" / "locked.md", os.R_OK) else [("en/locked.md", "unreadable")]
    assert rules(library) == [*expected, *locked, ("en/pipe.md", "not-a-file")]
    assert ("a", "en") in library.articles
    assert is_accounted_for(library)


def test_a_file_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"en/a.md": "# a"})
    try:
        (tmp_path / "en" / os.fsdecode(b"caf\xe9.md")).write_text("# x")
    except OSError:  # a disk that takes UTF-8 names only has no such files
        return
    library = load(tmp_path)
    assert rules(library) == [("en/caf?.md", "file-name")]
    assert is_accounted_for(library)


def test_fragments_are_refused_findings(tmp_path: Path) -> None:
    paths = ["en/_includes/x.md", "en/a/_partials/x.mdx", "en/_draft.md"]
    library = load(write(tmp_path, {**dict.fromkeys(paths, "# x"), "en/_posts/2020-01-02-y.md": "# y"}))
    assert [key[0] for key in library.articles] == ["_posts/2020-01-02-y"]
    assert only(library).slug == "y"
    assert sorted(rules(library)) == sorted((path, "partial") for path in paths)
    assert is_accounted_for(library)


def test_folders_of_programs_and_hidden_ones_are_not_walked(tmp_path: Path) -> None:
    library = load(write(tmp_path, {"en/a.md": "# a", "node_modules/x/README.md": "# x", ".git/x.md": "# x"}))
    assert list(library.articles) == [("a", "en")]
    assert rules(library) == [("node_modules", "ignored")]
    assert library.file_count == 1


def test_a_50_mb_article_is_refused_and_the_others_load(tmp_path: Path) -> None:
    write(tmp_path, {"en/a.md": "# a"})
    with (tmp_path / "en" / "large.md").open("wb") as stream:
        stream.truncate(50_000_000)
    library = load(tmp_path)
    assert list(library.articles) == [("a", "en")]
    assert rules(library) == [("en/large.md", "file-too-large")]


def test_gbk_utf_16_and_latin_1_files_stand_side_by_side(tmp_path: Path) -> None:
    text = "---\ntitle: 提币手续费\n---\n不同的网络收取的费用不同，请在提交之前看清楚。\n"
    files: dict[str, str | bytes] = {
        "zh/bom.md": b"\xef\xbb\xbf" + text.encode(),
        "zh/gbk.md": text.encode("gbk"),
        "zh/utf16.md": text.encode("utf-16"),
        "zh/latin.md": "---\ntitle: Gebühren für Überweisungen\n---\n".encode("latin-1"),
    }
    library = load(write(tmp_path, files))
    assert {article.title for article in library.articles.values()} == {"提币手续费"}
    assert rules(library) == [("zh/gbk.md", "encoding"), ("zh/latin.md", "encoding")]
    assert is_accounted_for(library)


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


def test_untranslated_copies_point_to_the_default_locale(tmp_path: Path) -> None:
    files = {f"{locale}/a.md": f"---\ntitle: {locale}\n---\n{BODY}" for locale in ("ja", "en", "de")}
    files |= {f"{locale}/b.md": f"# b\n{BODY}" for locale in ("ja", "de")}
    files |= {f"{locale}/short.md": "# Soon" for locale in ("ja", "en")}
    library = load(write(tmp_path, {**files}))
    assert {key: article.copy_of for key, article in library.articles.items() if article.copy_of} == {
        ("a", "de"): "en", ("a", "ja"): "en", ("b", "ja"): "de",
    }  # fmt: skip


def test_a_second_load_reads_only_what_changed(tmp_path: Path) -> None:
    write(tmp_path, {"en/a.md": "# a", "en/b.md": "# b", "en/c.md": "# c", "site.yml": "name: One\n"})
    first = load(tmp_path)
    (tmp_path / "en" / "b.md").unlink()
    write(tmp_path, {"en/a.md": "# changed", "en/d.md": "# d", "site.yml": "name: Two, longer\n"})
    second = load(tmp_path, first)
    assert {key[0]: article.title for key, article in second.articles.items()} == {"a": "changed", "c": "c", "d": "d"}
    assert second.site.names == {"en": "Two, longer"}
    assert second.files["en/c.md"] is first.files["en/c.md"]
    assert second == load(tmp_path)


def test_an_unchanged_folder_is_loaded_without_opening_a_file(tmp_path: Path) -> None:
    first = load(
        write(tmp_path, {"en/a.md": "# a", "en/bad.md": "", "glossary.yml": "- [a, b]\n", "site.yml": "x: y\n"})
    )
    assert load(tmp_path, first) == first
    assert all(state is first.files[path] for path, state in load(tmp_path, first).files.items())


def test_what_was_read_of_another_folder_is_not_taken_over(tmp_path: Path) -> None:
    one = load(write(tmp_path / "one", {"en/a.md": "# a"}))
    os.link(tmp_path / "one" / "en" / "a.md", tmp_path / "b.md")
    two = load(write(tmp_path / "two", {"en/a.md": "# b"}), one)
    assert only(two).title == "b"


def test_loading_gives_the_same_library_every_time(tmp_path: Path) -> None:
    files = {f"{locale}/c{n % 3}/x{n}.md": f"# {n}" for locale in ("en", "zh-CN") for n in range(9)}
    write(tmp_path / "one", {**files})
    write(tmp_path / "two", dict(reversed(files.items())))
    one, two = load(tmp_path / "one"), load(tmp_path / "two")
    assert one == two
    assert list(one.articles) == list(two.articles)


def test_a_missing_content_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ContentNotFound, match=r"no such folder\. Name a folder of Markdown files") as caught:
        load(tmp_path / "nothing")
    assert caught.value.path == tmp_path / "nothing"


def test_content_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# a")
    with pytest.raises(ContentNotFound, match="this is a file, not a folder"):
        load(tmp_path / "a.md")


def test_an_empty_content_folder_is_an_empty_library_with_a_finding(tmp_path: Path) -> None:
    library = load(tmp_path)
    assert (library.articles, library.categories, library.file_count) == ({}, (), 0)
    assert rules(library) == [("", "empty-content")]
