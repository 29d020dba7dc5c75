"""Template tags, `{{< hugo >}}`, `{% liquid %}` and `{{ expressions }}`, as Markdown."""

from __future__ import annotations

import html
import re
import shlex

from kb.markdown.dialect_text import admonition, attribute_of, image, link

_LIMIT = 4000  # characters a tag may span: the longest in five real sites has 1,100
_TAG = re.compile(r"\{\{\{|\{\{[<%]|\{\{|\{%")
_CLOSERS = {"{{{": "}}}", "{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}"}
_SHORTCODE = re.compile(r"\{\{[<%][^\n]{0,300}?[>%]\}\}")
_SILENT = frozenset({"comment", "style", "script"})
_FENCED = frozenset({"codeblock", "code", "highlight", "tabbed_codeblock", "mermaid"})
_CLOSING = re.compile(r"(?:end|/)\s*(\w[\w/-]*)")
_LANG = re.compile(r"\blang:([\w+#-]+)")


class Tags:
    """Translates tags in the order of the document; remembers which of them are open between pieces of text."""

    __slots__ = ("fences", "is_raw", "is_silent", "tabs")

    def __init__(self) -> None:
        self.is_silent = ""
        self.is_raw = False
        self.fences: list[str] = []
        self.tabs: list[bool] = []

    def is_across(self, text: str, start: int, at: int) -> bool:
        """True when a tag of `text` that opens after `start` is still open at `at`."""
        opening = max(text.rfind("{{", start, at), text.rfind("{%", start, at))
        if opening < 0 or at - opening > _LIMIT:
            return False
        return text.find("%}" if text[opening + 1] == "%" else "}}", opening + 2, at) < 0

    def in_code(self, span: str) -> str:
        """A code span without Hugo's shortcodes, which Hugo expands in code too."""
        return _SHORTCODE.sub(_in_code, span) if "{{" in span else span

    def translated(self, text: str) -> str:
        """The text with every tag replaced; nothing of a comment's inside."""
        if not self.is_silent and "{{" not in text and "{%" not in text:
            return text
        parts: list[str] = []
        at = 0
        missing: set[str] = set()
        while match := _TAG.search(text, at):
            opening = match[0]
            closing = _CLOSERS[opening]
            end = -1 if closing in missing else text.find(closing, match.end())
            if end < 0:
                missing.add(closing)
            is_tag = 0 <= end - match.end() <= _LIMIT and (not self.is_raw or opening == "{%")
            self._keep(parts, text[at : match.start()])
            at = end + len(closing) if is_tag else match.end()
            if is_tag:
                was_silent = self.is_silent
                markdown = self._replacement(opening, text[match.end() : end], text[match.start() : at])
                if not was_silent:
                    parts.append(markdown)
            else:
                self._keep(parts, opening)
        self._keep(parts, text[at:])
        return "".join(parts)

    def _keep(self, parts: list[str], text: str) -> None:
        if not self.is_silent:
            parts.append(text)

    def _replacement(self, opening: str, inner: str, whole: str) -> str:
        if opening == "{{{":
            return _variable(inner)
        if opening == "{{":
            return ""
        words = inner.strip().strip("-/").strip() if not inner.strip().startswith("/") else inner.strip()
        if words.startswith("*"):
            return f"`{whole.replace('/*', '').replace('*/', '')}`"
        name, _, rest = words.partition(" ")
        if self.is_raw and name != "endraw":
            return whole
        closing = _CLOSING.fullmatch(words.split("\n")[0]) if words.startswith(("end", "/")) else None
        if closing:
            return self._closed(closing[1])
        if self.is_silent:
            return ""
        return self._opened(name.strip(), rest.strip(), opening, inner.rstrip().endswith("/"))

    def _closed(self, name: str) -> str:
        if self.is_silent:
            self.is_silent = "" if name == self.is_silent else self.is_silent
            return ""
        if name == "raw":
            self.is_raw = False
        if self.fences and name == self.fences[-1]:
            self.fences.pop()
            return "\n```\n\n"
        if name in ("tabpane", "tabs") and self.tabs:
            self.tabs.pop()
        if name in ("note", "alert", "admonition", "callout"):
            return "\n\n</div>\n\n"
        if name in ("blockquote", "pullquote"):
            return "\n\n</blockquote>\n\n"
        return "\n\n</details>\n\n" if name == "details" else ""

    def _opened(self, name: str, rest: str, opening: str, is_single: bool) -> str:
        if name in _SILENT and not is_single:
            self.is_silent = name
        elif name == "raw":
            self.is_raw = True
        elif name in _FENCED:
            return self._fence(name, _language(name, rest))
        elif name in ("tabpane", "tabs"):
            self.tabs.append("text=true" in rest.replace('"', "") or opening == "{{%")
        elif name == "tab":
            return self._tab(rest, opening)
        elif name in ("note", "alert", "admonition", "callout"):
            return _note(name, rest)
        elif name in ("blockquote", "pullquote"):
            return "\n\n<blockquote>\n\n" + (f"**{rest}**\n\n" if rest and name == "blockquote" else "")
        else:
            return _single(name, rest)
        return ""

    def _fence(self, name: str, language: str) -> str:
        self.fences.append(name)
        return f"\n```{language}\n"

    def _tab(self, rest: str, opening: str) -> str:
        label = attribute_of(rest, "header", "name", "title", "label") if "=" in rest else rest.strip("\"' ")
        head = f"\n\n**{label}**\n\n" if label else "\n\n"
        is_code = opening == "{{<" and bool(self.tabs) and not self.tabs[-1]
        return head + (self._fence("tab", attribute_of(rest, "lang")) if is_code else "")


def _in_code(match: re.Match[str]) -> str:
    return match[0].replace("/*", "").replace("*/", "") if "/*" in match[0] else ""


def _variable(inner: str) -> str:
    """A readable word for a product variable: `.starter` -> "Starter"; its value isn't in the file."""
    word = inner.strip().rpartition(".")[2].replace("_", " ").replace("-", " ")
    return word[:1].upper() + word[1:] if word.replace(" ", "").isalnum() else ""


def _language(name: str, rest: str) -> str:
    found = _LANG.search(rest)
    if found:
        return found[1]
    first = rest.split(" ")[0].strip("\"'")
    return first if name == "highlight" and first.isalnum() else name if name == "mermaid" else ""


def _note(name: str, rest: str) -> str:
    if name == "note":
        word, _, title = rest.partition(" ")
        return admonition(word or "note", title)
    title = attribute_of(rest, "title", "heading")
    return admonition(attribute_of(rest, "color", "type", "kind") or rest.split(" ")[0] or "note", title)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text[:1000])
    except ValueError:  # an apostrophe that opens no quotation
        return text[:1000].split()


def _single(name: str, rest: str) -> str:
    """Markdown of a tag without an inside, "" for one never heard of."""
    if name in ("figure", "img", "imgproc", "image") and "=" in rest:
        source = attribute_of(rest, "src", "source", "link")
        return image(source, attribute_of(rest, "alt", "caption", "title"))
    words = _words(rest)
    if not words:
        return ""
    if name in ("img", "asset_img", "imgproc", "image"):
        return _image(words)
    if name in ("post_link", "asset_link"):
        return link(re.sub(r"<[^<>]*>", "", words[1] if len(words) > 1 else words[0]), words[0])
    if name == "link":
        targets = [at for at, word in enumerate(words) if "/" in word]
        return link(" ".join(words[: targets[0]]) or words[targets[0]], words[targets[0]]) if targets else rest
    if name in ("ref", "relref", "asset_path", "post_path", "url_for", "full_url_for"):
        return words[0]
    if name == "youtube":
        return f'<a href="https://www.youtube.com/watch?v={html.escape(words[0].rpartition("=")[2])}">YouTube</a>'
    if name == "details":
        return f"\n\n<details><summary>{attribute_of(rest, 'summary', 'title') or words[0]}</summary>\n\n"
    return f"**{attribute_of(rest, 'name')}**\n\n" if name == "config_option" else ""


def _image(words: list[str]) -> str:
    """Hexo's `[classes] source [width height] [title alt]`: the source is the first word that looks like a file."""
    at = next((at for at, word in enumerate(words) if "." in word or "/" in word), -1)
    if at < 0:
        return ""
    titles = [word.strip("\"' ") for word in words[at + 1 :] if not word.isdigit()]
    return image(words[at], titles[-1].rpartition('" "')[2] if titles else "")
