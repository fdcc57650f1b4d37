"""Every evaluation on one page: headlines side by side, ranges on one axis, links to reports."""

import json
from pathlib import Path
from typing import Any

from pipeline.errors import Fault, ResultsError
from pipeline.plan_file import load_settings
from pipeline.project import whole_file


def run(root: Path) -> str:
    """Write the index in every language, from the cards that the conclusions left.

    `reports/index.html` is in the first language of `params.yaml`, the others beside it in
    `reports/portfolio/index.<language>.html`.
    """
    from pipeline.reporting.evaluation import environment
    from pipeline.reporting.page import CSS, with_fonts
    from pipeline.reporting.words import words_in

    settings = load_settings(root)
    cards = [read_card(root, name) for name in settings.evaluations]
    reports = root / "reports"
    (reports / "portfolio").mkdir(parents=True, exist_ok=True)
    for language in settings.languages:
        words = words_in(language)
        template = environment(words).get_template("portfolio.html.j2")
        css, up = (
            CSS.read_text(encoding="utf-8"),
            "" if language == settings.languages[0] else "../",
        )
        page = template.render(cards=cards, words=words, css=css, up=up)
        other = f"portfolio/index.{language}.html" if up else "index.html"
        with whole_file(reports / other) as path:
            path.write_text(with_fonts(page), encoding="utf-8")
    return f"{len(cards)} evaluations, reports/index.html"


def read_card(root: Path, name: str) -> dict[str, Any]:
    """What a report says of itself to the portfolio, its headline numbers as facts.

    Raises
    ------
    ResultsError
        Where the evaluation has no report yet.
    """
    from pipeline.plan import Outcome
    from pipeline.reporting.facts import as_fact

    path = root / "reports" / "cards" / f"{name}.json"
    if not path.is_file():
        message = f"`{name}` has no report yet"
        raise ResultsError(Fault("E603", message, help=f"run `athar run {name}`"))
    card = json.loads(path.read_text(encoding="utf-8"))
    card["outcomes"] = {
        outcome: Outcome.model_validate(planned) for outcome, planned in card["outcomes"].items()
    }
    source = f"data/{name}/results/headline.json#"
    card["headline"] = {
        outcome: {key: as_fact(value, source + outcome, key) for key, value in row.items()}
        for outcome, row in card["headline"].items()
    }
    return card
