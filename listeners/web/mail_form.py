"""Which form takes an address for mail? The same for the own account and for one that the national office keeps."""

from __future__ import annotations

from wtforms import Field, ValidationError
from wtforms.validators import Optional

from listeners.domain.accounts import is_mail_address
from listeners.web.fields import ActForm, Words


class MailForm(ActForm):
    """An address for mail, or none."""

    mail = Words(
        "Mail address",
        [Optional(strip_whitespace=True)],
        description="Empty for no mail. A message says that something waits here, never what it is about.",
    )

    def validate_mail(self, field: Field) -> None:
        """Say in plain words what an address looks like."""
        if not is_mail_address(self.address or ""):
            raise ValidationError("Enter a mail address such as name@example.org, or leave it empty")

    @property
    def address(self) -> str | None:
        """What was entered; None: no mail."""
        return (self.mail.data or "").strip() or None
