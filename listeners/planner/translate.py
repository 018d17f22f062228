"""Which columns does a plan set, and which plan do columns mean?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from listeners.domain.rota.problem import FIRST, Assignment, Slot
from listeners.planner.model import Here, RotaModel


def columns_of(model: RotaModel, assignments: Iterable[Assignment]) -> list[float]:
    """Return the value of every column under a plan that keeps the rules."""
    values = [0.0] * len(model.program.lower)
    weight = model.problem.load_of()
    loads = dict.fromkeys(model.team, 0)
    for each in assignments:
        values[model.on_duty[each.volunteer, (each.night, each.slot.area)]] = 1
        values[next(column for column in model.filled[each.slot] if not values[column])] = 1
        loads[each.volunteer] += weight[each.night]
        if each in model.kept:
            values[model.kept[each]] = 1
    for name, steps in model.loads.items():
        for column, level in steps:
            inside = min(level.width, loads[name])
            values[column] = inside
            loads[name] -= inside
    return values


def assignments_of(model: RotaModel, values: Sequence[float]) -> tuple[Assignment, ...]:
    """Return the plan that columns mean, in the order of nights, areas and duties."""
    found: list[Assignment] = []
    for here in model.slots_here:
        found += _share_out(model, values, here)
    return tuple(sorted(found, key=lambda each: each.order))


def _share_out(model: RotaModel, values: Sequence[float], here: Here) -> list[Assignment]:
    """Give each on duty in one area a duty: what is kept first, then the first duties to old hands, then the rest."""
    crew = sorted(name for (name, where), column in model.on_duty.items() if where == here and values[column] > 0.5)
    slots = sorted(model.slots_here[here], key=lambda slot: (slot.duty != FIRST, slot.order))
    room = {slot: sum(values[column] > 0.5 for column in model.filled[slot]) for slot in slots}
    given = [each for each, column in model.kept.items() if each.slot in room and values[column] > 0.5]
    for each in given:
        room[each.slot] -= 1
    kept = {each.volunteer for each in given}
    waiting = sorted((name for name in crew if name not in kept), key=lambda name: (model.team[name].new, name))
    for slot in _places_in_turn(slots, room):
        if waiting:
            given.append(Assignment(slot, waiting.pop(0)))
    return given


def _places_in_turn(slots: Sequence[Slot], room: dict[Slot, int]) -> Iterable[Slot]:
    for slot in slots:
        yield from [slot] * room[slot]
