"""Markdown becomes safe HTML, within limits, whatever it is."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from kb.markdown.render import Renderer, render, render_plain
from kb.markdown.sanitise import CLASSES, TAGS

ROOT = Path(__file__).parent.parent
PAYLOADS = (ROOT / "tests/cases/xss.txt").read_text(encoding="utf-8").rstrip("\n").split("\n%%\n")
ATTRIBUTES = frozenset(
    [
        "id",
        "class",
        "title",
        "lang",
        "dir",
        "href",
        "rel",
        "src",
        "alt",
        "width",
        "height",
        "align",
        "colspan",
        "rowspan",
        "scope",
        "start",
        "open",
        "type",
        "checked",
        "disabled",
        "loading",
        "tabindex",
        "role",
    ]
)
URL = re.compile(
    r"(?:https?://[a-z0-9.-]+(?::\d+)?(?:[/?#].*)?|mailto:[^\s]+|(?!//)[^:\\\s]*|[^:/?#\\\s]*[/?#](?!/)[^\\\s]*)", re.I
)


def faults(html: str) -> list[str]:
    """What a browser would find in the HTML that mustn't be there."""
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        found += [] if element.tag in TAGS | {"DOCUMENT_FRAGMENT"} else [f"<{element.tag}>"]
        found += [f"{name}={value}" for name, value in element.attrib.items() if not is_fine(element, str(name), value)]
    return found


def is_fine(element: Element, name: str, value: str) -> bool:
    if name == "class":
        token = element.tag in ("span", "code")
        return token or value in ("codehilite", "table-scroll") or set(value.split()) <= CLASSES
    if name == "id":
        return value.startswith(("s-", "fn-", "fnref")) and not re.search(r"[\s<>\"']", value)
    if name in ("href", "src"):
        return URL.fullmatch(value) is not None and not (name == "src" and value.startswith("mailto:"))
    return name in ATTRIBUTES


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_a_script_an_event_or_an_unsafe_address(payload: str) -> None:
    for body in (payload, f"x {payload} y", f"- a\n\n    {payload}", f"> {payload}", f"<div>\n{payload}\n</div>"):
        assert faults(render(body).html) == []
    assert faults(render_plain(payload).html) == []


def test_there_are_payloads_of_every_family() -> None:
    assert len(PAYLOADS) >= 150


def test_the_checker_sees_faults() -> None:
    bad = '<p onclick="x">a</p><script></script><a href="//e">x</a><a href="javascript:x">x</a>'
    bad += '<b id="csrf" class="modal"></b>'
    assert len(faults(bad)) == 6


PAIRS = [
    ("| a | b |\n|---|:-:|\n| 1 | 2 |", '<div class="table-scroll" tabindex="0" role="region"><table>'),
    ("para\n| a | b |\n|---|--:|\n| 1 | 2 |", '<td align="right">2</td>'),
    (
        "```python\nx = 1\n```",
        '<div class="codehilite"><pre tabindex="0"><code class="language-python"><span class="n">x</span>',
    ),
    ("```nosuch\n<b>\n```", '<code class="language-nosuch">&lt;b&gt;\n</code>'),
    ("1. a\n\n   ```\n   x\n   ```\n2. b", '<pre tabindex="0"><code>x\n</code></pre></div>\n</li>\n<li>'),
    ("- ```\n  x\n  ```\n- b", "<code>x\n</code>"),
    ("> ```\n> x\n> ```", '<blockquote>\n<div class="codehilite">'),
    ("    indented", "<code>indented\n</code>"),
    (
        '!!! danger "风险"\n    **x**',
        '<div class="admonition danger">\n<p class="admonition-title">风险</p>\n<p><strong>x</strong></p>',
    ),
    ("a[^1]\n\n[^1]: note", '<li id="fn-1">'),
    ("a[^1]\n\n[^1]: note", 'href="#fn-1"'),
    ("Term\n:   Def", "<dt>Term</dt>\n<dd>Def</dd>"),
    ("- [x] done\n- [ ] open", '<li class="task-list-item"><span class="task-box">☑\ufe0e</span> done</li>'),
    (
        "<details>\n<summary>More</summary>\nin **bold**\n\n- a\n\n</details>",
        "<summary>More</summary>\n<p>in <strong>bold</strong></p>",
    ),
    ("~~old~~", "<del>old</del>"),
    ("<https://a.example/x>", '<a href="https://a.example/x" rel="noopener nofollow ugc">https://a.example/x</a>'),
    ("3. three\n4. four", '<ol start="3">'),
    ("- a\n  - b\n    - c", "<li>b<ul>\n<li>c</li>"),
    ("text\n- a\n- b", "<p>text</p>\n<ul>"),
    ("#hash and # not", "<p>#hash and # not</p>"),
    ("![图](a/b.png)", '<img alt="图" src="a/b.png">'),
    ("<img src=a.png>", '<img src="a.png" alt="">'),
    ('[x](a.md?b=1&c="2"#d)', 'href="a.md?b=1&amp;c=%222%22#d"'),
    ("[x](../b/c.md#提币)", 'href="../b/c.md#提币"'),
    ("[x](#How-To)\n\n## How to", 'href="#s-how-to"'),
    ("use <namespace> here", "<p>use &lt;namespace&gt; here</p>"),
    ("中文**粗体**，文字", "<strong>粗体</strong>，"),
    ("a<br>b <kbd>Esc</kbd>", "a<br>b <kbd>Esc</kbd>"),
    ("mail <me@a.example>", "mailto:me@a.example"),
]


@pytest.mark.parametrize(("markdown", "html"), PAIRS)
def test_markdown_has_its_html(markdown: str, html: str) -> None:
    page = render(markdown).html
    assert html in page
    assert faults(page) == []


def test_the_title_is_not_repeated_and_no_h1_is_left() -> None:
    page = render("# 标题\n\na\n\n## b", "标题")
    assert page.html == '<p>a</p>\n<h2 id="s-b">b</h2>'
    page = render("# One\n\n## Two\n\n<h1>Raw</h1>\n\n> # quoted", "T")
    assert re.findall(r"<h(\d)", page.html) == ["2", "3", "2", "2"]
    assert [(h.level, h.anchor, h.text) for h in page.headings] == [
        (2, "s-one", "One"),
        (3, "s-two", "Two"),
        (2, "s-raw", "Raw"),
    ]


def test_ids_of_authors_are_prefixed_and_never_those_of_headings() -> None:
    page = render('<a id="csrf"></a><a name="fees"></a><b id="csrf">x</b>\n\n## Fees').html
    assert re.findall(r'id="([^"]*)"', page) == ["s-csrf", "s-fees"]


@pytest.mark.parametrize(
    "url",
    ["https://www.оkx.example/a", "https://例子.example", "https://www.ＯＫＸ。example", "http://аpple.example:80/"],
)
def test_a_look_alike_host_is_shown_as_punycode(url: str) -> None:
    page = render(f"[{url}]({url}) [okx]({url})").html
    hosts = re.findall(r'href="https?://([^/"]*)', page)
    assert all(host.isascii() for host in hosts)
    if "xn--" in hosts[0]:
        assert page.count(hosts[0]) >= 4
        assert "оkx" not in page
        assert "аpple" not in page


@pytest.mark.parametrize(
    "url",
    ["//evil.example", r"/\evil.example", r"\\evil.example", "https://okx.com@evil.example", "data:image/svg+xml,x"],
)
def test_an_address_that_leads_elsewhere_than_it_seems_is_dropped(url: str) -> None:
    page = render(f'<a href="{url}">x</a> <img src="{url}"> [y](<{url}>)').html
    assert "href" not in page
    assert "<img" not in page


def test_a_list_250_deep_is_flattened_with_all_its_text() -> None:
    page = render("\n".join("  " * i + f"- item{i}" for i in range(250))).html
    assert page.count("item") == 250
    assert page.count("<ul>") <= 20


@pytest.mark.parametrize(
    "piece", ["<ul><li>", "<div>\n\n", "<b>", "<blockquote><p>", "<span title='</span>'>", "> ", "<p><b><i>"]
)
def test_twenty_thousand_nested_tags_are_capped_and_the_text_stays(renderer: Renderer, piece: str) -> None:
    page = renderer.rendered(piece * 20_000 + " deepest")
    assert "deepest" in page.html
    assert faults(page.html) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rendered")


@pytest.fixture(scope="module")
def renderer(folder: Path) -> Iterator[Renderer]:
    made = Renderer(folder, timeout_s=0.5)
    yield made
    made.close()


SUPERLINEAR = {
    70: "[", 71: "![", 72: "[a](", 73: "", 74: "<b ", 75: "<![CDATA[", 76: "[^1]", 77: "*[a]: b\n", 78: "# a\n",
    79: "<http://", 80: "<a@", 81: "`", 82: "`a ", 83: "**_*_", 84: "a  \n",
}  # fmt: skip
BEFORE = {73: "```" + " " * 262_000, 81: "|a|b|\n|-|-|\n|"}


@pytest.mark.parametrize("row", SUPERLINEAR)
def test_a_quarter_megabyte_that_is_superlinear_still_becomes_a_page(
    renderer: Renderer, folder: Path, row: int
) -> None:
    piece = SUPERLINEAR[row]
    body = BEFORE.get(row, "") + piece * (262_144 // max(1, len(piece)) if piece else 0)
    page = renderer.rendered(body)
    assert "<script" not in page.html
    assert page.is_plain <= (page == render_plain(body))
    again = Renderer(folder)
    assert again.rendered(body) == page
    again.close()


def test_a_body_that_overran_is_remembered_as_text_and_others_render(renderer: Renderer) -> None:
    page = renderer.rendered("[" * 100_000)
    assert page.is_plain
    assert page.html == f"<p>{'[' * 100_000}</p>"
    assert renderer.rendered("**b**").html == "<p><strong>b</strong></p>"


def test_a_body_too_large_for_markdown_is_escaped_text(renderer: Renderer) -> None:
    page = renderer.rendered("# <b>\na & b\n\n\n**c**", is_plain=True)
    assert page.html == "<p># &lt;b&gt;<br>a &amp; b</p>\n<p>**c**</p>"
    assert page.is_plain


def test_what_was_rendered_is_the_same_from_memory_and_from_files(tmp_path: Path) -> None:
    first = Renderer(tmp_path)
    page = first.rendered("# a\n\n## 提币", "a")
    assert page == render("# a\n\n## 提币", "a")
    assert first.rendered("# a\n\n## 提币", "a") is page
    first.close()
    second = Renderer(tmp_path, memory_mb=1)  # its workers can't start: what it knows it has read
    assert second.rendered("# a\n\n## 提币", "a") == page


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"0\n[]"])
def test_a_damaged_file_of_the_cache_is_ignored_and_rewritten(tmp_path: Path, damage: bytes) -> None:
    first = Renderer(tmp_path)
    page = first.rendered("*x*")
    first.close()
    file = next(tmp_path.rglob("*.json"))
    whole = file.read_bytes()
    file.write_bytes(damage or whole[: len(whole) // 2])
    second = Renderer(tmp_path)
    assert second.rendered("*x*") == page
    second.close()
    assert file.read_bytes() == whole


def test_a_cache_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    made = Renderer(tmp_path / "file")
    assert made.rendered("*x*").html == "<p><em>x</em></p>"
    made.close()


def test_a_worker_that_cannot_start_gives_text_and_is_not_held_against_the_body(tmp_path: Path) -> None:
    poor = Renderer(tmp_path, memory_mb=1)
    assert poor.rendered("*x*").is_plain
    poor.close()
    assert not list(tmp_path.rglob("*.json"))


def test_a_worker_ends_when_its_input_does() -> None:
    command = [sys.executable, "-m", "kb.markdown.render_worker", "2", "512"]
    done = subprocess.run(command, input=b"", capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0
    assert done.stdout == b"\x00\x00\x00\x02[]"
