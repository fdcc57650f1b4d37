"""`compute:` of params.yaml: where draws are made. It changes no digit."""

from typing import Annotated

from pydantic import Field

from pipeline.sections.base import Section


class Compute(Section):
    """How much memory the draws of one task may hold at once, and who makes them.

    ``workers`` are threads of this machine, as many as it has cores where left out; ``scheduler``
    is the address of a Dask cluster (`tcp://…`) that makes the draws in their place; there each
    thread of a worker holds one block of draws.
    """

    memory_mb: Annotated[int, Field(ge=16)] = 512
    workers: Annotated[int, Field(ge=1)] | None = None
    scheduler: Annotated[str, Field(pattern=r"^(tcp|tls|ws|wss)://\S+$")] | None = None
