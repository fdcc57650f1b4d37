"""Athar: surveys of a community programme, turned into evidence that can be checked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.explore import Evaluation

__version__ = "0.1.0"


def load(name: str, root: "Path | None" = None) -> "Evaluation":
    """An evaluation's plan, analysis data and results, for exploring (see `pipeline.explore`)."""
    from pipeline.explore import load as load_evaluation

    return load_evaluation(name, root)
