"""`athar open` and `athar pdf`: a page in the browser, and the same page on paper."""

from typing import Annotated, Literal

import typer

Evaluation = Annotated[str, typer.Argument(help="a folder below data/")]
Language = Annotated[str, typer.Option(help="of the page; the first of params.yaml if left out")]


def open_page(
    evaluation: Annotated[str, typer.Argument(help="a folder below data/; none: the index")] = "",
    language: Language = "",
    annex: Annotated[bool, typer.Option("--annex", help="the technical annex")] = False,
    quality: Annotated[bool, typer.Option("--quality", help="the data quality page")] = False,
) -> None:
    """Open a report in the browser; where there is none, print its path."""
    from pipeline.pages import page_of, show

    kind = "annex" if annex else "data_quality" if quality else "evaluation"
    typer.echo(show(page_of(evaluation, kind, language)))


def print_page(
    evaluation: Evaluation,
    language: Language = "",
    paper: Annotated[Literal["A4", "letter"], typer.Option(help="A4 or letter")] = "A4",
    annex: Annotated[bool, typer.Option("--annex", help="the technical annex")] = False,
) -> None:
    """Print a report to a PDF beside it, through an installed Chromium, Chrome or Edge."""
    from pipeline.pages import page_of
    from pipeline.printing import to_pdf

    page = page_of(evaluation, "annex" if annex else "evaluation", language)
    typer.echo(f"wrote {to_pdf(page, paper)}")
