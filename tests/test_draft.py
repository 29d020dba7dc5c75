"""A new article's file: where it goes, what it says, and that nothing is ever written over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.draft import MAX_SLUG, DraftRefused, new_article, slug_of
from kb.library import ContentNotFound, load


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with a numbered article."""
    folder = tmp_path / "content"
    write(folder / "en/fees.md", "---\nid: 1042\ntitle: Fees\n---\nText.\n")
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_draft_stands_below_its_locale_and_category_under_its_titles_slug(content: Path) -> None:
    path = new_article(content, "en", "funds/withdrawal", "How do I cancel?")
    assert path == content / "en/funds/withdrawal/how-do-i-cancel.md"


def test_a_draft_is_read_back_as_an_unpublished_article_with_the_next_number(content: Path) -> None:
    new_article(content, "en", "funds", "How do I cancel?")
    article = load(content).articles[("1043", "en")]
    assert (article.title, article.status, article.category) == ("How do I cancel?", "draft", "funds")
    assert article.created == date.today()
    assert not load(content).findings


def test_a_site_whose_ids_are_paths_gets_no_number(tmp_path: Path) -> None:
    write(tmp_path / "en/fees.md", "---\ntitle: Fees\n---\nText.\n")
    path = new_article(tmp_path, "en", "", "Limits")
    assert path == tmp_path / "en/limits.md"
    assert "id:" not in path.read_text(encoding="utf-8")


def test_a_locale_keeps_the_folder_that_the_site_has_for_it(content: Path) -> None:
    write(content / "zh_cn/a.md", "Text.")
    assert new_article(content, "zh-CN", "", "提币").parent == content / "zh_cn"
    assert new_article(content, "PT-br", "", "Taxas").parent == content / "pt-BR"


def test_nothing_is_written_over(content: Path) -> None:
    path = new_article(content, "en", "funds", "Limits")
    path.write_text("Written since.", encoding="utf-8")
    with pytest.raises(DraftRefused) as caught:
        new_article(content, "en", "funds", "LIMITS!")
    assert str(caught.value) == f"{path} exists already; give another title or edit that file."
    assert path.read_text(encoding="utf-8") == "Written since."


def test_a_link_with_the_drafts_name_is_not_followed(content: Path, tmp_path: Path) -> None:
    (content / "en/limits.md").symlink_to(tmp_path / "victim")
    with pytest.raises(DraftRefused):
        new_article(content, "en", "", "Limits")
    assert not (tmp_path / "victim").exists()


@pytest.mark.parametrize(
    "category", ["..", "../x", "funds/../..", "/etc/../..", "a b", "Funds", "a\\b", "fu\x00nds", "."]
)
def test_a_category_that_is_no_path_of_slugs_is_refused(content: Path, category: str) -> None:
    with pytest.raises(DraftRefused, match="a category of slugs such as funds/withdrawal"):
        new_article(content, "en", category, "Title")


@pytest.mark.parametrize("title", ["", "   ", "?!", "...", "/", "\x00", "\u200b"])
def test_a_title_without_letters_is_refused(content: Path, title: str) -> None:
    with pytest.raises(DraftRefused, match="Give a title with letters"):
        new_article(content, "en", "", title)


@pytest.mark.parametrize("locale", ["", "xx-notalocale", "../en", "english", "e"])
def test_an_unknown_locale_is_refused_with_examples(content: Path, locale: str) -> None:
    with pytest.raises(DraftRefused) as caught:
        new_article(content, locale, "", "Title")
    assert str(caught.value) == f"{locale} is no locale; give one such as zh-CN, en or pt-BR."


def test_a_content_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentNotFound, match="missing"):
        new_article(tmp_path / "missing", "en", "", "Title")


def test_a_file_in_the_place_of_the_category_is_a_sentence(content: Path) -> None:
    write(content / "en/funds", "I am a file.")
    with pytest.raises(DraftRefused, match="can't be written"):
        new_article(content, "en", "funds", "Title")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How much is it?", "how-much-is-it"),
        ("  Ａ２ＦＡ  ", "a2fa"),
        ("提币手续费是多少？", "提币手续费是多少"),
        ("a_b--c", "a-b-c"),
        ("../../etc/passwd", "etc-passwd"),
        ("w" * 200, "w" * MAX_SLUG),
        ("w" * 59 + " x", "w" * 59),
        ("?", ""),
    ],
)
def test_a_slug_is_letters_and_digits_joined_by_hyphens(title: str, slug: str) -> None:
    assert slug_of(title) == slug


TITLES = [
    'Say "yes": #1',
    "back\\slash",
    "[公告] x",
    "*x",
    "- x",
    "key: value",
    "it's",
    "a\tb",
    "yes",
    "2026",
    "null 1",
]


@pytest.mark.parametrize("title", TITLES)
def test_whatever_the_title_it_is_read_back_as_it_was_typed(content: Path, title: str) -> None:
    new_article(content, "en", "", title)
    assert load(content).articles[("1043", "en")].title == " ".join(title.split())


def test_half_of_a_character_in_a_title_becomes_a_question_mark(content: Path) -> None:
    new_article(content, "en", "", "Fees \ud800 today")
    assert load(content).articles[("1043", "en")].title == "Fees ? today"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(st.characters(), min_size=1, max_size=30))
def test_any_title_gives_an_article_that_loads_or_a_refusal_and_no_empty_file(content: Path, title: str) -> None:
    try:
        path = new_article(content, "en", "", title)
    except DraftRefused:
        return
    try:
        library = load(content)
        assert ("1043", "en") in library.articles
        assert not [finding for finding in library.findings if finding.rule.startswith("yaml")]
    finally:
        path.unlink()
