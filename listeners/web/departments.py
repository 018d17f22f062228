"""What is each department called that has somebody at work, on every page?"""

from __future__ import annotations

from wtforms import SelectChoice  # type: ignore[attr-defined]  # the published types do not know it yet

from listeners.domain.work_told import Department
from listeners.web.fields import choices

DEPARTMENTS = {
    Department.KITCHENS: "Kitchens",
    Department.SERVERY: "Servery",
    Department.CLEANING: "Cleaning",
    Department.LAUNDRY: "Laundry",
    Department.WORKSHOPS: "Workshops",
    Department.STORES: "Stores",
    Department.GARDENS: "Gardens",
    Department.RECEPTION: "Reception",
    Department.EDUCATION: "Education",
    Department.LIBRARY: "Library",
    Department.GYM: "Gym",
    Department.CHAPEL: "Chapel",
    Department.OTHER: "Another place",
}


def offered() -> list[SelectChoice]:
    """Return the choices of a field, the first of them empty."""
    return choices([("", ""), *((each.value, words) for each, words in DEPARTMENTS.items())])
