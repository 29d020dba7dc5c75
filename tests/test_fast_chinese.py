"""Words of Chinese runs by the optional library, which must be those of the other one."""

from __future__ import annotations

import re
import tarfile
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.analysis.chinese import JiebaSegmenter, segmenter_of
from indexer.analysis.chinese_variants import simplified, taiwan_words
from indexer.analysis.fast_chinese import RjiebaSegmenter
from tests.places import SITES_ARCHIVE, WITHOUT_SITES

needs_rjieba = pytest.mark.skipif(find_spec("rjieba") is None, reason="left out: no rjieba; pip install '.[fast]'")

GLOSSARY = ("提币", "提幣手續費", "身份认证", "高级身份认证", "地址簿", "佐々木", "㐀㐁", "币种网络", "手机号码")
COMMON = "提币手续费身份认证的一是在不了有和人这中大为上个国高级地址簿々〇㐀㐁𠮷\U00030001"
HAN = re.compile("[\u3400-\u9fff]+")


@pytest.fixture(scope="module")
def slow() -> JiebaSegmenter:
    return JiebaSegmenter((*taiwan_words(), *GLOSSARY))


@pytest.fixture(scope="module")
def fast() -> RjiebaSegmenter:
    return RjiebaSegmenter((*taiwan_words(), *GLOSSARY))


@needs_rjieba
@settings(deadline=None, max_examples=300)
@given(st.text(st.one_of(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), st.sampled_from(COMMON))))
def test_any_han_is_cut_the_same(slow: JiebaSegmenter, fast: RjiebaSegmenter, run: str) -> None:
    words = slow.cut(run)
    assert fast.cut(run) == words
    assert [fast.parts(word) for word in words] == [slow.parts(word) for word in words]


@needs_rjieba
@pytest.mark.parametrize(
    "run",
    [
        "大大大々々一一",
        "大大大〇的",
        "大一々一一一人的人人上了一的一的了",
        "了不人上不的人人人人大㐀的下〇",
        "\u2e80大大大",
        "",
        "々",
    ],
)
def test_what_no_word_holds_parts_the_run(slow: JiebaSegmenter, fast: RjiebaSegmenter, run: str) -> None:
    assert fast.cut(run) == slow.cut(run)


@needs_rjieba
def test_glossary_words_stay_whole_and_have_the_same_parts(slow: JiebaSegmenter, fast: RjiebaSegmenter) -> None:
    for word in ("提币手续费", "高级身份认证", "㐀㐁", "币种网络", "手机号码"):
        assert fast.cut(f"的{word}的") == slow.cut(f"的{word}的") == ["的", word, "的"]
        assert fast.parts(word) == slow.parts(word)


@needs_rjieba
@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from(COMMON), max_size=20)))
def test_many_runs_at_once_are_cut_as_one_by_one(slow: JiebaSegmenter, fast: RjiebaSegmenter, runs: list[str]) -> None:
    one_by_one = [word for run in runs for word in slow.cut(run)]
    assert fast.cut_all(runs) == slow.cut_all(runs) == one_by_one


@needs_rjieba
@pytest.mark.skipif(not SITES_ARCHIVE.is_file(), reason=WITHOUT_SITES)
def test_real_articles_are_cut_the_same(slow: JiebaSegmenter, fast: RjiebaSegmenter) -> None:
    seen = 0
    with tarfile.open(SITES_ARCHIVE) as archive:
        for number, member in enumerate(archive):
            file = archive.extractfile(member) if number % 20 == 0 and member.name.endswith(".md") else None
            if file:
                runs = HAN.findall(simplified(file.read().decode("utf-8", "replace")))
                seen += len(runs)
                assert fast.cut_all(runs) == slow.cut_all(runs)
    assert seen > 10_000


@needs_rjieba
def test_an_index_made_with_one_is_not_taken_for_the_others(slow: JiebaSegmenter, fast: RjiebaSegmenter) -> None:
    assert Analyzer(segmenter=fast).fingerprint != Analyzer(segmenter=slow).fingerprint
    assert RjiebaSegmenter(["提币"]).segmenter_id != RjiebaSegmenter(["充币"]).segmenter_id


def test_the_faster_library_is_used_where_it_is_installed() -> None:
    expected = "jieba-" if find_spec("rjieba") is None else "rjieba-"
    assert segmenter_of(["提币"]).segmenter_id.startswith(expected)
