"""Words of Chinese runs."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.chinese import JiebaSegmenter
from indexer.analysis.chinese_variants import is_han, mainland, simplified

GLOSSARY = ("提币", "提幣手續費", "身份认证", "高级身份认证", "API密钥", "如何把资产从其他平台转入到我的账户", "币")

COMMON = "提币手续费身份认证的一是在不了有和人这中大为上个国"


@pytest.fixture(scope="module")
def jieba_itself(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
        tokenizer.initialize()
    return tokenizer


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> JiebaSegmenter:
    return JiebaSegmenter((), tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> JiebaSegmenter:
    return JiebaSegmenter(GLOSSARY, tmp_path_factory.mktemp("taught"))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("忘记密码怎么办", ["忘记", "密码", "怎么办"]),
        ("银行卡转账手续费", ["银行卡", "转账", "手续费"]),
        ("中华人民共和国", ["中华人民共和国"]),
        ("㐀㐁", ["㐀", "㐁"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("", []),
    ],
)
def test_a_run_is_cut_into_dictionary_words(plain: JiebaSegmenter, run: str, expected: list[str]) -> None:
    assert plain.cut(run) == expected


def test_glossary_words_stay_whole_whatever_their_variant(taught: JiebaSegmenter) -> None:
    assert taught.cut("提币手续费怎么算") == ["提币手续费", "怎么", "算"]
    assert taught.cut("完成高级身份认证") == ["完成", "高级身份认证"]


def test_the_words_inside_a_longer_word_are_its_parts(taught: JiebaSegmenter) -> None:
    def parts(word: str) -> list[str]:
        return [word[start:end] for start, end in taught.parts(word)]

    assert parts("高级身份认证") == ["高级", "身份", "身份认证", "认证"]
    assert parts("提币手续费")[0] == "提币"
    assert parts("提币") == []
    assert parts("的") == []


def test_sentences_and_mixed_surfaces_do_not_become_words(taught: JiebaSegmenter) -> None:
    assert len(taught.cut("如何把资产从其他平台转入到我的账户")) > 5
    assert taught.cut("密钥") == JiebaSegmenter(()).cut("密钥")


@settings(deadline=None, max_examples=200)
@given(st.text(st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), st.sampled_from(COMMON))))
def test_words_are_those_of_jieba(plain: JiebaSegmenter, jieba_itself: Any, run: str) -> None:
    assert plain.cut(run) == list(jieba_itself.cut(run, HMM=False))


def test_real_sentences_are_cut_as_jieba_cuts_them(plain: JiebaSegmenter, jieba_itself: Any) -> None:
    text = "数字资产交易平台的提现申请提交之后一般会在半小时之内处理完毕如果长时间没有到账请联系在线客服并提供交易哈希"
    assert plain.cut(text) == list(jieba_itself.cut(text, HMM=False))


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=300))
def test_the_words_joined_are_the_run(plain: JiebaSegmenter, run: str) -> None:
    words = plain.cut(run)
    assert "".join(words) == run
    assert all(words)


def test_the_segmenter_is_named_with_its_dictionary_before_anything_loads() -> None:
    one, same, other = JiebaSegmenter(["提币", "充币"]), JiebaSegmenter(["充幣", "提币"]), JiebaSegmenter(["提币"])
    assert one.segmenter_id == same.segmenter_id != other.segmenter_id
    assert one.segmenter_id.startswith("jieba-0.42")


def test_the_parsed_dictionary_is_kept_in_the_folder_given(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "cache"
    assert JiebaSegmenter((), folder).cut("密码") == ["密码"]
    assert [path.suffix for path in folder.iterdir()] == [".cache"]


@pytest.mark.parametrize("content", [b"", b"no dictionary", b"\x00" * 1000, b"[\x02\x00\x00\x00i\x01"])
def test_a_damaged_cache_is_parsed_again(tmp_path: Path, content: bytes) -> None:
    JiebaSegmenter((), tmp_path).cut("密码")
    (cache,) = tmp_path.iterdir()
    cache.write_bytes(content)
    assert JiebaSegmenter((), tmp_path).cut("忘记密码") == ["忘记", "密码"]


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert JiebaSegmenter((), tmp_path / "file" / "cache").cut("密码") == ["密码"]


def test_nothing_is_said_on_loading(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    JiebaSegmenter((), tmp_path).cut("密码")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("traditional", "expected"),
    [("提幣", "提币"), ("軟體", "软体"), ("網路", "网路"), ("頭髮 皇后", "头发 皇后"), ("fee", "fee"), ("", "")],
)
def test_traditional_chinese_becomes_simplified(traditional: str, expected: str) -> None:
    assert simplified(traditional) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("软体", "软件"), ("网路", "网络"), ("记忆体", "内存"), ("程式", "程序"), ("程序", "程序"), ("密码", "密码")],
)
def test_a_word_of_taiwan_has_a_word_on_the_mainland(word: str, expected: str) -> None:
    assert mainland(word) == expected


def test_only_han_is_han() -> None:
    assert is_han("提币")
    assert [text for text in ("", "提币a", "で", "提 币") if is_han(text)] == []
