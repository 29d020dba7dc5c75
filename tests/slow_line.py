"""A site on a slow line: what it answers to some requests waits until it is let go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote
from urllib.request import Request, urlopen

LONGEST_S = 20
_KEPT = ("Content-Type", "User-Agent", "Accept-Language")
_PASSED_ON = ("Content-Type", "Content-Security-Policy")

IsHeld = Callable[[str], bool]


class _Line(BaseHTTPRequestHandler):
    """Passes requests on."""

    origin = ""
    held: tuple[tuple[IsHeld, threading.Event], ...] = ()

    def do_GET(self) -> None:
        self._pass_on(None)

    def do_POST(self) -> None:
        self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

    def _pass_on(self, sent: bytes | None) -> None:
        for is_held, gate in self.held:
            if is_held(unquote(self.path)):
                gate.wait(LONGEST_S)
        kept = {name: self.headers[name] for name in _KEPT if self.headers[name]}
        with urlopen(Request(self.origin + self.path, sent, kept)) as reply:
            body = reply.read()
            self.send_response(reply.status)
            for name in _PASSED_ON:
                self.send_header(name, reply.headers[name])
        self.send_header("Content-Length", str(len(body)))
        with suppress(OSError):  # nobody waits for it any more
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def slow_line(origin: str, held: Mapping[str, IsHeld]) -> Iterator[tuple[str, dict[str, threading.Event]]]:
    """The origin of the same site on a slow line, and what lets the answers of each name through. held: by name,
    whether a path with its query, unquoted, waits."""
    gates = {name: threading.Event() for name in held}
    lines = tuple((is_held, gates[name]) for name, is_held in held.items())
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Line", (_Line,), {"origin": origin, "held": lines}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", gates
    finally:
        for gate in gates.values():
            gate.set()
        server.shutdown()
        server.server_close()
