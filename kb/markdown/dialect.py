"""Foreign Markdown (Hugo, Hexo, Jekyll, Docusaurus, GitHub) turned into the Markdown that we render.

Not for fenced code, which stays as it is. Passes look ahead by bounded steps, so hostile text costs no more.
"""

from __future__ import annotations

import re

from kb.markdown.dialect_tags import Tags
from kb.markdown.dialect_text import admonition, attribute_of

_TRIGGER = re.compile(r"\{[{%:/.#]|:::|<!--|\[!|^(?:import|export)\s|</?[A-Z]|<div[^<>]{0,200}label=", re.M)
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)$", re.M)
_ALERT = re.compile(r"([ \t]*)>[ \t]?\[!([A-Za-z]{2,20})\][+-]?[ \t]*(.*)")
_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_COLONS = re.compile(r"^([ \t]*):::+[ \t]*(?:([a-zA-Z]+)[ \t]*(?:\[([^\]\n]*)\]|([^\n{]*))[^\n]*)?$", re.M)
_MODULE = re.compile(
    r"^(?:import\s+(?:[^\n;'\"]{1,200}\sfrom\s+)?['\"][^'\"\n]+['\"];?"
    r"|export\s+(?:const|default|let|function)\b[^\n]*)[ \t]*$",
    re.M,
)
_COMPONENT = re.compile(r"<(/?)([A-Z][\w.]*)((?:\s(?:[^<>]|=>){0,2000})?)>")
_LABELLED = re.compile(r"<div\s[^<>]{0,100}?\blabel=(?:\"([^\"<>\n]*)\"|'([^'<>\n]*)')[^<>]{0,200}>")
_TOC = re.compile(r"^[ \t]*(?:[-*+]|\d+\.)[ \t][^\n]*\n[ \t]*\{:[ \t]*toc\b[^}\n]*\}[ \t]*$", re.M)
_KRAMDOWN_ID = re.compile(r"^(#{1,6}[ \t][^\n{]*)\{:[ \t]*#([\w-]+)[^}\n]*\}[ \t]*$", re.M)
_ATTRIBUTES = re.compile(
    r"\{:(?=[ \t]*(?:[.#]|toc|no_toc|[\w-]+=))[^{}\n]{0,300}\}|^[ \t]*\{[.#][^{}\n]{0,300}\}[ \t]*$", re.M
)
_AFTER_LINK = re.compile(r"(?<=\))\{(?:[.#]|[\w-]+=)[^{}\n]{0,200}\}")
_MDX_ID = re.compile(r"^(#{1,6}[ \t][^\n{]*)\{/\*[ \t]*#([\w-]+)[ \t]*\*/\}[ \t]*$", re.M)
_CODE_SPAN = re.compile(r"`[^`\n]+`|(`{2,6})(?!`)[^\n]{0,2000}?(?<!`)\1(?!`)")
_EMPTY_STRONG = re.compile(r"(?<!\*)\*{4}(?!\*)")
_LABELS = frozenset({"TabItem", "Tab", "Step", "Accordion", "Details", "Expandable"})


def plain_markdown(body: str) -> str:
    """Markdown without template syntax: notes are admonition blocks, tabs are labels, inner text is kept."""
    if not _TRIGGER.search(body):
        return body
    if "[!" in body:
        body = _without_alerts(body)
    tags = Tags()
    parts: list[str] = []
    at = 0
    for start, end in _fences(body):
        parts += (_translated(body[at:start], tags), body[start:end])
        at = end
    parts.append(_translated(body[at:], tags))
    return "".join(parts)


def _fences(body: str) -> list[tuple[int, int]]:
    """Ranges of the fenced code blocks, fences included; an unclosed one runs to the end."""
    ranges = []
    at = 0
    closers: dict[str, re.Pattern[str]] = {}
    while match := _FENCE.search(body, at):
        fence = (match[1] or match[2])[:40]
        if fence not in closers:
            closers[fence] = re.compile(rf"^[ \t>]*{fence}{fence[0]}*[ \t]*$", re.M)
        closing = closers[fence].search(body, match.end())
        at = closing.end() if closing else len(body)
        ranges.append((match.start(), at))
        if not closing:
            break
    return ranges


def _without_alerts(body: str) -> str:
    """GitHub's `> [!NOTE]` quotes as admonitions, outside fenced code."""
    out: list[str] = []
    fence = ""
    is_inside = False
    for line in body.split("\n"):
        if is_inside and not line.lstrip().startswith(">"):
            out += ("", "</div>", "")
            is_inside = False
        bare = line.strip()
        if fence:
            fence = "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence
        elif not is_inside and bare.startswith(("```", "~~~")):
            fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
        elif alert := _ALERT.match(line):
            if is_inside:
                out += ("", "</div>")
            is_remark = alert[2].upper() == "NB"  # Docsy's: what follows on the line is text, no title
            out.append(admonition(alert[2], "" if is_remark else alert[3], alert[1]))
            out += [alert[1] + alert[3]] if is_remark else []
            is_inside = True
            continue
        out.append(_unquoted(line) if is_inside else line)
    return "\n".join([*out, "", "</div>", ""] if is_inside else out)


def _unquoted(line: str) -> str:
    lead = line[: len(line) - len(line.lstrip())]
    return lead + _QUOTED.sub("", line, count=1)


def _translated(text: str, tags: Tags) -> str:
    """Text between fences in our Markdown; code spans keep everything but Hugo's shortcodes."""
    if tags.is_silent or _TRIGGER.search(text):
        text = _blocks_of_others(_without_comments(text))
        text = _outside_code_spans(text, tags)
    return text


def _without_comments(text: str) -> str:
    for opening, closing in (("<!--", "-->"), ("{/*", "*/}")):
        if opening not in text:
            continue
        if opening == "{/*":
            text = _MDX_ID.sub(r"\1{#\2}", text)
        text = _without_spans(text, opening, closing)
    return text


def _without_spans(text: str, opening: str, closing: str) -> str:
    """Text without what stands from an opening to the next closing mark; an opening without a closing stays."""
    kept = []
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
        if _is_in_code_span(text, start):
            kept.append(text[at : start + len(opening)])
            at = start + len(opening)
            continue
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join(kept) + text[at:]


def _is_in_code_span(text: str, at: int) -> bool:
    line = text[max(text.rfind("\n", 0, at) + 1, at - 2000) : at]
    return line.count("`") % 2 == 1


def _blocks_of_others(text: str) -> str:
    if ":::" in text:
        text = _COLONS.sub(_colons, text)
    if "port " in text:
        text = _MODULE.sub("", text)
    if "{:" in text or "{." in text or "{#" in text:
        text = _KRAMDOWN_ID.sub(r"\1{#\2}", _TOC.sub("", text))
        text = _ATTRIBUTES.sub("", text)
    return _AFTER_LINK.sub("", text)


def _colons(match: re.Match[str]) -> str:
    if not match[2]:
        return f"\n{match[1]}</div>\n"
    return admonition(match[2], match[3] or match[4] or "", match[1])


def _outside_code_spans(text: str, tags: Tags) -> str:
    """The text with tags and components translated between code spans; spans lose Hugo's shortcodes only."""
    parts = []
    at = 0
    for span in _CODE_SPAN.finditer(text):
        if tags.is_across(text, at, span.start()):
            continue
        parts.append(_components(tags.translated(text[at : span.start()])))
        parts.append("" if tags.is_silent else tags.in_code(span[0]))
        at = span.end()
    parts.append(_components(tags.translated(text[at:])))
    return _EMPTY_STRONG.sub("", "".join(parts))


def _components(text: str) -> str:
    if "<" not in text:
        return text
    return _LABELLED.sub(_label_of_div, _COMPONENT.sub(_component, text))


def _label_of_div(match: re.Match[str]) -> str:
    return f"<div>\n\n**{match[1] or match[2]}**\n\n"


def _component(match: re.Match[str]) -> str:
    closing, name, rest = match[1], match[2], match[3]
    if not (rest.strip() or any(letter.islower() for letter in name[1:])):
        return match[0] if len(name) == 1 else f"&lt;{closing}{name}&gt;"
    if closing or rest.rstrip().endswith("/"):
        return "\n\n" if name in _LABELS else ""
    if name in _LABELS:
        label = attribute_of(rest, "label", "title", "header", "summary", "value")
        return f"\n\n**{label}**\n\n" if label else "\n\n"
    return "" if rest.strip() or name != "String" else match[0]
