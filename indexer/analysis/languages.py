"""The language by whose rules a word is stemmed and its function words known; declared, never guessed from the text."""

from __future__ import annotations

from indexer.analysis.script import script_of

# A word in a script that the locale isn't written in is taken for the language that people most often mix in.
_BY_SCRIPT = {
    "Latin": "en",
    "Han": "zh",
    "Hiragana": "ja",
    "Katakana": "ja",
    "Hangul": "ko",
    "Cyrillic": "ru",
    "Arabic": "ar",
    "Greek": "el",
    "Hebrew": "he",
    "Devanagari": "hi",
    "Thai": "th",
    "Tamil": "ta",
    "Armenian": "hy",
    "Bengali": "bn",
    "Georgian": "ka",
    "Lao": "lo",
    "Khmer": "km",
    "Myanmar": "my",
}
# Languages written in another script than Latin that are not above; every other language is written in Latin.
_ALSO = {
    "Han": "yue wuu ja",
    "Cyrillic": "uk be bg mk kk ky mn tg sr",
    "Latin": "sr kk",
    "Arabic": "fa ur ps ckb ug",
    "Devanagari": "ne mr",
    "Hebrew": "yi",
}
_PAIRS = {(language, script) for script, language in _BY_SCRIPT.items()} | {
    (language, script) for script, languages in _ALSO.items() for language in languages.split()
}
_NOT_LATIN = {language for language, script in _PAIRS if script != "Latin"}


def language_of(locale: str) -> str:
    """The language subtag of a locale, in lower case: "zh-Hant-TW" -> "zh"."""
    return locale.replace("_", "-").partition("-")[0].lower()


def language_for(word: str, language: str) -> str:
    """The language itself where it is written in the word's script, else that script's default, or "" for none."""
    script = script_of(word[:1])
    if (language, script) in _PAIRS or (script == "Latin" and language not in _NOT_LATIN):
        return language
    return _BY_SCRIPT.get(script, "")
