"""Is everybody who has an address told once by mail that a notice waits, and never what it is about?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import NoticeState
from listeners.errors import Conflict, NotAllowed
from listeners.outbound.mail import Mail
from listeners.services.outbox import send_waiting
from listeners.store import outbox
from listeners.store.accounts import Account
from listeners.store.database import act, db
from listeners.store.journal import queue_notice
from listeners.store.outbox import MOST_TRIES
from listeners.store.records import Notice
from tests.at_once import at_once
from tests.rota_world import NOW
from tests.world import Prison, World

ADDRESS = "https://listeners.example.org"


class Post:
    """Takes messages, and refuses as many as it is told to."""

    def __init__(self, refuse: int = 0) -> None:
        self.taken: list[Mail] = []
        self.refuse = refuse

    def __call__(self, mail: Mail) -> None:
        """Take a message."""
        if self.refuse:
            self.refuse -= 1
            raise ConnectionRefusedError
        self.taken.append(mail)


def has_mail(prison: Prison, address: str | None = "anna@example.org") -> None:
    with act() as session:
        session.get_one(Account, prison.accounts[Role.COORDINATOR]).mail = address


def told(prison: Prison, event: str) -> None:
    with act() as session:
        facts = {"listener": prison.listeners["sam"]}
        queue_notice(
            session, prison.id, event, "nights_short", facts, NOW, account_id=prison.accounts[Role.COORDINATOR]
        )


def test_one_message_for_all_that_waits_and_none_the_second_time(world: World) -> None:
    prison, post = world.larkmoor, Post()
    has_mail(prison)
    told(prison, "one")
    told(prison, "two")

    assert [send_waiting(SYSTEM, post, ADDRESS, NOW), send_waiting(SYSTEM, post, ADDRESS, NOW)] == [1, 0]
    (mail,) = post.taken
    assert mail.to == "anna@example.org"
    assert mail.text.startswith("2 notices wait for you about the Listener scheme at HMP Larkmoor.")
    assert f"{ADDRESS}/" in mail.text


def test_a_message_names_nobody_and_says_nothing_of_what_it_is_about(world: World) -> None:
    prison, post = world.larkmoor, Post()
    has_mail(prison)
    told(prison, "one")
    send_waiting(SYSTEM, post, ADDRESS, NOW)

    said = post.taken[0].subject + post.taken[0].text
    assert not any(word in said for word in ("Sam", "Okoro", "L01", prison.listeners["sam"], "short"))


def test_who_has_no_address_and_who_is_a_listener_gets_no_mail(world: World) -> None:
    prison, post = world.larkmoor, Post()
    told(prison, "one")
    with act() as session:
        queue_notice(session, prison.id, "slip", "rota_changed", {}, NOW, listener_id=prison.listeners["sam"])

    assert send_waiting(SYSTEM, post, ADDRESS, NOW) == 0


def test_what_has_been_seen_on_the_page_is_not_sent_any_more(world: World) -> None:
    prison, post = world.larkmoor, Post()
    has_mail(prison)
    told(prison, "one")
    with act() as session:
        session.query(Notice).one().state = NoticeState.SEEN

    assert send_waiting(SYSTEM, post, ADDRESS, NOW) == 0


def test_a_message_that_failed_is_tried_again_later_and_others_go_out_meanwhile(world: World) -> None:
    prison, other = world.larkmoor, world.fenwick
    has_mail(prison)
    has_mail(other, "ben@example.org")
    told(prison, "one")
    told(other, "two")
    post = Post(refuse=1)
    assert send_waiting(SYSTEM, post, ADDRESS, NOW) == 1
    assert send_waiting(SYSTEM, post, ADDRESS, NOW + timedelta(minutes=1)) == 0
    assert send_waiting(SYSTEM, post, ADDRESS, NOW + timedelta(minutes=2)) == 1

    assert {mail.to for mail in post.taken} == {"anna@example.org", "ben@example.org"}


def test_a_message_that_never_goes_out_is_left_to_the_page(world: World) -> None:
    prison, post = world.larkmoor, Post(refuse=100)
    has_mail(prison)
    told(prison, "one")
    for day in range(20):
        send_waiting(SYSTEM, post, ADDRESS, NOW + timedelta(days=day))

    assert 100 - post.refuse == MOST_TRIES
    assert db.session.query(Notice).one().state is NoticeState.WAITING


def test_the_same_message_keeps_its_name_when_it_is_sent_again(world: World) -> None:
    prison = world.larkmoor
    has_mail(prison)
    told(prison, "one")
    names = []

    def lost_on_the_way(mail: Mail) -> None:
        names.append(mail.id)
        raise TimeoutError

    for minutes in (0, 10):
        send_waiting(SYSTEM, lost_on_the_way, ADDRESS, NOW + timedelta(minutes=minutes))

    assert len(names) == 2 and len(set(names)) == 1


class Died(BaseException):
    """The process ends here."""


def test_nothing_is_lost_or_doubled_where_a_sender_dies_before_it_has_marked(world: World) -> None:
    prison = world.larkmoor
    has_mail(prison)
    received: list[Mail] = []

    def dies_after_sending(mail: Mail) -> None:
        received.append(mail)
        raise Died

    told(prison, "before")
    with pytest.raises(Died):
        send_waiting(SYSTEM, dies_after_sending, ADDRESS, NOW)
    told(prison, "meanwhile")
    post = Post()
    for minutes in (1, 10, 20):
        send_waiting(SYSTEM, post, ADDRESS, NOW + timedelta(minutes=minutes))
    received += post.taken

    sets = {mail.id: set(mail.parts) for mail in received}
    assert [set(mail.parts) == sets[mail.id] for mail in received] == [True] * len(received), "a name, one set"
    kept = [part for mail in {mail.id: mail for mail in received}.values() for part in mail.parts]
    assert sorted(kept) == sorted(row.id for row in db.session.query(Notice)), "each notice once, none lost"
    assert len(received) == 3, "the first went out twice, under one name"


def test_of_a_message_that_another_has_taken_in_part_nothing_is_taken(world: World) -> None:
    prison, post = world.larkmoor, Post()
    has_mail(prison)
    told(prison, "one")
    told(prison, "two")
    outbox.gather()
    (unsent,) = outbox.unsent(NOW)
    with act() as session:
        session.get_one(Notice, unsent.notice_ids[0]).not_before = NOW + timedelta(hours=1)
    with pytest.raises(Conflict), act() as session:
        outbox.claim(session, unsent, timedelta(hours=8), NOW)

    assert send_waiting(SYSTEM, post, ADDRESS, NOW) == 0 and post.taken == []
    assert [row.tries for row in db.session.query(Notice)] == [0, 0]


def test_four_who_send_at_once_send_each_message_once(app: Flask, world: World) -> None:
    prison, post = world.larkmoor, Post()
    has_mail(prison)
    has_mail(world.fenwick, "ben@example.org")
    for event in ("one", "two", "three"):
        told(prison, event)
        told(world.fenwick, f"{event} there")
    db.session.remove()
    at_once(app, [lambda: str(send_waiting(SYSTEM, post, ADDRESS, NOW)) for _ in range(4)])

    parts = [part for mail in post.taken for part in mail.parts]
    assert sorted(parts) == sorted(row.id for row in db.session.query(Notice))


def test_only_system_sends(world: World) -> None:
    for role in Role:
        with pytest.raises(NotAllowed):
            send_waiting(world.larkmoor.actor(role), Post(), ADDRESS, NOW)
