"""How is what a volunteer tells us sealed, and opened again?

AES-256-GCM with a fresh nonce. Each ciphertext is bound to its site, table, column and row: moved anywhere else it does
not open. The first byte names the key's version, so that keys can change later.

What is sealed is filled up to what its column holds (``columns.sealed``): the length tells nothing of what was said.
What was sealed before it was filled up opens as it did and keeps its length: nothing seals it anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from listeners.store.database import Base

NONCE_BYTES = 12
EXTENSION = "listeners_keyring"
FILL = "\0"
"""What fills a text up: no form lets it in, and JSON writes it otherwise."""


class Unopened(RuntimeError):
    """A sealed value does not open: another key, another place, or it has been changed."""


class Keyring:
    """The keys of this instance, by version: the newest seals, all of them open."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self._newest = max(keys)
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}

    def seal(self, text: str, *place: str) -> bytes:
        """Seal a text for one place: site, table, column and row id."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = self._ciphers[self._newest].encrypt(nonce, text.encode(), _bound_to(place))
        return bytes([self._newest]) + nonce + body

    def open(self, sealed: bytes, *place: str) -> str:
        """Open a sealed text of a place.

        Raises:
            Unopened: it was not sealed with one of these keys for this place.
        """
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise Unopened("sealed with a key that is not here")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, _bound_to(place)).decode()
        except InvalidTag as wrong:
            raise Unopened("another key, another place, or changed") from wrong


def _bound_to(place: tuple[str, ...]) -> bytes:
    if len(place) != 4:
        raise ValueError("a place is a site, a table, a column and a row id")
    return "\x1f".join(place).encode()


def _keyring() -> Keyring:
    found: Keyring = current_app.extensions[EXTENSION]
    return found


def filled(text: str, holds: int) -> str:
    """Return a text filled up to a multiple of ``holds`` bytes, and to one at least."""
    written = len(text.encode())
    return text + FILL * (max(1, -(-written // holds)) * holds - written)


def seal(text: str, site: str, table: str, column: str, row: str) -> bytes:
    """Seal a text, filled up to what its column holds, with this instance's key for one place."""
    holds: int = Base.metadata.tables[table].columns[column].info["holds"]
    return _keyring().seal(filled(text, holds), site, table, column, row)


def unseal(sealed: bytes, site: str, table: str, column: str, row: str) -> str:
    """Open what ``seal`` sealed for the same place, without what filled it up.

    Raises:
        Unopened: it was not sealed with one of these keys for this place.
    """
    return _keyring().open(sealed, site, table, column, row).rstrip(FILL)
