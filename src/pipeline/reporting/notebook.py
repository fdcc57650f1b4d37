"""A report notebook, executed: papermill runs it in a kernel of its own on no network port."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import Fault, ResultsError
from pipeline.project import Folder

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

# A kernel that is told to end may log that as an error; what fails in a cell is told otherwise.
QUIET = "--IPKernelApp.log_level=50"


def executed(folder: Folder, notebook: str, language: str) -> Any:
    """A notebook of the project, executed in its own kernel and cleared of what differs by run.

    Raises
    ------
    ResultsError
        Where the notebook does not take the two parameters, or a cell of it fails.
    """
    with _unneeded("rfc3987_syntax", "pyarrow.fs"):
        import papermill
        from papermill.exceptions import PapermillExecutionError

    os.environ |= ENVIRONMENT
    source = folder.root / notebook
    declared = set(papermill.inspect_notebook(str(source)))
    if declared != PARAMETERS:
        message = "a report notebook must take the parameters evaluation and language"
        raise ResultsError(Fault("E611", message, notebook, found=", ".join(sorted(declared))))
    with tempfile.TemporaryDirectory() as scratch:
        try:
            ran = papermill.execute_notebook(
                str(source),
                str(Path(scratch) / "executed.ipynb"),
                parameters={"evaluation": folder.name, "language": language},
                cwd=str(folder.root),
                progress_bar=False,
                config=_own_kernel(Path(scratch)),
                extra_arguments=[QUIET],
            )
        except PapermillExecutionError as error:
            message = f"the report notebook stopped: {error.ename}: {error.evalue}"
            raise ResultsError(Fault("E612", message, notebook)) from None
    return without_traces(ran)


@contextmanager
def _unneeded(*modules: str) -> Iterator[None]:
    """Not there for as long as something is imported that does as well without them.

    papermill would load a grammar of internet addresses and a client of remote file systems, which
    takes longer than all the rest of it.
    """
    absent = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)


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
