"""Text cut into runs of one writing system: Han with kana, Hangul, unspaced Asian, Latin with digits, other letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import regex

HAN_KANA, HANGUL, UNSPACED, LATIN, LETTERS = "han-kana", "hangul", "unspaced", "latin", "letters"

_HAN = r"\p{Han}"
_KANA = r"\p{Hiragana}\p{Katakana}ーヽヾ"
_UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_ALNUM = r"[\p{Latin}\p{Nd}][\p{Latin}\p{Nd}\p{M}]*+"
_INNER = r"(?:[-._'‐]|(?<=[0-9]),(?=[0-9]{3}(?![0-9])))"
_SIGN = r"(?:(?<=(?<![\p{Latin}0-9])[cC])\+\+|(?<=(?<![\p{Latin}0-9])[cCfF])#)(?![\p{Latin}0-9])"  # c++, c#, f#
_DOT_NET = r"(?<![\p{Latin}0-9])\.(?i:net)(?![\p{Latin}0-9])"
_OTHERS = rf"[\p{{Latin}}{_HAN}{_KANA}\p{{Hangul}}{_UNSPACED}]"
_LETTER = rf"(?:[\p{{L}}--{_OTHERS}][\p{{M}}--{_OTHERS}]*+)"

_RUN = regex.compile(
    rf"(?V1){_ALNUM}(?:{_INNER}{_ALNUM})*+(?:{_SIGN})?"
    rf"|[{_HAN}{_KANA}]++"
    rf"|{_LETTER}++(?:'{_LETTER}++)*+"
    rf"|\p{{Hangul}}++"
    rf"|[{_UNSPACED}&&[\p{{L}}\p{{M}}]]++"
    rf"|{_DOT_NET}"
)
# The same runs of text that holds ASCII, common Han and kana alone, by a plainer pattern in a third of the time.
_COMMON = "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff"
_PLAIN = re.compile(f"[\\x00-\\x7f·“”—\u3001-\u3004\u3008-\u3020\u30fb{_COMMON}]*")
_PLAIN_RUN = re.compile(
    rf"[0-9A-Za-z]+(?:{_INNER}[0-9A-Za-z]+)*(?:{_SIGN})?|[{_COMMON}]+|{_DOT_NET}".replace(r"\p{Latin}", "A-Za-z")
)
_SAME_WRITING = regex.compile(r"(?V1)\p{Han}++|[\p{Hiragana}ー]++|[\p{Katakana}ーヽヾ]++")
_HAS_KANA = regex.compile(f"[{_KANA}]")
_KIND = (
    (HAN_KANA, regex.compile(rf"[{_HAN}{_KANA}]")),
    (HANGUL, regex.compile(r"\p{Hangul}")),
    (UNSPACED, regex.compile(rf"[{_UNSPACED}]")),
    (LATIN, regex.compile(r"[\p{Latin}\p{Nd}.]")),
)
_SCRIPT_NAMES = (
    "Latin",
    "Han",
    "Hiragana",
    "Katakana",
    "Hangul",
    "Cyrillic",
    "Arabic",
    "Greek",
    "Hebrew",
    "Devanagari",
    "Bengali",
    "Tamil",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
    "Armenian",
    "Georgian",
)
_SCRIPTS = tuple((name, regex.compile(rf"\p{{{name}}}")) for name in _SCRIPT_NAMES)


def run_texts(text: str) -> list[str]:
    """The runs of a folded text in order; every letter and digit is in one. Linear in the length."""
    return _PLAIN_RUN.findall(text) if _PLAIN.fullmatch(text) else _RUN.findall(text)


def runs(text: str) -> Iterator[tuple[int, str]]:
    """The same runs, each with its offset."""
    found = _PLAIN_RUN.finditer(text) if _PLAIN.fullmatch(text) else _RUN.finditer(text)
    return ((match.start(), match.group()) for match in found)


class _Kinds(dict[str, str]):
    """Kinds by character, found out when first asked for; there are as many as Unicode has letters."""

    def __missing__(self, character: str) -> str:
        kind = next((kind for kind, pattern in _KIND if pattern.match(character)), LETTERS)
        self[character] = kind
        return kind


_KINDS = _Kinds()


def kind_of(character: str) -> str:
    """The kind of the run that starts with this character."""
    return _KINDS[character]


def kinds_of(runs: Iterable[str]) -> list[str]:
    """The kind of each run."""
    return [_KINDS[run[0]] for run in runs]


@lru_cache(16384)
def script_of(character: str) -> str:
    """The character's Unicode script ("Latin", "Han", ...), digits counting as Latin; "" for a rare one."""
    if character.isascii():
        return "Latin"
    return next((name for name, pattern in _SCRIPTS if pattern.match(character)), "")


def same_writing(run: str) -> list[str]:
    """A run of Han and kana cut where Han, hiragana and katakana meet; joined again the pieces are the run."""
    return _SAME_WRITING.findall(run)


def same_writings(runs: Sequence[str]) -> Sequence[str]:
    """Many runs of Han and kana cut that way, in order."""
    text = "\n".join(runs)
    return _SAME_WRITING.findall(text) if _HAS_KANA.search(text) else runs
