"""What do flags, and who is told of them, add to the tests that look at every page?"""

from __future__ import annotations

from tests.web.areas import Area
from tests.web.route_lines import C, Route, only

AREA = Area(
    routes={
        "care.flags_figures": Route(only(C)),
        "care.leads": Route(only(C)),
    },
)
