"""The `palja` command. Each command imports what it needs when it runs, so that help is quick."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="palja",
    help="Saju readings from a queue: run the system, ask it, look after it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would print local variables, and with them secrets
)


@app.callback()
def palja() -> None:
    """Keeps the commands' names: typer drops the name of an only command."""


@app.command()
def up(
    *,
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="Stop when the process that started it dies.")
    ] = False,
) -> None:
    """Run the store, the workers, the gateway and Flower here, until Ctrl-C."""
    from scripts.up.command import command  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(command(with_parent=stop_with_parent))


def main() -> None:
    """The entry point of `palja`."""
    app()
