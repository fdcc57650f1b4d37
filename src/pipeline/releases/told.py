"""`athar changes`: what changed since the last version, said in a terminal."""

from pipeline.errors import Fault, ResultsError
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder
from pipeline.releases.attribution import moved_since
from pipeline.releases.comparing import changes, standing
from pipeline.releases.fingerprints import MOVERS, made_from
from pipeline.releases.headlines import headlines_here, labels_of
from pipeline.versions import read_versions


def told_changes(folder: Folder, *, rerun: bool) -> str:
    """Each outcome then and now, what is made from something else, and how much that moved.

    Raises
    ------
    ResultsError
        Where no version has been released, or the evaluation has not been run.
    """
    versions, plan = read_versions(folder), load_plan(folder)
    found = standing(versions, made_from(folder))
    if found.since is None:
        count = "no version has" if not versions else "only one version has"
        help_ = f'athar release {folder.name} --note "…"'
        message = f"{count} been released: there is nothing to compare with"
        raise ResultsError(Fault("E648", message, folder.relative(folder.versions), help=help_))
    unknown = ""
    if rerun and not found.moved:
        known = moved_since(folder, found.since)
        found, unknown = found.model_copy(update={"moved": known.moved}), known.unknown
    rows = changes(found, headlines_here(folder, plan))
    lines = [f"{folder.name}: since version {found.since.number} of {found.since.date}"]
    lines.append("  changed: " + (", ".join(found.parts) or "nothing that results are made from"))
    for row in rows:
        lines += _row_lines(row, plan)
    if unknown:
        lines.append(f"  what moved the results could not be told apart: {unknown}")
    elif any(row["state"] == "changed" and row["by_data"] != row["by_data"] for row in rows):
        lines.append(f"next: athar changes {folder.name} --rerun tells what moved them")
    return "\n".join(lines)


def _row_lines(row: dict, plan: Plan) -> list[str]:
    name = ", ".join(part for part in (row["outcome"], row["arm"]) if part)
    if row["state"] in ("gone", "new"):
        words = "no longer in the plan" if row["state"] == "gone" else "not in that version"
        return [f"  {name}: {words}"]
    label = labels_of(plan, [name])[name]["en"]
    if row["state"] == "same":
        return [f"  {label}: the same"]
    planned = plan.outcomes[row["outcome"]]
    scale = 100 if planned.kind == "binary" else 1

    def shown(value: float) -> str:
        return f"{value * scale:+,.{planned.decimals}f}"

    lines = [
        f"  {label}: {shown(row['then_estimate'])} ({row['then_verdict'].replace('_', ' ')}) → "
        f"{shown(row['estimate'])} ({row['verdict'].replace('_', ' ')})"
    ]
    moved = [
        f"the {mover} by {shown(row[f'by_{mover}'])}" for mover in MOVERS if row[f"by_{mover}"]
    ]
    if moved and row["by_data"] == row["by_data"]:
        lines.append(f"    moved by {', '.join(moved)}")
    return lines
