"""`athar share`: a folder that may leave the house, with results of people and rows of nobody.

It is a project of its own: results and report of the real data to read, and beside them synthetic
data on which the same pipeline runs.
"""

import shutil
from pathlib import Path

from pipeline.codebook import Codebook, line_of, without
from pipeline.disclosure_rules.audit import refuse_contacts, refuse_unsafe_results
from pipeline.errors import Fault, ResultsError
from pipeline.plan_file import load_plan_and_codebook
from pipeline.project import UNFINISHED, Folder, evaluation, read_rows
from pipeline.sharing.readme import readme_of
from pipeline.sharing.synthetic_evaluation import (
    EXPORT,
    dump_yaml,
    read_yaml,
    synthetic_rows,
    write_codebook_lines,
    write_synthetic,
)

PROJECT = (
    ".dvc/config", ".dvc/plots", ".dvcignore", ".gitignore", "GLOSSARY.md", "LICENSE", "Makefile",
    "dvc.yaml", "notebooks", "pyproject.toml", "requirements.txt", "src",
)  # fmt: skip
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", UNFINISHED + "*")


def share(name: str, to: str = "") -> str:
    """Write the folder of a named evaluation, below `shared/` or where ``to`` says.

    Raises
    ------
    ResultsError
        Where the report has not been made, results are not safe, or the target is something else.
    """
    folder = evaluation(name)
    plan, codebook = load_plan_and_codebook(folder)
    refuse_unsafe_results(folder, plan)
    pages = sorted(folder.reports.glob("*.html"))
    if not pages:
        message = f"`{name}` has no report yet"
        raise ResultsError(Fault("E603", message, help=f"run `athar run {name}`"))
    for page in pages:
        refuse_contacts(page.read_text(encoding="utf-8"), folder.relative(page))
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")
    rows = synthetic_rows(folder, plan, analysis)

    target = (Path.cwd() / to if to else folder.root / "shared" / name).resolve()
    refuse_to_replace(target, folder)
    unfinished = target.with_name(UNFINISHED + target.name)
    shutil.rmtree(unfinished, ignore_errors=True)
    copy_project(folder.root, unfinished)
    copy_real(folder, codebook, unfinished / "real")
    write_synthetic(Folder(unfinished, f"{name}-synthetic"), folder, (plan, codebook), rows)
    (unfinished / "README.md").write_text(readme_of(folder, plan), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
    return f"{target}: {len(pages)} reports, {len(rows):,} synthetic rows"


def refuse_to_replace(target: Path, folder: Folder) -> None:
    """Stop where the target holds something that no earlier `share` wrote."""
    ours = not target.exists() or any((target / "data").glob(f"*/raw/{EXPORT}"))
    if not ours or target == folder.root or target in folder.root.parents:
        message = "the folder to write to holds something that `athar share` did not write"
        raise ResultsError(Fault("E630", message, str(target), help="name another with --to"))


def copy_project(root: Path, target: Path) -> None:
    """The code and the flow, without any evaluation."""
    for name in PROJECT:
        source, place = root / name, target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, ignore=LEFT_OUT)
        elif source.is_file():
            shutil.copyfile(source, place)


def copy_real(folder: Folder, codebook: Codebook, target: Path) -> None:
    """What was published of real people: plan, codebook, versions, results, reports."""
    for source, place in ((folder.results, "results"), (folder.reports, "reports")):
        shutil.copytree(source, target / place, ignore=LEFT_OUT)
    shutil.copyfile(folder.versions, target / "versions.yaml")
    content = read_yaml(folder.plan)
    content["clean"].pop("harmonise", None)  # its keys are texts that respondents gave
    dump_yaml(content, target / "plan.yaml")
    lines = []
    for variable in codebook.values():
        line = line_of(variable)
        secret = variable.identifier == "direct"  # the codes of one may be names
        lines.append(without(line, "missing", "values") if secret else line)
    write_codebook_lines(target / "codebook.csv", lines)
