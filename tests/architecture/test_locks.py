"""Can every package be checked against its sum, from whichever registry it comes?"""

import re
import tomllib

import pytest

from tests.architecture.files import ROOT, committed, name

LOCKS = ("requirements.txt", "requirements-dev.txt")
# Put together here, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("proxy", "golang", "org"),
        ("static", "crates", "io"),
    )
)
SUFFIXES = (".py", ".txt", ".toml", ".md", ".html", ".css", ".js", ".json", ".csv", ".cfg", ".ini", ".sql", ".svg", "")


def entries(lock: str) -> list[str]:
    """The packages of a lock file, each with the lines that belong to it."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip()]


def plain(requirement: str) -> str:
    """The bare name of a requirement, as a lock file writes it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~;\s]", requirement)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_to_a_version_and_a_sum(lock: str) -> None:
    pattern = re.compile(r"^[a-z0-9-]+==\S+( ; [^-]+.*?)?(\s+--hash=sha256:[0-9a-f]{64})+$")

    assert len(entries(lock)) > 30
    assert [entry[:80] for entry in entries(lock) if not pattern.match(entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_place_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links|file:", text) == []


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run, test = ({plain(entry) for entry in entries(lock)} for lock in LOCKS)

    assert {plain(one) for one in project["dependencies"]} - run == set()
    assert {plain(one) for one in project["optional-dependencies"]["dev"]} - test == set()


def test_the_packages_for_the_tests_hold_those_for_running_in_the_same_versions() -> None:
    run, test = ({entry.split()[0] for entry in entries(lock)} for lock in LOCKS)

    assert run - test == set()


def test_no_file_names_a_package_registry() -> None:
    found = [
        (name(path), registry)
        for path in committed(*SUFFIXES)
        for text in [path.read_text(encoding="utf-8", errors="replace")]
        for registry in REGISTRIES
        if registry in text
    ]

    assert found == []
    assert not list(ROOT.glob("*.lock")) and not (ROOT / "package-lock.json").exists()
