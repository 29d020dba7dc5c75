"""Bodies become sections whose text can be searched and whose anchors stand on the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.document import Section
from kb.markdown.outline import fragment_anchor, heading_anchor, plain_text, sections
from kb.markdown.render import render


def anchors(body: str) -> list[str]:
    return [section.anchor for section in sections(body)][1:]


def test_the_lead_comes_first_and_each_heading_begins_a_section() -> None:
    assert sections("lead\n\n# One\n\na\n\n## Two ##\n\nb") == (
        Section("", "", "lead"),
        Section("s-one", "One", "a"),
        Section("s-two", "Two", "b"),
    )


def test_an_empty_body_has_an_empty_lead() -> None:
    assert sections("") == (Section("", "", ""),)


def test_a_first_heading_that_repeats_the_title_is_no_section() -> None:
    assert sections("# 提币  手续费\n\na\n\n## b", title="提币 手续费") == (
        Section("", "", "a"),
        Section("s-b", "b", ""),
    )
    assert [s.title for s in sections("# Other\n\na", title="Title")] == ["", "Other"]


def test_setext_headings_count_and_rules_and_tables_do_not() -> None:
    assert anchors("A\n===\n\nB\n---\n\n---\n\n| a |\n|---|\n| b |\n\n- c\n---\n") == ["s-a", "s-b"]


def test_headings_in_code_quotes_and_hashtags_are_text() -> None:
    body = "```\n# no\n```\n\n    # no\n\n> # no\n\n#hashtag\n\n~~~\n# no\n\n## yes-not-yet-closed"
    assert anchors(body) == []
    assert "#hashtag" in sections(body)[0].text


def test_a_heading_in_a_list_and_one_in_html_are_sections() -> None:
    assert anchors('1. step\n\n   ## Inner\n\n<h2 id="raw">Raw <b>one</b></h2>') == ["s-inner", "s-raw"]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("提币手续费", "s-提币手续费"),
        ("Ｗｉｔｈｄｒａｗ Fee?", "s-withdraw-fee"),
        ("v1.2 & more", "s-v12-more"),
        ("ค่าธรรมเนียม", "s-ค่าธรรมเนียม".replace("ำ", "ํา")),
        ("प्रश्न", "s-प्रश्न"),
        ("الرسوم", "s-الرسوم"),
        ("!!!", "s-section"),
        ("", "s-section"),
        ("a_b-c", "s-a_b-c"),
    ],
)
def test_anchors_keep_the_letters_of_every_script(text: str, anchor: str) -> None:
    assert heading_anchor(text, {}) == anchor


def test_anchors_are_unique_and_at_most_80_characters() -> None:
    taken: dict[str, int] = {}
    made = [heading_anchor("长" * 300, taken) for _ in range(50)] + [
        heading_anchor("a-1", taken),
        heading_anchor("a", taken),
    ]
    made += [heading_anchor("a", taken), heading_anchor("a", taken)]
    assert len(set(made)) == len(made)
    assert max(map(len, made)) <= 80


def test_an_explicit_id_wins_and_is_not_in_the_title() -> None:
    assert sections("## 费用 {#Fee-List .x}")[1] == Section("s-fee-list", "费用", "")


def test_a_fragment_of_an_author_means_the_anchor_of_its_heading() -> None:
    assert fragment_anchor("%E6%8F%90%E5%B8%81") == heading_anchor("提币", {})
    assert fragment_anchor("how-to-use-it") == heading_anchor("How to: use it", {})


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**粗** *i* __b__ _u_ ~~s~~ `code`", "粗 i b u s code"),
        ("snake_case_name and 2*3", "snake_case_name and 23"),
        ("[text](https://a.example/x_(y) 'T') and [ref][1] and [key]", "text and ref and [key]"),
        ("![alt](a.png) [![in](b.png)](c)", "alt in"),
        ("<kbd>Ctrl</kbd>&nbsp;&amp; <a href='x'>y</a>", "Ctrl\xa0& y"),
        ("see https://a.example/b?c=d。好", "see 。好"),
        ("<https://a.example>x", "x"),
        (r"\*not\* a\_b", "*not* a_b"),
        ("a[^1] b", "a b"),
        ("1 < 2 > 0", "1 < 2 > 0"),
    ],
)
def test_plain_text_has_words_and_no_marks(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


def test_sections_keep_cells_items_code_and_notes_and_lose_urls() -> None:
    body = (
        "| 网络 | 费用 |\n|:--|--:|\n| TRC20 | `1` USDT |\n\n- [ ] todo\n1. first\n\n```sh\necho a_b\n```\n\n"
        '!!! warning "风险"\n    小心\n\n[^1]: note\n[ref]: https://a.example "T"\n'
    )
    text = sections(body)[0].text
    assert text.split() == [
        "网络",
        "费用",
        "TRC20",
        "1",
        "USDT",
        "todo",
        "first",
        "echo",
        "a_b",
        "风险",
        "小心",
        "note",
    ]


def test_control_characters_and_surrogates_never_reach_the_index() -> None:
    text = sections("a\x00b\ud800c\x1b[0m\ufdd0 &#0; d")[0].text
    assert text.isprintable()
    text.encode("utf-8")


PIECES = [
    "# A", "## A", "### 提币 `x`", "Setext\n===", "Two\nlines\n---", "para", "", "", "", "- item", "  - nested",
    "1. one",
    "   text", "    code", "```", "~~~", "> quote", "> # q", "> ```", "| a | b |", "|---|---|", "<div>", "</div>",
    "<details>", "<summary>s</summary>", "</details>", '<h3 id="r">raw</h3>', "<h2>open", "!!! note",
    "    ## in note",
    "   ## in item", "[^1]: foot", "[^1]", "Term", ":   def", "* * *", "---", "## x {#id}", "#", "#nospace", "<!-- c",
    "-->", "{% note %}", "{% endnote %}", ":::tip", ":::", "- # head", "- ```", "\t# tab", "<pre>", "</pre>", "**b",
    "## *e",
    "## [l](javascript:x)", "## <script>x</script>", "[r]: x", "## a [r]", "$", "\\", "## \\", "`", "&#xFDD0;",
]  # fmt: skip


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_the_anchors_are_the_ids_of_the_headings_on_the_page(lines: list[str]) -> None:
    body = "\n".join(lines)
    page = render(body, "A")
    ids = re.findall(r'<h[2-6] id="([^"]*)"', page.html)
    assert ids == [section.anchor for section in sections(body, "A")][1:]
    assert ids == [heading.anchor for heading in page.headings]


HOSTILE = [
    "[",
    "![",
    "[a](",
    "[a](()",
    "<b ",
    "`a ",
    "**_*_",
    "# a\n",
    "a  \n",
    "<a@",
    "|a",
    "\\",
    "_",
    "- ",
    "> ",
    "* * ",
    "&amp",
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_quarter_megabyte_of_one_construct_is_outlined(piece: str) -> None:
    assert sections(piece * (262_144 // len(piece)))[0].anchor == ""


def test_deep_lists_and_quotes_are_outlined() -> None:
    assert (
        "deepest" in sections("\n".join("  " * i + "- a" for i in range(250)) + "\n" + "  " * 250 + "- deepest")[0].text
    )
    assert "deepest" in sections(">" * 2000 + " deepest")[0].text
