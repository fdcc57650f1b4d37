"""`athar explain E130`: what an error means, its usual cause, and how it is put right."""

from typing import Annotated

import typer


def explain(
    codes: Annotated[list[str] | None, typer.Argument(help="such as E130; all if none")] = None,
) -> None:
    """Say what an error code means, what usually causes it, and how to put it right."""
    from rich.console import Console

    from pipeline.explanations import page, pages_in_short

    console = Console(highlight=False, soft_wrap=True)
    if not codes:
        console.print(pages_in_short())
    for code in codes or ():
        console.print(page(code))
