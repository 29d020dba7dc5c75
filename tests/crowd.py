"""Fifty clients that vote, comment, answer the survey and search at once, and remember what they were answered."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

CLIENTS = 50
STATUSES = {"vote": 201, "vote by form": 303, "comment": 303, "survey": 303, "event": 201, "search": 200}
BUSY = 503  # not kept, and said so
PATIENCE_S = 120.0
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Post:
    """What one visitor sends. kind: one of STATUSES. mark: 8 to 20 letters and digits that no other post has; it is the
    name of the visitor's browser, and stands in the text of the entry."""

    kind: str
    mark: str

    @property
    def text(self) -> str:
        """What its entry says, "" for a vote."""
        return "" if self.kind.startswith("vote") else f"fee {self.mark}"

    def request(self, article: str) -> tuple[str, str, str, str]:
        """Method, path, body and the body's type."""
        event = {"kind": "search", "lang": "en", "query": self.text, "id": self.mark}
        comment = {"vote": "no", "step": "comment", "comment": self.text}
        return {
            "vote": ("POST", "/api/v1/feedback", json.dumps({"article": article, "lang": "en", "vote": "yes"}), _JSON),
            "vote by form": ("POST", f"/en/feedback/{article}", urlencode({"vote": "yes"}), _FORM),
            "comment": ("POST", f"/en/feedback/{article}", urlencode(comment), _FORM),
            "survey": ("POST", "/en/survey", urlencode({"score": "4", "comment": self.text}), _FORM),
            "event": ("POST", "/api/v1/events", json.dumps({"events": [event]}), _JSON),
            "search": ("GET", f"/en/search?{urlencode({'q': self.text})}", "", _FORM),
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Answered:
    """A post with the keys of the entries that its answer named."""

    post: Post
    keys: tuple[str, ...]


class Crowd:
    """Posts shared out among CLIENTS, each of which sends its own over one connection until the server is gone. What
    wasn't answered is sent again the next time, but for a search, which would be another one."""

    def __init__(self, posts: Sequence[Post], article: str) -> None:
        self._article = article
        self._waiting = [deque(posts[number::CLIENTS]) for number in range(CLIENTS)]
        self._change = threading.Condition()
        self.answered: list[list[Answered]] = [[] for _ in range(CLIENTS)]

    @property
    def count(self) -> int:
        """How many posts were answered."""
        return sum(map(len, self.answered))

    @contextmanager
    def sending(self, port: int) -> Iterator[None]:
        """While it sends to a server; leaves when everything is answered or all connections are broken."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            running = [pool.submit(self._send, number, port) for number in range(CLIENTS)]
            yield
            for one in running:
                one.result(PATIENCE_S)

    def wait_for(self, count: int) -> None:
        """Returns when so many posts are answered."""
        with self._change:
            assert self._change.wait_for(lambda: self.count >= count, PATIENCE_S), f"{self.count} of {count} answered"

    def _send(self, number: int, port: int) -> None:
        waiting = self._waiting[number]
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)) as connection:
            while waiting:
                post = waiting[0]
                if post.kind == "search":
                    waiting.popleft()
                try:
                    keys = self._answer(connection, post)
                except (OSError, HTTPException):
                    return
                if keys is None:
                    continue
                if post.kind != "search":
                    waiting.popleft()
                with self._change:
                    self.answered[number].append(Answered(post, keys))
                    self._change.notify_all()

    def _answer(self, connection: HTTPConnection, post: Post) -> tuple[str, ...] | None:
        """The keys of what was kept; None where the answer is to send it again."""
        method, path, body, kind = post.request(self._article)
        connection.request(method, path, body, {"Content-Type": kind, "User-Agent": post.mark})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status == BUSY and post.kind != "search":
            return None
        assert answer.status == STATUSES[post.kind], (post, answer.status, text)
        return tuple(one["id"] for one in json.loads(text)["results"]) if kind == _JSON else ()
