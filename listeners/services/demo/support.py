"""Who was there for those who listened in a made-up prison: a contact for the night, talks offered, held and declined,
somebody let go unrested who is to be asked again, and who at work has seen that somebody rests?

After the accounts are made: what is put on file here was done by somebody.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM, Actor, Grant
from listeners.domain.care.debrief import Answer, Look, Talk, TalkOnFile, second_look_on
from listeners.domain.nights import ONE_DAY, local_date, overnight
from listeners.domain.people import ListenerId, Role
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Rest
from listeners.domain.team import Site
from listeners.domain.work_told import Department
from listeners.services import rest_seen
from listeners.store import duties_facts, duties_overrides, night_contacts, notices_facts, people_facts
from listeners.store.care import contact_facts, debriefs
from listeners.store.database import Session, act
from listeners.store.duties_overrides import NewOverride

ON_CALL = ("Margaret Hale, Samaritan on call", "020 7946 0018, all night")
TOMORROWS = ("Peter Dunn, Samaritan on call", "020 7946 0043 until 02:00, then 020 7946 0018")
DECIDED_BY = "Joan Ellis"
REASON = "One was out already, and nobody else on stand-by could reach the wing"
SHOWN = timedelta(days=60)
ANSWERS, SHARES = (Answer.ACCEPTED, Answer.DECLINED, Answer.NOT_SAID), (55, 33, 12)
LOOKED_AGAIN = 0.9
MINUTES_BEFORE = timedelta(minutes=4)


def add_support(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put on file who could be turned to, what came of the talks of the last weeks, and who was let go unrested,
    and that the kitchens have seen who rests today."""
    chance = random.Random(f"{seed} {site.code} support")  # noqa: S311 - a story, not a secret
    with act() as session:
        night_contacts.put_contact(session, site.id, None, *ON_CALL, SYSTEM, moment)
        night_contacts.put_contact(session, site.id, on + ONE_DAY, *TOMORROWS, SYSTEM, moment)
        for attendance, look, told in _talks(site, on, moment, chance):
            debriefs.put_talk(session, site.id, attendance, look, told, SYSTEM, moment)
        _let_go(session, site, on)
    if (officer := _somebody(site, Role.STAFF, on)) is not None:
        rest_seen.see(site, on, Department.KITCHENS, officer, moment)


def _talks(site: Site, on: date, moment: datetime, chance: random.Random) -> Iterator[tuple[str, Look, TalkOnFile]]:
    """Yield what came of the talks: a few agreed to and still to be held, a few second looks not taken yet."""
    for _, contacts in sorted(contact_facts.contacts(site.id, on - SHOWN).items(), key=lambda one: _ref(site, one[0])):
        for each in sorted(contacts, key=lambda contact: contact.interruption.start):
            ended = each.interruption.end
            if ended is None or ended > moment or each.debrief_offered_at is None:
                continue
            offered_on = local_date(each.debrief_offered_at, site.zone)
            yield each.id, Look.FIRST, TalkOnFile(offered_on, _talk(offered_on, on, chance))
            due = second_look_on(ended, site.zone)
            if due < on and chance.random() < LOOKED_AGAIN:
                yield each.id, Look.SECOND, TalkOnFile(due, _talk(due, on, chance))


def _ref(site: Site, listener: ListenerId) -> str:
    return people_facts.member(site.id, listener).ref


def _talk(offered_on: date, on: date, chance: random.Random) -> Talk:
    (answer,) = chance.choices(ANSWERS, SHARES)
    held_on = offered_on + timedelta(days=chance.randrange(3))
    return Talk(answer, held_on if answer is Answer.ACCEPTED and held_on <= on else None)


def _let_go(session: Session, site: Site, on: date) -> None:
    """Let the last who was sent out inside a rest at night have been let go by a named person; he is still to be asked
    again whether he agreed."""
    officer, policy = _somebody(site, Role.STAFF, on), people_facts.policy(site.id, on)
    found = max(_sent_unrested(site, policy, on), key=lambda one: one[2], default=None)
    if officer is None or found is None:
        return
    listener, rest, went_at, night = found
    hours, at = overnight(night, policy.stand_by_from, policy.stand_by_until, site.zone), went_at - MINUTES_BEFORE
    short = int((rest.rest_until - at).total_seconds()) // 60
    new = NewOverride(listener, night, rest.rule.value, short, REASON, at - MINUTES_BEFORE, hours.end, DECIDED_BY)
    duties_overrides.add_override(session, site.id, new, officer, at)


def _sent_unrested(site: Site, policy: Policy, on: date) -> Iterator[tuple[ListenerId, Rest, datetime, date]]:
    """Yield who went out in stand-by hours inside a rest of his, when, and in which night."""
    contacts = contact_facts.contacts(site.id, on - SHOWN)
    for listener, rests in duties_facts.rests(site.id).items():
        for rest in (each.rest for each in rests if not each.rest.kept):
            for each in contacts.get(listener, ()):
                at = each.interruption.start
                hours = overnight(each.night, policy.stand_by_from, policy.stand_by_until, site.zone)
                if rest.rest_from <= at < rest.rest_until and hours.start < at < hours.end:
                    yield listener, rest, at, each.night


def _somebody(site: Site, role: Role, on: date) -> Actor | None:
    held = notices_facts.holders(site.id, (role,), on)
    return Actor(held[0], role.value, site.id, (Grant(role, site.id),)) if held else None
