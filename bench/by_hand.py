"""How does a coordinator with a list on the wall fill a rota? Round and round, whoever is next."""

from __future__ import annotations

from listeners.domain.rota.problem import FIRST, Assignment, RotaProblem, Slot, Volunteer


def round_robin(problem: RotaProblem) -> tuple[Assignment, ...]:
    """Give each place, night by night, to the next on the list who can at sight; who was passed over waits a round.

    At sight: there that night, reaches the area, no new one as first, not on that night already. Rest, limits, pairs
    apart and who leads a new one take a look at more than the list and the calendar, and are not looked at.
    """
    found: list[Assignment] = []
    team, at = problem.volunteers, 0
    for slot in sorted((demand.slot for demand in problem.demand), key=lambda each: each.order):
        tonight = {each.volunteer for each in found if each.night == slot.night}
        for step in range(len(team)):
            who = team[(at + step) % len(team)]
            if who.id not in tonight and _can_at_sight(who, slot):
                found.append(Assignment(slot, who.id))
                at = (at + step + 1) % len(team)
                break
    return tuple(found)


def _can_at_sight(who: Volunteer, slot: Slot) -> bool:
    return (
        all(absence.on != slot.night for absence in who.unavailable)
        and (slot.area is None or who.areas is None or slot.area in who.areas)
        and not (who.new and slot.duty == FIRST)
    )
