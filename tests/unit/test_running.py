"""A run told: what DVC prints, what moved between two runs, and how both are shown."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.errors import PlanError
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.running import dvc_process
from pipeline.running.as_json import document
from pipeline.running.attention import warnings_of
from pipeline.running.course import Ended
from pipeline.running.dvc_output import Event, events
from pipeline.running.dvc_process import Reproduction, _changes
from pipeline.running.estimates import Headlines, changes
from pipeline.running.in_terminal import InTerminal
from pipeline.running.outcome import Outcome
from pipeline.running.preparation import Ready
from pipeline.running.reasons import reason
from pipeline.running.summary import number, print_outcome
from pipeline.running.targets import Target, targets_of
from pipeline.stages import PAGES, STAGES

REPRODUCED = """\
WARNING: Process 'dvc repro' with (Pid 1), in RWLock-file 'x' had been killed.
Stage 'identify@hiv-results' didn't change, skipping
Running stage 'robustness@hiv-results':
> athar stage robustness hiv-results
1,000 of 9,999 draws, about 8 seconds left
robustness hiv-results: 14 attempts: 0 broke
Updating lock file 'dvc.lock'

Stage 'data_quality@hiv-results-en' is cached - skipping run, checking out outputs
Running stage 'report@hiv-results-en':
> athar stage report hiv-results --language en
report hiv-results: evaluation.en.html, 180 KiB

To track the changes with git, run:

\tgit add dvc.lock
Use `dvc push` to send your updates to remote storage.
"""
FAILED = """\
Running stage 'construct@small':
> athar stage construct small
\x1b[1;31merror\x1b[0m[E220]: no rows are left
  --> data/small/plan.yaml:31 (construct.sample)
ERROR: failed to reproduce 'construct@small': failed to run: athar, exited with 3
"""


def test_every_line_of_dvc_is_a_step_or_nothing() -> None:
    assert list(events(REPRODUCED.splitlines())) == [
        Event("unchanged", "identify@hiv-results"),
        Event("began", "robustness@hiv-results"),
        Event("progress", "robustness@hiv-results", "1,000 of 9,999 draws, about 8 seconds left"),
        Event("did", "robustness@hiv-results", "14 attempts: 0 broke"),
        Event("restored", "data_quality@hiv-results-en"),
        Event("began", "report@hiv-results-en"),
        Event("did", "report@hiv-results-en", "evaluation.en.html, 180 KiB"),
    ]


def test_a_stage_that_fails_keeps_its_words_and_its_exit_code() -> None:
    began, failed = events(FAILED.splitlines())
    assert (began.kind, failed.kind, failed.code) == ("began", "failed", 3)
    assert "no rows are left" in failed.text
    assert "\x1b[1;31m" in failed.text, "the stage's own colours are kept"
    assert "> athar stage" not in failed.text


def test_a_stage_killed_by_a_signal_has_failed() -> None:
    line = (
        "ERROR: failed to reproduce 'clean@x': failed to run: athar stage clean x, exited with -9"
    )
    (failed,) = events([line])
    assert (failed.kind, failed.stage, failed.code) == ("failed", "clean@x", -9)


def test_what_dvc_itself_complains_of_is_not_lost() -> None:
    told = list(events(["ERROR: Unable to acquire lock.", "", "Having any troubles?"]))
    assert told == [Event("stopped", text="Unable to acquire lock.")]


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("import sys; print(\"Running stage 'clean@x':\"); sys.exit(255)", "with exit code 255"),
        ("import os; os.kill(os.getpid(), 15)", "by signal 15"),
    ],
)
def test_a_dvc_that_ends_without_a_word_has_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, says: str
) -> None:
    # A stand-in for DVC: the targets that follow are arguments that the script does not read.
    monkeypatch.setattr(dvc_process, "DVC", (sys.executable, "-c", script))
    last = list(Reproduction(tmp_path, ["clean@x"]).steps())[-1]
    assert last.kind == "stopped"
    assert says in last.text


def test_names_of_stages_are_those_of_dvc() -> None:
    names = [target.name for target in targets_of("hiv-results", ("en", "ar"))]
    assert names[0] == "identify@hiv-results"
    assert names[-2:] == ["report@hiv-results-en", "report@hiv-results-ar"]
    assert len(names) == len(STAGES) + len(PAGES)


def test_until_a_stage_leaves_out_pages_and_what_comes_later() -> None:
    stages = [target.stage for target in targets_of("x", ("en",), "estimate")]
    assert stages == ["identify", "clean", "check", "construct", "balance", "estimate"]
    assert [target.stage for target in targets_of("x", ("en",), "data_quality")][-1] == (
        "data_quality"
    )
    with pytest.raises(PlanError) as error:
        targets_of("x", ("en",), "estimates")
    assert error.value.faults[0].help == "did you mean `estimate`?"


def test_what_changed_is_named_and_lost_outputs_are_told_apart() -> None:
    status = [
        {"changed deps": {"data/x/plan.yaml": {"estimate.confidence": "modified"}}},
        {"changed outs": {"data/x/results/estimates.csv": "deleted"}},
        "changed command",
    ]
    assert list(_changes(status)) == [
        "data/x/plan.yaml",
        "data/x/results/estimates.csv deleted",
        "changed command",
    ]


# What moved


def row(**changed: object) -> dict:
    found = {
        "estimate": 0.43, "conf_low": 0.39, "conf_high": 0.47, "std_error": 0.02,
        "verdict": "increase",
    }  # fmt: skip
    return found | changed


@pytest.mark.parametrize(
    ("then", "now", "doubted", "reading", "words"),
    [
        (row(), row(), (False, False), "identical", "identical"),
        (row(), row(conf_low=0.40), (False, False), "same reading", "same reading"),
        (row(), row(estimate=0.439), (False, False), "same reading", "same reading"),
        (row(), row(estimate=0.412), (False, False), "moved", "look: moved by 0.9 SE"),
        (
            row(),
            row(verdict="too_uncertain"),
            (False, False),
            "verdict changed",
            "look: increase has become too uncertain",
        ),
        (row(), row(), (False, True), "doubt", "look: now in doubt"),
        (row(), row(), (True, False), "doubt", "look: no longer in doubt"),
        (None, row(), (False, False), "new", "increase"),
        (row(), None, (False, False), "gone", "look: no longer among the headlines"),
        (row(std_error=None), row(estimate=0.6), (False, False), "moved", "look: moved"),
    ],
)
def test_readings(
    root: Path,
    then: dict | None,
    now: dict | None,
    doubted: tuple[bool, bool],
    reading: str,
    words: str,
) -> None:
    plan = load_plan(evaluation("hiv-results", root))
    moments = [
        Headlines({"got": found} if found else {}, {"got": doubt} if found else {})
        for found, doubt in zip((then, now), doubted, strict=True)
    ]
    (change,) = changes("hiv-results", plan, *moments)
    assert (change.reading, change.words) == (reading, words)
    assert change.asks == words.startswith("look")


def test_shares_are_told_in_percentage_points_and_arms_by_their_label(root: Path) -> None:
    plan = load_plan(evaluation("hiv-results", root))
    now = Headlines({"got": row(), "got, treated": row()}, {})
    first, second = changes("hiv-results", plan, Headlines({}, {}), now)
    assert (first.now, first.unit) == (43.0, "percentage points")
    assert second.label == f"{first.label}, {plan.design.arms.treated.label['en']}"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(1794.3, 0, "+1,794"), (-3.24, 1, "−3.2"), (-0.04, 1, "0.0"), (None, 1, "")],
)
def test_signs(value: float | None, decimals: int, shown: str) -> None:
    assert number(value, decimals) == shown


def test_warnings_are_failed_checks_and_headlines_in_doubt(tmp_path: Path, root: Path) -> None:
    shipped = evaluation("hiv-results", root)
    plan = load_plan(shipped)
    folder = replace(shipped, root=tmp_path)
    assert warnings_of(folder, plan) == []
    folder.results.mkdir(parents=True)
    header = "check,target,status,value,threshold,severity,detail,table,withheld"
    rows = ["missing,a,failed,1,0,warning,,,", "duplicates,b,passed,0,0,warning,,,"]
    (folder.results / "data_checks.csv").write_text("\n".join([header, *rows]) + "\n")
    concluded = {"got": {"doubted": True, "broken_by": ["lee_bounds"]}}
    (folder.results / "conclusions.json").write_text(json.dumps({"outcomes": concluded}))
    checks, doubt = warnings_of(folder, plan)
    assert checks.text == "1 data check failed (missing)"
    assert checks.command == "athar open hiv-results --quality"
    assert doubt.text.endswith("is in doubt: broken by lee bounds")


# How it is shown


def ready(root: Path, changed: dict | None = None) -> Ready:
    name = "hiv-results"
    plans = {name: load_plan(evaluation(name, root))}
    targets = {name: targets_of(name, ("en",))}
    return Ready(root, ("en",), plans, {}, targets, changed or {})


def shown_by(root: Path, changed: dict, *stages: Ended) -> str:
    stream = io.StringIO()
    show = InTerminal(Console(file=stream, highlight=False, soft_wrap=True, color_system=None))
    show.opening(ready(root, changed))
    for stage in stages:
        show.ended(stage)
    show.close()
    return stream.getvalue()


def test_stages_are_numbered_and_say_why_and_how_long(root: Path) -> None:
    changed = {"estimate@hiv-results": ("data/hiv-results/plan.yaml",)}
    name = "hiv-results"
    text = shown_by(
        root,
        changed,
        Ended(Target("identify", name), "unchanged"),
        Ended(Target("estimate", name), "did", "got +0.43", 6.24),
        Ended(Target("report", name, "en"), "restored", "", 0.1),
        Ended(Target("robustness", name), "failed", "error[E700]: too few", 1.0, 7),
    )
    total = len(STAGES)
    assert "1 evaluation, " in text
    assert "changed: data/hiv-results/plan.yaml" in text
    assert f" 1/{total}" in text
    assert "identify         nothing changed\n" in text
    assert text.splitlines()[4].endswith("6.2 s")
    assert "taken from the cache" in text
    assert "stopped with exit code 7" in text
    assert "error[E700]: too few" in text
    assert "\x1b" not in text, "a pipe gets plain lines"


def test_progress_is_a_plain_line_in_a_pipe() -> None:
    stream = io.StringIO()
    show = InTerminal(Console(file=stream, soft_wrap=True, highlight=False))
    show.began(Target("robustness", "x"))
    show.progress(Target("robustness", "x"), "100 of 900 draws, about 8 seconds left")
    assert stream.getvalue().strip() == "robustness  100 of 900 draws, about 8 seconds left"


def test_reasons_put_what_the_evaluator_edits_first(root: Path) -> None:
    changed = {
        "identify@hiv-results": (
            "src/pipeline/plan.py",
            "src/pipeline/graph.py",
            "requirements.txt",
        ),
        "clean@hiv-results": ("data/hiv-results/raw", "data/hiv-results/clean deleted"),
    }
    said = reason(ready(root, changed), "hiv-results")
    assert said.startswith("changed: data/hiv-results/raw, src/")
    assert said.endswith("and 2 more")


def test_the_end_says_what_moved_what_was_left_undone_and_what_comes_next(root: Path) -> None:
    plan = load_plan(evaluation("hiv-results", root))
    then = Headlines({"got": row(estimate=0.4)}, {"got": False})
    moved = changes("hiv-results", plan, then, Headlines({"got": row()}, {"got": True}))
    outcome = Outcome(
        ready=ready(root),
        ended=[Ended(Target("estimate", "hiv-results"), "did", "", 1.0)],
        not_done=[Target("report", "hiv-results", "en")],
        changes=moved,
        reports=["reports/hiv-results/evaluation.en.html"],
        stopped=[("hiv-results", "no space left")],
        exit_code=7,
    )
    stream = io.StringIO()
    print_outcome(Console(file=stream, width=110, soft_wrap=True, highlight=False), outcome)
    text = stream.getvalue()
    assert "Not done for hiv-results: report en" in text
    assert "no space left" in text
    assert "+40.0" in text
    assert "+43.0" in text
    assert "+39.0 to +47.0" in text
    assert "look: now in doubt" in text
    assert "athar open hiv-results" in text
    assert "athar verify reports/hiv-results/evaluation.en.html" in text
    told = json.loads(json.dumps(document(outcome)))
    assert told["exit_code"] == 7
    assert told["stages"][0]["end"] == "did"
    assert told["estimates"][0]["reading"] == "doubt"
    assert told["not_done"] == [{"stage": "report", "evaluation": "hiv-results", "language": "en"}]
