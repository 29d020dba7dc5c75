"""The journal when the server ends: what somebody was thanked for is there, once, even when it was killed."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kb.journal.entry import Entry
from kb.journal.tables import Tables
from tests.crowd import STATUSES, Answered, Crowd, Post
from tests.plain import plain
from tests.server import Server

ARTICLE = "1042"


@contextmanager
def serving(content: Path, folder: Path) -> Iterator[Server]:
    """A server with the journal of a folder; told to end after the block."""
    server = Server(content, folder / "data")
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def journal(folder: Path) -> list[Entry]:
    """Every entry of the folder's journal."""
    with closing(Tables(f"sqlite:///{next((folder / 'data').rglob('journal.sqlite'))}")) as tables:
        return list(tables.entries())


def missing(entries: list[Entry], answered: Iterable[Answered]) -> list[Post]:
    """What was answered and isn't there; of a vote by form nothing tells whose it is."""
    keys, texts = {entry.key for entry in entries}, {entry.text for entry in entries}
    return [one.post for one in answered if not (keys.issuperset(one.keys) and one.post.text in {"", *texts})]


def noted_in_vain(entries: list[Entry], answered: list[Answered]) -> list[Post]:
    """The searches of a client whose page was shown, but whose note was lost with the server. They come after
    everything that the client was thanked for; all before that is there."""
    thanked = max((place for place, one in enumerate(answered, 1) if one.post.kind != "search"), default=0)
    assert missing(entries, answered[:thanked]) == []
    return missing(entries, answered[thanked:])


def repeated(entries: list[Entry]) -> list[str]:
    """What is there more than once; each text was sent once, and each vote by another visitor."""
    said = Counter(entry.text or f"vote of {entry.visitor}" for entry in entries)
    return [name for name, times in said.items() if times > 1]


@pytest.fixture
def small(content: Path, tmp_path: Path) -> Path:
    """A copy of the small help center that opens quickly."""
    return plain(Path(shutil.copytree(content, tmp_path / "content")))


@pytest.mark.parametrize(
    ("rounds", "posts"), [(1, 600), pytest.param(5, 10_000, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])]
)
def test_what_was_acknowledged_is_in_the_journal_once_when_the_server_is_killed(
    small: Path, tmp_path: Path, rounds: int, posts: int
) -> None:
    picks, past = random.Random(), list[Answered]()
    for turn in range(rounds):
        kinds = picks.choices(list(STATUSES), k=posts)
        crowd = Crowd([Post(kind, f"r{turn}p{place:06}") for place, kind in enumerate(kinds)], ARTICLE)
        with serving(small, tmp_path) as server, crowd.sending(server.port):
            crowd.wait_for(picks.randrange(posts // 10, posts * 9 // 10))
            time.sleep(picks.uniform(0, 0.02))  # before, during or after a commit
            server.kill_everything()
        killed_at = crowd.count
        with serving(small, tmp_path) as server:
            entries = journal(tmp_path)
            lost = {post.mark for answered in crowd.answered for post in noted_in_vain(entries, answered)}
            assert missing(entries, past) == []
            assert repeated(entries) == []
            with crowd.sending(server.port):
                pass
            server.get(f"/en/search?q=the+last+of+round+{turn}")
        print(f"round {turn}: killed after {killed_at} of {posts} answers, {len(lost)} notes of searches lost")
        past += [one for answered in crowd.answered for one in answered if one.post.mark not in lost]
        entries = journal(tmp_path)
        assert entries[-1].text == f"the last of round {turn}"  # a server that is told to end writes what was noted
        assert missing(entries, past) == []
        assert repeated(entries) == []
        assert sum(entry.kind == "vote" for entry in entries) == sum("vote" in one.post.kind for one in past)
