"""What an editor is told: every rule has a meaning, and the checks over the whole library find what they promise."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kb.content import category_file, channel_file, front_matter_keys, glossary_file, notice_file, site_file
from kb.library import load
from kb.links import MOST_IMAGE_BYTES, media_file
from kb.lint import RULES, lint

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 10, 12)


def found(content: Path, files: dict[str, str], rule: str) -> list[tuple[str, int]]:
    for path, text in files.items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text, encoding="utf-8")
    return [(finding.path, finding.line) for finding in lint(load(content), TODAY) if finding.rule == rule]


def test_every_rule_that_is_named_in_the_code_has_a_meaning() -> None:
    rooms = [*(ROOT / "kb" / "content").glob("*.py"), ROOT / "kb" / "library.py", ROOT / "kb" / "lint.py"]
    named: set[str] = set()
    for room in rooms:
        source = room.read_text(encoding="utf-8")
        named |= set(re.findall(r'"([a-z]+-[a-z]+(?:-[a-z]+)*)", (?:f?"|note|error|str|message|_)', source))
    assert {"duplicate-id", "bad-date", "yaml-alias", "look-alike-host"} <= named
    assert named <= set(RULES)


def test_every_rule_and_every_key_is_in_the_editors_guide() -> None:
    guide = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    assert [rule for rule in RULES if f"`{rule}`" not in guide] == []
    keys = [front_matter_keys.KEYS, site_file.KEYS, category_file.KEYS, channel_file.KEYS, notice_file.KEYS]
    keys += [glossary_file.KEYS, glossary_file.GROUP_KEYS]
    assert [key for table in keys for key in table if f"`{key}`" not in guide] == []


def test_the_loaders_findings_are_among_them(tmp_path: Path) -> None:
    assert found(tmp_path, {"en/a.md": ""}, "empty-file") == [("en/a.md", 0)]


def test_a_link_to_an_article_that_is_not_there_is_found_at_its_line(tmp_path: Path) -> None:
    body = "---\ntitle: a\n---\n[b](b.md) [up](../en/b.md#x)\n\nsee [gone](gone.md) and `[code](no.md)`\n"
    body += "```\n[code](no.md)\n```\n[w](https://x.example/y.md) [abs](/docs/z.md) [d](docs/)\n[r]: missing.md\n"
    assert found(tmp_path, {"en/a.md": body, "en/b.md": "# b"}, "broken-link") == [("en/a.md", 6), ("en/a.md", 11)]


def test_a_link_to_an_article_of_another_locale_only_is_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, {"de/a.md": "# a\n[b](c/b.md)", "en/c/b.md": "# b"}, "broken-link") == []


def test_missing_translations_are_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, {"en/a.md": "# a", "en/b.md": "# b", "de/a.md": "# a"}, "broken-link") == []
    assert lint(load(tmp_path), TODAY) == ()


def test_an_image_that_is_not_there_is_found(tmp_path: Path) -> None:
    body = '# a\n![x](img/x.png) ![y](../../out.png)\n[![z](z%20z.png)](b.md)\n<img alt="q" src="q.png">\n'
    (tmp_path / "en" / "img").mkdir(parents=True)
    (tmp_path / "en" / "img" / "x.png").write_bytes(b"x")
    (tmp_path / "en" / "z z.png").write_bytes(b"x")
    assert found(tmp_path, {"en/a.md": body, "en/b.md": "# b"}, "missing-image") == [("en/a.md", 2), ("en/a.md", 4)]


def test_an_image_too_large_to_send_is_found_and_not_served(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    for name, size in (("most.png", MOST_IMAGE_BYTES), ("more.png", MOST_IMAGE_BYTES + 1)):
        with (tmp_path / "en" / name).open("wb") as file:
            file.truncate(size)
    assert found(tmp_path, {"en/a.md": "# a\n![x](most.png)\n![y](more.png)\n"}, "image-too-large") == [("en/a.md", 3)]
    assert media_file(tmp_path, "en/most.png")
    assert media_file(tmp_path, "en/more.png") is None


def test_an_alias_of_two_articles_is_found_once_per_locale(tmp_path: Path) -> None:
    files = {
        "en/a.md": "---\ntitle: a\naliases: [Cash out]\n---\n",
        "en/b.md": "---\ntitle: b\naliases: [cash out]\n---\n",
        "de/a.md": "---\ntitle: a\naliases: [cash out]\n---\n",
    }
    assert found(tmp_path, files, "shared-alias") == [("en/b.md", 0)]


def test_an_old_address_of_two_articles_is_found(tmp_path: Path) -> None:
    files = {
        "en/a.md": "---\ntitle: a\nredirect_from: [/old/]\n---\n",
        "de/a.md": "---\ntitle: a\nredirect_from: [/old]\n---\n",
        "en/b.md": "---\ntitle: b\nredirect_from: [/old]\n---\n",
    }
    assert found(tmp_path, files, "shared-address") == [("en/b.md", 0)]


def test_one_title_twice_in_a_category_is_found(tmp_path: Path) -> None:
    files = {"en/c/a.md": "# Fees", "en/c/b.md": "# fees", "en/d/a.md": "# Fees", "de/c/b.md": "# Fees"}
    assert found(tmp_path, files, "same-title") == [("en/c/b.md", 0)]


def test_a_related_id_of_no_article_is_found(tmp_path: Path) -> None:
    files = {"en/a.md": "---\nid: 1\ntitle: a\nrelated: [2, 3]\n---\n", "en/b.md": "---\nid: 2\ntitle: b\n---\n"}
    assert found(tmp_path, files, "unknown-related") == [("en/a.md", 0)]


def test_a_review_that_is_due_names_who_should_do_it(tmp_path: Path) -> None:
    files = {
        "en/a.md": "---\ntitle: a\nreview_by: 2026-10-11\nowner: Ann\n---\n",
        "en/b.md": "---\ntitle: b\nreview_by: 2026-10-12\n---\n",
    }
    assert found(tmp_path, files, "review-due") == [("en/a.md", 0)]
    assert "by Ann" in lint(load(tmp_path), TODAY)[0].message


@pytest.mark.parametrize(
    "url",
    [
        "https://www.оkx.com/x", "http://xn--kx-emc.com", "https://pаypal.example", "https://okx.com@evil.example/",
        "https://gοοgle.example",
    ],
)  # fmt: skip
def test_a_look_alike_host_is_found(tmp_path: Path, url: str) -> None:
    body = f"---\ntitle: a\n---\n\nGo to [us]({url}).\n"
    assert found(tmp_path, {"en/a.md": body}, "look-alike-host") == [("en/a.md", 5)]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.okx.com",
        "https://例子.com/路径",
        "https://пример.рф",
        "http://xn--fsqu00a.xn--0zwm56d",
        "https://u:p@x.example",
    ],
)
def test_an_honest_host_is_none(tmp_path: Path, url: str) -> None:
    assert found(tmp_path, {"en/a.md": f"# a\n[x]({url}) 见{url}。\n"}, "look-alike-host") == []


def test_a_notice_that_names_no_category_is_found(tmp_path: Path) -> None:
    files = {"notices/n.md": "---\ntitle: {en: x}\npages: [c, d]\n---\n", "en/c/a.md": "# a"}
    assert found(tmp_path, files, "unknown-category") == [("notices", 0)]


def test_a_category_of_money_that_does_not_exist_is_named(tmp_path: Path) -> None:
    files = {"site.yml": "money: [c, /d/]\n", "en/c/a.md": "# a"}
    assert found(tmp_path, files, "unknown-category") == [("site.yml", 0)]


def test_findings_are_sorted_and_each_stands_once(tmp_path: Path) -> None:
    found(tmp_path, {"en/b.md": "# a\n[x](y.md)[x](y.md)", "en/a.md": "", "de/c.md": "# c\n![x](y.png)"}, "")
    findings = lint(load(tmp_path), TODAY)
    assert [finding.path for finding in findings] == ["de/c.md", "en/a.md", "en/b.md"]
    assert list(findings) == sorted(set(findings))


def test_the_examples_of_the_editors_guide_load_without_a_finding(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    examples = re.findall(r"```\n((?:---|categories:|name:|channels:|groups:)\n?.*?)```", guide, re.DOTALL)
    names = ("en/a.md", "categories.yml", "site.yml", "channels.yml", "notices/n.md", "glossary.yml")
    assert len(examples) == len(names)
    pages = {"en/funds/deposit/b.md": "# b", "en/funds/withdrawal/c.md": "# c"}
    assert found(tmp_path, {**pages, **dict(zip(names, examples, strict=True))}, "") == []
    library = load(tmp_path)
    assert lint(library, TODAY) == ()
    assert library.articles[("1042", "en")].aliases == ("cash out fee", "what do they take when I withdraw")
    assert library.site.fallbacks == {"zh-TW": ("zh-CN", "en")}
    assert [len(rows) for rows in (library.channels, library.notices, library.glossary.groups, library.categories)] == [
        1,
        1,
        4,
        1,
    ]
