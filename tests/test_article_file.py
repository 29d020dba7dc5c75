"""One file, ours or from another tool, becomes an article or exactly one refusal."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.article import Article
from kb.content.article_file import read
from kb.finding import Finding


def article_of(text: str, path: str = "en/x.md") -> Article:
    draft, _ = read(text.encode(), path)
    assert draft is not None
    return draft.article


def findings_of(text: str | bytes) -> list[tuple[str, int]]:
    _, findings = read(text.encode() if isinstance(text, str) else text, "en/x.md")
    return [(finding.rule, finding.line) for finding in findings]


def refusal_of(data: bytes) -> Finding:
    draft, findings = read(data, "en/x.md")
    assert draft is None
    (refused,) = (finding for finding in findings if finding.is_refused)
    return refused


OURS = """---
id: 1042
title: 提币手续费是多少
description: 一句话
answer: 固定数量。
lang: zh_cn
category: funds/withdrawal
tags: [提币, 手续费]
keywords: fee, 费用
aliases:
  - 提现收多少钱
  - "How to: pay"
  - /old/alias
redirect_from: [/docs/fees/, nowhere]
slug: fees
status: review
visibility: internal
date: 2026-01-02
updated: 2026/10/12
publish_at: 2026-10-12T08:00+08:00
expire_at: 2027-01-01
review_by: 2026年12月31日
owner: Funds team
order: 2.5
featured: yes
boost: 99
searchable: false
noindex: true
related: [1041, 1043]
source_rev: abc
---
正文
"""


def test_every_key_of_ours_is_read() -> None:
    article = article_of(OURS)
    assert article.revision
    assert article.body == "正文\n"
    assert article.body_line == OURS.split("\n").index("正文") + 1
    shown = {name: getattr(article, name) for name in EXPECTED}
    assert shown == EXPECTED
    assert findings_of(OURS) == [("bad-address", 14)]


EXPECTED = {
    "id": "1042",
    "locale": "zh-CN",
    "title": "提币手续费是多少",
    "description": "一句话",
    "answer": "固定数量。",
    "category": "funds/withdrawal",
    "tags": ("提币", "手续费"),
    "keywords": ("fee", "费用"),
    "aliases": ("提现收多少钱", "How to: pay"),
    "redirect_from": ("/docs/fees/", "/old/alias"),
    "slug": "fees",
    "status": "review",
    "visibility": "internal",
    "created": date(2026, 1, 2),
    "updated": date(2026, 10, 12),
    "publish_at": datetime(2026, 10, 12, 0, 0, tzinfo=timezone.utc),
    "expire_at": datetime(2027, 1, 1, tzinfo=timezone.utc),
    "review_by": date(2026, 12, 31),
    "owner": "Funds team",
    "order": 2.5,
    "is_featured": True,
    "boost": 10.0,
    "is_searchable": False,
    "is_noindex": True,
    "related": ("1041", "1043"),
    "source_rev": "abc",
}


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("lastmod: 2026-10-12", "updated", date(2026, 10, 12)),
        ("last_update:\n  date: 2026-10-12\n  author: x", "updated", date(2026, 10, 12)),
        ("date: 2019-06-01 15:40", "created", date(2019, 6, 1)),
        ("date:\n  created: 2019-06-01\n  updated: 2020-01-01", "updated", date(2020, 1, 1)),
        ("publishDate: 2026-10-12", "publish_at", datetime(2026, 10, 12, tzinfo=timezone.utc)),
        ("expiryDate: 2026-10-12 # keep", "expire_at", datetime(2026, 10, 12, tzinfo=timezone.utc)),
        ("draft: true", "status", "draft"),
        ("published: false", "status", "draft"),
        ("published: 2020-01-01", "status", "published"),
        ("weight: 150", "order", 150.0),
        ("sidebar_position: 1.5", "order", 1.5),
        ("search:\n  boost: 2", "boost", 2.0),
        ("search:\n  exclude: true", "is_searchable", False),
        ("unlisted: true", "is_searchable", False),
        ("unlisted: true", "is_noindex", True),
        ("categories: [blog, news]", "category", "blog"),
        ("categories: [Some News!]", "category", ""),
        ("summary: s", "description", "s"),
        ("excerpt: s", "description", "s"),
        ("description: d\nsummary: s", "description", "d"),
        ("aliases: [/old, 怎么提现]", "redirect_from", ("/old",)),
        ("aliases: [/old, 怎么提现]", "aliases", ("怎么提现",)),
        ("permalink: /en/posts/x.html", "redirect_from", ("/en/posts/x.html",)),
        ("redirect_from: //evil.example/x", "redirect_from", ()),
        ("slug: /docs/intro/", "slug", "intro"),
        ("tags: a, b、c", "tags", ("a", "b", "c")),
        ("Title: shouted\nlang: zh-Hant", "locale", "zh-TW"),
        ("title:\nlinkTitle: short", "title", "short"),
        ("lang: no", "locale", "no"),
    ],
)
def test_names_of_other_tools_are_read(line: str, name: str, value: object) -> None:
    assert getattr(article_of(f"---\n{line}\n---\n"), name) == value


@pytest.mark.parametrize(
    "title",
    [
        "How to: x",
        "[公告] x",
        "[公告]",
        "*x",
        "&x",
        "@x",
        'say "hi"',
        '"say" hi',
        "C# 入门",
        "no",
        "0x10",
        "2026-10-12",
    ],
)
def test_a_title_is_taken_as_it_is_written(title: str) -> None:
    assert article_of(f"---\ntitle: {title}\n---\n").title == title


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# Fees #\n", "Fees"),
        ("<!-- remark -->\n\n# **Fees** and [more](x.md) {#fees}\n", "Fees and more"),
        ("```sh\n# not this\n```\n## This `one`\n", "This one"),
        ("Fees\n====\n", "Fees"),
        ("# 提币\n", "提币"),
    ],
)
def test_a_missing_title_is_the_first_heading(body: str, title: str) -> None:
    assert article_of(body).title == title
    assert "title-missing" not in [rule for rule, _ in findings_of(body)]


def test_without_title_and_heading_the_file_name_stands_in_and_is_a_finding() -> None:
    assert article_of("text\n", "en/how-to-pay.md").title == "How to pay"
    assert findings_of("text\n") == [("title-missing", 0)]


@pytest.mark.parametrize("title", ["   ", "\u200b\u200d", "\u202e\u2066 ", "\u2060", "\u3164", "\u00a0"])
def test_a_title_of_only_spaces_zero_width_or_direction_characters_is_refused(title: str) -> None:
    finding = refusal_of(f'---\nid: 1\ntitle: "{title}"\n---\n# Heading\n'.encode())
    assert (finding.rule, finding.line) == ("title-blank", 3)


def test_a_title_cannot_turn_the_text_around_it() -> None:
    assert article_of('---\ntitle: "a\u202eb\u2066c"\n---\n').title == "abc"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("updated: 2026-13-45", "bad-date"),
        ("updated: yesterday", "bad-date"),
        ("publish_at: 2026-10-12T08:00+99:99", "bad-date"),
        ("date: 99999-01-01", "bad-date"),
        ("order: first", "bad-number"),
        ("order: 1e999", "bad-number"),
        ("order: " + "9" * 5_000, "bad-number"),
        ("boost: .nan", "bad-number"),
        ("featured: perhaps", "bad-flag"),
        ("status: darft", "bad-value"),
        ("visibility: secret", "bad-value"),
        ("lang: klingon", "unknown-locale"),
        ("category: ../../etc", "bad-category"),
        ("category: a//b", "bad-category"),
        ("tilte: x", "unknown-key"),
        ("title: a\ntitle: b", "duplicate-key"),
        ('title: "\\ud800"', "yaml-character"),
    ],
)
def test_a_value_that_does_not_parse_is_a_finding_with_its_line_and_the_rest_loads(line: str, rule: str) -> None:
    text = f"---\nid: 1\n{line}\ndescription: kept\n---\n# Heading\n"
    assert rule in [found for found, number in findings_of(text) if number in (3, 4)]
    assert article_of(text).description == "kept"


@pytest.mark.parametrize(
    ("line", "status", "visibility"),
    [
        ("draft: tru", "draft", "public"),
        ('draft: "true', "draft", "public"),
        ("status: darft", "draft", "public"),
        ("publish_at: soon", "draft", "public"),
        ("published: nope", "draft", "public"),
        ("visibility: secret", "published", "internal"),
    ],
)
def test_what_cannot_be_read_never_publishes_an_article(line: str, status: str, visibility: str) -> None:
    article = article_of(f"---\ntitle: x\n{line}\n---\n")
    assert (article.status, article.visibility) == (status, visibility)


def test_a_slip_of_the_pen_names_the_key_that_is_meant() -> None:
    _, findings = read(b"---\ntitle: x\nredirect_form: /a\n---\n", "en/x.md")
    assert [finding.message for finding in findings] == ["`redirect_form` means nothing here; is it `redirect_from`?"]


def test_keys_of_other_tools_are_no_findings() -> None:
    assert (
        findings_of("---\ntitle: x\ncSpell:ignore: y\nplatform: &p\n  a: *p\nsidebar_custom_props: {z: 1}\n---\n") == []
    )


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty-file"),
        (b" \n\n", "empty-file"),
        ("Gebühren für Überweisungen\n".encode("latin-1"), "encoding"),
        (b"---\na: " + b"[" * 2_000 + b"\n---\n", "yaml-limit"),
        (b"---\na: " + b"[" * 50_000 + b"\n---\n", "yaml-limit"),
        (b"---\n" + b"a: b\n" * 900 + b"c: " + b"x" * 70_000 + b"\n---\n", "yaml-limit"),
    ],
)
def test_a_file_that_cannot_be_served_is_one_refused_finding(data: bytes, rule: str) -> None:
    assert refusal_of(data).rule == rule


def test_gbk_is_served_with_a_finding() -> None:
    text = "---\ntitle: 提币手续费\n---\n不同的网络收取的费用不同，请在提交之前看清楚。\n"
    draft, findings = read(text.encode("gbk"), "zh/x.md")
    assert draft is not None
    assert draft.article.title == "提币手续费"
    assert [finding.rule for finding in findings] == ["encoding"]


def test_a_body_over_256_kib_is_plain_and_one_over_4_mib_is_cut() -> None:
    large = "---\ntitle: x\n---\n" + "文字 " * 80_000
    assert article_of(large).is_plain
    assert findings_of(large) == [("body-large", 4)]
    huge, findings = read(b"---\ntitle: x\n---\n" + "文".encode() * 1_500_000, "en/x.md")
    assert huge is not None
    assert len(huge.article.body.encode()) <= 4 * 1024 * 1024
    assert [finding.rule for finding in findings] == ["body-cut", "body-large"]


def test_untranslated_copies_have_one_fold_whatever_their_white_space() -> None:
    words = "The answer is forty-two. " * 20
    first, _ = read(f"---\ntitle: a\n---\n{words}\n".encode(), "en/x.md")
    second, _ = read(f"---\ntitle: b\nlang: de\n---\r\n\r\n{words.replace('. ', '.  ')}".encode(), "de/x.md")
    short, _ = read(b"---\ntitle: a\n---\nComing soon\n", "en/y.md")
    assert first is not None
    assert second is not None
    assert short is not None
    assert first.fold == second.fold != ""
    assert short.fold == ""


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: f"---\n{text}\n---\nx".encode()))
def test_any_bytes_are_an_article_or_one_refusal(data: bytes) -> None:
    draft, findings = read(data, "en/x.md")
    assert (draft is None) == (sum(finding.is_refused for finding in findings) == 1)
    assert draft is None or draft.article.title
