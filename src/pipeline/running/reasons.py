"""Why an evaluation runs again, in a few words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.running.preparation import Ready

SHOWN = 3


def reason(ready: "Ready", name: str) -> str:
    """`changed: data/x/plan.yaml, src/pipeline/lottery.py and 2 more`; `not run yet`."""
    needs = ready.needs(name)
    if (
        len(needs) == len(ready.targets[name])
        and not (ready.root / "data" / name / "results" / "headline.json").is_file()
    ):
        return "not run yet"
    paths = list(dict.fromkeys(path for target in needs for path in ready.changed[target.name]))
    paths.sort(key=_distance)
    rest = len(paths) - SHOWN
    more = f" and {rest} more" if rest > 0 else ""
    return "changed: " + ", ".join(paths[:SHOWN]) + more


def _distance(path: str) -> int:
    """How far a path lies from what an evaluator edits: the nearest says most."""
    if path.endswith(("plan.yaml", "params.yaml", "codebook.csv", "corrections.csv", "/raw")):
        return 0
    made = path.endswith((" deleted", " modified")) or "/results/" in path
    return 2 if made else 1
