"""Readings of characters and words, and joined pinyin cut into syllables."""

from __future__ import annotations

import pytest

from indexer.analysis.pinyin import (
    MAX_LATIN,
    SYLLABLES,
    blurred,
    can_be_pinyin,
    full_readings,
    initials,
    split_syllables,
    syllables_of,
)

READ = [
    ("提币", "ti bi"),
    ("手续费", "shou xu fei"),
    ("重置", "chong zhi"),
    ("重要", "zhong yao"),
    ("银行", "yin hang"),
    ("行情", "xing qing"),
    ("策略", "ce lve"),
    ("策略", "ce lue"),
    ("绿", "lv"),
    ("绿", "lu"),
]
INITIALS = [("提币", "tb"), ("手续费", "sxf"), ("身份认证", "sfrz"), ("重置", "cz"), ("重置", "zz")]
SPLIT = [
    ("tibi", {"ti bi"}),
    ("xian", {"xian", "xi an"}),
    ("fangan", {"fang an", "fan gan"}),
    ("lve", {"lve", "lv e"}),
    ("tib", set()),
    ("withdraw", set()),
    ("", set()),
    ("тиби", set()),
]
UNFINISHED = [("tib", "ti b"), ("shouxuf", "shou xu f"), ("zh", "zh")]
ALIKE = [("zhanghu", "zanhu"), ("chengnuo", "cennuo"), ("shenfen", "senfen"), ("niulai", "liunai"), ("feiji", "heiji")]


@pytest.mark.parametrize(("word", "reading"), READ)
def test_a_word_is_read_in_all_its_usual_ways(word: str, reading: str) -> None:
    assert tuple(reading.split()) in full_readings(word)


def test_the_usual_reading_comes_first_and_the_limit_holds() -> None:
    assert full_readings("行长", limit=3)[0] == ("xing", "zhang")
    assert len(full_readings("行长", limit=3)) == 3


def test_a_character_has_all_its_readings_and_a_letter_has_none() -> None:
    assert syllables_of("行a")[0][:2] == ("xing", "hang")
    assert syllables_of("行a")[1] == ()
    assert full_readings("行a") == full_readings("") == ()
    assert initials("行a") == ()


@pytest.mark.parametrize(("word", "letters"), INITIALS)
def test_a_word_has_initials(word: str, letters: str) -> None:
    assert letters in initials(word)


@pytest.mark.parametrize(("latin", "ways"), SPLIT)
def test_joined_pinyin_falls_into_syllables_in_every_way(latin: str, ways: set[str]) -> None:
    assert {" ".join(way) for way in split_syllables(latin)} == ways
    assert can_be_pinyin(latin) == bool(ways)


@pytest.mark.parametrize(("latin", "way"), UNFINISHED)
def test_the_last_syllable_may_be_unfinished(latin: str, way: str) -> None:
    assert tuple(way.split()) in split_syllables(latin, is_unfinished=True)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_sounds_that_are_often_confused_are_one(one: str, other: str) -> None:
    assert blurred(one) == blurred(other)


@pytest.mark.parametrize("latin", ["ana" * (MAX_LATIN // 3), "xian" * (MAX_LATIN // 4), "a" * 10_000])
def test_a_hostile_token_has_few_ways(latin: str) -> None:
    assert len(split_syllables(latin, is_unfinished=True)) <= 32


def test_every_common_character_is_read_by_the_table_of_syllables() -> None:
    common = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后"
    assert all(set(readings) <= SYLLABLES and readings for readings in syllables_of(common))
