"""A real `kb serve` in a process of its own, and ways to ask it and to wait for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.places import ROOT

PATIENCE_S = 180.0


@dataclass(frozen=True)
class Answer:
    """What a server said; header names in lower case."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Server:
    """`kb serve` on the loopback. options: of the command. port: 0 for a free one. patience_s: after which it gives up
    without a web process; 0: as usual. program: Python in place of the usual one. settings: others than usual, by name.
    """

    def __init__(
        self,
        content: Path,
        data: Path,
        *options: str,
        port: int = 0,
        patience_s: float = 0,
        program: str = "",
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self.port = port or free_port()
        usual = f"from kb import cli, serve; serve.GIVE_UP_S = {patience_s} or serve.GIVE_UP_S; cli.main()"
        command = [
            sys.executable,
            "-c",
            program or usual,
            "serve",
            str(content),
            "--data",
            str(data),
            "--port",
            str(self.port),
        ]
        self._log = (data.parent / f"serve-{self.port}.log").open("w+", encoding="utf-8")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KB_")}
        chosen = {"cards": "no", **(settings or {})}  # drawing takes the processor from what is tested
        environment |= {f"KB_{name.upper()}": str(value) for name, value in chosen.items()}
        self.process = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT
        )

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to a GET, redirects not followed."""
        url = f"http://127.0.0.1:{self.port}{urllib.parse.quote(path, safe='/?=&%+:-._~#')}"
        opener = urllib.request.build_opener(_NoRedirect)
        request = urllib.request.Request(
            url, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        try:
            with opener.open(request, timeout=30) as reply:
                return Answer(reply.status, _lowered(reply.headers.items()), reply.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as fault:
            with fault:
                return Answer(fault.code, _lowered(fault.headers.items()), fault.read().decode("utf-8", "replace"))

    def titles(self, q: str, lang: str = "en") -> list[str]:
        """Titles that a search finds, best first."""
        found = self.get(f"/api/v1/search?q={urllib.parse.quote(q)}&lang={lang}")
        return [result["title"] for result in found.json()["results"]]

    def wait_until_ready(self) -> None:
        """Returns when the full index answers."""
        self.wait_until(lambda: self.get("/readyz").status == 200)

    def wait_until_up(self) -> None:
        """Returns when any request is answered."""
        self.wait_until(lambda: self.get("/healthz").status == 200)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Returns when the condition holds; fails with the server's log when it doesn't in time or the server ended."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                if condition():
                    return
            except OSError:
                pass
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.02)

    def log(self) -> str:
        """What the server has printed."""
        self._log.flush()
        self._log.seek(0)
        return self._log.read()

    def kill_web_processes(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """Ends every process that answers, without any warning, or sends it another signal."""
        for pid in _children(self.process.pid):
            if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, sign)

    def kill_everything(self) -> None:
        """Ends the server and every process that it began, all at once and without any warning."""
        for pid in _with_descendants(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def kill(self) -> None:
        """Ends the server without any warning, and waits until its port is free again."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        until = time.monotonic() + PATIENCE_S
        while not is_free(self.port) and time.monotonic() < until:
            time.sleep(0.02)

    def stop(self) -> int:
        """Asks the server to end; its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait(30)
        self._log.close()
        return status


def _children(pid: int) -> list[int]:
    """The processes that one began and that go on; none of one that is gone."""
    with suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def _with_descendants(pid: int) -> list[int]:
    return [pid, *(each for child in _children(pid) for each in _with_descendants(child))]


def _lowered(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """True when nobody listens on a port of the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
