"""Foreign Markdown becomes ours, and code stays as it was."""

from __future__ import annotations

import pytest

from kb.markdown.dialect import plain_markdown

PAIRS = [
    ("{{% param vers.otel %}}x", "x"),
    ("a {{< unknown one=1 >}} b", "a  b"),
    ("{{< note >}}", '<div class="admonition note" markdown="1">'),
    (
        '{{% alert title="注意" color="warning" %}}\n慢\n{{% /alert %}}',
        '<p class="admonition-title">注意</p>\n\n\n慢\n\n\n</div>',
    ),
    ("{{% comment %}}secret{{% /comment %}}shown", "shown"),
    ('{{< figure src="a b.png" alt="The [box]" >}}', "![The (box)](a%20b.png)"),
    ('[x]({{< ref "docs/a.md" >}})', "[x](docs/a.md)"),
    ('{{< tabpane text=true >}}\n{{% tab "Linux" %}}\nx\n{{% /tab %}}\n{{< /tabpane >}}', "**Linux**\n\n\nx"),
    (
        '{{< tabpane lang=go >}}{{< tab header="Go" lang="go" >}}x := 1{{< /tab >}}{{< /tabpane >}}',
        "```go\nx := 1\n```",
    ),
    ("{{ site.title }}x{{- /* note */ -}}", "x"),
    ("在 {{{ .starter }}} 中", "在 Starter 中"),
    (
        "{% note warn 小心 %}\n慢\n{% endnote %}",
        '<div class="admonition warning" markdown="1">\n\n<p class="admonition-title">小心</p>',
    ),
    ("{% codeblock lang:js %}\n{{ a }}\n{% endcodeblock %}", "```js\n\n"),
    ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
    ("a{% include x.html %}b", "ab"),
    ("{% blockquote Someone %}\nwords\n{% endblockquote %}", "<blockquote>\n\n**Someone**"),
    ("{% post_link a-b 'Read this' %}", "[Read this](a-b)"),
    ("{% asset_img class-x foo.jpg 500 400 %}", "![](foo.jpg)"),
    ('{% img left /a/b.png 20 30 \'"t" "the alt"\' %}', "![the alt](/a/b.png)"),
    ("{% link Docs https://a.example true %}", "[Docs](https://a.example)"),
    ("{% youtube abc %}", '<a href="https://www.youtube.com/watch?v=abc">YouTube</a>'),
    ("{% if x %}shown{% endif %}", "shown"),
    ("para\n{:.center}\n", "para\n\n"),
    ("* TOC\n{:toc}\ntext", "text"),
    ("## Fees {: #fees .big}", "## Fees {#fees}"),
    ("![a](b.png){:width='3'}", "![a](b.png)"),
    ("![a](b.png){width=3}", "![a](b.png)"),
    ("> [!NOTE]\n> careful\n\nafter", '<div class="admonition note" markdown="1">\n\n\ncareful\n\n</div>\n\n\nafter'),
    ("> [!NB] all text", "\nall text\n"),
    ("> [!WARNING] Hot **iron**\n> x", '<div class="admonition-title" markdown="1">\n\nHot **iron**\n\n</div>'),
    (":::tip Try\nx\n:::", '<p class="admonition-title">Try</p>\n\n\nx\n\n</div>'),
    ("import Tabs from '@theme/Tabs';\n\nx", "\n\nx"),
    ('<Tabs>\n<TabItem value="a" label="Apple">\nx\n</TabItem>\n</Tabs>', "**Apple**"),
    ("<DocCardList items={x} /> y", " y"),
    ('<CustomContent platform="tidb">\n\nx\n\n</CustomContent>', "\n\nx\n\n"),
    ("use <YOUR_PASSWORD> here", "use &lt;YOUR_PASSWORD&gt; here"),
    ("## x {/* #y */}", "## x {#y}"),
    ("a <!-- b --> c {/* d */} e", "a  c  e"),
    ("> **注意：**\n>\n> 文字 <!-- x -->", "> **注意：**\n>\n> 文字 "),
    ("**{{% param x %}}**bold", "bold"),
]


@pytest.mark.parametrize(("foreign", "ours"), PAIRS)
def test_a_foreign_construct_becomes_markdown_that_we_render(foreign: str, ours: str) -> None:
    assert ours in plain_markdown(foreign)
    assert "{%" not in plain_markdown(foreign)


CODE = [
    "```\n{{% alert %}} {% note %} {{ x }} <Tabs> <!-- c -->\n> [!NOTE]\n:::note\n{:.x}\nimport a from 'b'\n```",
    "1. a\n\n   ~~~yaml\n   {{ .Values.x }}\n   ~~~",
    "> ```\n> {{< x >}}\n> ```",
    'use `{{ .Release.Name }}` and ``{% raw %}`` and `<!-- x -->` and `<TabItem value="x">`',
    "````md\n```\n{{< x >}}\n```\n````",
]


@pytest.mark.parametrize("code", CODE)
def test_code_stays_as_it_was(code: str) -> None:
    assert plain_markdown(code) == code
    assert code in plain_markdown("{{< x >}}\n\n" + code + "\n\n{{< x >}}")


def test_hugo_expands_shortcodes_in_code_spans_but_not_in_fences() -> None:
    assert plain_markdown("`v{{% param x %}}`") == "`v`"


def test_text_without_template_syntax_is_the_same_object() -> None:
    body = "# 标题\n\n普通文字 **粗体** [x](y)\n"
    assert plain_markdown(body) is body


@pytest.mark.parametrize(
    "broken", ["{{< x", "{% codeblock %}", "<!-- never", ":::", "{% comment %} x", "> [!NOTE]", "{{%", "{/*"]
)
def test_an_unclosed_construct_keeps_the_text_before_it(broken: str) -> None:
    assert plain_markdown(f"first words\n\n{broken}").startswith("first words\n")


HOSTILE = [
    "{{< x ",
    "{% x ",
    "{{",
    "<!--",
    "{/*",
    "{% codeblock %}\n",
    "> [!NOTE]\n",
    ":::note\n",
    "<Aa b=",
    "{:",
    "`a ",
    "```\n~~~\n",
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_quarter_megabyte_of_one_construct_is_translated(piece: str) -> None:
    body = piece * (262_144 // len(piece))
    assert isinstance(plain_markdown(body), str)
