"""A night at Larkmoor, as the tests of call-outs and rest tell it: times of the wall there, people by first name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from listeners.access import Actor
from listeners.domain.nights import instant
from listeners.domain.people import ListenerId, Role, Standing, WingId
from listeners.domain.states import DutyState, NightPlace
from listeners.domain.team import Site
from listeners.services import callout_goings, callout_paper, callout_times, callouts
from listeners.services.callout_times import Return
from listeners.services.paper_parts import PaperRecord
from listeners.store import duties_facts, people_facts
from listeners.store.callouts_facts import Attended, CallOutOnFile, call_out, call_outs
from listeners.store.database import act
from listeners.store.people import StandingFact
from tests.duties import add_duty
from tests.world import MADE_AT, STARTED_ON, Prison

FRIDAY = date(2026, 11, 27)
LONDON = ZoneInfo("Europe/London")
WHY = "The clock at the wing desk was an hour slow"
"""Said of every correction, whether it has to be said or not."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def at(text: str) -> datetime:
    """The instant of a London time such as ``27 Nov 02:50`` of 2026, or of ``2026-03-29 02:50``."""
    if text[:2] == "20":
        return instant(datetime.fromisoformat(text), LONDON)
    day, month, clock = text.split()
    local = datetime.fromisoformat(f"2026-{MONTHS.index(month) + 1:02}-{int(day):02} {clock}")
    return instant(local, LONDON)


@dataclass
class Scene:
    """A prison, its site as the rules see it, and an officer at the wing desk."""

    prison: Prison
    site: Site
    officer: Actor

    def who(self, name: str) -> ListenerId:
        """The Listener of that first name."""
        return self.prison.listeners[name]

    def name(self, listener: str) -> str:
        """The first name of a Listener."""
        return next(name for name, id_ in self.prison.listeners.items() if id_ == listener)

    def wing(self, code: str) -> WingId:
        """The wing of that letter."""
        return WingId(self.prison.wings[code])

    def on_duty(self, first: str, second: str | None = None, night: date = FRIDAY) -> None:
        """Publish a night."""
        add_duty(self.site, self.who(first), night)
        if second is not None:
            add_duty(self.site, self.who(second), night, NightPlace.SECOND)

    def is_new(self, name: str) -> None:
        """He shadows since the scheme began: another fact, for facts are added and never changed."""
        row = {"listener_id": self.who(name), "standing": Standing.SHADOWING, "from_on": STARTED_ON}
        with act() as session:
            session.add(StandingFact(site_id=self.site.id, **row, ordinal=1, recorded_at=MADE_AT))

    def start(self, now: str, wing: str = "B") -> CallOutOnFile:
        """A man on a wing asks for a Listener."""
        return self.read(callouts.start(self.site, self.wing(wing), None, self.officer, at(now)))

    def read(self, call_out_id: str) -> CallOutOnFile:
        """A call-out as it is on file."""
        found = call_out(self.site.id, call_out_id)
        assert found is not None
        return found

    def open_call_outs(self) -> list[str]:
        """The ids of the call-outs that have not ended."""
        return [each.id for each in call_outs(self.site.id, date.max) if each.is_open]

    def asked(self, one: CallOutOnFile) -> str | None:
        """Who is being asked on a call-out."""
        offered = [each for each in self.read(one.id).attended if each.state == "offered"]
        return self.name(offered[0].listener) if offered else None

    def part(self, one: CallOutOnFile, name: str) -> Attended:
        """Somebody's part in a call-out."""
        found = self.read(one.id).of(self.who(name))
        assert found is not None
        return found

    def goes(self, one: CallOutOnFile, name: str, now: str) -> None:
        """He says yes and goes."""
        callout_goings.going(self.site, one.id, self.part(one, name).id, self.officer, at(now))

    def waits(self, one: CallOutOnFile, name: str, now: str) -> None:
        """He says yes and waits to be unlocked."""
        callout_goings.waits(self.site, one.id, self.part(one, name).id, self.officer, at(now))

    def back(self, one: CallOutOnFile, name: str, back: str, now: str | None = None) -> None:
        """He is back."""
        said = Return(at(back), reason=WHY)
        callout_times.returned(self.site, one.id, self.part(one, name).id, said, self.officer, at(now or back))

    def paper(
        self, name: str, out: str, back: str | None, now: str | None = None, wing: str = "B", asked: str | None = None
    ) -> str:
        """A call-out written on paper is keyed in."""
        record = PaperRecord(self.who(name), self.wing(wing), at(asked or out), at(out), at(back) if back else None)
        return callout_paper.on_paper(self.site, record, self.officer, at(now or back or out))

    def rests(self, name: str) -> list[str]:
        """The rests in force, each as "from to until, rule, kept or not" in London time."""
        found = duties_facts.rests(self.site.id, listener_ids=[self.who(name)]).get(self.who(name), [])
        return [
            f"{local(each.rest.rest_from)} to {local(each.rest.rest_until)} {each.rest.rule}"
            + ("" if each.rest.kept else " not kept")
            for each in found
        ]

    def duties(self, name: str) -> dict[date, str]:
        """What became of somebody's duties: "planned", or the cause of its being stood down."""
        found = duties_facts.duties(self.site.id, date.min, listener_ids=[self.who(name)])
        return {d.night: "planned" if d.state is DutyState.PLANNED else str(d.cause) for d in found}


def local(moment: datetime) -> str:
    """A moment as the London clock shows it, such as ``28 Nov 04:10``."""
    return f"{moment.astimezone(LONDON):%d %b %H:%M}"


def scene_of(prison: Prison, role: Role = Role.STAFF) -> Scene:
    """The scene of a prison, seen by somebody of a role."""
    return Scene(prison, people_facts.site(prison.id), prison.actor(role))


def utc(text: str) -> datetime:
    """An instant written in UTC, such as ``2026-10-25 00:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
