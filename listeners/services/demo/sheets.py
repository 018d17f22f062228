"""Is tonight's sheet printed in a made-up prison? From lock-up on it is; before, the board says that it is not yet."""

from __future__ import annotations

from datetime import datetime

from listeners.access import SYSTEM, Actor, Grant
from listeners.domain.people import AccountId, Role
from listeners.domain.team import Site
from listeners.services import sheets_printed, tonight
from listeners.services.demo.scheme import Scheme
from listeners.store import accounts_list


def print_tonight(scheme: Scheme, site: Site, moment: datetime, now: datetime) -> None:
    """Let the wing desk print the sheet of the night that it is, where lock-up has come by the clock of whoever makes
    the demonstration; at ``moment``, for nothing on file happened after that."""
    view = tonight.view_of(site, SYSTEM, now)
    if view.night == tonight.view_of(site, SYSTEM, moment).night and sheets_printed.state_of(view, SYSTEM).is_late:
        sheets_printed.print_sheet(site, _desk(scheme, site), moment)


def _desk(scheme: Scheme, site: Site) -> Actor:
    name = next(opening.username for opening in scheme.accounts if opening.role is Role.STAFF)
    account = next(each for each in accounts_list.accounts() if each.username == name)
    return Actor(AccountId(account.id), name, site.id, (Grant(Role.STAFF, site.id),))
