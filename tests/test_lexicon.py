"""How words of editors are found by sound, by first letters, by shape and by spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.lexicon import Lexicon

TITLES = (
    *("如何提币", "提币手续费是多少", "提币多久到账", "提币地址白名单", "充币未到账怎么办", "如何充值法币"),
    *("重置登录密码", "身份认证失败的原因", "谷歌验证器丢失", "什么是助记词", "什么是强平价格", "如何注销账户"),
    *("如何填写邀请码", "储备金证明", "资产如何划转", "如何使用闪兑", "永续合约的区别", "视频教程"),
    *("工单进度", "手机号更换"),
)
FULL = [
    ("tibi", "提币"),
    ("tibishouxufei", "提币 手续费"),
    ("shenfenrenzheng", "身份认证"),
    ("zhujici", "助记词"),
    ("gugeyanzhengqi", "谷歌验证器"),
    ("chongzhi", "充值"),
    ("chongzhi", "重置"),
]
INITIALS = [("tb", "提币"), ("sxf", "手续费"), ("sfrz", "身份认证"), ("zjc", "助记词")]
MIXED = [
    ("ti币", "提币"),
    ("t币", "提币"),
    ("提b", "提币"),
    ("提bi", "提币"),
    ("tib", "提币"),
    ("shouxuf", "手续费"),
    ("手续f", "手续费"),
    ("shou续费", "手续费"),
    ("tibisxf", "提币 手续费"),
]
NO_READING = ["withdraw", "xyz", "t", "", "a" * 400, "提" * 400, "tibi2", "币安"]
REPAIRS = [
    ("充直", "充值"),
    ("注消账户", "注销账户"),
    ("身份任证失败", "身份认证失败"),
    ("手序费", "手续费"),
    ("手费续", "手续费"),
    ("助词记", "助记词"),
    ("手手续费", "手续费"),
    ("强平价隔", "强平价格"),
    ("邀情码", "邀请码"),
    ("助计词", "助记词"),
    ("充币末到账", "充币未到账"),
    ("储备金正明", "储备金证明"),
    ("资产花转", "资产划转"),
    ("提笔", "提币"),
    ("闪对", "闪兑"),
    ("永续和约", "永续合约"),
    ("手几号更换", "手机号更换"),
    ("是频教程", "视频教程"),
    ("僧份认证", "身份认证"),
]
SOUND = ["提币手续费", "充值", "提币", "怎么充值", "身份证在别的账户", "天气怎么样", "我在哪里", "验证", "提币" * 200]


@pytest.fixture(scope="module")
def lexicon(analyzer: Analyzer) -> Lexicon:
    """The words of a few titles."""
    return Lexicon.of([(title, "zh-CN") for title in TITLES], analyzer, {"password": 3, "deposit": 2})


@pytest.fixture(scope="module")
def known(analyzer: Analyzer) -> Callable[[str], int]:
    """How many titles hold a word or a pair of characters."""
    held = [{*counts.words, *counts.grams} for counts in (analyzer.counts(title, "zh-CN") for title in TITLES)]
    return lambda term: sum(term in terms for terms in held)


def anyone(_word: str) -> bool:
    """Whether a word may have been meant: any may."""
    return True


@pytest.mark.parametrize(("token", "words"), FULL)
def test_full_pinyin_reads_as_words(lexicon: Lexicon, token: str, words: str) -> None:
    readings = lexicon.pinyin(token)
    assert words.replace(" ", "") in ["".join(reading.words) for reading in readings]
    assert {reading.kind for reading in readings} == {"pinyin"}


@pytest.mark.parametrize(("token", "word"), INITIALS)
def test_first_letters_read_as_a_word_with_less_weight(lexicon: Lexicon, token: str, word: str) -> None:
    reading = lexicon.pinyin(token)[0]
    assert (reading.words, reading.kind) == ((word,), "initials")
    assert reading.weight <= 0.5


@pytest.mark.parametrize(("token", "words"), MIXED)
def test_a_word_half_typed_reads_as_the_word(lexicon: Lexicon, token: str, words: str) -> None:
    assert tuple(words.split()) in [reading.words for reading in lexicon.pinyin(token)]


@pytest.mark.parametrize("token", NO_READING)
def test_what_is_no_pinyin_has_no_reading(lexicon: Lexicon, token: str) -> None:
    assert lexicon.pinyin(token) == ()


def test_readings_are_few_and_the_likeliest_is_first(analyzer: Analyzer) -> None:
    surfaces = ["世纪", "实际", "实绩", "时机", "诗集", "事迹", "试剂", "时机", "时机"]
    readings = Lexicon.of([(word, "zh") for word in surfaces], analyzer, {}).pinyin("shiji")
    assert readings[0].words == ("时机",)
    assert len(readings) <= 5
    assert [reading.weight for reading in readings] == sorted((reading.weight for reading in readings), reverse=True)


@pytest.mark.parametrize(("typed", "meant"), REPAIRS)
def test_a_slip_of_the_input_method_is_repaired(
    lexicon: Lexicon, analyzer: Analyzer, known: Callable[[str], int], typed: str, meant: str
) -> None:
    at, parts = 0, []
    for repair in lexicon.sounds_like(typed, analyzer.pieces(typed), known, anyone):
        parts += [typed[at : repair.start], repair.text]
        assert 0.5 <= repair.weight <= 0.8
        at = repair.end
    assert "".join((*parts, typed[at:])) == meant


@pytest.mark.parametrize("typed", SOUND)
def test_what_is_written_well_stays(
    lexicon: Lexicon, analyzer: Analyzer, known: Callable[[str], int], typed: str
) -> None:
    assert lexicon.sounds_like(typed, analyzer.pieces(typed), known, anyone) == ()


def test_a_pair_that_the_index_knows_is_no_slip(lexicon: Lexicon, analyzer: Analyzer) -> None:
    assert lexicon.sounds_like("充直", analyzer.pieces("充直"), lambda term: 1, anyone) == ()


def test_what_nobody_here_could_have_meant_is_no_repair(lexicon: Lexicon, analyzer: Analyzer) -> None:
    assert lexicon.sounds_like("充直", analyzer.pieces("充直"), lambda _: 0, lambda word: word != "充值") == ()


@pytest.mark.parametrize(("typed", "title"), [("换了", "坏了"), ("忘了", "完了"), ("等急", "等级"), ("被平", "被骗")])
def test_two_words_that_share_a_function_word_only_are_no_slip(analyzer: Analyzer, typed: str, title: str) -> None:
    lexicon = Lexicon.of([(title, "zh-CN")], analyzer, {})
    assert lexicon.sounds_like(typed, list(typed), lambda _: 0, anyone) == ()


def test_words_of_an_alphabet_are_repaired_with_weights(lexicon: Lexicon) -> None:
    assert lexicon.spelled_like("pasword", "zh-CN") == (("password", 0.7),)
    assert lexicon.spelled_like("密码错勿了", "zh-CN") == ()


def test_a_lexicon_without_words_answers_nothing(analyzer: Analyzer) -> None:
    empty = Lexicon.of([], analyzer, {})
    empty.warm()
    assert empty.pinyin("tibi") == ()
    assert empty.spelled_like("pasword", "en") == ()
    assert empty.sounds_like("充直", ("充", "直"), lambda term: 0, anyone) == ()


def test_words_are_counted_by_surfaces_and_keep_to_pieces(lexicon: Lexicon) -> None:
    assert lexicon.words["提币"] == 4
    assert "如何提" not in lexicon.words
    assert all(2 <= len(word) <= 6 for word in lexicon.words)
