"""`langcheck serve keys`: the keys of programs that call the API, and the settings that both commands read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from langcheck.cli.common import Trouble

if TYPE_CHECKING:
    from langcheck.webapp import Settings


def settings_of(config: Path | None, given: dict[str, dict[str, Any]] | None = None) -> Settings:
    """The settings of the file, of the environment, and those given on the command line."""
    try:
        import flask  # noqa: F401
        import prometheus_client  # noqa: F401
        import waitress  # noqa: F401
    except ImportError:
        raise Trouble('the web checker needs Flask and more; install it with: pip install "casenote-langcheck[web]"') from None
    from langcheck.webapp.config import ConfigError, load_settings

    try:
        return load_settings(config, os.environ, given)
    except ConfigError as error:
        raise Trouble(f"the settings can't be used:\n{error}") from None


@click.group()
def keys() -> None:
    """Keys for programs that call the API. Each is shown once; its hash is kept in a file.

    \b
    langcheck serve keys add recording-system --file keys.json
    langcheck serve keys add monitor --scope metrics --file keys.json
    """


def _file(context: click.Context, file: Path | None) -> Path:
    found = file or settings_of(context.obj).keys.file
    if found is None:
        raise Trouble("where are the keys? Name their file with --file, or with file in [keys] of the settings")
    return found


file_option = click.option("--file", type=click.Path(path_type=Path), help="The file of keys (default: the one in the settings).")


@keys.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(["check", "batch", "metrics"]), help="What it opens (repeatable; default: check and batch)."
)
@file_option
@click.pass_context
def add(context: click.Context, name: str, scopes: tuple[Any, ...], file: Path | None) -> int:
    """Make a key called NAME and print it. It can't be shown again.

    \b
    langcheck serve keys add recording-system --scope check --file keys.json
    """
    path = _file(context, file)
    from langcheck.webapp.keys import KeyFileError, add_key

    try:
        secret = add_key(path, name, scopes or ("check", "batch"))
    except KeyFileError as error:
        raise Trouble(str(error)) from None
    click.echo(secret)
    click.echo(f"This is the key {name!r}; it can't be shown again. {path} holds its hash alone.", err=True)
    return 0


@keys.command(name="list")
@file_option
@click.pass_context
def list_(context: click.Context, file: Path | None) -> int:
    """List the keys: name, scopes, and when each was made.

    \b
    langcheck serve keys list --file keys.json
    """
    path = _file(context, file)
    from langcheck.webapp.keys import KeyFileError, read_keys

    try:
        for key in read_keys(path):
            click.echo(f"{key.name}  {','.join(key.scopes)}  {key.created}")
    except KeyFileError as error:
        raise Trouble(str(error)) from None
    return 0


@keys.command()
@click.argument("name")
@file_option
@click.pass_context
def remove(context: click.Context, name: str, file: Path | None) -> int:
    """Take the key NAME away. A running server refuses it from then on.

    \b
    langcheck serve keys remove recording-system --file keys.json
    """
    path = _file(context, file)
    from langcheck.webapp.keys import KeyFileError, remove_key

    try:
        remove_key(path, name)
    except KeyFileError as error:
        raise Trouble(str(error)) from None
    return 0
