"""Which tables are there? Importing this file knows them all; nothing else imports every one."""

from __future__ import annotations

from typing import Any

from listeners.store import accounts as accounts
from listeners.store import callouts as callouts
from listeners.store import cover as cover
from listeners.store import duties as duties
from listeners.store import night_contacts as night_contacts
from listeners.store import people as people
from listeners.store import records as records
from listeners.store import regime as regime
from listeners.store import rota as rota
from listeners.store import sheets as sheets
from listeners.store.care import buddies as buddies
from listeners.store.care import cadences as cadences
from listeners.store.care import care_leads as care_leads
from listeners.store.care import checkins as checkins
from listeners.store.care import concerns as concerns
from listeners.store.care import decisions as decisions
from listeners.store.care import exit_talks as exit_talks
from listeners.store.care import group_surveys as group_surveys
from listeners.store.care import instrument_results as instrument_results
from listeners.store.care import offload_plans as offload_plans
from listeners.store.care import own_contacts as own_contacts
from listeners.store.care import person_requests as person_requests
from listeners.store.care import reporting_duties as reporting_duties
from listeners.store.care import support_plans as support_plans
from listeners.store.care import thanks as thanks
from listeners.store.care import trainings as trainings
from listeners.store.care import wellbeing as wellbeing
from listeners.store.columns import add_checks, add_site_indexes
from listeners.store.database import Base

metadata = Base.metadata
add_checks(metadata)
add_site_indexes(metadata)


def own(_thing: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """Whether Alembic compares an object: not the exclusion constraint, which is a guard and no table's."""
    return not (reflected and kind == "index" and name == "guard_duty_exclusion")
