"""`athar verify`: whether reports say what results, plan, data and dvc.lock say."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import Fault, ResultsError, VerificationError
from pipeline.project import Folder, evaluation, find_root
from pipeline.verification.files import file_findings
from pipeline.verification.findings import Finding, faults, tally
from pipeline.verification.numbers import number_findings
from pipeline.verification.page import Page, read_page
from pipeline.verification.shown import as_json, show

HELP = "`dvc repro` makes results and reports anew; `dvc status` says what is stale"


def run(pages: Sequence[Path], rerun: str = "", *, every: bool = False, json: bool = False) -> str:
    """Hold pages against the project, or an evaluation against itself made again elsewhere.

    Prints what differs, number by number; ``every`` prints what is the same, too.

    Raises
    ------
    VerificationError
        Where anything is changed or missing.
    ResultsError
        Where a file is not there, is no report, or is of an evaluation that is not here.
    """
    if not pages and not rerun:
        help_ = "athar verify reports/my-evaluation/evaluation.en.html"
        raise ResultsError(Fault("E686", "no report to verify is named", help=help_))
    root = find_root()
    read = [read_page(path) for path in pages]
    found = {str(page.path): findings(page, root) for page in read}
    if rerun:
        found[f"{rerun}, made again"] = made_again(evaluation(rerun, root))
    if json:
        print(as_json(found))
    else:
        for name, each in found.items():
            show(name, each, every=every)
    refuse_faults(found)
    return "" if json else "everything is the same"


def made_again(folder: Folder) -> list[Finding]:
    """An evaluation held against what a copy of the project makes of its raw data."""
    from pipeline.verification.rerun import refuse_without_raw, run_again
    from pipeline.verification.shown import progress

    refuse_without_raw(folder)
    with progress(f"making {folder.name} again") as told:
        return run_again(folder, told)


def findings(page: Page, root: Path) -> list[Finding]:
    """Everything that a page says, held against the project."""
    folder = Folder(root, "") if page.is_of_several else folder_of(page, root)
    return [*file_findings(page, folder), *number_findings(page, folder)]


def folder_of(page: Page, root: Path) -> Folder:
    """The evaluation that a page is of: by its provenance, or by where the page lies.

    Raises
    ------
    ResultsError
        Where neither says, or the project has no such evaluation.
    """
    name = page.evaluation or page.path.resolve().parent.name
    if not (root / "data" / name / "plan.yaml").is_file():
        message = "the report is of an evaluation that is not in this project"
        known = sorted(path.parent.name for path in (root / "data").glob("*/plan.yaml"))
        raise ResultsError(
            Fault("E682", message, str(page.path), found=page.evaluation or "no name in the page",
                  help="evaluations here: " + ", ".join(known))
        )  # fmt: skip
    return evaluation(name, root)


def refuse_faults(found: dict[str, list[Finding]]) -> None:
    """Stop where a page does not verify.

    Raises
    ------
    VerificationError
        With a fault for each such page.
    """
    wrong = {page: faults(each) for page, each in found.items()}
    raised = [
        Fault("E683", "the report does not verify", page, found=tally(each), help=HELP)
        for page, each in wrong.items()
        if each
    ]
    if raised:
        raise VerificationError(raised)
