"""Results to one self-contained HTML file per language: papermill executes, nbconvert renders."""

import json
from typing import Any

from pipeline.plan_file import load_plan
from pipeline.project import Folder, whole_file
from pipeline.results import read_json, read_table, rounded

NOTEBOOK = "notebooks/evaluation_report.ipynb"


def run(folder: Folder) -> str:
    """Write `reports/<evaluation>/evaluation.<language>.html` and the portfolio's card."""
    from pipeline.disclosure_rules.audit import refuse_contacts, refuse_unsafe_results
    from pipeline.reporting.notebook import executed
    from pipeline.reporting.page import page_of
    from pipeline.reporting.words import words_in

    plan = load_plan(folder)
    refuse_unsafe_results(folder, plan)
    pages = {}
    for language in plan.report.languages:
        words = words_in(language)
        title = words.label(plan.evaluation.title)
        pages[language] = page_of(executed(folder, NOTEBOOK, language), title, words)
        refuse_contacts(pages[language], f"reports/{folder.name}/evaluation.{language}.html")
    card = card_of(folder, plan.model_dump()["evaluation"], tuple(pages))

    for language, page in pages.items():
        with whole_file(folder.reports / f"evaluation.{language}.html") as path:
            path.write_text(page, encoding="utf-8")
    with whole_file(folder.root / "reports" / "cards" / f"{folder.name}.json") as path:
        text = json.dumps(rounded(card), indent=1, sort_keys=True, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    return ", ".join(f"reports/{folder.name}/evaluation.{language}.html" for language in pages)


def card_of(folder: Folder, about: dict[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
    """What the portfolio shows of an evaluation."""
    from pipeline.reporting.caveats import doubted

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
        "doubted": doubted(
            read_table(folder, "robustness.csv"), read_table(folder, "rehearsal.csv")
        ),
    }
