"""The commands that make a ready autograder for a platform, one command each."""

from __future__ import annotations

import typer

package_app = typer.Typer(no_args_is_help=True, help="Make a ready autograder for a platform.")
