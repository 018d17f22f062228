"""How are secrets hashed, made and told apart without being kept?

Flask-Security hashes them (argon2id over an HMAC with the pepper). It stands in an application of its own, so that it
adds no route, no hook and no second way in to ours (docs/decisions).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from typing import cast

from argon2 import PasswordHasher
from flask import Flask, current_app
from flask_security import Security, UserDatastore, hash_password, verify_password

from listeners.domain.sign_in import PIN_DIGITS, is_obvious_pin

EXTENSION = "listeners_secrets"
TIME_COST, MEMORY_COST, PARALLELISM = 2, 19_456, 1
"""OWASP's password storage cheat sheet, argon2id: 19 MiB, two passes, one lane."""
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter or digit that is taken for another when it is read from paper."""
GROUPS, GROUP_SIZE = 4, 5


@cache
def _nobodys() -> str:
    """Return the hash of what nobody knows, made once in a process: to compare with it costs what any other does."""
    return PasswordHasher(TIME_COST, MEMORY_COST, PARALLELISM).hash(secrets.token_urlsafe())


class _Nobody(UserDatastore):
    """Flask-Security's own store of people, which we do not use."""

    def __init__(self) -> None:
        """Know nobody."""


class Secrets:
    """Hashes and compares secrets, and turns names and devices into keyed digests."""

    def __init__(self, pepper: str, digest_key: str) -> None:
        self._digest_key = digest_key.encode()
        self._vault = Flask("listeners.secrets")
        self._vault.config.update(
            SECRET_KEY=digest_key,
            SECURITY_PASSWORD_SALT=pepper,
            SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the name of the method, not a secret
            SECURITY_PASSWORD_SCHEMES=["argon2"],
            SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
            SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
                "argon2__time_cost": TIME_COST,
                "argon2__memory_cost": MEMORY_COST,
                "argon2__parallelism": PARALLELISM,
            },
        )
        Security(self._vault, _Nobody(), register_blueprint=False)
        self._nobodys = _nobodys()

    def hashed(self, secret: str) -> str:
        """Return what is stored of a secret."""
        with self._vault.app_context():
            return hash_password(secret)

    def matches(self, secret: str, stored: str | None) -> bool:
        """Whether a secret is the stored one. Without one it costs just as much, and the answer is no."""
        usable = stored if stored is not None and stored.startswith("$argon2") else None
        with self._vault.app_context():
            right = verify_password(secret, usable or self._nobodys)
        return right and usable is not None

    def digest(self, what: str, text: str) -> str:
        """Return a keyed digest (64 hexadecimal characters) by which a name or a device is told again, not read."""
        return hmac.new(self._digest_key, f"{what}\x00{text}".encode(), hashlib.sha256).hexdigest()


def hashing() -> Secrets:
    """Return the hashing of the running application."""
    return cast(Secrets, current_app.extensions[EXTENSION])


def new_pin() -> str:
    """Return a random PIN that is not an obvious one."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
        if not is_obvious_pin(pin):
            return pin


def new_passphrase() -> str:
    """Return a random passphrase of 23 characters (99 bits), in groups that can be read from paper."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIZE)) for _ in range(GROUPS))
    return "-".join(groups)
