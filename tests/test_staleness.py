"""A translation tells how far it is behind its original, and claims nothing that isn't known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kb.article import Article
from kb.cli import main
from kb.library import load
from kb.lint import RULES, lint
from kb.settings import Settings
from kb.staleness import behind, revision_of
from search_app import app_of
from tests.conftest import opened
from tests.plain import plain

BODY = "One.\n\nTwo.\n\n- three\n- four\n\nFive."
SOURCE = Article(id="7", locale="en", title="Fees", body=BODY, path="en/fees.md", revision="")
TRANSLATION = replace(
    SOURCE, locale="ja", title="手数料", body="一。", path="ja/fees.md", source_rev=revision_of(SOURCE)
)


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (BODY, 0),
        (BODY.replace("Two.", "Two and a half."), 1),
        (BODY.replace("Two.\n\n", ""), 1),
        (f"Zero.\n\n{BODY}\n\nSix.", 2),
        (BODY.replace("four", "for").replace("Five", "5"), 2),
        (BODY.replace("\n\n", "\n \n\n").replace("- four", "-  four  "), 0),
        ("Five.\n\nAll new.", 4),
        ("", 4),
    ],
)
def test_changed_paragraphs_are_counted(body: str, changed: int) -> None:
    found = behind(TRANSLATION, replace(SOURCE, body=body))
    assert (found.changed if found else 0) == changed


def test_a_changed_title_counts_too() -> None:
    found = behind(TRANSLATION, replace(SOURCE, title="Charges"))
    assert found is not None
    assert found.changed == 1


@pytest.mark.parametrize("revision", ["", "abc", "4f9c2e1", "p1-", "p1-abcd", "p1-zzz", "p1-" + "abc" * 400])
def test_nothing_is_claimed_without_a_revision_that_can_be_read(revision: str) -> None:
    assert behind(replace(TRANSLATION, source_rev=revision), SOURCE) is None


def test_nothing_is_claimed_of_the_original_or_without_one() -> None:
    source = replace(SOURCE, source_rev=revision_of(replace(SOURCE, body="Old.")))
    assert behind(source, source) is None
    assert behind(TRANSLATION, None) is None


@given(st.text(max_size=400))
def test_any_text_has_a_revision_of_which_it_isn_t_behind(body: str) -> None:
    source = replace(SOURCE, body=body)
    assert behind(replace(TRANSLATION, source_rev=revision_of(source)), source) is None


def test_a_very_long_text_has_a_revision_that_the_front_matter_holds() -> None:
    source = replace(SOURCE, body="\n\n".join(f"Paragraph {n}." for n in range(5_000)))
    assert len(revision_of(source)) <= 1_000
    later = replace(source, body=source.body + "\n\nOne more.")
    found = behind(replace(TRANSLATION, source_rev=revision_of(source)), later)
    assert found is not None
    assert found.changed == 1


def written(folder: Path, source_rev: str, body: str = BODY) -> Path:
    """A site with an original in English and its Japanese translation."""
    content = folder / "content"
    for locale, text in {
        "en": f"---\nid: 7\ntitle: Fees\n---\n{body}\n",
        "ja": f"---\nid: 7\ntitle: 手数料\nsource_rev: {source_rev}\n---\n一。\n",
    }.items():
        (content / locale).mkdir(parents=True, exist_ok=True)
        (content / locale / "fees.md").write_text(text, encoding="utf-8")
    (content / "site.yml").write_text("default_locale: en\nlocales: [en, ja]\n", encoding="utf-8")
    return content


def printed_revision(content: Path) -> str:
    """What the command says."""
    return str(json.loads(CliRunner().invoke(main, ["revision", "7", str(content), "--json"]).output)["source_rev"])


def test_the_page_of_a_translation_says_how_many_paragraphs_changed_and_links_to_the_original(tmp_path: Path) -> None:
    content = written(tmp_path, printed_revision(written(tmp_path, "x")))
    settings = Settings(content=plain(content), data=tmp_path / "data")
    center = opened(settings)
    client = app_of(center).test_client()
    assert "原文の" not in client.get("/ja/articles/7-fees").text
    written(tmp_path, printed_revision(content), BODY.replace("One.", "Uno.").replace("Five.", "Cinco."))
    center.close()
    center = opened(settings)
    client = app_of(center).test_client()
    page = client.get("/ja/articles/7-fees").text
    assert "この翻訳のあと、原文の2段落が変更されています。" in page
    assert '<a href="/en/articles/7-fees" hreflang="en">' in page
    assert "paragraph" not in client.get("/en/articles/7-fees").text
    center.close()


def test_lint_tells_the_editor_the_revision_to_write(tmp_path: Path) -> None:
    content = written(tmp_path, printed_revision(written(tmp_path, "x")), BODY + "\n\nSix.")
    found = [finding for finding in lint(load(content)) if finding.rule == "translation-behind"]
    assert [finding.path for finding in found] == ["ja/fees.md"]
    assert f"source_rev: {printed_revision(content)}" in found[0].message
    written(tmp_path, printed_revision(content), BODY + "\n\nSix.")
    assert [finding.rule for finding in lint(load(content))] == []
    written(tmp_path, "4f9c2e1")
    assert [finding.rule for finding in lint(load(content))] == ["source-rev"]
    assert {"source-rev", "translation-behind"} <= set(RULES)


def test_the_command_says_when_there_is_no_such_original(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["revision", "8", str(written(tmp_path, "x"))])
    assert done.exit_code == 1
    assert "No article in en has the id 8." in done.output
