"""What must stand on the printed sheet, so that it is right when the server is down?

The first page alone is enough for the night: whom to ask, in which order; who is out; lines to write on.
It is judged as the stand-by night begins, however early in the day it is printed: somebody who is rested by then is not
shown as resting. Staff know the cells of those on duty alone (docs/security.md, part b, row 2): the prison's own roll
has that of a man in reserve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.disclosure import SeenState
from listeners.domain.nights import overnight
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rested_table import early_from, rested_table
from listeners.domain.sheets import OnSheet, OutOnSheet, SheetOnPaper, empty_lines
from listeners.domain.team import Site, TeamMember
from listeners.services import tonight
from listeners.services.nights import Night
from listeners.services.tonight import Board, OpenCallOut, Seat
from listeners.store import people_facts

RESERVE_ON_FIRST_PAGE = 6
LEAST_RESERVE = 2
ASKED_WITH_ROOM = 2
"""Where names are long, who is being asked is told of on a second line: beyond so many, each leaves room for one of the
reserve less on the first page (D). Each of them is named on the line of his request in any case."""
RESTING_ON_FIRST_PAGE = 8


@dataclass(frozen=True, slots=True)
class NightSheet:
    """One night on paper. There is no caller on it, and no field for one."""

    site: Site
    board: Board
    """With whoever is being asked in his place: he may say no when nobody can look it up."""
    printed_at: datetime

    @property
    def on_paper(self) -> SheetOnPaper:
        """What is printed, in plain words and times: what is kept of it, and compared with what is so later."""
        board = self.board
        begun = tuple(line for each in board.open for line in _begun(each))
        return SheetOnPaper(
            site=self.site.name,
            emergency_line=self.site.emergency_line,
            telephone_line=self.site.telephone_line,
            night=board.night,
            begins=board.hours.start,
            ends=board.hours.end,
            quiet_from=board.policy.quiet_from,
            quiet_until=board.policy.quiet_until,
            rest_hours=board.policy.rest_hours,
            nobody_on=board.nobody_on,
            order=tuple(self._on_sheet(seat) for seat in self.in_order),
            more_reserve=tuple(self._on_sheet(seat) for seat in self.more_reserve),
            beside=tuple(self._on_sheet(seat) for seat in self.beside),
            been_out=tuple(self._on_sheet(seat, self.rests_until(seat)) for seat in self.been_out),
            resting=(*(OnSheet(member.name, until=until) for member, until in self.resting), *self.not_recorded),
            resting_has_room=self.resting_has_room,
            out=begun,
            lines=empty_lines(len(begun)),
            rested=rested_table(board.night, board.policy, self.site.zone),
            early_from=early_from(board.night, board.policy, self.site.zone),
            unbroken_hours=board.policy.unbroken_hours,
            work_until=board.policy.work_until,
            contact=(board.contact.name, board.contact.reached) if board.contact else None,
            printed_at=self.printed_at,
        )

    @property
    def in_order(self) -> tuple[Seat, ...]:
        """Whom to ask, in this order: those on stand-by who may be asked, then the first of the reserve."""
        return (*self.board.order, *self.board.reserve[: self.reserve_room])

    @property
    def more_reserve(self) -> tuple[Seat, ...]:
        """Those of the reserve whom the first page has no room for, still in order."""
        return self.board.reserve[self.reserve_room :]

    @property
    def reserve_room(self) -> int:
        """How many of the reserve the first page has room for."""
        return max(RESERVE_ON_FIRST_PAGE - max(len(self.asked) - ASKED_WITH_ROOM, 0), LEAST_RESERVE)

    @property
    def beside(self) -> tuple[Seat, ...]:
        """Who is on stand-by and goes beside another, never alone."""
        return self._not_in_order(lambda seat: seat.seen.state is SeenState.ON_STAND_BY)

    @property
    def been_out(self) -> tuple[Seat, ...]:
        """Who is on stand-by and has been out tonight: asked again only when nobody else is left."""
        return self._not_in_order(lambda seat: seat.been_out)

    @property
    def resting(self) -> tuple[tuple[TeamMember, datetime], ...]:
        """Who rests and until when, by name; whoever has been out tonight is told of apart."""
        again = {seat.member.id for seat in (*self.been_out, *self.board.order)}
        return tuple((member, until) for member, until in self.board.resting if member.id not in again)

    @property
    def not_recorded(self) -> tuple[OnSheet, ...]:
        """Who is treated as resting, because his return from a night before this was never entered, or whether he was
        let out (``only_waited``)."""
        old = [each for each in self.board.open if each.return_missing]
        out = [OnSheet(member.name) for each in old for member, _ in each.out]
        return (*out, *(OnSheet(member.name, only_waited=True) for each in old for member, _ in each.waiting))

    def rests_until(self, seat: Seat) -> datetime | None:
        """Until when somebody who is asked again rests; None when he does not, or is out."""
        return next((until for member, until in self.board.resting if member.id == seat.member.id), None)

    @property
    def resting_has_room(self) -> bool:
        """Whether everybody who rests can be named on the first page."""
        return len(self.resting) + len(self.not_recorded) <= RESTING_ON_FIRST_PAGE

    @property
    def asked(self) -> Mapping[ListenerId, OpenCallOut]:
        """For which request each is being asked who is only being asked."""
        return {member.id: each for each in self.board.open for member in each.asked}

    def _on_sheet(self, seat: Seat, until: datetime | None = None) -> OnSheet:
        """Somebody on the paper; of whoever is in reserve the prison's own roll has the cell."""
        member, asked = seat.member, self.asked.get(seat.member.id)
        return OnSheet(
            name=member.name,
            cell=member.cell if seat.place is not None else None,
            reaches=None if member.reaches is None else tuple(sorted(member.reaches)),
            place=seat.place.value if seat.place is not None else None,
            been_out=seat.been_out,
            until=until,
            only_waited=seat.only_waited,
            asked_for=asked.wing if asked else None,
            asked_at=asked.call_out.asked_at if asked else None,
        )

    def _not_in_order(self, which: Callable[[Seat], bool]) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.board.others if seat.place is not None and which(seat))


def sheet(site: Site, actor: Actor, now: datetime, night: date | None = None) -> NightSheet:
    """Return the sheet of a night (None: of the night that it is, or of the coming one), as that night begins or, once
    it has begun, as it stands now (7 statements).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    require(actor, Do.READ, Kind.CELL, site.id, narrowed_to="duty")
    policies = policies_of(people_facts.policy_changes(site.id))
    if night is None:
        night = night_at(policies, now, site.zone)
    policy = policies(night)
    begins = overnight(night, policy.stand_by_from, policy.stand_by_until, site.zone).start
    return of_view(tonight.view_of(site, actor, max(now, begins), night), actor, now)


def of_view(view: Night, actor: Actor, printed_at: datetime) -> NightSheet:
    """Return the sheet of a night that is loaded already, as it stands at the moment of the view (no statement): how
    many places the night has is not on it.

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    require(actor, Do.READ, Kind.CELL, view.site.id, narrowed_to="duty")
    return NightSheet(view.site, tonight.board_of(view, actor, crew=0, with_asked=True), printed_at)


def _begun(open_one: OpenCallOut) -> Iterator[OutOnSheet]:
    """The lines of a request that are begun already: who is out on it, then who said yes and waits to be unlocked; or
    the request alone, for whoever goes. Who is only being asked, and who was asked before, is on the first of them."""
    wing, asked_at, is_old = open_one.wing, open_one.call_out.asked_at, open_one.return_missing
    asked, answered = (tuple(each.name for each in members) for members in (open_one.asked, open_one.answered))
    said_yes = (*open_one.out, *open_one.waiting)
    if not said_yes:
        yield OutOnSheet("", wing, asked_at, None, is_old, asked=asked, answered=answered)
    for number, (member, part) in enumerate(said_yes):
        waits_since = part.accepted_at if part.out_at is None else None
        of_him = member.name, wing, asked_at, part.out_at, is_old, waits_since
        yield OutOnSheet(*of_him, *((asked, answered) if number == 0 else ()))
