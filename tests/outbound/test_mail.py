"""Does a message reach a mail server as it should, and is a server that cannot be used refused at the start?"""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Settings, SettingsError, make_missing_secrets
from listeners.outbound.mail import Mail, sender
from tests.outbound.receiver import receiving


def test_a_message_is_handed_over_with_its_name_and_its_words() -> None:
    with receiving() as server:
        send = sender(server.address, "rota@example.org")
        assert send is not None
        send(Mail("abc", "anna@example.org", "Something new", "Sign in to read.\n", ("one", "two")))
        said = server.said
        assert list(server.kept) == ["abc@example.org"]

    assert any(line.lower().startswith("rcpt to:<anna@example.org>") for line in said)
    assert "X-Listeners-Notices: one two" in said
    assert {"Message-ID: <abc@example.org>", "Subject: Something new", "Sign in to read."} <= set(said)


def test_without_a_server_there_is_no_mail() -> None:
    assert sender("", "") is None


def test_a_server_that_does_not_answer_is_an_error_to_be_tried_again() -> None:
    send = sender("smtp://127.0.0.1:1", "rota@example.org")
    assert send is not None
    with pytest.raises(OSError):
        send(Mail("abc", "anna@example.org", "Something new", "Sign in to read.\n"))


@pytest.mark.parametrize(
    ("server", "come_from", "named"),
    [
        ("mail.example.org", "rota@example.org", "LISTENERS_MAIL_SERVER"),
        ("http://mail.example.org", "rota@example.org", "LISTENERS_MAIL_SERVER"),
        ("smtp://mail.example.org:many", "rota@example.org", "LISTENERS_MAIL_SERVER"),
        ("smtps://mail.example.org", "", "LISTENERS_MAIL_FROM"),
        ("smtps://mail.example.org", "rota", "LISTENERS_MAIL_FROM"),
    ],
)
def test_settings_of_mail_that_cannot_be_used_are_named(
    tmp_path: Path, server: str, come_from: str, named: str
) -> None:
    make_missing_secrets(tmp_path)
    environ = {"LISTENERS_INSTANCE": str(tmp_path), "LISTENERS_MAIL_SERVER": server, "LISTENERS_MAIL_FROM": come_from}
    with pytest.raises(SettingsError, match=named):
        Settings.load(environ)


def test_settings_of_mail_show_no_password(tmp_path: Path) -> None:
    make_missing_secrets(tmp_path)
    environ = {
        "LISTENERS_INSTANCE": str(tmp_path),
        "LISTENERS_MAIL_SERVER": "smtps://rota:open-sesame@mail.example.org:465",
        "LISTENERS_MAIL_FROM": "rota@example.org",
    }

    assert "open-sesame" not in repr(Settings.load(environ))
