"""Results to one self-contained HTML file per language: papermill executes, nbconvert renders."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from pipeline.errors import Fault, ResultsError
from pipeline.plan_file import load_plan
from pipeline.project import Folder, whole_file
from pipeline.results import read_json, rounded

NOTEBOOK = "notebooks/evaluation_report.ipynb"
PARAMETERS = {"evaluation", "language"}
# What the kernel inherits, so that the same results make the same bytes anywhere.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "JUPYTER_NO_CONFIG": "1",
}


def run(folder: Folder) -> str:
    """Write `reports/<evaluation>/evaluation.<language>.html` and the portfolio's card."""
    from pipeline.disclosure_audit import refuse_contacts, refuse_unsafe_results
    from pipeline.reporting.page import page_of
    from pipeline.reporting.words import words_in

    plan = load_plan(folder)
    os.environ |= ENVIRONMENT

    refuse_unsafe_results(folder, plan)
    pages = {}
    for language in plan.report.languages:
        words = words_in(language)
        title = words.label(plan.evaluation.title)
        pages[language] = page_of(executed(folder, language), title, words)
        refuse_contacts(pages[language], f"reports/{folder.name}/evaluation.{language}.html")
    card = card_of(folder, plan.model_dump()["evaluation"], tuple(pages))

    for language, page in pages.items():
        with whole_file(folder.reports / f"evaluation.{language}.html") as path:
            path.write_text(page, encoding="utf-8")
    with whole_file(folder.root / "reports" / "cards" / f"{folder.name}.json") as path:
        text = json.dumps(rounded(card), indent=1, sort_keys=True, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    return ", ".join(f"reports/{folder.name}/evaluation.{language}.html" for language in pages)


def executed(folder: Folder, language: str) -> Any:
    """The report notebook, executed in a kernel of its own and cleared of what differs by run.

    Raises
    ------
    ResultsError
        Where the notebook does not take the two parameters, or a cell of it fails.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    source = folder.root / NOTEBOOK
    declared = set(papermill.inspect_notebook(str(source)))
    if declared != PARAMETERS:
        message = "the report notebook must take the parameters evaluation and language"
        raise ResultsError(Fault("E611", message, NOTEBOOK, found=", ".join(sorted(declared))))
    with tempfile.TemporaryDirectory() as scratch:
        try:
            notebook = papermill.execute_notebook(
                str(source),
                str(Path(scratch) / "executed.ipynb"),
                parameters={"evaluation": folder.name, "language": language},
                cwd=str(folder.root),
                progress_bar=False,
                config=_own_kernel(Path(scratch)),
            )
        except PapermillExecutionError as error:
            message = f"the report notebook stopped: {error.ename}: {error.evalue}"
            raise ResultsError(Fault("E612", message, NOTEBOOK)) from None
    return without_traces(notebook)


def _own_kernel(scratch: Path) -> Any:
    """A kernel on no network port, whose sockets no other report's kernel can meet.

    Without a connection file of its own, two kernels started in one folder share their sockets.
    """
    from traitlets.config import Config

    if os.name == "nt":
        return Config()
    connection = str(scratch / "kernel.json")
    return Config({"KernelManager": {"transport": "ipc", "connection_file": connection}})


def without_traces(notebook: Any) -> Any:
    """The notebook without times, durations and random ids; of two forms, HTML is kept."""
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"].pop("text/plain", None)
    return notebook


def card_of(folder: Folder, about: dict[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
    """What the portfolio shows of an evaluation."""
    plan = load_plan(folder)
    return {
        "name": folder.name,
        "title": about["title"],
        "programme": about["programme"],
        "place": about["place"],
        "sdg": about["sdg"],
        "simulated": about["simulated"],
        "design": plan.design.kind,
        "languages": languages,
        "outcomes": {name: outcome.model_dump() for name, outcome in plan.outcomes.items()},
        "headline": read_json(folder, "headline.json"),
        "evidence": read_json(folder, "evidence.json"),
    }
