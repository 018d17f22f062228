"""Which site is meant by a prison code? The command line names sites that way; a page has its site chosen already."""

from __future__ import annotations

from listeners.access import Actor, Do, Kind, require
from listeners.domain.team import Site
from listeners.store import people_facts


def by_code(code: str, actor: Actor) -> Site:
    """Return the site with a prison code, such as LKI (4 statements).

    Raises:
        NotFound: there is none.
        NotAllowed: the actor may not see the rota of that site.
    """
    site = people_facts.site_by_code(code)
    require(actor, Do.READ, Kind.ROTA, site.id)
    return site
