"""HTML from Markdown made safe: first depth and shape, then a strict allow-list, then what every page wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set

import nh3

from kb.markdown.html_shape import shaped
from kb.markdown.link_policy import is_external, punycode_host, safe_url, shown_text
from kb.markdown.outline import fragment_anchor

_TAG_NAMES = (
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 "
    "h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup "
    "table tbody td tfoot th thead tr u ul var wbr"
)
TAGS = frozenset(_TAG_NAMES.split())
_CLASS_NAMES = (
    "admonition admonition-title attention caution danger error example hint important info note question success tip "
    "warning task-list task-list-item footnote footnote-ref footnote-backref"
)
CLASSES = frozenset(_CLASS_NAMES.split())
_ATTRIBUTES = {
    "*": {"id", "class", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "ol": {"start"},
    "details": {"open"},
    "input": {"type", "checked"},
}
_VALUES = {
    "align": re.compile(r"left|right|center"),
    "colspan": re.compile(r"[1-9]\d{0,2}"),
    "rowspan": re.compile(r"[1-9]\d{0,2}"),
    "scope": re.compile(r"(?:col|row)(?:group)?"),
    "start": re.compile(r"\d{1,9}"),
    "width": re.compile(r"\d{1,4}%?"),
    "height": re.compile(r"\d{1,4}%?"),
    "type": re.compile(r"checkbox"),
    "lang": re.compile(r"[A-Za-z0-9-]{1,35}"),
    "dir": re.compile(r"ltr|rtl|auto"),
}
_FOOTNOTE = re.compile(r"fn(?:ref)?\d*-[\w-]{1,80}")
_LINK = re.compile(r"<a ([^<>]*)>(.*?)</a>", re.S)
_HREF = re.compile(r'\bhref="([^"]*)"')
_IMAGE = re.compile(r"<img ?([^<>]*)>")
_INPUT = re.compile(r"<input ?([^<>]*)>")
_UNSAFE_TEXT = re.compile(r"[<>\ufdd0-\ufdef]")
_LAZY = ' loading="lazy"'
_REL = "noopener nofollow ugc"

Filter = Callable[[str, str, str], "str | None"]


def clean(html: str, anchors: Set[str] = frozenset()) -> str:
    """Safe HTML of the same text. anchors: ids that headings will get, which no other element may take."""
    cleaned = nh3.clean(
        shaped(html, TAGS),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute_filter(anchors),
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style"},
        link_rel=None,
        strip_comments=True,
    )
    return _for_pages(cleaned)


def _attribute_filter(anchors: Set[str]) -> Filter:
    ids: set[str] = set(anchors)

    def kept(tag: str, name: str, value: str) -> str | None:
        if name in ("href", "src"):
            return _address(value, name == "src", anchors)
        if name == "id":
            return _id(value, ids)
        if name == "class":
            return " ".join(word for word in value.split() if word in CLASSES) or None
        if name in _VALUES:
            return value if _VALUES[name].fullmatch(value) else None
        return _UNSAFE_TEXT.sub("", value) if value or name in ("alt", "open", "checked") else None

    return kept


def _address(value: str, is_image: bool, anchors: Set[str]) -> str | None:
    if value.startswith("#") and not is_image:
        fragment = value[1:]
        is_known = not fragment or fragment in anchors or _FOOTNOTE.fullmatch(fragment)
        return f"#{fragment}" if is_known else f"#{fragment_anchor(fragment)}"
    url = safe_url(value, is_image)
    return _UNSAFE_TEXT.sub("", url) if url is not None else None


def _id(value: str, taken: set[str]) -> str | None:
    anchor = value if _FOOTNOTE.fullmatch(value) else fragment_anchor(value)
    if anchor in taken:
        return None
    taken.add(anchor)
    return anchor


def _for_pages(html: str) -> str:
    if "<a " in html:
        html = _LINK.sub(_link, html)
    if "<img" in html:
        html = _IMAGE.sub(_image, html).replace(_LAZY, "", 1)  # the first is mostly seen at once
    if "<input" in html:
        html = _INPUT.sub(_input, html)
    if "<table" in html:
        html = html.replace("<table>", '<div class="table-scroll" tabindex="0" role="region"><table>')
        html = re.sub(r"<table (?=[^<>]*>)", '<div class="table-scroll" tabindex="0" role="region"><table ', html)
        html = html.replace("</table>", "</table></div>")
    return html


def _link(match: re.Match[str]) -> str:
    href = _HREF.search(match[1])
    if not href or not is_external(href[1]):
        return match[0]
    host = punycode_host(href[1])
    text = match[2] if not host else _shown(match[2], host)
    return f'<a {match[1]} rel="{_REL}">{text}</a>'


def _shown(inner: str, host: str) -> str:
    """The link's inner HTML; when it is text alone its look-alike host is replaced, else the host is added."""
    return shown_text(inner, host) if "<" not in inner else f"{inner} ({host})"


def _image(match: re.Match[str]) -> str:
    if 'src="' not in match[1]:
        return ""
    alt = "" if 'alt="' in match[1] else ' alt=""'
    return f"<img {match[1]}{alt}{_LAZY}>"


def _input(match: re.Match[str]) -> str:
    if 'type="checkbox"' not in match[1]:
        return ""
    return f'<span class="task-box">{"☑" if "checked" in match[1] else "☐"}\ufe0e</span>'  # a box would want a name


def heading_ids(html: str, levels: Mapping[int, tuple[int, str]], marker: re.Pattern[str], shift: int) -> str:
    """HTML whose marked headings have the level and id of `levels` (by the number in their mark), others no id and
    never level 1."""

    def placed(match: re.Match[str]) -> str:
        mark = marker.search(match[3])
        place = levels.get(int(mark[1])) if mark else None
        text = marker.sub("", match[3])
        if place is None:
            level = min(6, max(2, int(match[1]) + shift))
            return f"<h{level}>{text}</h{level}>"
        return f'<h{place[0]} id="{place[1]}">{text}</h{place[0]}>'

    return _HEADING.sub(placed, html)


_HEADING = re.compile(r"<h([1-6])(\s[^<>]*)?>(.*?)</h\1>", re.S)
