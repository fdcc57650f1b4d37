"""The `athar` command: arguments and exit codes, nothing else."""

import os
import sys
import warnings
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.explain import explain
from pipeline.commands.pages import open_page, print_page
from pipeline.commands.run import run_flow

# Digits must not depend on how many threads a library takes. Before any library is imported.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
# Python 3.12 and later complain of how some libraries write their patterns, on every first import.
warnings.filterwarnings("ignore", category=SyntaxWarning)

app = typer.Typer(
    name="athar",
    help="Surveys of a community programme, turned into evidence that can be checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command("stage")
def run_one_stage(
    stage: Annotated[str, typer.Argument(help="identify, clean, check, construct, balance, …")],
    evaluation: Annotated[
        str, typer.Argument(help="a folder below data/; none for portfolio")
    ] = "",
    language: Annotated[str, typer.Option(help="of the page that a stage writes")] = "en",
) -> None:
    """Run one stage; this is what dvc.yaml calls. To run all that changed: dvc repro."""
    from pipeline.errors import AtharError
    from pipeline.stages import run_stage

    try:
        typer.echo(run_stage(stage, evaluation, language))
    except AtharError as error:
        error.undone = f"`{stage}` wrote nothing, and what follows from it waits."
        raise


@app.command("list")
def list_evaluations() -> None:
    """Every evaluation: its headline in one line, and where its report is."""
    from pipeline.overview import overview

    typer.echo(overview())


@app.command("names")
def list_names() -> None:
    """The evaluations that params.yaml lists, a line each, for scripts."""
    from pipeline.overview import names

    typer.echo("\n".join(names()))


@app.command("check-plan")
def check_plan(
    evaluation: Annotated[str, typer.Argument(help="a folder below data/; all if left out")] = "",
) -> None:
    """Say what is wrong with plans, without needing their data."""
    from pipeline.overview import check_plans

    typer.echo(check_plans(evaluation))


@app.command()
def simulate(
    evaluation: Annotated[str, typer.Argument(help="the simulated one, a folder below data/")],
) -> None:
    """Write the raw files of the simulated evaluation again: the same bytes every time."""
    from pipeline.project import evaluation as folder_of
    from pipeline.simulate import run as write_again

    typer.echo(write_again(folder_of(evaluation)))


@app.command("codebook")
def codebook(
    evaluation: Annotated[str, typer.Argument(help="a folder below data/")],
) -> None:
    """Make codebook.csv from forms and exports; what you wrote in it stays."""
    from pipeline.draft import write_codebook
    from pipeline.project import evaluation as folder_of

    typer.echo(write_codebook(folder_of(evaluation)))


@app.command("power")
def power(
    evaluation: Annotated[str, typer.Argument(help="a folder below data/ that has been run")],
    outcome: Annotated[str, typer.Option(help="the plan's first if left out")] = "",
    effect: Annotated[
        float | None, typer.Option(help="smallest change that matters if left out")
    ] = None,
    cluster_size: Annotated[
        float | None, typer.Option(help="people in a cluster; as here if left out")
    ] = None,
    unit_cost: Annotated[float, typer.Option(help="cost of one more interview")] = 0.0,
    cluster_cost: Annotated[float, typer.Option(help="cost of one more cluster")] = 0.0,
) -> None:
    """How large the next study must be, from what this one found out."""
    from pipeline.power import Asked, run
    from pipeline.project import evaluation as folder_of
    from pipeline.sample_size.curves import Costs

    asked = Asked(outcome, effect, cluster_size, Costs(unit_cost, cluster_cost))
    typer.echo(run(folder_of(evaluation), asked))


@app.command("share")
def share_evaluation(
    evaluation: Annotated[str, typer.Argument(help="a folder below data/")],
    to: Annotated[str, typer.Option(help="where to; shared/<evaluation> if left out")] = "",
) -> None:
    """Write a folder that may leave the house: results, report, and synthetic data to rerun on."""
    from pipeline.share import share

    typer.echo(share(evaluation, to))


@app.command("verify")
def verify(
    pages: Annotated[list[Path] | None, typer.Argument(help="a report's HTML files")] = None,
    rerun: Annotated[
        str, typer.Option(help="an evaluation: make it again elsewhere, compare every byte")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="show what is the same, too")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="findings for other programs")] = False,
) -> None:
    """Hold every number and fingerprint of a report against results, plan, data and dvc.lock."""
    from pipeline.verify import run

    typer.echo(run(pages or [], rerun, every=every, json=as_json))


@app.command("release")
def release_version(
    evaluation: Annotated[str, typer.Argument(help="a folder below data/ that has been run")],
    note: Annotated[str, typer.Option(help="what is new in this version")],
    decision: Annotated[str, typer.Option(help="what was decided on its results, if yet")] = "",
    by: Annotated[str, typer.Option(help="who decided")] = "",
    on: Annotated[list[str], typer.Option(help="on which outcome; may be repeated")] = [],  # noqa: B006
) -> None:
    """Make the report a final version: numbered, written down, kept in DVC and tagged in git."""
    from pipeline.project import evaluation as folder_of
    from pipeline.release import release
    from pipeline.releases.refusals import Asked

    typer.echo(release(folder_of(evaluation), Asked(note, decision, by, tuple(on))))


@app.command("changes")
def changes_since(
    evaluation: Annotated[str, typer.Argument(help="a folder below data/ that has been run")],
    rerun: Annotated[
        bool, typer.Option("--rerun", help="run it again to tell data, plan and code apart")
    ] = False,
) -> None:
    """What changed in the results since the last version, and what moved them."""
    from pipeline.project import evaluation as folder_of
    from pipeline.releases.told import told_changes

    typer.echo(told_changes(folder_of(evaluation), rerun=rerun))


app.command("run")(run_flow)
app.command("explain")(explain)
app.command("open")(open_page)
app.command("pdf")(print_page)


def main() -> None:
    """Run the command; a fault of the user's making ends in its message and its exit code."""
    from pipeline.commands.ending import ended

    debug = "--debug" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--debug"]
    sys.exit(ended(app, debug=debug))


if __name__ == "__main__":
    main()
