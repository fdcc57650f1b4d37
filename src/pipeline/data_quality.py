"""What the field team should mend, as a page: the checks of the data in one file per language."""

from pipeline.plan_file import load_plan
from pipeline.project import Folder, whole_file

NOTEBOOK = "notebooks/data_quality_report.ipynb"


def run(folder: Folder, language: str) -> str:
    """Write `reports/<evaluation>/data_quality.<language>.html`.

    It stands before `construct`, which errors in the data stop: the page is then there to say why.
    """
    from pipeline.reporting.notebook import executed
    from pipeline.reporting.page import Page, page_of
    from pipeline.reporting.quality import page_title
    from pipeline.reporting.words import words_in

    plan = load_plan(folder)
    words = words_in(language)
    page = Page("data_quality", page_title(words, plan))
    text = page_of(executed(folder, NOTEBOOK, language), page, words)
    path = folder.reports / f"data_quality.{language}.html"
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    return folder.relative(path)
