"""All evaluations at a glance: their plans, their state, their headlines."""

import json
import subprocess
import sys
from pathlib import Path

from pipeline.errors import AtharError, Fault, PlanError, ResultsError
from pipeline.plan import Plan
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, evaluation, find_root
from pipeline.results import read_json
from pipeline.versions import read_versions


def names(root: Path | None = None) -> tuple[str, ...]:
    """The evaluations that `params.yaml` lists, in its order."""
    return load_settings(root or find_root()).evaluations


def check_plans(name: str = "") -> str:
    """Say that the plans are in order.

    Raises
    ------
    PlanError
        With the faults of all plans together.
    """
    root = find_root()
    faults, lines = [], []
    for chosen in (name,) if name else names(root):
        try:
            folder = evaluation(chosen, root)
            plan = load_plan(folder)
            read_versions(folder)
        except AtharError as error:
            faults += error.faults
            continue
        lines.append(f"{chosen}: plan in order ({_summary(plan)})")
    if faults:
        raise PlanError(faults)
    return "\n".join(lines)


def _summary(plan: Plan) -> str:
    outcomes = len(plan.outcomes)
    counted = f"{outcomes} outcome{'s' if outcomes > 1 else ''}"
    return f"{plan.design.kind}, {counted}, headline by {plan.estimators[0]}"


def overview() -> str:
    """For each evaluation its headline in one line and its report's path, or what is missing.

    Raises
    ------
    ResultsError
        Where DVC cannot say what has changed.
    """
    root = find_root()
    folders = [evaluation(name, root) for name in names(root)]
    changed = changed_since_run(root)
    return "\n".join(_lines(folder, folder.name in changed) for folder in folders)


def changed_since_run(root: Path) -> set[str]:
    """The evaluations of which DVC would run a stage again."""
    command = [sys.executable, "-m", "dvc", "status", "--json"]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if answer.returncode:
        message = "DVC cannot say what has changed since the last run"
        last = answer.stderr.strip().splitlines()[-1:]
        raise ResultsError(Fault("E606", message, found=" ".join(last), help="run `dvc status`"))
    return {stage.partition("@")[2] for stage in json.loads(answer.stdout)}


def _lines(folder: Folder, changed: bool) -> str:
    headline = folder.results / "headline.json"
    if not headline.is_file():
        return f"{folder.name}\n  not run yet: athar run {folder.name}"
    rows = json.loads(headline.read_text(encoding="utf-8"))
    plan = load_plan(folder)
    state = "changed since the last run: dvc repro" if changed else "up to date"
    lines = [f"{folder.name} ({state})"]
    for outcome, planned in plan.outcomes.items():
        if outcome in rows and planned.role == "primary":
            line = headline_line(planned.label["en"], rows[outcome], plan, outcome)
            doubt = read_json(folder, "conclusions.json")["outcomes"][outcome]["doubted"]
            lines.append(f"  {line}{', in doubt' if doubt else ''}")
    languages = load_settings(folder.root).languages
    reports = [folder.reports / f"evaluation.{code}.html" for code in languages]
    lines += [f"  {folder.relative(path)}" for path in reports if path.is_file()]
    if len(lines) == 1 + sum(item.role == "primary" for item in plan.outcomes.values()):
        lines.append(f"  no report yet: athar run {folder.name}")
    return "\n".join(lines)


def headline_line(label: str, row: dict, plan: Plan, outcome: str) -> str:
    """`Earnings in 1978: +1,794 US dollars (from +474 to +3,115), increase`."""
    planned = plan.outcomes[outcome]
    scale = 100 if planned.kind == "binary" else 1
    unit = "percentage points" if planned.kind == "binary" else planned.unit.get("en", "")
    effect, low, high = (
        f"{row[name] * scale:+,.{planned.decimals}f}"
        for name in ("estimate", "conf_low", "conf_high")
    )
    verdict = row["verdict"].replace("_", " ")
    return f"{label}: {effect}{f' {unit}' if unit else ''} (from {low} to {high}), {verdict}"
