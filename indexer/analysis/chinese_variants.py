"""Chinese spelling brought to one: traditional characters to simplified ones, and Taiwan's words to the mainland's.

Spelling changes in the text itself, wording is one more form of a word. Not OpenCC's tw2sp on the text: that turns 查詢
into 查找 and 複製 into 拷贝, but leaves 查询 and 复制 alone, so that the two spellings of one word no longer meet
(measured on jieba's dictionary: 272 words, 执行 and 资料 among them; this way 61, all of them rare).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from opencc import OpenCC

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # inside a character class of `re`
_ONLY_HAN = re.compile(f"[{HAN}]+")
_HAS_HAN = re.compile(f"[{HAN}]")
# What no table of OpenCC settles: 帳戶, 帐户 and 账户 are one word, and so are 看著 and 看着 (but 著名, 显著 stay).
_ACCOUNT = re.compile("帐(?=[户号单目本款务簿面])|(?<=[转入到记对结付查出分])帐(?!篷)")
_PARTICLE = re.compile("(?<![显卓专原名论编合土巨译遗昭拙执])著(?![名作者称述录书])")
# Common on the mainland in another sense.
_AT_HOME = frozenset(("程序", "核心", "指标", "序列", "行程", "向量", "么"))
_TO_TAIWAN, _TO_MAINLAND = "s2twp", ("tw2sp", "hk2s")
_TAIWAN_WORDS = Path(__file__).with_name("taiwan_words.txt")
_loading = Lock()


def simplified(text: str) -> str:
    """The text in simplified characters: 提幣 -> 提币. Without Han, the text itself.

    The length stays, but for rare phrases. The text must hold no surrogates. Safe from several threads.
    """
    if not _HAS_HAN.search(text):
        return text
    text = _converted("hk2s", text)
    if "帐" in text:
        text = _ACCOUNT.sub("账", text)
    return _PARTICLE.sub("着", text) if "著" in text else text


@lru_cache(65536)
def mainland(word: str) -> str:
    """The mainland's word for a word of Taiwan (程式 -> 程序, 记忆体 -> 内存), or the word itself; both simplified."""
    if word in _AT_HOME:
        return word
    wording = _converted("tw2sp", _converted("s2t", word))
    return word if wording == word else simplified(wording)


def rewritten(text: str, table: str) -> str:
    """The text by one of OpenCC's tables, for people to read: "s2twp" gives Taiwan's characters and words, "s2hk" Hong
    Kong's characters, "tw2sp" and "hk2s" the mainland's. Safe from several threads."""
    if not _HAS_HAN.search(text):
        return text
    found = _converted(table, text)
    if table == _TO_TAIWAN:
        return found.replace("賬", "帳")
    return _ACCOUNT.sub("账", found) if table in _TO_MAINLAND else found


def taiwan_words() -> list[str]:
    """Words of Taiwan, in simplified characters, that jieba's dictionary lacks; as its words they are not cut apart."""
    return _TAIWAN_WORDS.read_text("utf-8").split()


def is_han(text: str) -> bool:
    """Whether the text is Han characters and nothing else; an empty text isn't."""
    return _ONLY_HAN.fullmatch(text) is not None


def variants_id() -> str:
    """Name and version of the converter; where it changes, the index must be rebuilt."""
    return f"opencc-{version('OpenCC')}"


def _converted(table: str, text: str) -> str:
    with _loading:
        converter = _converter(table)
    return str(converter.convert(text))


@cache
def _converter(table: str) -> OpenCC:
    return OpenCC(table)
