"""Whether two searches are one that was still being typed: letter by letter, by an input method, with backspaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from indexer.analysis.normalize import folded
from indexer.analysis.pinyin import syllables_of

_SPACE = re.compile(r"[\s'’]+")
_END = re.compile(r"[?？!！。.,，、;；:：~～…]+$")
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_READING = re.compile("[\u3041-\u3096\u30a1-\u30fe\u3105-\u312f\u31a0-\u31bfˊˇˋ˙]+")  # kana, bopomofo
_LETTERS = re.compile("[a-z]{1,64}")
_ROMAJI = 3  # letters of a kana that isn't finished, such as "sh" or "ky"
_SOUNDS = {"c": "t", "f": "h", "j": "z"}  # chi, fu and ji are ti, hu and zi in Unicode's names
_REDACTED = re.compile(r"\[[a-z ]{2,12}\]")
_HOLE = "[]"
_MOST_KEPT = 16_384
_FINALS = range(0x11A8, 0x11C3)  # consonants that end a syllable


@lru_cache(_MOST_KEPT)
def key_of(text: str) -> str:
    """What texts have in common that ask the same: without case, width, accents, spaces and signs at the end, Han
    simplified. Never empty unless the text is."""
    plain = _SPACE.sub("", folded(text))
    return _END.sub("", plain) or plain or text.strip()


def is_typing(key: str, later: str) -> bool:
    """Whether one key is on the way to the other: its beginning, which may grow again or shrink; its beginning as an
    input method shows it before a word is chosen (tib, 提b, 提币; しゅっk, しゅっきん, 出金; ㅊ, 추, 출금); or what was
    redacted once it was whole."""
    before, after = (_REDACTED.sub(_HOLE, text) for text in (key, later))
    return _is_begun(before, after) or _is_begun(after, before) or _is_composed(before, after)


def _is_begun(short: str, long: str) -> bool:
    if long.startswith(short) or (_HANGUL.search(short) and _jamo(long).startswith(_jamo(short))):
        return True
    return long.startswith(_HOLE, _shared(short, long))


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _is_composed(before: str, after: str) -> bool:
    """Whether what stands at the end of one text may be what an input method made the end of the other of."""
    same = _shared(before, after)
    typed, made = before[same:], after[same:]
    if _HAN.match(made):
        return _READING.fullmatch(typed) is not None or (_LETTERS.fullmatch(typed) is not None and _spells(typed, made))
    if not _KANA.match(made) or not _LETTERS.fullmatch(typed) or len(typed) > _ROMAJI:
        return False
    sound = unicodedata.name(made[0]).rpartition(" ")[2].lower()  # HIRAGANA LETTER SI
    return sound[0] == _SOUNDS.get(typed[0], typed[0])


def _spells(letters: str, word: str) -> bool:
    """Whether letters are pinyin that a word begins with: in full, by initials, unfinished, or mixed."""
    places = {0}
    for character in word:
        if len(letters) in places:
            return True
        readings = (character, *syllables_of(character)[0])
        places = {
            at + size
            for at in places
            for reading in readings
            for size in range(1, len(reading) + 1)
            if letters.startswith(reading[:size], at)
        }
    return len(letters) in places


def _jamo(text: str) -> str:
    """Hangul as it is typed: a final consonant may become the first of the next syllable."""
    return "".join(map(_initial, unicodedata.normalize("NFKD", text)))


@lru_cache(1024)
def _initial(character: str) -> str:
    if ord(character) not in _FINALS:
        return character
    parts = unicodedata.name(character).removeprefix("HANGUL JONGSEONG ").split("-")
    return "".join(unicodedata.lookup(f"HANGUL CHOSEONG {part}") for part in parts)
