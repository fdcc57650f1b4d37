"""All broken studies: the `CASES` of every module beside this one."""

import importlib
import pkgutil
from pathlib import Path

from broken_studies import BrokenStudy


def every_case() -> tuple[BrokenStudy, ...]:
    """The cases of all modules of this package, in the order of the modules' names."""
    here = str(Path(__file__).parent)
    names = sorted(module.name for module in pkgutil.iter_modules([here]))
    modules = [importlib.import_module(f"broken_studies.{name}") for name in names]
    return tuple(case for module in modules for case in getattr(module, "CASES", ()))
