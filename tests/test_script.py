"""Runs of one writing system."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.languages import language_for, language_of
from indexer.analysis.normalize import fold
from indexer.analysis.script import kind_of, run_texts, runs, same_writing, script_of

LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{Nd}]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USDT提币", ["USDT", "提币"]),
        ("24小时", ["24", "小时"]),
        ("erc-20 ERC_20 node.js", ["erc-20", "ERC_20", "node.js"]),
        ("v1.2.3. End", ["v1.2.3", "End"]),
        ("0.08% 1,000.50 400,401 a,b", ["0.08", "1,000.50", "400,401", "a", "b"]),
        ("2023,2024", ["2023", "2024"]),
        ("c++ C# F# abc# x.net .net", ["c++", "C#", "F#", "abc", "x.net", ".net"]),
        ("--flag __init__ a--b", ["flag", "init", "a", "b"]),
        ("出金できない", ["出金できない"]),
        ("パスワード、リセット", ["パスワード", "リセット"]),
        ("출금 수수료", ["출금", "수수료"]),
        ("ลืมรหัส ผ่าน", ["ลืมรหัส", "ผ่าน"]),
        ("Пароль п'ять", ["Пароль", "п'ять"]),
        ("पासवर्ड שלום كلمة", ["पासवर्ड", "שלום", "كلمة"]),
        ("don't 'quoted'", ["don't", "quoted"]),
        ("🙂 !!! —", []),
        ("々〆ヶ", ["々", "〆", "ヶ"]),
    ],
)
def test_a_text_is_cut_where_the_writing_changes(text: str, expected: list[str]) -> None:
    assert run_texts(text) == expected


def test_han_and_kana_are_cut_apart_for_words() -> None:
    assert same_writing("出金できないパスワードを") == ["出金", "できない", "パスワード", "を"]


@pytest.mark.parametrize(
    ("character", "kind", "script"),
    [
        ("提", "han-kana", "Han"),
        ("ー", "han-kana", ""),
        ("출", "hangul", "Hangul"),
        ("ล", "unspaced", "Thai"),
        ("a", "latin", "Latin"),
        ("7", "latin", "Latin"),
        ("ж", "letters", "Cyrillic"),
        ("ש", "letters", "Hebrew"),
    ],
)
def test_a_run_is_known_by_its_first_character(character: str, kind: str, script: str) -> None:
    assert (kind_of(character), script_of(character)) == (kind, script)


@pytest.mark.parametrize(
    ("word", "locale", "language"),
    [
        ("fees", "zh-CN", "en"),
        ("gebühren", "de", "de"),
        ("комиссия", "en", "ru"),
        ("комісія", "uk", "uk"),
        ("提币", "en", "zh"),
        ("出金", "ja", "ja"),
        ("fee", "ja_JP", "en"),
        ("كارمزد", "fa", "fa"),
        ("fee", "xx", "xx"),
    ],
)
def test_a_word_belongs_to_the_locale_unless_its_script_says_otherwise(word: str, locale: str, language: str) -> None:
    assert language_for(word, language_of(locale)) == language


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    cased = fold(text).cased
    assert LETTER_OR_DIGIT.findall("".join(run_texts(cased))) == LETTER_OR_DIGIT.findall(cased)


@settings(deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("a1.-_,'#+cC提出でパ한ทж")), max_size=80))
def test_runs_stand_where_they_say(text: str) -> None:
    found = list(runs(text))
    assert [run for _, run in found] == run_texts(text)
    assert all(text[start : start + len(run)] == run for start, run in found)
    assert all("".join(same_writing(run)) == run for _, run in found if kind_of(run[0]) == "han-kana")


@pytest.mark.parametrize("unit", ["的", "a", "a.", "a1,", "한", "ท", "ж'", "א", "1,000", "c+", "ー", "e\u0301"])
def test_a_hundred_thousand_unbroken_characters_are_cut_at_once(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert sum(len(run) for run in run_texts(text)) >= len(text) // 2


EVERYDAY = "aZcCfF#++09,000.netNET-_'‐ 提币限额のカーヽ々〇・、。〈“”·—\n\x00/"


@settings(deadline=None, max_examples=500)
@given(st.text(st.sampled_from(EVERYDAY), max_size=40))
def test_everyday_text_has_the_same_runs_beside_rarer_letters(text: str) -> None:
    rarer = "\nЖ"
    assert run_texts(text) == run_texts(text + rarer)[:-1]
    assert list(runs(text)) == list(runs(text + rarer))[:-1]
