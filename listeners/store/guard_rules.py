"""Which guarantees does the database itself hold? One condition for each, written once for both engines.

A condition is SQL over ``NEW`` (and ``OLD``) that is true when the guarantee would be broken. ``{...}`` marks the few
words in which SQLite and PostgreSQL differ. The rules in ``listeners.domain`` hold the same guarantees; a test feeds
both the same cases.
"""

# The conditions are put together from constants of this file alone.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass

_TAKING_PART = "('active', 'shadowing')"


@dataclass(frozen=True, slots=True)
class GuardRule:
    """On these events of a table, refuse when ``broken`` is true; ``person`` is whose lock PostgreSQL takes first."""

    name: str
    table: str
    events: tuple[str, ...]
    broken: str
    person: str | None = None
    timing: str = "BEFORE"


def _standing_on(person: str, night: str) -> str:
    return (
        f"(SELECT s.standing FROM standing_fact s WHERE s.listener_id = {person} AND s.from_on <= {night}"
        " ORDER BY s.from_on DESC, s.ordinal DESC LIMIT 1)"
    )


def _moves(*allowed: str) -> str:
    """Return the condition that a change of state is none of the allowed moves."""
    pairs = ", ".join(f"'{move}'" for move in allowed)
    return f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({pairs})"


def _changes(*columns: str) -> str:
    """Return the condition that a change touches one of these columns."""
    return "(" + " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in columns) + ")"


def _under_way(row: str) -> str:
    return f"{row}.state IN ('offered', 'accepted', 'acting')"


WRITES = ("INSERT", "UPDATE")
_NEVER_OUT = (
    "(OLD.state IN ('accepted', 'acting') AND NEW.state = 'offered'"
    " OR OLD.state IN ('accepted', 'acting', 'returned', 'unknown_back', 'called_off') AND NEW.state = 'declined')"
    " AND NEW.version > OLD.version AND coalesce(NEW.accepted_at, NEW.unlocked_at, NEW.out_at, NEW.started_at,"
    " NEW.ended_at, NEW.back_at, NEW.called_off_at, NEW.back_before) IS NULL"
)
"""Somebody who never went at all is put right, with every time taken off. Only who waits or is
out now is asked still; whoever has a return, or was called off, is not going."""

_NOT_LET_GO_STILL = (
    "OLD.state IN ('acting', 'returned', 'called_off', 'unknown_back') AND NEW.state IN ('called_off', 'unknown_back')"
    " AND OLD.out_at IS NOT NULL AND NEW.version > OLD.version AND coalesce(NEW.unlocked_at, NEW.out_at,"
    " NEW.started_at, NEW.ended_at, NEW.back_at) IS NULL AND coalesce(NEW.called_off_at, NEW.back_before) IS NOT NULL"
)
"""Somebody was put down as gone of whom an end was on file, and never went: that end stands again."""

_NOT_BACK = (
    "OLD.state = 'returned' AND NEW.state = 'acting' AND NEW.version > OLD.version AND NEW.out_at = OLD.out_at"
    " AND coalesce(NEW.back_at, NEW.called_off_at, NEW.back_before) IS NULL"
)
"""Whoever is on file as back is out still, as he was before that press: nobody took over from him after all, or it came
too soon."""

_OPENED_AGAIN = (
    "OLD.state = 'closed' AND NEW.state = 'asked' AND NEW.version > OLD.version"
    " AND OLD.outcome IN ('telephone', 'telephone_while_free', 'refused_by_staff', 'called_off')"
    " AND NEW.outcome IS NULL AND NEW.closed_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.call_out_id = NEW.id AND a.out_at IS NOT NULL)"
)
"""The telephone, or that staff let nobody go, or that he wants nobody, was pressed by mistake: then the man waits for a
Listener still, as he did before that press. To whom somebody went, by the screen or by the sheet, does not wait. (How
late that is the program holds: no row tells the time of the change.)"""

_AS_ON_PAPER = (
    "OLD.out_at IS NULL AND NEW.version > OLD.version AND ("
    "OLD.state IN ('offered', 'accepted', 'declined', 'no_answer')"
    " AND NEW.state = 'returned' AND NEW.out_at IS NOT NULL"
    " OR OLD.state IN ('offered', 'declined', 'no_answer', 'called_off')"
    " AND NEW.state = 'unknown_back' AND NEW.back_before IS NOT NULL"
    " AND (NEW.out_at IS NOT NULL OR NEW.accepted_at IS NOT NULL"
    " AND (OLD.state <> 'called_off' OR OLD.called_off_at < NEW.accepted_at))"
    " OR OLD.state IN ('declined', 'no_answer', 'unknown_back') AND NEW.state = 'called_off'"
    " AND coalesce(NEW.accepted_at, NEW.out_at) IS NOT NULL AND NEW.called_off_at IS NOT NULL)"
)
"""What became of somebody who was asked on the screen stands on the night sheet, or is told afterwards: he went and is
back, or he had said yes and was not needed, at a time that is known or is not. Each with the times that make it so."""

_OUT_ALL_THE_SAME = (
    "OLD.state IN ('called_off', 'unknown_back') AND NEW.state = 'acting'"
    " AND NEW.version > OLD.version AND OLD.out_at IS NULL AND NEW.out_at IS NOT NULL"
    " AND coalesce(NEW.back_at, NEW.called_off_at, NEW.back_before) IS NULL"
)
"""By what is on file he did not go, and he went all the same, and is out: from when he went."""

_AT_NO_TIME = "OLD.state <> NEW.state AND NEW.state = 'called_off' AND NEW.called_off_at IS NULL"
"""Whoever is called off is so from a moment on, whether he had said yes or was only being asked."""

_OUT_STILL = (
    "OLD.state IN ('returned', 'closed') AND NEW.state = 'acting' AND NEW.version > OLD.version"
    " AND NEW.outcome IS NULL AND NEW.closed_at IS NULL"
)
"""Somebody went on a request that has ended by what is on file, as the night sheet says or somebody tells afterwards,
and his return is not known: then it goes on until he is back, with no end on file."""

_OVERRIDE_USED = (
    "EXISTS (SELECT 1 FROM attendance a WHERE a.listener_id = NEW.listener_id"
    " AND a.state IN ('accepted', 'acting', 'returned', 'unknown_back', 'called_off')"
    " AND (a.accepted_at >= NEW.recorded_at AND (a.out_at IS NULL OR a.out_at >= NEW.recorded_at)"
    " OR a.accepted_at IS NULL AND a.out_at >= NEW.recorded_at))"
    " OR EXISTS (SELECT 1 FROM duty d WHERE d.override_id = NEW.id AND d.state = 'planned')"
)
"""An override is taken back, and its Listener has said yes or gone since it was given, or a duty stands under it."""

RULES: tuple[GuardRule, ...] = (
    GuardRule(
        "guard_duty_overlap",
        "duty",
        WRITES,
        "NEW.state = 'planned' AND EXISTS (SELECT 1 FROM duty d WHERE d.listener_id = NEW.listener_id"
        " AND d.id <> NEW.id AND d.state = 'planned' AND d.starts_at < NEW.ends_at AND NEW.starts_at < d.ends_at)",
        person="NEW.listener_id",
    ),
    GuardRule(
        "guard_duty_rest",
        "duty",
        WRITES,
        "NEW.state = 'planned' AND NEW.override_id IS NULL AND EXISTS (SELECT 1 FROM rest r"
        " WHERE r.listener_id = NEW.listener_id AND r.in_force"
        " AND r.rest_from <= NEW.starts_at AND NEW.starts_at < r.rest_until)",
        person="NEW.listener_id",
    ),
    GuardRule(
        "guard_duty_forward",
        "duty",
        ("UPDATE",),
        "("
        + _moves("planned>stood_down", "planned>withdrawn", "stood_down>planned")
        + ") OR (OLD.state = 'stood_down' AND NEW.state = 'planned' AND NEW.override_id IS NULL) OR "
        + _changes("site_id", "listener_id", "night", "starts_at", "ends_at"),
    ),
    GuardRule(
        "guard_rest_fixed",
        "rest",
        ("UPDATE",),
        "(NEW.in_force AND NOT OLD.in_force) OR "
        + _changes("site_id", "listener_id", "rest_from", "rest_until", "excused_until", "rule", "hours"),
    ),
    GuardRule(
        "guard_rest_duty",
        "rest",
        WRITES,
        "NEW.in_force AND EXISTS (SELECT 1 FROM duty d WHERE d.listener_id = NEW.listener_id"
        " AND d.state = 'planned' AND d.override_id IS NULL"
        " AND NEW.rest_from <= d.starts_at AND d.starts_at < NEW.rest_until)",
        person="NEW.listener_id",
    ),
    GuardRule(
        "guard_duty_standing",
        "duty",
        WRITES,
        "NEW.state = 'planned' AND coalesce("
        + _standing_on("NEW.listener_id", "NEW.night")
        + f", 'none') NOT IN {_TAKING_PART}",
        person="NEW.listener_id",
    ),
    GuardRule(
        "guard_standing_duty",
        "standing_fact",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM duty d WHERE d.listener_id = NEW.listener_id AND d.state = 'planned'"
        " AND d.night >= NEW.from_on AND d.starts_at > NEW.recorded_at AND "
        + _standing_on("d.listener_id", "d.night")
        + f" NOT IN {_TAKING_PART})",
        person="NEW.listener_id",
        timing="AFTER",
    ),
    GuardRule(
        "guard_standing_moved",
        "standing_fact",
        ("UPDATE",),
        _changes("site_id", "listener_id", "standing")
        + " OR EXISTS (SELECT 1 FROM duty d WHERE d.listener_id = NEW.listener_id AND d.state = 'planned'"
        " AND d.starts_at > NEW.recorded_at AND coalesce("
        + _standing_on("d.listener_id", "d.night")
        + f", 'none') NOT IN {_TAKING_PART})",
        person="NEW.listener_id",
        timing="AFTER",
    ),
    GuardRule(
        "guard_override_duty",
        "duty",
        WRITES,
        "NEW.override_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rest_override o WHERE o.id = NEW.override_id"
        " AND o.listener_id = NEW.listener_id AND o.night = NEW.night"
        " AND (o.taken_back_at IS NULL OR NEW.state <> 'planned'))",
    ),
    GuardRule(
        "guard_override_self",
        "rest_override",
        WRITES,
        "EXISTS (SELECT 1 FROM account_grant g WHERE g.account_id = NEW.approver_id"
        " AND g.listener_id = NEW.listener_id)",
    ),
    GuardRule(
        "guard_override_known",
        "rest_override",
        ("INSERT",),
        "NEW.acknowledged IS NULL OR NEW.asked_him_at IS NULL OR NEW.asked_him_at > NEW.recorded_at"
        " OR NEW.taken_back_at IS NOT NULL",
    ),
    GuardRule(
        "guard_override_fixed",
        "rest_override",
        ("UPDATE",),
        "OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL OR NEW.taken_back_by IS NULL"
        " OR NEW.taken_back_name IS NULL OR NEW.taken_back_at < OLD.recorded_at OR NEW.taken_back_at >= OLD.expires_at"
        " OR "
        + _changes(
            *("id", "site_id", "listener_id", "approver_id", "approver_name", "night", "rule", "short_by_minutes"),
            *("reason", "consented", "asked_him_at", "acknowledged", "expires_at", "recorded_at", "recorded_by"),
        ),
    ),
    GuardRule("guard_override_used", "rest_override", ("UPDATE",), _OVERRIDE_USED, person="NEW.listener_id"),
    GuardRule(
        "guard_call_out_forward",
        "call_out",
        ("UPDATE",),
        _moves(
            *("asked>acting", "asked>closed", "acting>asked", "acting>returned", "acting>closed", "returned>closed"),
            "closed>returned",
        )
        + f" AND NOT ({_OPENED_AGAIN}) AND NOT ({_OUT_STILL})",
    ),
    GuardRule(
        "guard_attendance_forward",
        "attendance",
        ("UPDATE",),
        "("
        + _moves(
            *(f"offered>{to}" for to in ("accepted", "acting", "declined", "no_answer", "called_off")),
            *(f"accepted>{to}" for to in ("acting", "unknown_back", "called_off")),
            *(f"acting>{to}" for to in ("returned", "unknown_back", "called_off")),
            "unknown_back>returned",
            "called_off>returned",
            "declined>offered",
            "no_answer>offered",
        )
        + f" AND NOT ({_NEVER_OUT}) AND NOT ({_NOT_BACK}) AND NOT ({_AS_ON_PAPER})"
        + f" AND NOT ({_OUT_ALL_THE_SAME}) AND NOT ({_NOT_LET_GO_STILL})) OR {_AT_NO_TIME}",
    ),
    GuardRule(
        "guard_one_lead",
        "attendance",
        ("INSERT",),
        f"NEW.part = 'lead' AND {_under_way('NEW')} AND EXISTS (SELECT 1 FROM attendance a"
        f" WHERE a.call_out_id = NEW.call_out_id AND a.part = 'lead' AND {_under_way('a')})",
    ),
    GuardRule(
        "guard_one_call_out",
        "attendance",
        ("INSERT",),
        f"{_under_way('NEW')} AND EXISTS (SELECT 1 FROM attendance a"
        f" WHERE a.listener_id = NEW.listener_id AND {_under_way('a')})",
    ),
    GuardRule(
        "guard_offer_open",
        "attendance",
        WRITES,
        "NEW.state = 'offered' AND NOT EXISTS (SELECT 1 FROM call_out c WHERE c.id = NEW.call_out_id"
        " AND c.state IN ('asked', 'acting'))",
    ),
    GuardRule(
        "guard_part_open",
        "attendance",
        ("INSERT",),
        "NEW.state IN ('accepted', 'acting') AND NOT EXISTS (SELECT 1 FROM call_out c WHERE c.id = NEW.call_out_id"
        " AND c.state IN ('asked', 'acting'))",
    ),
    GuardRule(
        "guard_call_out_ended",
        "call_out",
        ("UPDATE",),
        "NEW.state IN ('returned', 'closed') AND EXISTS (SELECT 1 FROM attendance a"
        f" WHERE a.call_out_id = NEW.id AND {_under_way('a')})",
    ),
    GuardRule("guard_rota_drafted", "rota", ("INSERT",), "NEW.state <> 'draft'"),
    GuardRule(
        "guard_rota_forward",
        "rota",
        ("UPDATE",),
        "("
        + _moves("draft>published", "draft>replaced", "published>replaced")
        + ") OR (OLD.state <> 'draft' AND "
        + _changes(
            *("site_id", "ordinal", "first_night", "last_night", "problem", "solution", "remedies"),
            *("published_at", "published_by", "reason"),
        )
        + ")",
    ),
    GuardRule(
        "guard_rota_published",
        "assignment",
        WRITES,
        "EXISTS (SELECT 1 FROM rota r WHERE r.id = NEW.rota_id AND r.state <> 'draft')",
    ),
    GuardRule(
        "guard_rota_taken",
        "assignment",
        ("UPDATE",),
        "EXISTS (SELECT 1 FROM rota r WHERE r.id = OLD.rota_id AND r.state <> 'draft')",
    ),
    GuardRule(
        "guard_rota_kept",
        "assignment",
        ("DELETE",),
        "EXISTS (SELECT 1 FROM rota r WHERE r.id = OLD.rota_id AND r.state <> 'draft')",
    ),
    GuardRule(
        "guard_cover_once",
        "cover_request",
        ("UPDATE",),
        "OLD.state IN ('taken', 'lapsed')"
        " AND (NEW.state <> OLD.state OR coalesce(NEW.taken_by, '') <> coalesce(OLD.taken_by, ''))",
    ),
    GuardRule(
        "guard_notice_sent",
        "notice",
        ("UPDATE",),
        "(OLD.batch IS NOT NULL AND NEW.batch {differs} OLD.batch) OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS NULL)"
        " OR (NEW.event <> OLD.event AND NOT (OLD.state = 'waiting' AND NEW.state = 'void'))",
    ),
    GuardRule("guard_audit_kept", "audit", ("UPDATE", "DELETE"), "{always}"),
    GuardRule("guard_duty_kept", "duty", ("DELETE",), "{always}"),
    GuardRule("guard_rest_kept", "rest", ("DELETE",), "{always}"),
    GuardRule("guard_call_out_kept", "call_out", ("DELETE",), "{always}"),
    GuardRule("guard_attendance_kept", "attendance", ("DELETE",), "{always}"),
    GuardRule("guard_event_kept", "call_out_event", ("UPDATE", "DELETE"), "{always}"),
    GuardRule("guard_override_kept", "rest_override", ("DELETE",), "{always}"),
    GuardRule("guard_rota_version_kept", "rota", ("DELETE",), "{always}"),
    GuardRule("guard_standing_kept", "standing_fact", ("DELETE",), "{always}"),
    GuardRule("guard_notice_kept", "notice", ("DELETE",), "{always}"),
    GuardRule("guard_job_run_kept", "job_run", ("DELETE",), "OLD.job <> 'health'"),
)
