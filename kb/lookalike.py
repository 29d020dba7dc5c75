"""What two names have in common for the eye: a fold of characters that look alike, and the distance of a slip."""

from __future__ import annotations

import unicodedata

from rapidfuzz.distance import OSA

# Pairs "seen, meant". Chosen by hand from the alphabets whose letters domain registries accept; NFKD has already taken
# accents, full-width and mathematical letters away.
_LETTERS = (
    "аa вb сc ԁd еe һh іi ӏl јj кk ԛq мm нh оo рp ѕs тt уy үy хx ԝw ѵv зe бb гr ґr пn ьb ъb ԍg қk ҝk ђh ћh єe эe ұy љb "
    "αa βb γy εe ηn ιi κk μu νv οo ρp σo ςc τt υu χx ωw ϲc ϳj ζz θo φo "
    "օo սu հh ոn ցg զq ռn յj քp ɑa ɐa ɡg ɢg ıi ɩi ɪi ʟl ɴn ʀr ꜱs ᴏo ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ʏy ʙb ʜh "
    "øo đd łl ħh ŧt ƅb ƒf ɗd ŋn ɓb ƙk ɲn ǝe əe ɛe ʋv ɔc ꞵb ȷj ⅼl ʌv "
    "Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꭱr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz "
    "〇o ㅇo ㅣl 丨l ーl"
)
_SIGNS = {
    "0": "o",
    "3": "e",
    "4": "a",
    "5": "s",
    "$": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    **dict.fromkeys("i1|!", "l"),
}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_FOLD = str.maketrans(_SIGNS | {seen: _SIGNS.get(meant, meant) for seen, meant in map(tuple, _LETTERS.split())})
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－_"), "-")


def skeleton(text: str) -> str:
    """What the eye takes `text` for: two texts that look alike have the same one. Only for comparing, never shown."""
    plain = (_plain(char) for char in unicodedata.normalize("NFKD", text.casefold()))
    folded = "".join(plain).translate(_DASHES).casefold().translate(_FOLD)
    for seen, meant in _PAIRS:
        folded = folded.replace(seen, meant)
    return folded


def _plain(char: str) -> str:
    """A character without what hardly shows: accents and invisible ones vanish, every digit is one of 0 to 9."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return ""
    return str(unicodedata.decimal(char, char))


def is_slip(one: str, other: str) -> bool:
    """True when one name may be taken for the other: one edit apart, or two in names of six letters and more."""
    shorter = min(len(one), len(other))
    return shorter >= 4 and 0 < distance(one, other, most=2) <= (2 if shorter >= 6 else 1)


def distance(one: str, other: str, most: int) -> int:
    """How many characters to add, drop, change or swap with a neighbour; `most` + 1 for all that is further apart."""
    return OSA.distance(one, other, score_cutoff=most)
