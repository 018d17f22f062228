"""Do imports point downwards only, and can nothing that staff see depend on how a volunteer feels?"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import grimp

from tests.architecture.files import ROOT, committed, name

CARE = "What a volunteer tells us stays in care"

# These may reach what a volunteer tells us, each for its reason; every other module may not, named here or not.
MAY_REACH_CARE = {
    "listeners.app": "knows everybody",
    "listeners.jobs": "raises the flags",
    "listeners.cli": "the command of the machine's owner",
    "listeners.web.care": "the coordinator's pages",
    "listeners.web.me": "the volunteer's own forms",
    "listeners.web.register": "hands every blueprint to the app; no blueprint imports it",
    "listeners.services.demo": "makes up the whole history of two fictional prisons",
    "listeners.store.schema": "makes and upgrades every table",
    "listeners.store.schema_tables": "names every table for the migrations",
}

# The only modules that may ask what time it is, and hand the answer down.
CLOCK_DOORS = ("listeners.web.guards", "listeners.jobs.runner", "listeners.cli")

# One blueprint for each person at the screen.
BLUEPRINTS = ("auth", "me", "tonight", "rota", "care", "review", "admin")


def contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def below(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def test_every_import_contract_is_kept() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"], cwd=ROOT, capture_output=True, text=True
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert f"Contracts: {len(contracts())} kept, 0 broken." in run.stdout


def test_no_module_reaches_care_through_any_chain_unless_it_is_excused_by_name() -> None:
    graph = grimp.build_graph("listeners")
    care = {module for module in graph.modules if "care" in module.split(".")}
    told = {module for module in care if not module.startswith("listeners.web.")}
    reached = set().union(*(graph.find_downstream_modules(module) for module in told))

    assert len(told) > 4
    assert sorted(module for module in reached - care if not below(module, MAY_REACH_CARE)) == []


def test_no_page_but_the_rota_s_board_and_the_national_office_s_takes_anything_from_the_templates_of_care() -> None:
    taking = {
        name(path): sorted(
            set(
                re.findall(
                    r"care/\w+\.html|prisons_at_a_glance|left_alone_last_quarter", path.read_text(encoding="utf-8")
                )
            )
        )
        for path in committed(".html", below="templates")
        if path.parent.name != "care" and not path.name.startswith("care_")
    }

    assert {path: taken for path, taken in taking.items() if taken} == {
        "templates/admin/index.html": ["care/unanswered_short.html"],
        "templates/rota/board.html": ["care/prisons_short.html"],
    }


def test_the_contract_about_care_forbids_every_care_package_below_the_pages() -> None:
    (contract,) = (entry for entry in contracts() if entry["name"] == CARE)
    packages = {
        module
        for module in grimp.build_graph("listeners").modules
        if module.endswith(".care") and module != "listeners.web.care"
    }

    assert packages == set(contract["forbidden_modules"])
    assert "allow_indirect_imports" not in contract


def test_time_enters_at_three_doors() -> None:
    graph = grimp.build_graph("listeners")
    asking = graph.find_modules_that_directly_import("listeners.clock")

    assert sorted(module for module in asking if not below(module, CLOCK_DOORS)) == []


def test_no_blueprint_imports_another() -> None:
    graph = grimp.build_graph("listeners")
    pages = {f"listeners.web.{name}" for name in BLUEPRINTS}
    of = {module: page for page in pages for module in graph.modules if below(module, [page])}
    chains = [
        (module, imported)
        for module, page in of.items()
        for imported in graph.find_upstream_modules(module)
        if imported in of and of[imported] != page
    ]

    assert sorted(chains) == []
