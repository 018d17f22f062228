"""Which forms let somebody in?"""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms.validators import DataRequired, Length

from listeners.web.fields import Secret, Words


class SignInForm(FlaskForm):  # type: ignore[misc]
    """A username and a secret."""

    username = Words("Username", [DataRequired("Enter your username"), Length(max=64)])
    password = Secret("PIN or passphrase", [DataRequired("Enter your PIN or passphrase"), Length(max=200)])


class ProveForm(FlaskForm):  # type: ignore[misc]
    """The secret once more."""

    password = Secret("Passphrase", [DataRequired("Enter your passphrase"), Length(max=200)])
