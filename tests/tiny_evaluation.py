"""An evaluation whose stages cost nothing, in git and DVC: what `athar release` asks of them."""

import subprocess
from pathlib import Path

from conftest import dvc
from pipeline.project import Folder
from villages import CODEBOOK, YAML

NAME = "tiny"
FLOW = """\
stages:
  estimate:
    foreach: ${evaluations}
    do:
      cmd: python stage.py estimate ${item}
      deps: ["data/${item}/raw", "src/code.py", "data/${item}/plan.yaml"]
      outs:
        - data/${item}/results/headline.json: {cache: false}
        - data/${item}/results/conclusions.json: {cache: false}
  conclude:
    foreach: ${evaluations}
    do:
      cmd: python stage.py conclude ${item}
      deps: ["data/${item}/versions.yaml", "data/${item}/results/headline.json", src/code.py]
      outs:
        - data/${item}/results/version.json: {cache: false}
  report:
    matrix:
      evaluation: ${evaluations}
      language: ${languages}
    cmd: python stage.py report ${item.evaluation} ${item.language}
    deps: ["data/${item.evaluation}/results/version.json"]
    outs: ["reports/${item.evaluation}/evaluation.${item.language}.html"]
  portfolio:
    cmd: python stage.py portfolio
    outs: [reports/index.html]
"""
STAGE = """\
import json, pathlib, sys
stage, name, language = (sys.argv[1:] + ["", ""])[:3]
data, reports = pathlib.Path("data", name), pathlib.Path("reports")
(reports / name).mkdir(parents=True, exist_ok=True)
if stage == "estimate":
    mean = float((data / "raw" / "rows.csv").read_text())
    row = {"estimate": mean, "conf_low": mean - 1, "conf_high": mean + 1, "verdict": "increase"}
    (data / "results").mkdir(exist_ok=True)
    (data / "results" / "headline.json").write_text(json.dumps({"savings": row}))
    found = {"outcomes": {"savings": {"certainty": "high"}}}
    (data / "results" / "conclusions.json").write_text(json.dumps(found))
elif stage == "conclude":
    (data / "results" / "version.json").write_text((data / "versions.yaml").read_text())
elif stage == "report":
    text = (data / "results" / "version.json").read_text()
    (reports / name / f"evaluation.{language}.html").write_text(text)
else:
    (reports / "index.html").write_text("all")
"""


def git(project: Path, *arguments: str) -> str:
    """What git answers in a project."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def rerun(folder: Folder) -> None:
    """Run what changed, and commit it."""
    ran = dvc(folder.root, "repro", "--quiet")
    assert ran.returncode == 0, ran.stderr
    git(folder.root, "add", "--all")
    git(folder.root, "commit", "--quiet", "--allow-empty", "--message", "Results")


def write(folder: Folder, mean: float) -> None:
    """The survey, whose only outcome has this mean."""
    (folder.data / "raw" / "rows.csv").write_text(f"{mean}\n", encoding="utf-8")


def tiny_evaluation(root: Path, ignored: str) -> Folder:
    """The evaluation, run and committed; ``ignored`` is the project's own `.gitignore`."""
    folder = Folder(root, NAME)
    (folder.data / "raw").mkdir(parents=True)
    for place in ("src/pipeline/reporting", "notebooks"):
        (root / place).mkdir(parents=True)
    files = {
        ".gitignore": ignored,
        "dvc.yaml": FLOW,
        "stage.py": STAGE,
        "src/code.py": "",
        "requirements.txt": "",
        "params.yaml": f"evaluations: [{NAME}]\nlanguages: [en, ar]\nseed: 1\n"
        "draws: {randomization_inference: 99, refuters: 100}\n",
        f"data/{NAME}/plan.yaml": YAML,
        f"data/{NAME}/codebook.csv": CODEBOOK,
        f"data/{NAME}/corrections.csv": "id,variable,old,new,who,when,why\n",
        f"data/{NAME}/versions.yaml": "[]\n",
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    write(folder, 12.0)
    git(root, "init", "--quiet")
    for setting, value in (("user.name", "Nour"), ("user.email", "nour@example.org")):
        git(root, "config", setting, value)
    assert dvc(root, "init", "--quiet").returncode == 0
    rerun(folder)
    return folder
