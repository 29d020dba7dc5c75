"""Traditional Chinese and Taiwan's wording turned into mainland simplified Chinese (OpenCC, tw2sp)."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from threading import Lock

from opencc import OpenCC

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # inside a character class of `re`

_ONLY_HAN = re.compile(f"[{HAN}]+")
_HAS_HAN = re.compile(f"[{HAN}]")
_loading = Lock()


def simplified(text: str) -> str:
    """The text in simplified characters and mainland words: 提幣 -> 提币, 滑鼠 -> 鼠标. Without Han, the text itself.

    The length may change (記憶體 -> 内存). The text must hold no surrogates. Safe from several threads.
    """
    if not _HAS_HAN.search(text):
        return text
    with _loading:
        converter = _converter()
    return converter.convert(text)  # type: ignore[no-any-return,unused-ignore]


def is_han(text: str) -> bool:
    """Whether the text is Han characters and nothing else; an empty text isn't."""
    return _ONLY_HAN.fullmatch(text) is not None


def variants_id() -> str:
    """Name and version of the converter; where it changes, the index must be rebuilt."""
    return f"opencc-{version('OpenCC')}-tw2sp"


@cache
def _converter() -> OpenCC:
    return OpenCC("tw2sp")
