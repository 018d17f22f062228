"""A prison on which anything may happen: what is there to act on, on file and by the model?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import event

from listeners.access import SYSTEM
from listeners.domain.cover import Asked
from listeners.domain.people import Role, Standing, WingId
from listeners.errors import Conflict, ListenersError
from listeners.services import (
    callout_lapses,
    rests,
)
from listeners.store import callouts_facts, cover_facts, duties_facts, people, people_facts
from listeners.store.columns import new_id
from listeners.store.cover_facts import RequestOnFile
from listeners.store.database import Session, act, db
from tests.night_ledger import Call, Duty, Man, Request, night_of
from tests.night_model import Night, stand_by
from tests.rota_world import FIRST, SECOND, published
from tests.world import MADE_AT, Prison

NEW, NEAR = "imran", "dean"
"""Who still shadows, and who reaches A and B wing alone."""
PLANNED = [
    (0, FIRST, "sam"),
    (0, SECOND, "luc"),
    (1, FIRST, "ravi"),
    (2, FIRST, "mo"),
    (2, SECOND, "sam"),
    (4, FIRST, "lee"),
]
MINUTE = timedelta(minutes=1)


class Place:
    """A prison from a moment on, on file and by the model: Sam and Luc on stand-by that night, others after it."""

    def __init__(self, prison: Prison, now: datetime) -> None:
        self.prison, self.begun = prison, now
        self.site = people_facts.site(prison.id)
        self.officer = prison.actor(Role.COORDINATOR)
        self.names = {id_: name for name, id_ in prison.listeners.items()}
        self.codes = {wing.id: wing.code for wing in self.site.wings}
        team = enumerate(prison.listeners.items(), 1)
        self.night = Night({name: Man(id_, reserve=ref % 2 == 0) for ref, (name, id_) in team}, now)
        self.told: set[tuple[str, str, datetime]] = set()
        self.commits, self.checked = 0, (0, now)
        event.listen(Session, "after_commit", self._committed)
        self._make_unlike(now)
        published(prison, PLANNED, night_of(now), 12, now)
        self.see_duties()

    def _committed(self, _session: Session) -> None:
        self.commits += 1

    def leave(self) -> None:
        """Nothing more happens here."""
        event.remove(Session, "after_commit", self._committed)

    def _make_unlike(self, now: datetime) -> None:
        self.night.team[NEW].new = True
        self.night.team[NEAR].wings = "AB"
        shadows = {"standing": Standing.SHADOWING, "from_on": MADE_AT.date(), "ordinal": 1, "recorded_at": MADE_AT}
        with act() as session:
            for code in "AB":
                session.add(people.Reach(id=new_id(), wing_id=self.prison.wings[code], **self._of(NEAR)))
            session.add(people.StandingFact(id=new_id(), **shadows, **self._of(NEW)))

    def _of(self, who: str) -> dict[str, str]:
        return {"site_id": self.prison.id, "listener_id": self.prison.listeners[who]}

    # What is there to act on

    def open_requests(self) -> list[tuple[str, Request]]:
        return [pair for pair in self.night.requests.items() if pair[1].is_open]

    def calls(self, wanted: Callable[[Request, Call], bool]) -> list[tuple[str, Request, Call]]:
        return [(id_, one, each) for id_, one in self.night.requests.items() for each in one.calls if wanted(one, each)]

    def asked(self) -> list[tuple[str, Request, Call]]:
        """Who is being asked."""
        return self.calls(lambda one, call: one.is_open and call.state == "offered")

    def resting(self) -> list[str]:
        """Who rests now, by the model."""
        return [who for who in self.night.team if self.night.is_resting(who, self.now)]

    def wanting(self) -> list[tuple[RequestOnFile, Asked]]:
        """Who is asked to take whose night."""
        db.session.rollback()
        return [(each, one) for each in cover_facts.waiting(self.site.id, self.now) for one in each.asked]

    def duties_ahead(self) -> list[Duty]:
        ahead = (duty for duty in self.night.duties.values() if stand_by(duty.night)[0] > self.now)
        return [duty for duty in ahead if duty.state == "planned"]

    def part_id(self, id_: str, call: Call) -> str:
        found = callouts_facts.call_out(self.site.id, id_)
        his = found and found.of(self.prison.listeners[call.who])
        assert his is not None
        return his.id

    def refused(self, do: Callable[[], object], kinds: tuple[type[ListenersError], ...] = (Conflict,)) -> bool:
        try:
            do()
        except kinds:
            return True
        return False

    # Acts

    def time_passes(self, minutes: int) -> None:
        """The clock moves on, and the jobs of the night run."""
        if minutes:
            self.night.now += minutes * MINUTE
            callout_lapses.lapse_site(self.prison.code, SYSTEM, self.now)
            rests.settle_site(self.prison.code, SYSTEM, self.now)
            self.night.lapse()
            self.night.stand_down()

    @property
    def now(self) -> datetime:
        return self.night.now

    def wing(self, code: str) -> WingId:
        """The wing of that letter."""
        return next(wing.id for wing in self.site.wings if wing.code == code)

    # What is on file

    def see_duties(self, wanted: tuple[str, date, str] | None = None) -> list[Duty]:
        """Take up the duties that are new on file."""
        db.session.rollback()
        seen = []
        for each in duties_facts.duties(self.site.id, date.min):
            if each.id not in self.night.duties:
                duty = Duty(self.names[each.listener], each.night, each.place.value)
                assert wanted is None or wanted == (duty.who, duty.night, duty.place)
                self.night.duties[each.id] = duty
                seen.append(duty)
        return seen
