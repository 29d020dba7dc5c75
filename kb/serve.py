"""`kb serve`: one writer in this process, readers in web processes of their own."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import socket
import threading
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
STOP_TIMEOUT_S = 5  # requests in flight may finish for as long
BEGIN_AGAIN_S = 5.0  # after a fault of our own in the writer

log = logging.getLogger(__name__)


class AddressUnusable(HelpCenterError):
    """Nothing can listen on the address."""

    def __init__(self, host: str, port: int, cause: str) -> None:
        super().__init__(f"Can't listen on {host}:{port}: {cause}. Give another one with --port or --host.")


def serve(settings: Settings) -> None:
    """Returns when the server was told to stop. Raises ContentNotFound, AddressUnusable, DataFolderBusy,
    DataFolderUnusable."""
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
        _server(settings).serve()
    finally:
        stop.set()
        writer.join(STOP_TIMEOUT_S)
        publisher.close()


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
        blocking_threads=settings.threads,
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
