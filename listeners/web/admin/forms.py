"""Which forms make accounts and give roles?"""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Field, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from listeners.domain.accounts import EVERYWHERE, NewGrant
from listeners.domain.people import Role, SiteId
from listeners.domain.sign_in import is_username
from listeners.services.accounts import SiteLine
from listeners.web.fields import ActForm, Choice, LocalDate, Words, choices

ROLE_WORDS = {
    Role.COORDINATOR: "Coordinator of the branch",
    Role.STAFF: "Prison staff (wing desk)",
    Role.SAFER_CUSTODY: "Safer custody",
    Role.NATIONAL: "National office",
    Role.AUDITOR: "Auditor",
}
"""The roles that the national office gives, in plain words; a Listener's own account comes with the PIN."""


class GrantForm(ActForm):
    """A role, where, and from when until when."""

    role = Choice("Role", choices=choices((role.value, words) for role, words in ROLE_WORDS.items()))
    site = Choice("Prison")
    from_on = LocalDate("From", [DataRequired("Enter the first day")])
    until_on = LocalDate("Until (may be empty)", [Optional()], description="The last day on which the role holds.")

    def offer(self, sites: Iterable[SiteLine]) -> None:
        """Offer these sites to choose from."""
        self.site.choices = choices([("", "Every prison"), *((site.id, site.name) for site in sites)])

    def validate_site(self, field: Field) -> None:
        """A role belongs to one prison, or to none."""
        if self.role.data in ROLE_WORDS and (field.data == "") != (Role(self.role.data) in EVERYWHERE):
            raise ValidationError("Choose a prison, and “Every prison” for the national office and auditors alone")

    def validate_until_on(self, field: Field) -> None:
        """The last day is not before the first."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError("The last day is before the first")

    @property
    def grant(self) -> NewGrant:
        """The role that was chosen."""
        site_id = SiteId(self.site.data) if self.site.data else None
        assert self.from_on.data is not None  # noqa: S101 -- the validator has seen to it
        return NewGrant(Role(self.role.data), site_id, self.from_on.data, until_on=self.until_on.data)


class AccountForm(GrantForm):
    """A new account with its first role."""

    username = Words(
        "Username", [DataRequired("Enter a username")], description="4 to 32 small letters and digits, no spaces."
    )
    name = Words("Name, or what the desk is called", [DataRequired("Enter a name"), Length(max=80)])

    def validate_username(self, field: Field) -> None:
        """Small letters and digits alone."""
        if not is_username(field.data or ""):
            raise ValidationError("A username has 4 to 32 small letters and digits")


class EndForm(ActForm):
    """The last day of a role."""

    last_on = LocalDate("Last day", [DataRequired("Enter the last day")])
