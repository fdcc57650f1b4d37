"""Every evaluation on one page: headlines side by side, ranges on one axis, links to reports."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Fault, ResultsError
from pipeline.plan_file import load_settings
from pipeline.project import whole_file

if TYPE_CHECKING:
    from pipeline.reporting.portfolio_page.cards import Card


def run(root: Path) -> str:
    """Write the index in every language, from the cards that the conclusions left.

    `reports/index.html` is in the first language of `params.yaml`, the others beside it in
    `reports/portfolio/index.<language>.html`; `reports/portfolio/counts.json` keeps the numbers
    that are the portfolio's own.
    """
    from pipeline.reporting.portfolio_page import counts
    from pipeline.reporting.portfolio_page.page import page_of, place_of
    from pipeline.reporting.portfolio_page.provenance import provenance

    settings = load_settings(root)
    cards = [read_card(root, name) for name in settings.evaluations]
    beside = root / "reports" / "portfolio"
    beside.mkdir(parents=True, exist_ok=True)
    with whole_file(beside / counts.NAME) as path:
        text = json.dumps(counts.counted(cards), indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")
    described = provenance(root, settings.evaluations)
    for language in settings.languages:
        page = page_of(cards, language, settings.languages, described)
        with whole_file(root / "reports" / place_of(language, settings.languages)) as path:
            path.write_text(page, encoding="utf-8")
    return f"{len(cards)} evaluations, reports/index.html"


def read_card(root: Path, name: str) -> "Card":
    """What an evaluation says of itself to the portfolio, its numbers as facts.

    Raises
    ------
    ResultsError
        Where the evaluation has no report yet.
    """
    from pipeline.reporting.portfolio_page.cards import card_from

    path = root / "reports" / "cards" / f"{name}.json"
    if not path.is_file():
        message = f"`{name}` has no report yet"
        raise ResultsError(Fault("E603", message, help=f"run `athar run {name}`"))
    return card_from(json.loads(path.read_text(encoding="utf-8")))
