"""How a command ends: with its exit code, and a message in place of a traceback."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.errors import AtharError

INTERRUPTED = 130  # as shells say it of Ctrl-C


def ended(command: Callable[[], object], *, debug: bool = False) -> int:
    """Run a command and say with which exit code it ended.

    A fault of the user's making is shown without a traceback, unless ``debug`` asks for one. An
    interrupt, or a reader that went away (`athar list | head -1`), ends it without a word.
    """
    from pipeline.errors import AtharError

    try:
        return _code(command)
    except AtharError as error:
        if debug:
            raise
        _show(error)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing to flush at exit
        return 0


def _code(command: Callable[[], object]) -> int:
    try:
        command()
    except SystemExit as end:
        sys.stdout.flush()
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.stdout.flush()
    return 0


def _show(error: "AtharError") -> None:
    from rich.console import Console

    from pipeline.error_message import render
    from pipeline.errors import AtharError, PlanError
    from pipeline.project import find_root

    try:
        root = find_root()
    except AtharError:
        root = None
    undone = error.undone
    if not undone and isinstance(error, PlanError):
        undone = "Nothing was changed."
    Console(stderr=True, highlight=False, soft_wrap=True).print(render(error, root, undone))
