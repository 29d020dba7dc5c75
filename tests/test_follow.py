"""A reading process that follows the writer: what it shows, and what it understands, after an edit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kb import follow
from kb.center import HelpCenter
from kb.follow import Follower
from kb.publish import Publisher
from kb.settings import Settings
from tests.plain import plain

PATIENCE_S = 60.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a help center with one Chinese article."""
    made = Settings(content=plain(tmp_path / "content"), data=tmp_path / "data")
    write(made, "zh-CN/fees.md", "提币手续费")
    return made


@pytest.fixture
def publisher(settings: Settings) -> Iterator[Publisher]:
    """The writer, which has published once."""
    with closing(Publisher(settings)) as made:
        made.refresh()
        yield made


@pytest.fixture
def center(settings: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Iterator[HelpCenter]:
    """A center that is followed up."""
    monkeypatch.setattr(follow, "QUIET_S", 0.0)
    with closing(HelpCenter(settings)) as made:
        follower = Follower(made)
        follower.start()
        yield made
        follower.stop()


def write(settings: Settings, path: str, title: str, body: str = "正文。") -> str:
    file = settings.content / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ntitle: {title}\n---\n\n{body}\n", encoding="utf-8")
    return path


def wait_until(condition: Callable[[], bool]) -> None:
    ticks, never = int(PATIENCE_S * 100), threading.Event()
    assert any(condition() or never.wait(0.01) for _ in range(ticks))


def test_an_edit_that_the_writer_tells_of_is_found_and_shown(
    settings: Settings, publisher: Publisher, center: HelpCenter
) -> None:
    publisher.refresh(paths={write(settings, "zh-CN/fees.md", "提币手续费", "袋熊。")})
    wait_until(lambda: center.search("袋熊", "zh-CN").total == 1)
    article = center.article("fees", "zh-CN")
    assert article is not None
    assert "袋熊" in article.body


def test_the_words_of_a_new_title_are_learnt_by_a_running_process(
    settings: Settings, publisher: Publisher, center: HelpCenter
) -> None:
    assert center.search("shandianwangluo", "zh-CN").total == 0
    publisher.refresh(paths={write(settings, "zh-CN/fees.md", "闪电网络")})
    wait_until(lambda: center.search("shandianwangluo", "zh-CN").total == 1)
    assert center.search("tibishouxufei", "zh-CN").total == 0
