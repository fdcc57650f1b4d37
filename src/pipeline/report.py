"""Results to two self-contained HTML files a language: papermill executes, nbconvert renders."""

from pipeline.plan_file import load_plan
from pipeline.project import Folder, whole_file

NOTEBOOK = "notebooks/evaluation_report.ipynb"
PARTS = ("evaluation", "annex")  # each a tag of the notebook's cells, and a file


def run(folder: Folder, language: str) -> str:
    """Write `reports/<evaluation>/evaluation.<language>.html`, and the technical annex beside it.

    The notebook runs once; its cells say by their tags which of the two they belong to.
    """
    from pipeline.disclosure_rules.audit import refuse_contacts, refuse_unsafe_results
    from pipeline.reporting.notebook import executed
    from pipeline.reporting.page import Page, pages_of
    from pipeline.reporting.words import words_in

    plan = load_plan(folder)
    refuse_unsafe_results(folder, plan)
    words = words_in(language)
    title = words.label(plan.evaluation.title)
    notebook = executed(folder, NOTEBOOK, language)
    paths = [folder.reports / f"{part}.{language}.html" for part in PARTS]
    made = pages_of(notebook, [Page(part, title) for part in PARTS], words)
    pages = dict(zip(paths, made, strict=True))
    for path, page in pages.items():
        refuse_contacts(page, folder.relative(path))

    for path, page in pages.items():
        with whole_file(path) as unfinished:
            unfinished.write_text(page, encoding="utf-8")
    return ", ".join(folder.relative(path) for path in pages)
