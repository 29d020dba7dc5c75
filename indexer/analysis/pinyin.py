"""How Han characters are read in Mandarin, without tones, and how joined pinyin falls into syllables."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

MAX_LATIN = 48  # letters of joined pinyin that are cut into syllables; a longer token is no pinyin
_MAX_WAYS = 32
_USUAL = 3  # readings of a character that anybody uses; what follows is archaic
_CACHED = 65536
_NOT_LETTER = re.compile("[^a-z]")
# Finals that each initial takes; Source: the table of the Scheme for the Chinese Phonetic Alphabet (GB/T 16159).
_TABLE = """
- a ai an ang ao e ei en eng er o ou
b a ai an ang ao ei en eng i ian iao ie in ing o u
p a ai an ang ao ei en eng i ian iao ie in ing o ou u
m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
f a an ang ei en eng o ou u
d a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo
t a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo
n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue ve uo v un
l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue ve un uo v
g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j i ia ian iang iao ie in ing iong iu u uan ue un
q i ia ian iang iao ie in ing iong iu u uan ue un
x i ia ian iang iao ie in ing iong iu u uan ue un
zh a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
r an ang ao e en eng i ong ou u ua uan ui un uo
z a ai an ang ao e ei en eng i ong ou u uan ui un uo
c a ai an ang ao e en eng i ong ou u uan ui un uo
s a ai an ang ao e en eng i ong ou u uan ui un uo
y a an ang ao e i in ing o ong ou u uan ue un
w a ai an ang ei en eng o u
"""
SYLLABLES = frozenset(
    initial.replace("-", "") + final
    for initial, *finals in (line.split() for line in _TABLE.split("\n") if line)
    for final in finals
)
_BEGINNINGS = frozenset(syllable[:end] for syllable in SYLLABLES for end in range(1, len(syllable) + 1))
LONGEST_SYLLABLE = max(map(len, SYLLABLES))
# Sounds that speakers of the south, and their keyboards, take for one another.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n"), ("f", "h"))


def syllables_of(word: str) -> tuple[tuple[str, ...], ...]:
    """For each character its readings, the usual one first, ü as v and as u; () for one that has none."""
    return tuple(map(_readings, word))


def are_homophones(one: str, other: str) -> bool:
    """Whether two characters sound the same as one of them is usually read: 还 and 不 share but a rare reading."""
    first, second = _readings(one)[:_USUAL], _readings(other)[:_USUAL]
    return bool(first and second) and (first[0] in second or second[0] in first)


def full_readings(word: str, limit: int = 6) -> tuple[tuple[str, ...], ...]:
    """Ways to read a whole word, at most `limit`: all characters as usual, then one of them in another way, then the
    first two so; none where a character has no reading. Readings of a character are remembered."""
    readings = [ways[:_USUAL] for ways in map(_readings, word)]
    if not word or not all(readings):
        return ()
    usual = tuple(ways[0] for ways in readings)
    found: dict[tuple[str, ...], None] = {usual: None}
    for at, ways in enumerate(readings):
        for other in ways[1:]:
            found.setdefault((*usual[:at], other, *usual[at + 1 :]))
    if len(readings[0]) > 1 and len(word) > 1:
        for way in product(readings[0][:2], readings[1][:2]):
            found.setdefault((*way, *usual[2:]))
    return tuple(found)[:limit]


def initials(word: str, limit: int = 4) -> tuple[str, ...]:
    """First letters of a word's syllables, at most `limit` different ways: 手续费 -> sxf."""
    ways = dict.fromkeys("".join(syllable[0] for syllable in way) for way in full_readings(word))
    return tuple(ways)[:limit]


def split_syllables(latin: str, *, is_unfinished: bool = False) -> list[tuple[str, ...]]:
    """The ways in which joined pinyin falls into syllables, the longest first syllable first, at most 32: xian ->
    (xian), (xi, an). is_unfinished: the last syllable may be the beginning of one, as while someone types."""
    if not can_be_pinyin(latin, is_unfinished=is_unfinished):
        return []
    whole = _whole_from(latin, is_unfinished)
    ways: list[tuple[str, ...]] = []
    waiting: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while waiting and len(ways) < _MAX_WAYS:
        at, done = waiting.pop()
        if at == len(latin):
            ways.append(done)
        waiting.extend((end, (*done, latin[at:end])) for end in _ends(latin, at, is_unfinished) if whole[end])
    return ways


def can_be_pinyin(latin: str, *, is_unfinished: bool = False) -> bool:
    """Whether joined pinyin falls into syllables at all."""
    return 0 < len(latin) <= MAX_LATIN and latin.isascii() and _whole_from(latin, is_unfinished)[0]


def blurred(joined: str) -> str:
    """Joined pinyin with sounds that are often confused made one: zhanghu and zanhu -> zanhu."""
    for sound, other in _ALIKE:
        joined = joined.replace(sound, other)
    return joined


def _whole_from(latin: str, is_unfinished: bool) -> list[bool]:
    """For each place whether what follows it falls into syllables."""
    whole = [False] * len(latin) + [True]
    for at in range(len(latin) - 1, -1, -1):
        whole[at] = any(whole[end] for end in _ends(latin, at, is_unfinished))
    return whole


def _ends(latin: str, start: int, is_unfinished: bool) -> list[int]:
    """Where a syllable that starts at a place may end, ascending."""
    size = len(latin)
    ends = [end for end in range(start + 1, min(size, start + LONGEST_SYLLABLE) + 1) if latin[start:end] in SYLLABLES]
    if is_unfinished and start < size and size not in ends and latin[start:] in _BEGINNINGS:
        ends.append(size)
    return ends


@lru_cache(_CACHED)
def _readings(character: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for toned in _table().get(ord(character), "").split(","):
        plain = unicodedata.normalize("NFD", toned).replace("u\u0308", "v")
        letters = _NOT_LETTER.sub("", plain)
        for syllable in (letters, letters.replace("v", "u")) if letters else ():
            if syllable in SYLLABLES:
                found.setdefault(syllable)
    return tuple(found)


@cache
def _table() -> dict[int, str]:
    """Character -> readings with tones, joined by commas; loads at the first word, 0.1 s."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # 40 MB of phrases that aren't read here
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)
