"""`kb serve`: one writer in this process, readers in web processes of their own."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from kb import watch
from kb.content.content_folder import ContentNotFound
from kb.errors import HelpCenterError
from kb.news import Paths
from kb.publish import Publisher
from kb.settings import PARENT_VARIABLE, Settings

TARGET = "search_app:application"
HEADER_TIMEOUT_MS = 10_000  # a client that takes longer to say what it wants is let go
STOP_TIMEOUT_S = 3  # requests in flight may finish for as long
WRITER_STOP_S = 2.0  # so may the writer; what it leaves half done, the next one does again
LEAVE_S = 2.0  # for what is to be said before
BEGIN_AGAIN_S = 5.0  # after a fault of our own in the writer
GIVE_UP_S = 30.0  # without a web process that starts
LOOK_S = 0.5  # between two looks at the web processes
WEB_PROCESS = "granian-worker"

log = logging.getLogger(__name__)


class AddressUnusable(HelpCenterError):
    """Nothing can listen on the address."""

    def __init__(self, host: str, port: int, cause: str) -> None:
        super().__init__(f"Can't listen on {host}:{port}: {cause}. Give another one with --port or --host.")


class WebProcessesLost(HelpCenterError):
    """No web process can be started any more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"For {seconds:.0f} s no web process could be started; what is printed above says why. "
            "Mend that and start again."
        )


class WebProcesses:
    """Knows whether a web process can still be started."""

    def __init__(self, settings: Settings) -> None:
        is_any = settings.host in ("0.0.0.0", "::")
        self._address = ("localhost" if is_any else settings.host, settings.port)
        self._pids: set[int | None] = set()
        self._failures: list[float] = []

    def failed(self) -> None:
        """Notes that one couldn't be started, or ended without being told to."""
        self._failures.append(time.monotonic())

    def are_lost(self) -> bool:
        """True when processes end again and again, and none has answered for GIVE_UP_S. To be asked every moment."""
        pids = {child.pid for child in multiprocessing.active_children() if child.name == WEB_PROCESS}
        if self._pids - pids:
            self.failed()
        self._pids = pids
        if self._failures and self._answer():
            self._failures.clear()
        return len(self._failures) > 1 and time.monotonic() - self._failures[0] >= GIVE_UP_S

    def _answer(self) -> bool:
        """Whether anything is said to a request."""
        try:
            with socket.create_connection(self._address, LOOK_S) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return bool(connection.recv(1))
        except OSError:
            return False


def serve(settings: Settings) -> None:
    """Returns when the server was told to stop. Raises ContentNotFound, AddressUnusable, DataFolderBusy,
    DataFolderUnusable, WebProcessesLost."""
    if not settings.content.is_dir():
        raise ContentNotFound(settings.content)
    check_address(settings.host, settings.port)
    publisher = Publisher(settings)
    stop = threading.Event()
    os.environ.update(settings.environment())
    os.environ[PARENT_VARIABLE] = str(os.getpid())
    multiprocessing.set_start_method("spawn", force=True)
    writer = threading.Thread(target=_keep_publishing, args=(publisher, settings, stop), name="writer", daemon=True)
    writer.start()
    try:
        _keep_serving(settings, stop)
    finally:
        stop.set()
        _end_children()
        writer.join(WRITER_STOP_S)
        if not writer.is_alive():
            publisher.close()
        else:
            _leave_soon(2 if sys.exc_info()[0] else 0)


def _leave_soon(status: int) -> None:
    """Ends this process although something in it never will: a worker that was ended in the middle of a message leaves
    somebody waiting for the rest of it. What the writer had begun is begun again at the next start."""
    timer = threading.Timer(LEAVE_S, os._exit, (status,))
    timer.daemon = True
    timer.start()


def _keep_serving(settings: Settings, stop: threading.Event) -> None:
    """Returns when told to stop. A server that ends by itself is started again. Raises WebProcessesLost."""
    processes, over = WebProcesses(settings), threading.Event()
    watch = threading.Thread(target=_end_when_lost, args=(processes, over, stop), name="web processes", daemon=True)
    watch.start()
    while not over.is_set():
        for told in (signal.SIGTERM, signal.SIGINT):  # the server has handlers of its own while it runs
            signal.signal(told, lambda *_: over.set())
        try:
            _server(settings).serve()
            break
        except SystemExit:  # too many of its processes ended
            processes.failed()
        except Exception:
            log.exception("The web server failed and begins again.")
            processes.failed()
        _end_children(WEB_PROCESS)
        over.wait(LOOK_S)
    if processes.are_lost():
        raise WebProcessesLost(GIVE_UP_S)


def _end_when_lost(processes: WebProcesses, over: threading.Event, stop: threading.Event) -> None:
    """Tells the server to end when its processes are lost, or when it was told while it couldn't hear."""
    while not stop.wait(LOOK_S):
        if over.is_set() or processes.are_lost():
            over.set()
            os.kill(os.getpid(), signal.SIGTERM)


def _end_children(name: str = "") -> None:
    """Ends the processes of that name, or all, that were started by this one."""
    children = [child for child in multiprocessing.active_children() if name in ("", child.name)]
    for child in children:
        child.terminate()
    for child in children:
        child.join(1.0)
        if child.is_alive():
            child.kill()


def _keep_publishing(publisher: Publisher, settings: Settings, stop: threading.Event) -> None:
    """Runs the writer until `stop` is set. One that a fault of our own ends begins again: nobody else would notice."""
    while not stop.is_set():
        events: Iterator[Paths] = iter(())
        if settings.watch:
            events = watch.changes(settings.content, stop, lambda: publisher.next_change, settings.state)
        try:
            publisher.run(stop, events)
        except Exception:
            log.exception("The writer failed and begins again. What was published before goes on being served.")
            stop.wait(BEGIN_AGAIN_S)
        else:
            return


def _server(settings: Settings) -> Any:
    return Granian(
        target=TARGET,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # what browsers and proxies speak without TLS
        workers=settings.workers,
        blocking_threads=settings.threads + bool(settings.smtp_host),  # one may wait for a mail server
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_TIMEOUT_S,
        log_enabled=False,
    )


def check_address(host: str, port: int) -> None:
    """Returns when a server may listen there. Raises AddressUnusable."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as fault:
            is_taken = getattr(fault, "errno", 0) == errno.EADDRINUSE
            cause = "another program listens there" if is_taken else getattr(fault, "strerror", "") or str(fault)
            raise AddressUnusable(host, port, cause) from fault
