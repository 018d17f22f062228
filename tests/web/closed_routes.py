"""To whom is each page open, written by hand? A new route without a line here fails the build."""

from __future__ import annotations

from collections.abc import Mapping

from listeners import clock
from listeners.domain.people import Role
from listeners.domain.states import CallOutEventKind, CallOutState
from listeners.services import callout_goings, callouts, sheets_printed
from listeners.services.callout_marks import Mark
from listeners.store import callouts_facts, people_facts
from listeners.store.columns import new_id
from tests.web.areas import with_those_of_areas
from tests.web.care_rows import (
    a_call,
    a_call_of_a_listener,
    a_flag,
    a_refusal_told,
    a_second_look,
    a_work_told,
    an_offload,
    an_override,
)
from tests.web.rota_rows import (
    a_draft,
    a_feed,
    a_feed_link,
    a_full_place,
    a_night,
    a_request,
    a_rule,
    a_slot,
    a_version,
    an_outcome,
    no_answer,
    no_night_of_his,
    no_offer,
    no_request,
    no_two_nights,
)
from tests.web.route_lines import EVERYBODY, PUBLIC, A, C, L, N, P, Route, S, U, a_listener, only
from tests.world import STARTED_ON, Prison


def an_account(prison: Prison) -> Mapping[str, str]:
    """A page about the account of a wing desk."""
    return {"account_id": prison.accounts[Role.STAFF]}


def a_grant(prison: Prison) -> Mapping[str, str]:
    """A page about a role of the wing desk's account; the role itself is made up."""
    return {**an_account(prison), "grant_id": "0" * 20}


def a_card(prison: Prison) -> Mapping[str, str]:
    """A printed card of one of the prison's Listeners."""
    return {**a_listener(prison), "card": "nights"}


def no_upload(_prison: Prison) -> Mapping[str, str]:
    """A page about an uploaded file: it is its own account's, and this one was never made."""
    return {"upload_id": "0" * 20}


def a_call_out(prison: Prison) -> Mapping[str, str]:
    """A page about one of the prison's call-outs, on which somebody is out."""
    return {"call_out_id": a_part(prison)["call_out_id"]}


def a_part(prison: Prison) -> Mapping[str, str]:
    """A page about one Listener's part in one of the prison's call-outs."""
    site, officer = people_facts.site(prison.id), prison.actor(Role.STAFF)
    every = callouts_facts.call_outs(site.id, STARTED_ON)
    found = [each for each in every if each.attended and each.state is CallOutState.ACTING]
    if not found:
        started = callouts.start(site, site.wings[0].id, None, officer, clock.now())
        found = [each for each in [callouts_facts.call_out(site.id, started)] if each is not None]
        callout_goings.going(site, started, found[0].attended[0].id, officer, clock.now())
    return {"call_out_id": found[0].id, "attendance_id": found[0].attended[0].id}


def an_event(prison: Prison) -> Mapping[str, str]:
    """A page about something that happened in one of the prison's call-outs."""
    return {"call_out_id": a_part(prison)["call_out_id"], "event_id": new_id()}


def a_printed_sheet(prison: Prison) -> Mapping[str, str]:
    """A copy of a sheet that one of the prison's officers has printed."""
    site, officer, now = people_facts.site(prison.id), prison.actor(Role.STAFF), clock.now()
    kept = sheets_printed.kept(site, officer, now)
    return {"sheet_id": kept[0].id if kept else sheets_printed.print_sheet(site, officer, now)}


def a_mark(prison: Prison) -> Mapping[str, str]:
    """A page about a time of one Listener's part in one of the prison's call-outs."""
    return {**a_part(prison), "what": Mark.STARTED}


def a_check(prison: Prison) -> Mapping[str, str]:
    """A page about what staff do for a man to whom no Listener goes."""
    return {**a_call_out(prison), "what": CallOutEventKind.ORDERLY_TOLD}


def a_date(_prison: Prison) -> Mapping[str, str]:
    """A date, of which a list may be seen."""
    return {"on": clock.now().date().isoformat()}


OWN_ROUTES: dict[str, Route] = {
    "static": Route(PUBLIC),
    # auth: anybody
    "auth.sign_in": Route(PUBLIC),
    "auth.try_to_sign_in": Route(PUBLIC),
    "auth.sign_out": Route(PUBLIC),
    "auth.left": Route(PUBLIC),
    "auth.sent": Route(PUBLIC),
    "auth.help_page": Route(PUBLIC),
    "auth.is_healthy": Route(PUBLIC),
    "auth.home": Route(EVERYBODY, answer=302),
    "auth.prove": Route(EVERYBODY),
    "auth.try_to_prove": Route(EVERYBODY),
    "auth.switch_site": Route(EVERYBODY),
    "auth.passphrase": Route(only(C, S, U, N, A)),
    "auth.change_passphrase": Route(only(C, S, U, N, A)),
    "auth.mail": Route(only(C, S, U, N, A)),
    "auth.pin": Route(only(C), a_listener),
    "auth.issue_pin": Route(only(C), a_listener),
    "auth.set_peer_lead": Route(only(C), a_listener),
    # feeds: whoever holds the secret link
    "feeds.calendar": Route(PUBLIC, a_feed),
    # admin: the national office alone
    "admin.index": Route(only(N)),
    "admin.create": Route(only(N)),
    "admin.add_site": Route(only(N)),
    "admin.show": Route(only(N), an_account, everywhere=True),
    "admin.grant": Route(only(N), an_account, everywhere=True),
    "admin.end": Route(only(N), a_grant, everywhere=True),
    "admin.new_passphrase": Route(only(N), an_account, everywhere=True),
    "admin.set_mail": Route(only(N), an_account, everywhere=True),
    "admin.set_active": Route(only(N), an_account, everywhere=True),
    # sites: all prisons of one coordinator
    "sites.index": Route(only(C)),
    # review: the scheme on trial
    "review.index": Route(only(A, N, C, U)),
    "review.nights": Route(only(A, N, C, U)),
    "review.nights_file": Route(only(A, N, C, U)),
    # tonight: prison staff, and the coordinator beside them
    "tonight.index": Route(only(S, C, U)),
    "tonight.sheets": Route(only(S, C, U)),
    "tonight.print_sheet": Route(only(S, C, U)),
    "tonight.copies": Route(only(S, C, U)),
    "tonight.printed": Route(only(S, C, U), a_printed_sheet),
    "tonight.here": Route(only(S, C), a_listener),
    "tonight.cell": Route(only(S, C), a_listener),
    "tonight.start": Route(only(S, C)),
    "tonight.ended": Route(only(S, C)),
    "tonight.call_out": Route(only(S, C), a_call_out),
    "tonight.wing": Route(only(S, C), a_call_out),
    "tonight.going": Route(only(S, C), a_part),
    "tonight.waits": Route(only(S, C), a_part),
    # a Listener is out: nothing of it is asked
    "tonight.not_let_go": Route(only(S, C), a_call_out, answer=303),
    # nothing of the kind is on file there: back to the call-out
    "tonight.let_go_after_all": Route(only(S, C), an_event, answer=303),
    "tonight.goes_after_all": Route(only(S, C), an_event),
    "tonight.asked": Route(only(S, C), a_call_out),
    "tonight.noted": Route(only(S, C), a_mark),
    "tonight.hand_over": Route(only(S, C), a_part),
    "tonight.checked": Route(only(S, C), a_check, answer=404),
    "tonight.not_done": Route(only(S, C), a_check, answer=404),
    "tonight.not_going": Route(only(S, C), a_part),
    "tonight.stays": Route(only(S, C), a_part),
    # he is out: back to the call-out
    "tonight.not_let_out": Route(only(S, C), a_part, answer=303),
    # he is out as the lead: that press is for whoever is asked to go beside him
    "tonight.stop_asking": Route(only(S, C), a_part, answer=404),
    "tonight.ask": Route(only(S, C), a_call_out),
    "tonight.call_off": Route(only(S, C), a_call_out),
    "tonight.telephone": Route(only(S, C), a_call_out, answer=303),
    "tonight.telephone_back": Route(only(S, C), a_call_out, answer=303),
    "tonight.wants_nobody": Route(only(S, C), a_call_out),
    "tonight.out": Route(only(S, C), a_part),
    "tonight.back": Route(only(S, C), a_part),
    "tonight.follows": Route(only(S, C), a_part),
    "tonight.versions": Route(only(C), a_call_out),
    "tonight.did_not_go": Route(only(S, C), a_part),
    # nobody waits there to be unlocked: back to the call-out
    "tonight.went": Route(only(S, C), a_part, answer=303),
    # he is out: back to the call-out
    "tonight.not_back": Route(only(S, C), a_part, answer=303),
    "tonight.paper": Route(only(S, C)),
    "tonight.paper_night": Route(only(S, C)),
    "tonight.rest": Route(only(S, C, U)),
    "tonight.slips": Route(only(S, C, U)),
    "tonight.rest_file": Route(only(S, C, U)),
    "tonight.rest_is_seen": Route(only(S, C, U), a_date, everywhere=True),
    "tonight.load": Route(only(S, C, U)),
    "tonight.notices": Route(only(U)),
    "tonight.notices_history": Route(only(U)),
    "tonight.notices_seen": Route(only(U)),
    "tonight.override": Route(only(S, C, U)),
    "tonight.take_override_back": Route(only(S, C, U), an_override),
    # me: the Listener's own; the call is another Listener's, which is not there for either of them
    "me.index": Route(only(L, P)),
    "me.team": Route(only(P)),
    "me.print_nights": Route(only(L, P)),
    "me.what_is_held": Route(only(L, P)),
    "me.thanks": Route(only(L, P)),
    "me.offload": Route(only(L, P)),
    "me.calls": Route(only(L, P)),
    "me.call": Route(only(L, P), a_call, answer=404),
    "me.cannot": Route(only(L, P)),
    "me.take_back": Route(only(L, P)),
    "me.night_said": Route(only(L, P)),
    "me.cover_answer": Route(only(L, P), no_answer),
    "me.swap": Route(only(L, P)),
    "me.swap_night": Route(only(L, P), a_night, answer=404, everywhere=True),
    "me.swap_answer": Route(only(L, P), no_offer),
    "me.swap_back": Route(only(L, P), no_offer),
    "rota.swap": Route(only(C)),
    "rota.swap_offer": Route(only(C)),
    "rota.swap_offer_for": Route(only(C), no_night_of_his, answer=404),
    "rota.swap_offer_check": Route(only(C), no_two_nights, answer=404),
    "rota.swap_answer": Route(only(C), no_offer),
    "rota.swap_decide": Route(only(C), no_offer),
    "rota.swap_back": Route(only(C), no_offer),
    "me.told": Route(only(L, P), an_outcome, everywhere=True),
    "me.calendar": Route(only(L, P)),
    "me.every": Route(only(L, P)),
    "me.end_every": Route(only(L, P)),
    "me.end_links": Route(only(L, P)),
    "me.away": Route(only(L, P)),
    "me.rest": Route(only(L, P)),
    "me.rest_over": Route(only(L, P)),
    "me.work": Route(only(L, P)),
    "me.refused": Route(only(L, P)),
    # rota: the plan; a night is nobody's, and each prison has its own places on it
    "rota.index": Route(only(C)),
    "rota.calendar": Route(only(C)),
    "rota.board_file": Route(only(C)),
    "rota.gaps": Route(only(C)),
    "rota.gaps_file": Route(only(C)),
    "rota.nights": Route(only(C)),
    "rota.nights_file": Route(only(C)),
    "rota.fairness": Route(only(C)),
    "rota.fairness_of_plan": Route(only(C)),
    "rota.feeds": Route(only(C)),
    "rota.feed_revoke": Route(only(C), a_feed_link),
    "rota.plan": Route(only(C)),
    "rota.plan_progress": Route(only(C), a_request),
    "rota.plan_cancel": Route(only(C), a_request),
    "rota.what_if": Route(only(C)),
    "rota.contacts": Route(only(C)),
    "rota.contact_end": Route(only(C), a_night, everywhere=True),
    "rota.repair_ask": Route(only(C)),
    "rota.repair": Route(only(C), a_request, answer=303),
    "rota.repair_leave": Route(only(C), a_request),
    "rota.slot": Route(only(C), a_slot, everywhere=True),
    "rota.publish": Route(only(C), a_draft),
    "rota.cover": Route(only(C)),
    "rota.cover_open": Route(only(C), a_full_place, answer=404, everywhere=True),
    "rota.cover_answer": Route(only(C), no_answer),
    "rota.cover_ask": Route(only(C), no_request),
    "rota.cover_decide": Route(only(C), no_answer),
    "rota.cover_back": Route(only(C), no_request),
    "rota.history": Route(only(C)),
    "rota.version": Route(only(C), a_version),
    "rota.rules": Route(only(C)),
    "rota.places": Route(only(C)),
    "rota.rule": Route(only(C), a_rule, everywhere=True),
    "rota.rule_back": Route(only(C), a_rule, everywhere=True),
    # rota: the team, its files, slips and notices
    "rota.team": Route(only(C)),
    "rota.person_new": Route(only(C)),
    "rota.person": Route(only(C), a_listener),
    "rota.person_details": Route(only(C), a_listener),
    "rota.person_standing": Route(only(C), a_listener),
    "rota.person_leaving": Route(only(C), a_listener),
    "rota.person_away": Route(only(C), a_listener),
    "rota.person_standing_back": Route(only(C), a_listener),
    "rota.person_nights": Route(only(C), a_listener),
    "rota.person_every": Route(only(C), a_listener),
    "rota.person_every_end": Route(only(C), a_listener),
    "rota.person_pause": Route(only(C), a_listener),
    "rota.person_returns": Route(only(C), a_listener),
    "rota.person_card": Route(only(C), a_card),
    "rota.cards": Route(only(C)),
    "rota.import_start": Route(only(C)),
    "rota.import_people": Route(only(C)),
    "rota.import_nights": Route(only(C)),
    "rota.import_look": Route(only(C), no_upload, answer=404),
    "rota.import_confirm": Route(only(C), no_upload),
    "rota.slips": Route(only(C)),
    "rota.slips_print": Route(only(C)),
    "rota.slips_history": Route(only(C)),
    "rota.slips_hand_over": Route(only(C)),
    "rota.notices": Route(only(C)),
    "rota.notices_history": Route(only(C)),
    "rota.notices_seen": Route(only(C)),
    # care: the coordinator alone
    "care.import_start": Route(only(C)),
    "care.import_call_outs": Route(only(C)),
    "care.import_look": Route(only(C), no_upload, answer=404),
    "care.import_confirm": Route(only(C), no_upload),
    "care.ask_again": Route(only(C), an_override),
    "care.index": Route(only(C)),
    "care.person": Route(only(C), a_listener),
    "care.call_card": Route(only(C)),
    "care.call_list": Route(only(C), a_listener),
    "care.card": Route(only(C), a_call_of_a_listener),
    "care.debrief": Route(only(C), a_call_of_a_listener),
    "care.work": Route(only(C), a_listener),
    "care.work_taken_back": Route(only(C), a_work_told),
    "care.talk": Route(only(C), a_second_look),
    "care.refusals": Route(only(C)),
    "care.refusal_taken_back": Route(only(C), a_refusal_told),
    "care.offload_list": Route(only(C)),
    "care.key_in": Route(only(C)),
    "care.apart": Route(only(C), an_offload),
    "care.correct": Route(only(C), an_offload),
    "care.text": Route(only(C), an_offload),
    "care.take_up": Route(only(C), a_flag),
    "care.together": Route(only(C), a_flag),
    "care.print_together": Route(only(C), a_flag),
    "care.done": Route(only(C), a_flag),
    "care.review": Route(only(C), a_flag),
    "care.close": Route(only(C), a_flag),
}

ROUTES = with_those_of_areas(OWN_ROUTES)
