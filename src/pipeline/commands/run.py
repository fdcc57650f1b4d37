"""`athar run`: everything that changed, and what it moved."""

from typing import Annotated

import typer


def run_flow(
    evaluations: Annotated[
        list[str] | None, typer.Argument(help="folders below data/; all of params.yaml if none")
    ] = None,
    until: Annotated[str, typer.Option(help="the last stage to run, such as estimate")] = "",
    jobs: Annotated[
        int, typer.Option(min=0, help="evaluations side by side; as many as processors if 0")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document at the end")] = False,
) -> None:
    """Run what changed, for all evaluations or some, and say what moved."""
    from pipeline.run import run
    from pipeline.running.as_json import AsJson
    from pipeline.running.course import cores
    from pipeline.running.in_terminal import InTerminal
    from pipeline.running.preparation import Asked

    asked = Asked(tuple(evaluations or ()), until, jobs or cores())
    raise typer.Exit(run(asked, AsJson() if as_json else InTerminal()))
