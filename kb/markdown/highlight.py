"""Code as HTML with the classes of a highlighter, never inline styles."""

from __future__ import annotations

import html
from functools import lru_cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_HIGHLIGHTED = 40_000  # characters of one block: lexers of real languages take up to 1 s per 100,000

_FORMATTER = HtmlFormatter(nowrap=True)
_NAMES = {"shell-session": "console", "terminal": "console", "curl": "console", "mysql": "sql", "env": "ini"}


@lru_cache(maxsize=200)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(_NAMES.get(language, language), stripnl=False)
    except ClassNotFound:
        return None


def language_of(info: str) -> str:
    """The language in a fence's info string: "js {1,3} title=x" -> "js", "{.python}" -> "python"."""
    word = info.strip().lstrip("{.").partition(" ")[0].rstrip("}").partition("{")[0].partition(",")[0].lower()
    return word if len(word) <= 30 and word.replace("-", "").replace("+", "").replace("#", "").isalnum() else ""


def code_html(code: str, info: str = "") -> str:
    """A `<div class="codehilite">` with the code, coloured when its language is known and it isn't huge."""
    language = language_of(info)
    lexer = _lexer(language) if language and len(code) <= MAX_HIGHLIGHTED else None
    body = highlight(code, lexer, _FORMATTER).rstrip("\n") if lexer else html.escape(code)
    label = f' class="language-{html.escape(language)}"' if language else ""
    return f'<div class="codehilite"><pre tabindex="0"><code{label}>{body}\n</code></pre></div>'
