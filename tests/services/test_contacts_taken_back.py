"""A Listener ticked after a call-out, and it is on file that he never went: is his word kept, may he tick anew?"""

from __future__ import annotations

from listeners.access import Actor
from listeners.domain.care.facts import CareFacts, Tick
from listeners.domain.care.reasons import self_reasons
from listeners.domain.people import Role
from listeners.services import callout_not_gone
from listeners.services.callout_not_gone import NeverGone
from listeners.services.care import contacts
from listeners.services.care.facts import load
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import FRIDAY, Scene, at


def sent(scene: Scene) -> CallOutOnFile:
    """A call-out on which Sam is recorded as gone at 02:14."""
    one = scene.start("28 Nov 02:10")
    scene.goes(one, "sam", "28 Nov 02:14")
    return one


def did_not_go(scene: Scene, one: CallOutOnFile, still: bool = False) -> None:
    part, now = scene.part(one, "sam").id, at("28 Nov 02:16")
    callout_not_gone.did_not_go(scene.site, one.id, part, NeverGone(still), scene.officer, now)


def sam(scene: Scene) -> Actor:
    return scene.prison.actor(Role.LISTENER, "sam")


def ticks(scene: Scene, one: CallOutOnFile, *ticked: Tick, now: str = "28 Nov 02:15") -> None:
    """Sam tells on his own page how it was."""
    contacts.tick(scene.site, scene.part(one, "sam").id, frozenset(ticked), sam(scene), at(now))


def known_for_care(scene: Scene) -> CareFacts:
    facts = load(scene.site, at("28 Nov 07:00"))
    return facts.one(next(member for member in facts.team if member.id == scene.who("sam")))


def test_what_he_ticked_opens_and_closes_nothing_for_the_desk(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    ticks(larkmoor, one, Tick.ATTEMPT_OR_DEATH)
    did_not_go(larkmoor, one)

    assert larkmoor.part(one, "sam").state == "declined"


def test_what_he_ticked_still_counts_as_a_contact_for_care(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    ticks(larkmoor, one, Tick.ATTEMPT_OR_DEATH)
    did_not_go(larkmoor, one)

    (contact,) = known_for_care(larkmoor).contacts
    assert (contact.ticks, contact.night, contact.at_night) == (frozenset({Tick.ATTEMPT_OR_DEATH}), FRIDAY, False)
    assert self_reasons(known_for_care(larkmoor), FRIDAY) != ()
    assert known_for_care(larkmoor).load.last_28.call_outs == 0


def test_sent_again_he_is_asked_anew_how_it_was_and_his_first_word_stays(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    ticks(larkmoor, one, Tick.ATTEMPT_OR_DEATH)
    did_not_go(larkmoor, one, still=True)
    assert contacts.own_calls(larkmoor.site, sam(larkmoor), at("28 Nov 02:20")) == ()
    larkmoor.goes(one, "sam", "28 Nov 02:30")
    assert len(contacts.own_calls(larkmoor.site, sam(larkmoor), at("28 Nov 02:31"))) == 1
    ticks(larkmoor, one, Tick.SUICIDAL_FEELINGS, now="28 Nov 04:00")

    assert contacts.own_calls(larkmoor.site, sam(larkmoor), at("28 Nov 04:01")) == ()
    (contact,) = known_for_care(larkmoor).contacts
    assert contact.ticks == {Tick.ATTEMPT_OR_DEATH, Tick.SUICIDAL_FEELINGS}


def test_what_he_ticked_of_a_call_out_that_he_never_went_on_is_not_among_the_cards_to_key_in(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    ticks(larkmoor, one, Tick.ATTEMPT_OR_DEATH)
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    before = contacts.calls_of(larkmoor.site, larkmoor.who("sam"), coordinator, at("28 Nov 02:15"))
    did_not_go(larkmoor, one)

    after = contacts.calls_of(larkmoor.site, larkmoor.who("sam"), coordinator, at("28 Nov 02:20"))
    assert (len(before.calls), after.calls) == (1, ())
