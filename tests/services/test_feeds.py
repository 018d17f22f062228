"""Does a calendar link open what it was made for and no more, one event a night, as long as it is to be open?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.domain.states import DutyState, NightPlace
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services import (
    availability,
    availability_rules,
    cover_answers,
    feed_reading,
    feeds,
    nights_by_person,
    rota_gaps,
    rota_slots,
    standings,
)
from listeners.services.rota_slots import Change
from listeners.store import cover_facts
from listeners.store.accounts import Account, AccountGrant
from listeners.store.database import act, db
from listeners.store.duties import Duty
from listeners.store.records import Audit
from listeners.store.rota import FeedLink
from tests.calendars import ReadEvent, by_icalendar, by_vobject
from tests.duties import add_duty
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, say, site_of
from tests.world import Prison, World

MINUTE = timedelta(minutes=1)
DAY = [str(MONDAY + timedelta(days)) for days in range(4)]
SUMMER_ENDS, SUMMER_BEGINS = date(2026, 10, 24), date(2027, 3, 27)


def made(prison: Prison, name: str | None = None) -> str:
    """Make a link, and return its secret."""
    listener = None if name is None else prison.listeners[name]
    token = feeds.make(site_of(prison), prison.actor(Role.COORDINATOR), listener, NOW).token
    assert token is not None
    return token


def events(token: str, now: datetime = NOW) -> dict[str, ReadEvent]:
    """What a link answers, by UID, the same to both libraries; two events of one UID would be a fault."""
    text = feed_reading.read(token, now)
    assert text is not None
    found = by_icalendar(text)
    assert found == by_vobject(text) and len({one.uid for one in found}) == len(found)
    return {one.uid: one for one in found}


def said(token: str) -> list[tuple[str, str]]:
    """The dates that a link answers, and what is said of each."""
    return [(one.wall[0][:10], one.summary) for one in events(token).values()]


def ended(prison: Prison) -> list[bool]:
    """Whether each link that is not revoked is said to open nothing any more."""
    page = feeds.page(site_of(prison), prison.actor(Role.COORDINATOR), NOW)
    return [link.id in page.ended for link in page.links]


def change(prison: Prison, number: int, held: str | None, new: str | None, now: datetime = NOW) -> None:
    """Change a place on Monday's published night."""
    before, after = (None if name is None else prison.listeners[name] for name in (held, new))
    wanted = Change(MONDAY, number, before, after, "A visit")
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, now)


def test_own_nights_are_called_stand_by_and_name_nobody_and_no_place(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (3, SECOND, "sam")], nights=7)
    token = made(prison, "sam")

    assert said(token) == [(DAY[0], "Stand-by"), (DAY[3], "Stand-by")]
    text = feed_reading.read(token, NOW) or ""
    assert not [word for word in ("Sam", "Okoro", "Ravi", "L01", "LKI", "Larkmoor", "first", "second") if word in text]


def test_a_night_taken_off_him_is_not_in_his_calendar_and_open_in_the_sites_which_keeps_nobody_busy(
    world: World,
) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (3, FIRST, "sam")], nights=1 + 3)
    own, open_nights = made(prison, "sam"), made(prison)
    with act() as session:
        session.query(Duty).filter_by(listener_id=prison.listeners["sam"], night=MONDAY).update(
            {"state": DutyState.STOOD_DOWN, "cause": "resting"}
        )

    assert said(own) == [(DAY[3], "Stand-by")]
    assert said(open_nights)[0] == (DAY[0], "Stand-by: 1 place needs somebody")
    texts = [feed_reading.read(token, NOW) or "" for token in (own, open_nights)]
    assert ["TRANSP:OPAQUE" in text for text in texts] == [True, False]
    assert ["TRANSP:TRANSPARENT" in text for text in texts] == [False, True]


def test_whoever_pauses_keeps_his_calendar(world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    token, site = made(prison, "sam"), site_of(world.larkmoor)
    standings.change(site, prison.listeners["sam"], Standing.PAUSED, NOW.date(), 1, coordinator, NOW)

    assert said(token) == [] and ended(prison) == [False]


def test_a_draft_is_in_no_calendar(world: World) -> None:
    draft(world.larkmoor, [(0, FIRST, "sam")], nights=7)

    assert said(made(world.larkmoor, "sam")) == [] and said(made(world.larkmoor)) == []


def test_a_night_that_is_changed_stays_one_event_and_counts_up(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    token = made(prison, "ravi")
    ((uid, first),) = events(token).items()
    change(prison, 2, "ravi", None)
    assert events(token) == {}
    change(prison, 2, None, "ravi", NOW + MINUTE)
    ((again, second),) = events(token).items()
    assert again == uid
    assert second.sequence > first.sequence and second.stamped_at > first.stamped_at

    no: dict[date, AvailabilityKind | None] = {MONDAY: AvailabilityKind.UNAVAILABLE}
    for name, said_at in (("sam", NOW + 2 * MINUTE), ("ravi", NOW + 3 * MINUTE)):
        availability.say(site_of(prison), prison.listeners[name], no, "", prison.actor(Role.COORDINATOR), said_at)
    assert events(token) == {}
    availability.withdraw(
        site_of(prison), prison.listeners["ravi"], (MONDAY,), prison.actor(Role.COORDINATOR), NOW + 4 * MINUTE
    )
    ((_, third),) = events(token).items()
    assert third.sequence > second.sequence and third.stamped_at == NOW + 4 * MINUTE


def test_the_nights_of_the_site_that_lack_somebody_say_how_many_and_never_who(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (1, FIRST, "luc")], nights=3)
    token = made(prison)

    assert said(token) == [
        (DAY[1], "Stand-by: 1 place needs somebody"),
        (DAY[2], "Stand-by: 2 places need somebody"),
    ]
    text = feed_reading.read(token, NOW) or ""
    assert not [name for name in ("Sam", "Ravi", "Luc", "L01", "L03") if name in text]
    uids = set(events(token))
    change(prison, 2, "ravi", None)
    assert (DAY[0], "Stand-by: 1 place needs somebody") in said(token) and uids < set(events(token))


def test_a_night_that_somebody_takes_over_moves_to_his_calendar_and_list_at_once(world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    site, thursday = site_of(prison), MONDAY + timedelta(days=3)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], thursday, 1)
    tokens = made(prison, "sam"), made(prison, "dean"), made(prison)
    no = {thursday: AvailabilityKind.UNAVAILABLE}
    availability.say(site, prison.listeners["sam"], no, "", prison.actor(Role.LISTENER, "sam"), NOW)
    assert [len(said(token)) for token in tokens] == [0, 0, 1]
    (request,) = cover_facts.waiting(prison.id, NOW)
    cover_answers.answer(site, request.id, prison.listeners["dean"], True, prison.actor(Role.LISTENER, "dean"), NOW)

    assert [len(said(token)) for token in tokens] == [0, 1, 0]
    ahead = {each.member.id: each.ahead for each in nights_by_person.by_person(site, coordinator, NOW)}
    assert not ahead[prison.listeners["sam"]]
    assert [each.night for each in ahead[prison.listeners["dean"]]] == [thursday]
    assert rota_gaps.gaps(site, coordinator, NOW).places == ()


def test_a_no_and_a_pause_leave_the_same_in_both_calendars(world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    tokens = made(prison), made(prison, "ravi")
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    after_a_no = [said(token) for token in tokens]
    availability.say(site_of(prison), prison.listeners["ravi"], {MONDAY: None}, "", coordinator, NOW)
    assert [said(token) for token in tokens] == [[], [(DAY[0], "Stand-by")]]
    (before,) = events(tokens[1]).values()
    availability_rules.pause(site_of(prison), prison.listeners["ravi"], coordinator, NOW)
    assert [said(token) for token in tokens] == after_a_no
    availability_rules.come_back(site_of(prison), prison.listeners["ravi"], coordinator, NOW + MINUTE)
    (back,) = events(tokens[1]).values()
    assert back.sequence > before.sequence and back.uid == before.uid
    standings.change(site_of(prison), prison.listeners["ravi"], Standing.PAUSED, MONDAY, 1, coordinator, NOW)

    assert [said(token) for token in tokens] == after_a_no == [[(DAY[0], "Stand-by: 1 place needs somebody")], []]


@pytest.mark.parametrize(("night", "hours"), [(SUMMER_ENDS, 15), (SUMMER_BEGINS, 13)])
def test_the_nights_on_which_the_clocks_change_are_as_long_as_they_are(world: World, night: date, hours: int) -> None:
    prison = world.larkmoor
    add_duty(site_of(prison), prison.listeners["sam"], night, NightPlace.FIRST)
    now = datetime(night.year, night.month, night.day, 9, tzinfo=UTC)
    (event,) = events(made(prison, "sam"), now).values()

    assert [each[-5:] for each in event.wall] == ["18:00", "08:00"]
    assert event.ends_at - event.starts_at == timedelta(hours=hours)


def test_a_revoked_link_opens_nothing_and_revoking_it_again_changes_nothing(world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    token, other = made(prison), made(prison)
    first, _ = feeds.page(site_of(prison), coordinator, NOW).links
    for _ in range(2):
        feeds.revoke(site_of(prison), coordinator, first.id, NOW)

    assert sorted(feed_reading.read(each, NOW) is None for each in (token, other)) == [False, True]
    verbs = db.session.query(Audit.verb, Audit.object_id).filter(Audit.verb.like("feed%")).order_by(Audit.id).all()
    assert [verb for verb, _ in verbs] == ["feed_made", "feed_made", "feed_revoked"] and verbs[2][1] == first.id
    (left,) = feeds.page(site_of(prison), coordinator, NOW).links
    with pytest.raises(NotFound):
        feeds.revoke(site_of(world.fenwick), world.fenwick.actor(Role.COORDINATOR), left.id, NOW)
    assert sorted(feed_reading.read(each, NOW) is None for each in (token, other)) == [False, True]


def test_a_link_to_the_site_ends_with_the_part_of_who_made_it(world: World) -> None:
    prison = world.larkmoor
    token, account = made(prison), prison.accounts[Role.COORDINATOR]
    assert feed_reading.read(token, NOW) is not None
    with act() as session:
        session.query(Account).filter_by(id=account).update({"active": False})
    assert feed_reading.read(token, NOW) is None
    with act() as session:
        session.query(Account).filter_by(id=account).update({"active": True})
        held = session.query(AccountGrant).filter_by(account_id=account, role=Role.COORDINATOR)
        held.update({"until_on": NOW.date() - timedelta(days=1)})

    assert feed_reading.read(token, NOW) is None
    assert ended(prison) == [True]


def test_a_link_to_own_nights_ends_when_its_listener_leaves_and_none_is_made_after_that(world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    token, sam = made(prison, "sam"), prison.listeners["sam"]
    assert feed_reading.read(token, NOW) is not None and ended(prison) == [False]
    standings.change(site_of(prison), sam, Standing.TRANSFERRED, NOW.date(), 1, coordinator, NOW)

    assert feed_reading.read(token, NOW) is None and ended(prison) == [True]
    with pytest.raises(Conflict, match="has_left"):
        made(prison, "sam")


def test_the_secret_is_stored_nowhere_and_shown_once(world: World) -> None:
    prison = world.larkmoor
    site, coordinator = site_of(prison), prison.actor(Role.COORDINATOR)
    first, second = (feeds.make(site, coordinator, None, NOW, "one-form") for _ in range(2))

    assert first.token is not None and len(first.token) == 32 and second.token is None
    assert first.token not in repr(first)
    (row,) = db.session.query(FeedLink).all()
    assert len(row.digest) == 64 and first.token not in repr([*vars(row).values()])


def test_when_a_link_was_last_read_is_written_once_a_day(world: World) -> None:
    token = made(world.larkmoor)
    found = []
    for hours in (0, 23, 25):
        feed_reading.read(token, NOW + timedelta(hours=hours))
        db.session.rollback()
        found.append(db.session.query(FeedLink.read_at).scalar())

    assert found == [NOW, NOW, NOW + timedelta(hours=25)]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_links_are_a_coordinators_alone_and_of_his_own_prison(world: World, role: Role) -> None:
    site = site_of(world.larkmoor)
    for actor in (world.larkmoor.actor(role), world.fenwick.actor(Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            feeds.make(site, actor, None, NOW)
        with pytest.raises(NotAllowed):
            feeds.page(site, actor, NOW)
        with pytest.raises(NotAllowed):
            feeds.revoke(site, actor, "0" * 20, NOW)


def test_another_prisons_listener_is_not_there(world: World) -> None:
    theirs: ListenerId = world.fenwick.listeners["sam"]
    with pytest.raises(NotFound):
        feeds.make(site_of(world.larkmoor), world.larkmoor.actor(Role.COORDINATOR), theirs, NOW)
