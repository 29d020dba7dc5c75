"""A folder of Markdown becomes a library: each file an article or a refusal, the same every time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.library import ContentNotFound, load
from tests.small_library import is_accounted_for, keys, only, rules, write

BODY = "The same words in every language, for nobody has translated them yet. " * 5


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
