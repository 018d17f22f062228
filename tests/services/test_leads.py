"""Are two coordinators and the branch lead told in their turn, each once, and does the national office read a count
that points at nobody?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM, Actor, Grant, Kind
from listeners.access.table import TABLE, Caller
from listeners.domain.care.care_lead import LeadPlace
from listeners.domain.care.flag_life import Step, StepKind
from listeners.domain.care.flags import Level
from listeners.domain.people import AccountId, Role
from listeners.domain.states import NoticeState
from listeners.errors import NotAllowed, RuleBroken
from listeners.services.care import flag_work, flags, leads, unanswered
from listeners.services.care.flag_notices import FLAG_WAITS, SOMEBODY_TO_LOOK_AT
from listeners.store.accounts import Account, AccountGrant
from listeners.store.care import flag_facts
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.records import Notice
from tests.services.care_records import NOW, ago, at, had_offload, owed_rest, site_of
from tests.web.care_rows import REASON
from tests.world import MADE_AT, STARTED_ON, UNUSABLE, Prison, World

FIRST, SECOND, BRANCH = LeadPlace
DAY = timedelta(days=1)


def coordinator(prison: Prison, name: str, until: date | None = None) -> AccountId:
    """Let somebody else coordinate a prison too, perhaps until a date."""
    account = new_id()
    grant = {"account_id": account, "role": Role.COORDINATOR, "site_id": prison.id, "from_on": STARTED_ON}
    with act() as session:
        session.add(
            Account(id=account, username=name, name=name, password=UNUSABLE, fs_uniquifier=account, created_at=MADE_AT)
        )
        session.flush()
        session.add(AccountGrant(id=new_id(), until_on=until, **grant))
    return AccountId(account)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor, where nobody has a reason yet."""
    for who in world.larkmoor.listeners:
        had_offload(world.larkmoor, who, 3)
    return world.larkmoor


@pytest.fixture
def people(larkmoor: Prison) -> dict[LeadPlace, AccountId]:
    """Larkmoor's coordinator is first, Ben second, and Cat the branch lead."""
    first = larkmoor.accounts[Role.COORDINATOR]
    chosen = {FIRST: first, SECOND: coordinator(larkmoor, "ben"), BRANCH: coordinator(larkmoor, "cat")}
    leads.name(site_of(larkmoor), chosen, larkmoor.actor(Role.COORDINATOR), NOW)
    return chosen


def raise_one(prison: Prison, who: str = "dean") -> str:
    """Let one rest of somebody's not be kept, and the daily look find it."""
    owed_rest(prison, who, at(2, 4), kept=False)
    flags.run(site_of(prison), SYSTEM, NOW)
    db.session.rollback()
    found = flag_facts.flag_of(prison.id, prison.listeners[who])
    assert found is not None
    return found.id


def told(prison: Prison, kind: str = FLAG_WAITS) -> list[AccountId]:
    """To whom a line of a kind waits to be shown."""
    db.session.rollback()
    rows = db.session.scalars(select(Notice).where(Notice.kind == kind, Notice.state == NoticeState.WAITING)).all()
    assert not any(listener in row.facts for row in rows for listener in prison.listeners.values())
    return sorted(AccountId(str(row.account_id)) for row in rows)


def after(days: int) -> int:
    return leads.tell_site("LKI", SYSTEM, NOW + days * DAY)


def test_the_first_is_told_at_the_raise_the_second_after_three_days_then_the_branch_lead(
    larkmoor: Prison, people: dict[LeadPlace, AccountId]
) -> None:
    raise_one(larkmoor)
    assert told(larkmoor, SOMEBODY_TO_LOOK_AT) == [people[FIRST]]
    assert (after(2), told(larkmoor)) == (0, [])
    assert (after(3), told(larkmoor)) == (1, [people[SECOND]])
    assert (after(3), after(5), told(larkmoor)) == (0, 0, [people[SECOND]])
    assert (after(6), told(larkmoor)) == (1, sorted([people[SECOND], people[BRANCH]]))
    assert (after(6), after(20)) == (0, 0)


def test_whoever_takes_it_up_ends_the_waiting_for_all_and_is_told_alone_of_more(
    larkmoor: Prison, people: dict[LeadPlace, AccountId]
) -> None:
    owed_rest(larkmoor, "dean", at(3, 4), kept=False)
    flag_id = raise_one(larkmoor)
    after(6)
    grants = (Grant(Role.COORDINATOR, larkmoor.id),)
    ben = Actor(people[SECOND], "ben", larkmoor.id, grants)
    flag_work.take_up(site_of(larkmoor), flag_id, flag_facts.flag(larkmoor.id, flag_id).version, ben, NOW + 7 * DAY)
    assert told(larkmoor) == told(larkmoor, SOMEBODY_TO_LOOK_AT) == []
    assert (after(8), told(larkmoor)) == (0, [])
    owed_rest(larkmoor, "dean", at(1, 4), kept=False)
    flags.run(site_of(larkmoor), SYSTEM, NOW + 8 * DAY)
    assert told(larkmoor, SOMEBODY_TO_LOOK_AT) == [people[SECOND]]


def test_of_somebody_to_look_at_today_every_coordinator_is_told_at_the_raise_and_the_later_turns_again(
    larkmoor: Prison, people: dict[LeadPlace, AccountId]
) -> None:
    owed_rest(larkmoor, "dean", at(3, 4), kept=False)
    raise_one(larkmoor)
    assert told(larkmoor, SOMEBODY_TO_LOOK_AT) == sorted(people.values())
    assert (after(2), told(larkmoor)) == (0, [])
    assert (after(3), told(larkmoor)) == (1, [people[SECOND]])


def test_where_more_makes_it_urgent_everybody_is_told_though_somebody_looks_after_it(
    larkmoor: Prison, people: dict[LeadPlace, AccountId]
) -> None:
    site, flag_id = site_of(larkmoor), raise_one(larkmoor)
    version = flag_facts.flag(larkmoor.id, flag_id).version
    flag_work.take_up(site, flag_id, version, larkmoor.actor(Role.COORDINATOR), NOW)
    owed_rest(larkmoor, "dean", at(3, 4), kept=False)
    flags.run(site, SYSTEM, NOW + DAY)
    assert told(larkmoor, SOMEBODY_TO_LOOK_AT) == sorted(people.values())


def test_where_nobody_is_named_or_whoever_is_has_gone_every_coordinator_is_told(larkmoor: Prison) -> None:
    one, ben = larkmoor.accounts[Role.COORDINATOR], coordinator(larkmoor, "ben", until=ago(-1))
    leads.name(site_of(larkmoor), {SECOND: ben}, larkmoor.actor(Role.COORDINATOR), NOW)
    raise_one(larkmoor)
    assert told(larkmoor, SOMEBODY_TO_LOOK_AT) == sorted([one, ben])
    assert (after(3), told(larkmoor)) == (1, [one])


def test_whoever_is_named_while_something_waits_is_told_at_once_but_not_by_himself(
    larkmoor: Prison, people: dict[LeadPlace, AccountId]
) -> None:
    raise_one(larkmoor)
    dan = coordinator(larkmoor, "dan")
    chosen = {FIRST: dan, SECOND: people[FIRST], BRANCH: people[SECOND]}
    leads.name(site_of(larkmoor), chosen, larkmoor.actor(Role.COORDINATOR), NOW + 4 * DAY)
    assert told(larkmoor) == [dan]


def test_the_same_named_again_changes_nothing_and_the_page_shows_who_is_and_who_has_gone(
    larkmoor: Prison, people: dict[LeadPlace, AccountId]
) -> None:
    site, actor = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    leads.name(site, people, actor, NOW + DAY)
    page = leads.page(site, actor, NOW + DAY)
    assert {place: lead.account_id for place, lead in page.named.items()} == people
    assert {lead.from_on for lead in page.named.values()} == {ago(0)}
    assert set(page.coordinators) == set(people.values())
    leads.name(site, {FIRST: people[FIRST]}, actor, NOW + DAY)
    assert list(leads.page(site, actor, NOW + DAY).named) == [FIRST]
    with act() as session:
        session.execute(AccountGrant.__table__.update().values(until_on=ago(1)))  # type: ignore[attr-defined]
    assert not leads.page(site, actor, NOW + DAY).is_here(FIRST)


def test_only_a_coordinator_names_and_only_one_of_the_prison_is_named(larkmoor: Prison, world: World) -> None:
    site, elsewhere = site_of(larkmoor), world.fenwick.accounts[Role.COORDINATOR]
    with pytest.raises(RuleBroken):
        leads.name(site, {FIRST: elsewhere}, larkmoor.actor(Role.COORDINATOR), NOW)
    for role in (Role.STAFF, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL):
        with pytest.raises(NotAllowed):
            leads.name(site, {}, larkmoor.actor(role), NOW)
        with pytest.raises(NotAllowed):
            leads.page(site, larkmoor.actor(role), NOW)
    with pytest.raises(NotAllowed):
        leads.tell_site("LKI", larkmoor.actor(Role.COORDINATOR), NOW)


def test_the_national_office_alone_reads_how_many_were_left_and_under_ten_not_even_that(larkmoor: Prison) -> None:
    office, raised_at = larkmoor.actor(Role.NATIONAL), datetime(2026, 8, 3, 5, 0, tzinfo=UTC)
    listeners = list(larkmoor.listeners.values())

    def times(many: int) -> None:
        for nth in range(many):
            with act() as session:
                seen = flag_facts.flag_of(larkmoor.id, listeners[nth % len(listeners)])
                kind = StepKind.REOPEN if seen else StepKind.RAISE
                step = Step(kind, Level.FLAG, (REASON,), (REASON,), frozenset(REASON.keys))
                whose = listeners[nth % len(listeners)]
                flag_facts.write_step(session, larkmoor.id, whose, step, seen, SYSTEM, raised_at)

    times(9)
    assert unanswered.left_alone_last_quarter(office, NOW).count is None
    times(4)
    found = unanswered.left_alone_last_quarter(office, NOW)
    assert (found.count, found.days, found.quarter.first) == (15, 6, date(2026, 7, 1))
    assert unanswered.left_alone_last_quarter(office, NOW + 60 * DAY).count is None
    for role in (Role.COORDINATOR, Role.STAFF, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            unanswered.left_alone_last_quarter(larkmoor.actor(role), NOW)


def test_the_figure_over_all_prisons_is_opened_by_the_table(larkmoor: Prison, monkeypatch: pytest.MonkeyPatch) -> None:
    office = larkmoor.actor(Role.NATIONAL)
    unanswered.left_alone_last_quarter(office, NOW)
    monkeypatch.setitem(TABLE, (Kind.FLAG, Caller.NATIONAL), "-")
    with pytest.raises(NotAllowed):
        unanswered.left_alone_last_quarter(office, NOW)
