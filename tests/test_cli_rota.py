"""Do ``listeners rota solve`` and ``listeners rota check`` answer on standard output, and refuse in one line?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.domain.test_rota_json import spoilt

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data" / "rota-format"
LISTENERS = [sys.executable, "-c", "from listeners.app import main; main()"]


def listeners(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a shell would."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([*LISTENERS, *map(str, arguments)], capture_output=True, text=True, env=environment)


def refused(run: subprocess.CompletedProcess[str]) -> str:
    """The one line of a refusal that printed no answer."""
    assert (run.returncode, run.stdout) == (2, "")
    (line,) = run.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A solution of the example of 7 volunteers, which has gaps."""
    path = tmp_path_factory.mktemp("rota") / "solution.json"
    run = listeners("rota", "solve", DATA / "pub-07x28-short.json", "-o", path)
    assert (run.returncode, run.stdout) == (0, "")
    return path


def test_solve_prints_the_solution_alone_and_the_progress_beside_it() -> None:
    run = listeners("rota", "solve", DATA / "pub-12x28.json", "--work", "3", "--seed", "2")
    assert run.returncode == 0
    assert json.loads(run.stdout)["seed"] == 2
    assert all(json.loads(line)["stage"] for line in run.stderr.splitlines())


def test_the_best_figures_of_the_short_team_are_reached_and_check_agrees(solved: Path) -> None:
    best = json.loads((DATA / "pub-07x28-short.best.json").read_text())["objective"]
    assert json.loads(solved.read_text())["objective"] == best
    run = listeners("rota", "check", DATA / "pub-07x28-short.json", solved)
    assert (run.returncode, run.stderr) == (0, "")
    assert "gaps 10, changes 0, avoided 1, unfairness 15063, preferred 9" in run.stdout


def test_check_says_who_when_and_by_how_much(solved: Path, tmp_path: Path) -> None:
    solution = json.loads(solved.read_text())
    given_away = solution["assignments"][0]
    solution["assignments"][1]["volunteer"] = given_away["volunteer"]
    solution["objective"]["preferred"] += 50
    spoiled = tmp_path / "spoiled.json"
    spoiled.write_text(json.dumps(solution))
    run = listeners("rota", "check", DATA / "pub-07x28-short.json", spoiled)
    assert run.returncode == 1
    assert f"{given_away['night']} same night: {given_away['volunteer']} has 1 more than one duty" in run.stdout
    assert "figure: preferred" in run.stdout


def test_fixed_assignments_that_clash_are_named_with_exit_status_1() -> None:
    run = listeners("rota", "solve", DATA / "pub-fixed-conflict.json")
    assert run.returncode == 1
    assert [each["rule"] for each in json.loads(run.stdout)["conflicts"]] == ["gap", "gap", "resting"]
    assert run.stderr.splitlines() == [
        "2026-12-09 gap: v19 is fixed as first A",
        "2026-12-10 gap: v19 is fixed as second A",
        "2026-12-22 resting: v01 is fixed as second B",
    ]


def test_why_tells_of_each_gap_its_reasons_and_what_would_fill_it_then_what_would_fill_all(solved: Path) -> None:
    run = listeners("rota", "why", DATA / "pub-07x28-short.json", solved)
    lines = run.stdout.splitlines()
    gaps = json.loads(solved.read_text())["gaps"]
    assert (run.returncode, run.stderr) == (0, "")
    assert [line.split(": ")[0] for line in lines if line[:4].isdigit()] == [f"{g['night']} {g['duty']}" for g in gaps]
    assert "  let v03 do 3 nights in 7, the rule says 2" in lines
    assert lines[-2:] == ["1 more volunteer would fill 8 of 10", "2 more volunteers would fill 10 of 10"]
    assert lines[-3].startswith("all 10 together: ")


def test_why_as_json_says_the_same_and_costs_as_documented(solved: Path) -> None:
    found = json.loads(listeners("rota", "why", DATA / "pub-07x28-short.json", solved, "--json").stdout)
    most = {"count": 2, "area": None, "left": 0, "proven": True}
    assert (found["version"], found["places"], found["more"][-1]) == (1, 10, most)
    assert all(gap["proven"] and {one["cost"] for one in gap["remedies"]} == {8} for gap in found["gaps"])
    assert (found["together"]["cost"], found["together_proven"]) == (8 + 8 + 32, True)


def test_why_there_is_no_plan_is_told_by_the_fixed_assignments_that_clash(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    listeners("rota", "solve", DATA / "pub-fixed-conflict.json", "-o", path)
    run = listeners("rota", "why", DATA / "pub-fixed-conflict.json", path)
    assert (run.returncode, run.stderr) == (1, "")
    assert [line.split()[1] for line in run.stdout.splitlines()] == ["gap:", "gap:", "resting:"]


def test_why_explains_no_solution_that_check_finds_fault_with(solved: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.json"
    solution = json.loads(solved.read_text())
    solution["assignments"] = solution["assignments"][1:]
    spoiled.write_text(json.dumps(solution))
    run = listeners("rota", "why", DATA / "pub-07x28-short.json", spoiled)
    assert run.returncode == 1 and "gap list" in run.stdout and "would fill" not in run.stdout


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    assert "absent.json: No such file" in refused(listeners("rota", "solve", tmp_path / "absent.json"))
    assert "No such file" in refused(listeners("rota", "check", DATA / "pub-12x28.json", tmp_path / "absent.json"))


def test_a_problem_that_cannot_be_used_writes_nothing(tmp_path: Path) -> None:
    problem, output = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text((DATA / "pub-12x28.json").read_text().replace('"version":1', '"version":2', 1))
    assert refused(listeners("rota", "solve", problem, "-o", output)).endswith("version: must be 1, not 2")
    assert not output.exists()


def test_an_output_that_cannot_be_written_is_refused_before_planning(tmp_path: Path) -> None:
    line = refused(listeners("rota", "solve", DATA / "pub-12x28.json", "-o", tmp_path / "no" / "s.json"))
    assert line.endswith("its directory does not exist")


@pytest.mark.parametrize("options", [["--seconds", "nan"], ["--work", "-1"], ["--seed", "x"], ["--fast"]])
def test_an_option_that_means_nothing_is_one_line(options: list[str]) -> None:
    assert options[0] in refused(listeners("rota", "solve", DATA / "pub-12x28.json", *options))


def test_an_unknown_command_is_one_line() -> None:
    assert "No such command 'rotas'" in refused(listeners("rotas"))


@pytest.mark.parametrize(
    ("part", "wrong", "line"),
    [
        ("volunteers", {"share": 30}, "volunteers[0].share: must be 100, 75, 50 or 25, not 30"),
        ("demand", {"duty": "second"}, "demand[1]: wants the same place as demand[0]: places says how many"),
        ("nights", {"on": "2026-12-09"}, "nights[1].on: 2026-12-08 comes after 2026-12-09: nights must be in order"),
    ],
)
def test_a_slip_in_the_file_is_one_line_and_nothing_is_written(
    part: str, wrong: dict[str, object], line: str, tmp_path: Path
) -> None:
    record = json.loads((DATA / "pub-12x28.json").read_text())
    record[part][0] |= wrong
    problem, output = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(json.dumps(record))
    assert refused(listeners("rota", "solve", problem, "-o", output)).endswith(f"problem.json: {line}")
    assert not output.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(data=spoilt())
def test_whatever_the_file_holds_there_is_an_answer_or_a_refusal_and_never_a_traceback(
    data: bytes, tmp_path: Path
) -> None:
    problem = tmp_path / "problem.json"
    problem.write_bytes(data)
    run = listeners("rota", "solve", problem, "--work", "20")
    assert "Traceback" not in run.stderr
    assert run.returncode in (0, 1, 2)
    assert bool(run.stdout) == (run.returncode != 2)


@pytest.mark.parametrize("command", ["solve", "check"])
def test_planning_from_files_loads_neither_web_nor_database_nor_solver(command: str, solved: Path) -> None:
    paths = [str(DATA / "pub-07x28-short.json"), *([str(solved)] if command == "check" else [])]
    script = (
        "import sys; from listeners.app import main\n"
        f"sys.argv = ['listeners', 'rota', {command!r}, *{paths!r}]\n"
        "try: main()\n"
        "finally: print(*sorted({'flask', 'sqlalchemy', 'config', 'highspy', 'numpy'} & set(sys.modules)), 'end')"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0
    assert run.stdout.splitlines()[-1].split() == ["end"]
