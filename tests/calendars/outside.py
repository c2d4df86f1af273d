"""A real web server on this machine that gives out calendars, as kind or as nasty as a test asks."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Outside:
    """Pages by their path: bytes, or a function that answers by itself. And what was asked."""

    port: int
    scheme: str = "http"
    pages: dict[str, bytes | Callable] = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def url(self, path: str = "/agenda.ics", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Outside]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler())
    server.daemon_threads = True
    outside = Outside(server.server_port)
    server.outside = outside
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        outside.scheme = "https"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield outside
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(status: int, body: bytes = b"", **headers: str) -> Callable:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return write


def _handler() -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            outside = self.server.outside
            outside.asked.append({"path": self.path, "host": self.headers["Host"], **dict(self.headers)})
            page = outside.pages.get(self.path, answer(404))
            try:
                (answer(200, page, ETag='"v1"') if isinstance(page, bytes) else page)(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_args):
            pass

    return Handler
