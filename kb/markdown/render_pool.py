"""Worker processes that render, at most two, each ended when it overruns."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer

from kb.markdown.render_cache import rendered_of
from kb.markdown.rendered import Rendered

MAX_WORKERS = 2
START_S = 30.0
WALL_FACTOR = 5  # wall seconds for a CPU second before a worker is ended: a loaded machine is no fault of the body


class Unrendered(Exception):
    """No HTML came back. is_of_the_body: it would happen again with the same body."""

    def __init__(self, reason: str, is_of_the_body: bool) -> None:
        super().__init__(reason)
        self.is_of_the_body = is_of_the_body


class RenderPool:
    """Hands bodies to idle workers, starting and replacing them as needed; thread-safe."""

    def __init__(self, timeout_s: float, memory_mb: int) -> None:
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._slots = BoundedSemaphore(MAX_WORKERS)
        self._lock = Lock()
        self._idle: list[_Worker] = []

    def rendered(self, body: str, title: str) -> Rendered:
        """The body's HTML, made by a worker. Raises Unrendered."""
        with self._slots:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None or not worker.is_alive():
                worker = _Worker(self._timeout_s, self._memory_mb)
            try:
                found = worker.rendered(body, title, self._timeout_s)
            except BaseException:
                worker.end()
                raise
            with self._lock:
                self._idle.append(worker)
            return found

    def close(self) -> None:
        """Ends the idle workers."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()


class _Worker:
    """One process that renders one body after another."""

    def __init__(self, timeout_s: float, memory_mb: int) -> None:
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        command = [sys.executable, "-m", "kb.markdown.render_worker", str(timeout_s), str(memory_mb)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,
            )
        except OSError as error:
            raise Unrendered(f"no worker could be started: {error}", False) from error
        if self._answer(b"", START_S) is None:
            self.end()
            raise Unrendered("the worker ended before it was ready", False)

    def is_alive(self) -> bool:
        """True while the process runs."""
        return self._process.poll() is None

    def rendered(self, body: str, title: str, timeout_s: float) -> Rendered:
        """The body's HTML. Raises Unrendered, after which the worker must be ended."""
        request = json.dumps([body, title]).encode()
        answer = self._answer(struct.pack(">I", len(request)) + request, timeout_s * WALL_FACTOR)
        found = rendered_of(json.loads(answer)) if answer else None
        if found is None:
            raise Unrendered("the body took too long, or more memory than allowed", True)
        return found

    def _answer(self, request: bytes, wall_s: float) -> bytes | None:
        """The worker's next answer; None when it ended first or was ended after `wall_s`."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        alarm = Timer(wall_s, self._process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            stdin.write(request)
            stdin.flush()
            head = stdout.read(4)
            return stdout.read(struct.unpack(">I", head)[0]) if len(head) == 4 else None
        except OSError:
            return None
        finally:
            alarm.cancel()

    def end(self) -> None:
        """Kills the process and closes its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # what was left to write has no reader any more
                    continue
        self._process.wait()
