"""Processor seconds of every stage of every evaluation, each in a process of its own, from nothing.

    python benchmarks/cold_flow.py [folder of another checkout]

A checkout named after it is measured in place of this one, so that before and after can be
compared on one machine. Processor seconds, because other work on the machine hardly moves them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from ruamel.yaml import YAML

COPIED = ("data", "notebooks", "src", "reports", "dvc.yaml", "params.yaml", "pyproject.toml")
MADE = shutil.ignore_patterns("results", "clean", "analysis", "issues", "*.html", "__pycache__")


def copied(checkout: Path, target: Path) -> Path:
    """The checkout's own files without anything that the flow makes."""
    for name in COPIED:
        source = checkout / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=MADE)
        else:
            shutil.copy(source, target / name)
    return target


def processor_seconds(project: Path, *arguments: str) -> float:
    """What one run of the command costs; a run that fails stops the benchmark."""
    environment = os.environ | {"PYTHONPATH": str(project / "src"), "NO_COLOR": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", *arguments],
        cwd=project,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed")
    return used.ru_utime + used.ru_stime


def main(checkout: Path) -> None:
    """Run the flow in a copy of a checkout and print a table, a row for each evaluation."""
    flow = YAML(typ="safe").load((checkout / "dvc.yaml").read_text())["stages"]
    stages = [name for name, stage in flow.items() if "foreach" in stage]
    names = YAML(typ="safe").load((checkout / "params.yaml").read_text())["evaluations"]
    total: Counter[str] = Counter()
    print("| evaluation | " + " | ".join(stages) + " | all |")
    print("|---|" + "---|" * (len(stages) + 1))
    with tempfile.TemporaryDirectory() as folder:
        project = copied(checkout, Path(folder) / "project")
        for name in names:
            used = {stage: processor_seconds(project, stage, name) for stage in stages}
            total.update(used)
            cells = [f"{used[stage]:.1f}" for stage in stages]
            print(f"| {name} | " + " | ".join(cells) + f" | {sum(used.values()):.1f} |", flush=True)
    cells = [f"{total[stage]:.1f}" for stage in stages]
    print("| all | " + " | ".join(cells) + f" | {total.total():.1f} |")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1]).resolve())
