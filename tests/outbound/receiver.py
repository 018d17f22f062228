"""A mail server that a test runs for itself: which messages did it take, under which names?"""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import Message


class Receiver(socketserver.ThreadingTCPServer):
    """Takes every message. A receiver that honours the name of a message drops whatever comes under it again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.said: list[str] = []
        """Every line that was said to it."""
        self.taken: list[str] = []
        """Each message that it took, as often as it came."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever was killed while it spoke has said all it could."""

    @property
    def address(self) -> str:
        """The address that the settings name."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def kept(self) -> dict[str, Message]:
        """The messages by name: of each the first that came."""
        read = [message_from_string(message) for message in reversed(self.taken)]
        return {message["Message-ID"].strip("<>"): message for message in read}

    @property
    def notices(self) -> Counter[str]:
        """The notices in the messages that were kept, and in how many of them each is."""
        return Counter(id_ for message in self.kept.values() for id_ in message["X-Listeners-Notices"].split())


class _Conversation(socketserver.StreamRequestHandler):
    """As much of a mail server as a client needs."""

    server: Receiver

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        message: list[str] | None = None
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            self.server.said.append(line)
            if message is not None:
                message.append(line)
                if line != ".":
                    continue
                self.server.taken.append("\n".join(message))
                message, answer = None, "250 taken"
            else:
                message = [] if line == "data" else None
                answer = {"data": "354 go on", "quit": "221 bye"}.get(line.lower(), "250 test")
            self.wfile.write(answer.encode() + b"\r\n")
            if line.lower() == "quit":
                return


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a mail server until the block is left."""
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
