"""What the commands share: reading and writing, the lexicon options, and the error that ends a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from langcheck.files import whole_file

if TYPE_CHECKING:
    from langcheck.checker import Checker
    from langcheck.lexicon import Lexicon


class Trouble(click.ClickException):
    """The command could not do its work: the message goes to stderr, exit code 2."""

    exit_code = 2


def write(text: str, out: Path | None) -> None:
    """Print `text`, or write it to a file, always as UTF-8."""
    if out is None:
        click.echo(text, color=True)  # it holds colour only where that was decided
        return
    write_bytes((text.rstrip("\n") + "\n").encode("utf-8", "replace"), out)


def write_bytes(data: bytes, out: Path) -> None:
    """Write a file whole or not at all: what stood there before stays until the new one is complete."""
    try:
        if out.exists() and not out.is_file():  # such as /dev/null
            out.write_bytes(data)
            return
        with whole_file(out) as file:
            file.write(data)
    except (OSError, ValueError) as error:
        raise Trouble(f"{out} can't be written: {getattr(error, 'strerror', error)}. Check the folder and that you may write there") from None


def load(folder: Path | None, packs: Sequence[str], overlays: Sequence[Path]) -> Lexicon:
    """The lexicon that the options name."""
    from langcheck.lexicon import LexiconError, load_lexicon

    try:
        return load_lexicon(folder, packs, overlays)
    except LexiconError as error:
        raise Trouble(f"the lexicon can't be used:\n{error}") from None


def checker_of(folder: Path | None, packs: Sequence[str], overlays: Sequence[Path], model: str | None = None) -> Checker:
    """A checker with the lexicon, and the trained model if any, that the options name."""
    loaded = load(folder, packs, overlays)
    from langcheck.checker import Checker

    try:
        return Checker(loaded, model=model)
    except ValueError as error:
        raise Trouble(str(error)) from None


Command = Callable[..., Any]


def lexicon_options(command: Command) -> Command:
    """The options that say which lexicon."""
    folder = click.option(
        "--lexicon", "folder", type=click.Path(path_type=Path), help="Folder of another lexicon (default: the one that comes along)."
    )
    overlay = click.option(
        "--overlay", "overlays", type=click.Path(path_type=Path), multiple=True, help="A partnership's own file on top (repeatable)."
    )
    return folder(overlay(command))


pack_option = click.option("--pack", "packs", multiple=True, help="Switch an optional pack on; `all` for every one (repeatable).")
out_option = click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of the screen.")
