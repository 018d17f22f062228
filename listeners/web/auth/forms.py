"""Which forms let somebody in?"""

from __future__ import annotations

from flask import g
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.validators import DataRequired, EqualTo, Length

from listeners.domain.sign_in import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, passphrase_fault
from listeners.web.fields import Secret, Words


class SignInForm(FlaskForm):  # type: ignore[misc]
    """A username and a secret."""

    username = Words("Username", [DataRequired("Enter your username"), Length(max=64)])
    password = Secret("PIN or passphrase", [DataRequired("Enter your PIN or passphrase"), Length(max=200)])


class ProveForm(FlaskForm):  # type: ignore[misc]
    """The secret once more."""

    password = Secret("Passphrase", [DataRequired("Enter your passphrase"), Length(max=200)])


class ProofForm(FlaskForm):  # type: ignore[misc]
    """The secret once more, on top of a form that was sent too late."""

    proof = Secret("Passphrase", [DataRequired("Enter your passphrase"), Length(max=200)])


class PassphraseForm(FlaskForm):  # type: ignore[misc]
    """The present passphrase, and another one twice."""

    password = Secret("Your passphrase now", [DataRequired("Enter your passphrase"), Length(max=200)])
    chosen = Secret(
        "New passphrase",
        [DataRequired("Enter a new passphrase")],
        description=f"{SHORTEST_PASSPHRASE} characters or more: three or four words that do not belong together.",
    )
    again = Secret("New passphrase, once more", [EqualTo("chosen", "The two new passphrases are not the same")])

    def validate_chosen(self, field: Field) -> None:
        """Say in plain words what is wrong with the new one."""
        fault = passphrase_fault(field.data or "", g.actor.username)
        words = {
            "short": f"The new passphrase must have {SHORTEST_PASSPHRASE} characters or more",
            "long": f"The new passphrase must have {LONGEST_PASSPHRASE} characters or fewer",
            "name": "The new passphrase must not hold your username",
            "same": "The new passphrase repeats the same few characters",
        }
        if fault:
            raise ValidationError(words[fault])
