"""How does a planning problem look as JSON, and which files are refused?

Version 1 of the rota format (``docs/rota-format/README.md``). Every malformed field is named; that the parts agree with
each other (a night of the demand is one of the nights, and so on) is looked at once every field can be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from listeners.domain.rota.agreement import disagreements
from listeners.domain.rota.problem import (
    SHARES,
    Absence,
    Assignment,
    Demand,
    Night,
    RotaProblem,
    Rules,
    Slot,
    Unavailable,
    Volunteer,
)
from listeners.domain.rota.strict_json import Reader, Record, decode

VERSION = 1
MAX_LOAD, MAX_COST, MAX_CARRIED, MAX_LIMIT, MAX_PLACES = 100, 1_000, 10_000, 366, 10
"""Far above any real rota; they keep the planner's arithmetic exact."""

_PARTS = ("version", "site", "nights", "demand", "volunteers", "rules", "apart", "fixed", "published")
_ASSIGNMENT = ("night", "duty", "area", "volunteer")
_VOLUNTEER = (
    *("id", "new", "areas", "share", "unavailable", "avoid", "prefer", "carried_load", "last_nights"),
    *("max_in_7", "max_in_28", "free_nights_between"),
)


def problem_from_json(data: bytes, source: str) -> RotaProblem:
    """Return the problem that a file states.

    Raises:
        Unreadable: naming every field that cannot be used; ``source`` is the name of the file.
    """
    return parse(decode(data, source), source)


def parse(raw: object, source: str) -> RotaProblem:
    """Return the problem that a decoded JSON object states; raises as ``problem_from_json``."""
    reader = Reader(source)
    check_version(reader, raw)
    top = reader.record(raw, "", _PARTS)
    problem = RotaProblem(
        site=reader.text(*top["site"]),
        nights=tuple(_night(reader, *item) for item in reader.items(*top["nights"])),
        demand=_demand(reader, *top["demand"]),
        volunteers=tuple(_volunteer(reader, *item) for item in reader.items(*top["volunteers"])),
        rules=_rules(reader, *top["rules"]),
        apart=tuple(_pair(reader, *item) for item in reader.items(*top["apart"])),
        fixed=read_assignments(reader, *top["fixed"], _ASSIGNMENT),
        published=read_assignments(reader, *top["published"], _ASSIGNMENT),
    )
    reader.finish()
    for field, why in disagreements(problem):
        reader.fault(field, why)
    reader.finish()
    return problem


def check_version(reader: Reader, raw: object) -> None:
    """Refuse another version than 1 before anything else is said about the file."""
    version = raw.get("version", VERSION) if isinstance(raw, dict) else VERSION
    if type(version) is not int or version != VERSION:
        reader.wrong(version, "version", str(VERSION))
    elif isinstance(raw, dict) and "version" not in raw:
        reader.fault("version", "is missing")
    reader.finish()


def _night(reader: Reader, raw: object, field: str) -> Night:
    record = reader.record(raw, field, ("on", "load"))
    return Night(reader.date(*record["on"]), reader.whole(*record["load"], 0, MAX_LOAD))


def read_slot(reader: Reader, record: Record) -> Slot:
    """The slot that the fields night, duty and area name."""
    area = record["area"]
    return Slot(
        night=reader.date(*record["night"]),
        duty=reader.text(*record["duty"]),
        area=None if area[0] is None else reader.text(*area),
    )


def _demand(reader: Reader, raw: object, field: str) -> tuple[Demand, ...]:
    """Every place that is wanted. A slot that stands in two lines is a slip of the pen: ``places`` says how many."""
    wanted: list[Demand] = []
    first_named: dict[Slot, str] = {}
    for item, name in reader.items(raw, field):
        record = reader.record(item, name, ("night", "duty", "area", "cost", "places"))
        demand = Demand(read_slot(reader, record), reader.whole(*record["cost"], 0, MAX_COST))
        wanted += [demand] * (reader.whole(*record["places"], 1, MAX_PLACES) if "places" in record else 1)
        if demand.slot in first_named and not reader.faults:
            reader.fault(name, f"wants the same place as {first_named[demand.slot]}: places says how many")
        first_named.setdefault(demand.slot, name)
    return tuple(wanted)


def read_assignment(reader: Reader, raw: object, field: str, known: Sequence[str] | None) -> Assignment:
    """One assignment; where ``known`` is given, with no other fields than those."""
    record = reader.record(raw, field, known)
    return Assignment(read_slot(reader, record), reader.text(*record["volunteer"]))


def read_assignments(reader: Reader, raw: object, field: str, known: Sequence[str] | None) -> tuple[Assignment, ...]:
    """A list of assignments, as ``fixed`` has them."""
    return tuple(read_assignment(reader, *item, known) for item in reader.items(raw, field))


def _volunteer(reader: Reader, raw: object, field: str) -> Volunteer:
    record = reader.record(raw, field, _VOLUNTEER)
    areas = record["areas"]
    return Volunteer(
        id=reader.text(*record["id"]),
        new=reader.flag(*record["new"]),
        areas=None if areas[0] is None else frozenset(reader.text(*item) for item in reader.items(*areas)),
        share=_share(reader, *record["share"]),
        unavailable=tuple(_unavailable(reader, *item) for item in reader.items(*record["unavailable"])),
        avoid=_dates(reader, *record["avoid"]),
        prefer=_dates(reader, *record["prefer"]),
        carried_load=reader.whole(*record["carried_load"], 0, MAX_CARRIED),
        last_nights=_dates(reader, *record["last_nights"]),
        max_in_7=_own_limit(reader, record, "max_in_7"),
        max_in_28=_own_limit(reader, record, "max_in_28"),
        free_nights_between=_own_limit(reader, record, "free_nights_between"),
    )


def _share(reader: Reader, raw: object, field: str) -> int:
    if type(raw) is not int or raw not in SHARES:
        reader.wrong(raw, field, "100, 75, 50 or 25")
        return SHARES[0]
    return raw


def _own_limit(reader: Reader, record: Record, key: str) -> int | None:
    if key not in record or record[key][0] is None:
        return None
    return reader.whole(*record[key], 0, MAX_LIMIT)


def _unavailable(reader: Reader, raw: object, field: str) -> Unavailable:
    record = reader.record(raw, field, ("on", "reason"))
    reason, name = record["reason"]
    known = [absence.value for absence in Absence]
    if reason not in known:
        reader.wrong(reason, name, f"one of {', '.join(known)}")
        reason = Absence.UNAVAILABLE
    return Unavailable(reader.date(*record["on"]), Absence(reason))


def _dates(reader: Reader, raw: object, field: str) -> frozenset[date]:
    return frozenset(reader.date(*item) for item in reader.items(raw, field))


def _rules(reader: Reader, raw: object, field: str) -> Rules:
    record = reader.record(raw, field, ("free_nights_between", "max_in_7", "max_in_28"))
    return Rules(
        free_nights_between=reader.whole(*record["free_nights_between"], 0, MAX_LIMIT),
        max_in_7=reader.whole(*record["max_in_7"], 0, MAX_LIMIT),
        max_in_28=reader.whole(*record["max_in_28"], 0, MAX_LIMIT),
    )


def _pair(reader: Reader, raw: object, field: str) -> tuple[str, str]:
    items = reader.items(raw, field)
    if isinstance(raw, list) and len(items) != 2:
        reader.fault(field, f"must name two volunteers, not {len(items)}")
    names = [reader.text(*item) for item in items] + ["", ""]
    return names[0], names[1]


def to_json(problem: RotaProblem) -> dict[str, object]:
    """Return the problem as a JSON object of the format; ``parse`` turns it back into an equal problem."""
    return {
        "version": VERSION,
        "site": problem.site,
        "rules": {
            "free_nights_between": problem.rules.free_nights_between,
            "max_in_7": problem.rules.max_in_7,
            "max_in_28": problem.rules.max_in_28,
        },
        "nights": [{"on": night.on.isoformat(), "load": night.load} for night in problem.nights],
        "demand": [_demand_to_json(demand, number) for demand, number in Counter(problem.demand).items()],
        "volunteers": [_volunteer_to_json(volunteer) for volunteer in problem.volunteers],
        "apart": [list(pair) for pair in problem.apart],
        "fixed": assignments_to_json(problem.fixed),
        "published": assignments_to_json(problem.published),
    }


def slot_to_json(slot: Slot) -> dict[str, object]:
    """A slot as the three fields that name it."""
    return {"night": slot.night.isoformat(), "duty": slot.duty, "area": slot.area}


def _demand_to_json(demand: Demand, number: int) -> dict[str, object]:
    record = slot_to_json(demand.slot) | {"cost": demand.cost}
    return record if number == 1 else record | {"places": number}


def assignments_to_json(assignments: tuple[Assignment, ...]) -> list[dict[str, object]]:
    """A list of assignments, as ``fixed`` has them."""
    return [slot_to_json(assignment.slot) | {"volunteer": assignment.volunteer} for assignment in assignments]


def _volunteer_to_json(volunteer: Volunteer) -> dict[str, object]:
    own = {
        "max_in_7": volunteer.max_in_7,
        "max_in_28": volunteer.max_in_28,
        "free_nights_between": volunteer.free_nights_between,
    }
    return {
        "id": volunteer.id,
        "new": volunteer.new,
        "areas": None if volunteer.areas is None else sorted(volunteer.areas),
        "share": volunteer.share,
        "unavailable": [{"on": each.on.isoformat(), "reason": each.reason.value} for each in volunteer.unavailable],
        "avoid": [on.isoformat() for on in sorted(volunteer.avoid)],
        "prefer": [on.isoformat() for on in sorted(volunteer.prefer)],
        "carried_load": volunteer.carried_load,
        "last_nights": [on.isoformat() for on in sorted(volunteer.last_nights)],
        **{name: limit for name, limit in own.items() if limit is not None},
    }
