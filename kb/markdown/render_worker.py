"""The process that renders bodies for RenderPool: length-prefixed JSON in and out, with limits on itself.

It ends when its input does, so it never outlives its parent; when a body takes more CPU time than allowed the system
ends it.
"""

from __future__ import annotations

import json
import signal
import struct
import sys
from typing import BinaryIO

from kb.markdown.render import render
from kb.markdown.render_cache import plain_of


def main() -> None:
    """Answers requests until the input ends."""
    timeout_s, memory_mb = float(sys.argv[1]), int(sys.argv[2])
    _limit_memory(memory_mb)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    try:
        render("*ready*")
    except MemoryError:  # the limit is too low for any body
        return
    _send(sink, b"[]")
    while len(head := source.read(4)) == 4:
        body, title = json.loads(source.read(struct.unpack(">I", head)[0]))
        _set_alarm(timeout_s)
        try:
            answer = json.dumps(plain_of(render(body, title))).encode()
        except (RecursionError, MemoryError):
            return
        _set_alarm(0)
        _send(sink, answer)


def _send(sink: BinaryIO, payload: bytes) -> None:
    sink.write(struct.pack(">I", len(payload)) + payload)
    sink.flush()


def _set_alarm(seconds: float) -> None:
    """Has the system end this process after so many CPU seconds, even inside a regular expression; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # not every platform has limits
        return
    for limit, size in ((resource.RLIMIT_AS, megabytes * 1024 * 1024), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (size, size))
        except (ValueError, OSError):  # macOS refuses to limit the address space
            continue


if __name__ == "__main__":
    main()
