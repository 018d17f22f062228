"""Which forms make accounts and give roles?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Field, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from listeners.domain.accounts import EVERYWHERE, NewGrant
from listeners.domain.new_site import LONGEST_LINE, LONGEST_TELEPHONE, Country, NewSite, faults, wings_in
from listeners.domain.people import NAME_LENGTH, Role, SiteId
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

UNCHOSEN = "choose"
"""What the list of prisons holds before one is chosen: its empty value is every prison."""

USUAL_LINE = (
    "Hurt, or about to be? Emergency code and your self-harm procedure first. A Listener does not replace them."
)
COUNTRY_WORDS = {
    Country.ENGLAND.value: "England",
    Country.WALES.value: "Wales",
    Country.SCOTLAND.value: "Scotland",
    Country.NORTHERN_IRELAND.value: "Northern Ireland",
}


class GrantForm(ActForm):
    """A role, where, and from when until when."""

    role = Choice(
        "Role",
        [InputRequired("Choose a role")],
        choices=choices([("", "Choose a role"), *((role.value, words) for role, words in ROLE_WORDS.items())]),
    )
    site = Choice("Prison")
    from_on = LocalDate("From", [InputRequired("Enter the first day")])
    until_on = LocalDate("Until (may be empty)", [Optional()], description="The last day on which the role holds.")

    def offer(self, sites: Iterable[SiteLine]) -> None:
        """Offer these sites to choose from; what is chosen before anybody chose is the only prison, or none."""
        listed = [(str(site.id), site.name) for site in sites]
        unchosen = [] if len(listed) == 1 else [(UNCHOSEN, "Choose a prison")]
        self.site.choices = choices([*unchosen, *listed, ("", "Every prison")])

    def validate_site(self, field: Field) -> None:
        """A role belongs to one prison, or to none."""
        if field.data == UNCHOSEN:
            raise ValidationError("Choose a prison")
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


class SiteForm(ActForm):
    """A prison that joins."""

    code = Words(
        "Prison code",
        [DataRequired("Enter the code")],
        description="Three capital letters, the last an I, such as LKI.",
    )
    name = Words("Name", [DataRequired("Enter the name"), Length(max=NAME_LENGTH)])
    country = Choice("Country", choices=choices(COUNTRY_WORDS.items()), description="Whose bank holidays it keeps.")
    wings = Words("Wings", [DataRequired("Enter the wings")], description="Separated by commas, such as A, B, C.")
    emergency_line = Words(
        "First line of Tonight, in the prison's own words",
        [DataRequired("Enter the line"), Length(max=LONGEST_LINE)],
        default=USUAL_LINE,
    )
    telephone_line = Words(
        "When nobody can be found",
        [DataRequired("Enter the telephone"), Length(max=LONGEST_TELEPHONE)],
        default="Samaritans telephone 116 123",
    )
    recording_since = LocalDate(
        "Recording since", [InputRequired("Enter the date")], description="Nothing before it counts against anybody."
    )

    @property
    def site(self) -> NewSite:
        """The prison as it was entered."""
        assert self.recording_since.data is not None  # noqa: S101 -- the validator has seen to it
        return NewSite(
            code=(self.code.data or "").strip().upper(),
            name=(self.name.data or "").strip(),
            country=Country(self.country.data),
            wings=wings_in(self.wings.data or ""),
            emergency_line=self.emergency_line.data or "",
            telephone_line=self.telephone_line.data or "",
            recording_since=self.recording_since.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then the prison as a whole by the rules of the domain."""
        if not super().validate(extra_validators):
            return False
        for name, why in faults(self.site):
            self[name].errors = [*self[name].errors, f"{self[name].label.text}: {why}"]
        return not self.errors


class EndForm(ActForm):
    """The last day of a role."""

    last_on = LocalDate("Last day", [InputRequired("Enter the last day")])
