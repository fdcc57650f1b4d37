"""What a run leaves for somebody to look at, each with the command that shows it."""

from dataclasses import dataclass

from pipeline.plan import Plan
from pipeline.project import Folder
from pipeline.results import read_json, read_table

SHOWN = 3  # of what failed or broke, named one by one


@dataclass(frozen=True)
class Warning_:
    """One thing to look at: which evaluation, what, and what to type next."""

    evaluation: str
    text: str
    command: str


def warnings_of(folder: Folder, plan: Plan) -> list[Warning_]:
    """Failed checks of the data and headlines in doubt; nothing of what has not been made."""
    return [*_failed_checks(folder), *_doubted(folder, plan)]


def _failed_checks(folder: Folder) -> list[Warning_]:
    if not (folder.results / "data_checks.csv").is_file():
        return []
    table = read_table(folder, "data_checks.csv")
    failed = table[table["status"] == "failed"]
    if failed.empty:
        return []
    kinds = list(dict.fromkeys(failed["check"]))
    count = len(failed)
    text = f"{count} data check{'s' if count > 1 else ''} failed ({_some(kinds)})"
    return [Warning_(folder.name, text, f"athar open {folder.name} --quality")]


def _doubted(folder: Folder, plan: Plan) -> list[Warning_]:
    if not (folder.results / "conclusions.json").is_file():
        return []
    concluded = read_json(folder, "conclusions.json")["outcomes"]
    found = []
    for target, said in concluded.items():
        outcome = plan.outcomes.get(target.partition(", ")[0])
        if outcome is None or not said["doubted"]:
            continue
        by = f": broken by {_some(said['broken_by'])}" if said["broken_by"] else ""
        text = f"{outcome.label.get('en', target)} is in doubt{by}"
        found.append(Warning_(folder.name, text, f"athar open {folder.name} --annex"))
    return found


def _some(names: list[str]) -> str:
    words = [name.replace("_", " ") for name in names[:SHOWN]]
    rest = len(names) - SHOWN
    return ", ".join(words) + (f" and {rest} more" if rest > 0 else "")
