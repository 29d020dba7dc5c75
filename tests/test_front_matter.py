"""Front matter in each form that people write it, closed or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.front_matter import split

REMARKS = "# a remark\n\n# more\n\ntitle: x\n\ntags:\n\n- a"


@pytest.mark.parametrize(
    ("text", "source", "first_line", "body", "body_line"),
    [
        ("---\ntitle: x\n---\nbody\n", "title: x", 2, "body\n", 4),
        ("---   \ntitle: x\n--- \nbody", "title: x", 2, "body", 4),
        ("\n\n---\ntitle: x\n---\n", "title: x", 4, "", 6),
        ("---\n---\nbody", "", 2, "body", 3),
        (f"---\n{REMARKS}\n---\nb", REMARKS, 2, "b", 12),
        ("title: x\ndate: 2019-06-01\n---\nbody", "title: x\ndate: 2019-06-01", 1, "body", 4),
        ("title: x\n;;;\nbody", "title: x", 1, "body", 3),
        ("# heading\n\ntext", "", 1, "# heading\n\ntext", 1),
        ("Note: this\n---\ntext", "", 1, "Note: this\n---\ntext", 1),
        ("---\n\n# a break, then text\n", "", 1, "---\n\n# a break, then text\n", 1),
        ("", "", 1, "", 1),
    ],
)  # fmt: skip
def test_front_matter_is_told_from_the_body(text: str, source: str, first_line: int, body: str, body_line: int) -> None:
    parts = split(text)
    assert (parts.source, parts.first_line, parts.body, parts.body_line) == (source, first_line, body, body_line)
    assert parts.problems == ()


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\ntitle: x\ntags:\n- a\n\n# Heading\ntext", "\n# Heading\ntext"),
        ("---\ntitle: x\nSome prose\n", "Some prose\n"),
        ("---\ntitle: x\n\nSome prose\n\n---\nmore", "\nSome prose\n\n---\nmore"),
        ("---\ntitle: x", ""),
    ],
)
def test_an_unclosed_front_matter_is_a_finding_and_the_rest_loads(text: str, body: str) -> None:
    parts = split(text)
    assert parts.source.startswith("title: x")
    assert parts.body == body
    assert [(problem.line, problem.rule) for problem in parts.problems] == [(1, "front-matter-open")]


def test_toml_is_read_in_part_and_says_so() -> None:
    parts = split("+++\ntitle = \"a: b\"\ndraft = true\ntags = ['x', 'y']\n[menu]\ntitle = 'no'\n+++\nbody")
    assert parts.source == "title: 'a: b'\ndraft: 'true'\ntags: ['x', 'y']"
    assert (parts.body, parts.body_line) == ("body", 8)
    assert [problem.rule for problem in parts.problems] == ["front-matter-toml"]


@given(st.text(alphabet=st.sampled_from("ab:-+;.# \n\t[]\"'="), max_size=120))
def test_the_body_is_always_the_end_of_the_text(text: str) -> None:
    parts = split(text)
    assert text.endswith(parts.body)
    assert parts.body in ("", "\n".join(text.split("\n")[parts.body_line - 1 :]))
