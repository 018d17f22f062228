"""How does the planner behave as a process: the same bytes each time, progress, exit statuses?"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.remedies_json import question_to_text
from listeners.domain.rota.solution import solution_from_json

ROOT = Path(__file__).parent.parent.parent
WAIT = 0.2
"""Seconds: about as long as the solver needs between two pieces of news."""
DATA = ROOT / "tests" / "data" / "rota-format"


def planner(data: bytes, *options: str, hash_seed: str = "0") -> subprocess.CompletedProcess[bytes]:
    return _process("listeners.planner", data, *options, hash_seed=hash_seed)


def mender(data: bytes, hash_seed: str = "0") -> subprocess.CompletedProcess[bytes]:
    return _process("listeners.planner.mend", data, hash_seed=hash_seed)


def _process(part: str, data: bytes, *options: str, hash_seed: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", part, *options],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [("pub-12x28", []), ("pub-20x28-2areas-fixed", ["--work=6"]), ("pub-24x28-repair", ["--seed=7"])],
)
def test_the_same_problem_seed_and_work_give_the_same_bytes(name: str, options: list[str]) -> None:
    data = (DATA / f"{name}.json").read_bytes()
    one, other = (planner(data, *options, hash_seed=seed) for seed in ("1", "2"))
    assert one.returncode == other.returncode == 0
    assert one.stdout == other.stdout


def test_a_process_that_is_kept_waiting_over_and_over_gives_the_same_bytes() -> None:
    data = (DATA / "pub-20x28-2areas-fixed.json").read_bytes()
    assert kept_waiting(data, "--work=30") == planner(data, "--work=30").stdout


def kept_waiting(data: bytes, *options: str) -> bytes:
    """The answer of a planner whose machine does something else for a while after each piece of news."""
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(data)
        question.seek(0)
        command = [sys.executable, "-m", "listeners.planner", *options]
        with subprocess.Popen(command, stdin=question, stdout=answer, stderr=subprocess.PIPE, cwd=ROOT) as process:
            for _ in process.stderr or ():
                process.send_signal(signal.SIGSTOP)
                time.sleep(WAIT)
                process.send_signal(signal.SIGCONT)
        answer.seek(0)
        return answer.read()


def test_progress_is_a_line_of_json_for_each_piece_of_news() -> None:
    run = planner((DATA / "pub-07x28-short.json").read_bytes())
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert all(line.keys() == {"stage", "best", "bound", "elapsed"} for line in lines)
    assert {"gaps", "unfairness", "preferred"} <= {line["stage"] for line in lines}
    assert [line["elapsed"] for line in lines] == sorted(line["elapsed"] for line in lines)


def test_clashing_fixed_assignments_are_exit_status_1_and_named_in_the_answer() -> None:
    run = planner((DATA / "pub-fixed-conflict.json").read_bytes())
    answer = json.loads(run.stdout)
    assert (run.returncode, answer["status"]) == (1, "conflict")
    assert {each["volunteer"] for each in answer["conflicts"]} == {"v19", "v01"}


def test_input_that_cannot_be_used_is_exit_status_2_without_an_answer() -> None:
    run = planner(b'{"version": 1}')
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"nights: is missing" in run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize("option", ["--seconds=nan", "--seconds=-1", "--work=1.5", "--seed=9999999999"])
def test_an_option_that_means_nothing_is_refused(option: str) -> None:
    run = planner(b"", option)
    assert run.returncode == 2
    assert b"Traceback" not in run.stderr


def test_the_same_question_what_would_mend_a_plan_gets_the_same_bytes_and_a_spoiled_one_status_2() -> None:
    problem = problem_from_json((DATA / "pub-07x28-short.json").read_bytes(), "it")
    plan = solution_from_json(planner((DATA / "pub-07x28-short.json").read_bytes()).stdout, "it").assignments
    question = question_to_text(problem, plan, [("v03", problem.nights[0].on)]).encode()
    one, other = (mender(question, hash_seed=seed) for seed in ("1", "2"))
    assert (one.returncode, one.stdout) == (0, other.stdout)
    assert json.loads(one.stderr)["stage"] == "remedies"
    spoiled = mender(question.replace(b'"asked": [["v03", "', b'"asked": [["v03", "x'))
    assert (spoiled.returncode, spoiled.stdout) == (2, b"") and b"asked[0][1]" in spoiled.stderr
