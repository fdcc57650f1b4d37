"""The README of a shared folder: plainly what it is, and what it is not."""

from pipeline.disclosure_rules.cells import SEPARATOR, WITHHELD
from pipeline.plan import Plan
from pipeline.project import Folder
from pipeline.results import TABLES, read_table
from pipeline.sharing.synthetic_evaluation import EXPORT, LEAST

README = """# {title}: what may be shared

Two things are in this folder. Do not mistake one for the other.

| folder | what it is | about real people? |
|---|---|---|
| `real/` | plan, codebook, results and report of the evaluation | yes, as totals only |
| `data/{name}-synthetic/` | made-up rows, and a plan that runs on them | **no** |

## The synthetic data are not the data

- **No row is a person.** Every row was drawn by a computer from smoothed distributions.
- **Their results are not the results.** The programme has no effect in them, by construction,
  whatever it had in truth. Never quote a number computed from them.
- They keep the columns, the sizes of arms and strata to the nearest {least} units, each
  variable's distribution without its extremes and rare values, and roughly which variables go
  together. They keep nothing else: not who answered how, not differences between the arms, not why
  answers are missing, not what distinguishes one cluster from another.
- They cannot verify a number of the report. They show that the method runs, what it does to every
  column, and what its output looks like.
- They are no anonymised version of the data, and carry no mathematical guarantee such as
  differential privacy. Synthetic rows were tested for lying nearer to the people they were made
  from than to people set aside; they do not.

The file says so in its name (`{export}`), in its first column, and in the
report's title.

## What is not in this folder

The survey export, the cleaned data, the data for analysis, corrections of single answers, the key
of the pseudonyms, and the texts that answers were matched by. Ask those who carried out the
evaluation; access is theirs to give.

In `real/results/`, numbers that would speak of fewer than {threshold} people are left empty, and
with them others from which they could be worked out; the last column, `withheld`, names them.

{withheld}

Terms of use of the original data: {licence}

## Run it

`make report` needs Python 3.11 to 3.13 and make, and a network once, to install what the pipeline
is made of. It runs every stage on the synthetic data and writes `reports/{name}-synthetic/`.
"""


def readme_of(folder: Folder, plan: Plan) -> str:
    """What the folder is and is not, in words for those who receive it."""
    counts = {name: withheld_cells(folder, name) for name in sorted(TABLES)}
    listed = [f"- `real/results/{name}`: {n} cells withheld" for name, n in counts.items() if n]
    return README.format(
        title=plan.evaluation.title["en"],
        name=folder.name,
        threshold=plan.disclosure.threshold,
        withheld="\n".join(listed) or "- nothing",
        export=EXPORT,
        least=max(LEAST, plan.disclosure.threshold),
        licence=plan.evaluation.source.licence or "not stated",
    )


def withheld_cells(folder: Folder, name: str) -> int:
    """How many cells of a results table are withheld; none where the table is not there."""
    if not (folder.results / name).is_file():
        return 0
    table = read_table(folder, name)
    names = table[WITHHELD].str.split(SEPARATOR) if WITHHELD in table else []
    return sum(name != "" for row in names for name in row)
