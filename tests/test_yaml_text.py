"""YAML from strangers: bounded, literal where people mean it, and never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.content.yaml_text import MAX_KEYS, load


def rules(text: str) -> list[str]:
    return [problem.rule for problem in load(text).problems]


def test_every_scalar_stays_text() -> None:
    value = load("lang: no\nyes: on\nid: 0042\nday: 2026-10-12\nbig: 1e999\nnothing: ~\nempty:\n").value
    assert value == {
        "lang": "no", "yes": "on", "id": "0042", "day": "2026-10-12", "big": "1e999", "nothing": "", "empty": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "title",
    [
        "How to: x",
        "[公告] x",
        "*x",
        "*x y",
        "&x",
        "&x y",
        "@x",
        "!x",
        "`x`",
        "%x",
        '"a" b',
        "'a' b",
        'a "b": c',
        "- x",
        "{a} b",
    ],
)
def test_a_one_line_title_that_breaks_yaml_is_taken_literally(title: str) -> None:
    loaded = load(f"id: 7\ntitle: {title}\ntags: [a, b]\n")
    assert loaded.value == {"id": "7", "title": title, "tags": ["a", "b"]}
    assert loaded.problems == ()


def test_a_list_item_that_breaks_yaml_is_taken_literally() -> None:
    assert load("aliases:\n  - [公告] x\n  - @me\n  - plain\n").value == {"aliases": ["[公告] x", "@me", "plain"]}


def test_a_bracket_or_quote_that_is_never_closed_is_a_problem_with_its_line() -> None:
    loaded = load('id: 7\ntags: [a, b\ntitle: "x\n')
    assert loaded.value == {"id": "7", "tags": "[a, b", "title": '"x'}
    assert [(problem.line, problem.rule) for problem in loaded.problems] == [(2, "yaml"), (3, "yaml")]


def test_a_broken_mapping_costs_only_its_key_and_names_its_line() -> None:
    loaded = load("title: x\nbad:\n\ta: 1\nid: 7\n", first_line=2)
    assert loaded.value == {"title": "x", "id": "7"}
    (problem,) = loaded.problems
    assert (problem.rule, problem.key) == ("yaml", "bad")
    assert problem.line in (3, 4)


def test_duplicate_keys_are_problems_with_both_lines() -> None:
    loaded = load("a: 1\nb: 2\na: 3\n", first_line=2)
    assert loaded.value == {"a": "1", "b": "2"}
    (problem,) = loaded.problems
    assert (problem.rule, problem.line) == ("duplicate-key", 4)
    assert "line 2" in problem.message


def test_duplicate_keys_are_found_beside_a_broken_line_too() -> None:
    assert "duplicate-key" in rules("a: 1\nt: x: y\na: 3\n")


def test_a_yaml_alias_bomb_is_not_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    loaded = load(bomb)
    assert "yaml-alias" in {problem.rule for problem in loaded.problems}
    assert len(repr(loaded.value)) < 5_000


def test_a_merge_bomb_is_not_merged() -> None:
    bomb = "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [{', '.join(['*a'] * 9)}]}}\n" for n in range(9))
    loaded = load(bomb)
    assert "yaml-alias" in {problem.rule for problem in loaded.problems}
    assert isinstance(loaded.value, dict)
    assert loaded.value["b8"] == {}


@pytest.mark.parametrize("count", [2_000, 50_000])
@pytest.mark.parametrize("opener", ["[", "{", "- ", "? ", "a: ["])
def test_deep_nesting_is_refused_before_it_is_built(opener: str, count: int) -> None:
    loaded = load(opener * count)
    assert loaded.value == {}
    assert [(problem.rule, problem.is_refused) for problem in loaded.problems] == [("yaml-limit", True)]


def test_thirty_two_thousand_keys_are_refused() -> None:
    loaded = load("".join(f"k{n}: v\n" for n in range(32_000)))
    assert loaded.value == {}
    assert f"{MAX_KEYS:,} keys" in loaded.problems[0].message


def test_a_text_over_the_size_limit_is_refused() -> None:
    loaded = load("a: " + "x" * 100, max_size=50)
    assert (loaded.value, loaded.problems[0].rule, loaded.problems[0].is_refused) == ({}, "yaml-limit", True)


def test_python_object_tags_are_refused() -> None:
    loaded = load("a: [!!python/object/apply:os.system [id]]\nb: !!python/object:x.Y {c: d}\ne: f\n")
    assert loaded.value == {"a": [[]], "b": [], "e": "f"}
    assert [problem.rule for problem in loaded.problems] == ["yaml-tag", "yaml-tag"]


def test_an_escape_that_stands_for_no_character_is_refused() -> None:
    loaded = load('a: "\\ud800"\nb: "x\\0y"\nc: "\\u00e9"\n')
    assert loaded.value == {"a": "", "b": "", "c": "é"}
    assert [problem.rule for problem in loaded.problems] == ["yaml-character", "yaml-character"]


def test_an_impossible_code_point_is_no_exception() -> None:
    assert load('a: "\\UFFFFFFFF"\nb: 1\n').value == {"a": '"\\UFFFFFFFF"', "b": "1"}


def test_a_list_or_mapping_as_a_key_is_left_out() -> None:
    loaded = load("? [a]\n: b\nc: d\n")
    assert loaded.value == {"c": "d"}
    assert [problem.rule for problem in loaded.problems] == ["yaml"]


def test_lines_are_those_of_the_keys() -> None:
    assert load("a: 1\nb:\n  c: 2\n", first_line=5).lines == {("a",): 5, ("b",): 6, ("b", "c"): 7}


def test_a_block_text_keeps_its_lines() -> None:
    assert load("a: |\n  x: y\n  [\nt: How: to\n").value == {"a": "x: y\n[\n", "t": "How: to"}


@given(
    st.text(alphabet=st.sampled_from("ab:- [](){}\"'\n\t#&*!|>%@`,?<~.0\\\u2028é"), max_size=200) | st.text(max_size=60)
)
def test_any_text_loads(text: str) -> None:
    loaded = load(text, first_line=3)
    assert isinstance(loaded.value, (str, list, dict))
    assert all(problem.line >= 3 and problem.message for problem in loaded.problems)


PIECES = (
    "title",
    "a",
    "提币",
    ": ",
    ":",
    "- ",
    "\n",
    "\n  ",
    "\n",
    "[",
    "]",
    "{",
    "}",
    ", ",
    '"',
    "'",
    "#",
    " # ",
    "|",
    ">-",
    "&",
    "*",
    "!",
    "~",
    "<<: ",
)
SLOWLY = "#\t\n"  # a text with a tab in it is read by the slower parser


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_both_parsers_read_the_same(pieces: list[str]) -> None:
    text = "title: x\n" + "".join(pieces)
    assert load(text) == load(SLOWLY + text, first_line=0)
