"""`langcheck serve`: the web checker and the HTTP interfaces, their settings, and the keys of programs that call them."""

from __future__ import annotations

import errno
import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from langcheck.cli.common import Trouble, lexicon_options, pack_option
from langcheck.cli.keys import keys, settings_of

if TYPE_CHECKING:
    from flask import Flask

    from langcheck.webapp import Settings

config_option = click.option(
    "--config", type=click.Path(path_type=Path), help="Settings in TOML (default: the file that LANGCHECK_CONFIG names, if any)."
)


@click.group(invoke_without_command=True)
@config_option
@click.option("--check-config", is_flag=True, help="Say whether the settings, the lexicon and the keys can be used, and end.")
@click.option("--host", help="Address to listen on (default: 127.0.0.1, this machine alone).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 for any that is free (default: 8000).")
@lexicon_options
@pack_option
@click.pass_context
def serve(
    context: click.Context,
    config: Path | None,
    check_config: bool,
    host: str | None,
    port: int | None,
    folder: Path | None,
    overlays: tuple[Path, ...],
    packs: tuple[str, ...],
) -> int:
    """Run the web checker, the JSON API and the LanguageTool protocol until Ctrl-C, for this machine unless the settings say more.

    \b
    langcheck serve
    langcheck serve --port 8080
    langcheck serve --config langcheck.toml --check-config
    langcheck serve keys add recording-system
    """
    context.obj = config
    if context.invoked_subcommand:
        return 0
    given: dict[str, dict[str, Any]] = {
        "server": {name: value for name, value in (("host", host), ("port", port)) if value is not None},
        "lexicon": {name: value for name, value in (("folder", folder), ("overlays", overlays), ("packs", packs)) if value},
    }
    settings = settings_of(config, given)
    _may_listen(settings)
    app = _app(settings)
    if check_config:
        click.echo(_described(settings))
        return 0
    return _run(app, settings)


def _may_listen(settings: Settings) -> None:
    """Refuse to be reached from elsewhere where nothing decides who may come in."""
    from langcheck.webapp.access import is_local
    from langcheck.webapp.keys import KeyFileError, read_keys

    server, file = settings.server, settings.keys.file
    try:
        known = read_keys(file) if file else ()
    except KeyFileError as error:
        raise Trouble(str(error)) from None
    if not (is_local(server.host) or server.behind_proxy or known):
        raise Trouble(
            f"others could reach {server.host}, and nothing decides who may come in. Do one of these:\n"
            "  leave --host and [server] host at 127.0.0.1, for this machine alone\n"
            "  make a key for each program: langcheck serve keys add NAME --file keys.json, and set file in [keys]\n"
            "  put a reverse proxy with TLS and sign-in in front, and set behind_proxy = true in [server]"
        )


def _app(settings: Settings) -> Flask:
    from langcheck.lexicon import LexiconError
    from langcheck.webapp import create_app

    try:
        app: Flask = create_app(settings)
        return app
    except LexiconError as error:
        raise Trouble(f"the lexicon can't be used:\n{error}") from None


def _described(settings: Settings) -> str:
    from langcheck.webapp.config import unused
    from langcheck.webapp.keys import read_keys

    server, limits = settings.server, settings.limits
    names = [key.name for key in read_keys(settings.keys.file)] if settings.keys.file else []
    nobody = "this machine alone" if not server.behind_proxy else "the proxy decides"
    if settings.keys.file:
        nobody = "so no program is let in"
    return "\n".join(
        [
            "The settings, the lexicon and the keys can be used.",
            f"  listens on  {server.host} port {server.port}{', behind a proxy' if server.behind_proxy else ''}",
            f"  keys        {', '.join(names) or f'none: {nobody}'}",
            f"  limits      {limits.request_bytes:,} bytes, {limits.note_characters:,} characters a note, {limits.batch_notes:,} notes a batch",
            f"  browsers    {', '.join(settings.cors.origins) or 'no pages of other sites'}",
            *(f"  environment {line}" for line in unused(os.environ)),
        ]
    )


def _run(app: Flask, settings: Settings) -> int:
    from waitress.server import create_server

    host, port = settings.server.host, settings.server.port
    # A request stays in memory: above an "overflow" waitress would put it into a temporary file.
    most = settings.limits.form_bytes
    limits = {"max_request_body_size": most, "inbuf_overflow": most + 1_000_000, "outbuf_overflow": 512_000_000}
    try:
        # langcheck itself looks at what a proxy says of where a request comes from; waitress would take that away.
        server = create_server(app, host=host, port=port, ident=None, threads=settings.server.threads, clear_untrusted_proxy_headers=False, **limits)
    except (OSError, ValueError) as error:
        raise Trouble(f"can't listen on {host} port {port}: {_why(error)}. Choose another with --host and --port") from None
    name = f"[{host}]" if ":" in host else host
    click.echo(f"The web checker is at http://{name}:{server.effective_port}/ (stop it with Ctrl-C)")
    gc.freeze()  # the lexicon stays as long as the server does, and need not be searched for garbage
    server.run()
    return 0


def _why(error: OSError | ValueError) -> str:
    """Why it can't listen, in words."""
    known = {
        errno.EADDRINUSE: "another program listens there already",
        errno.EADDRNOTAVAIL: "this machine has no such address",
        errno.EACCES: "ports below 1024 are for the system alone",
    }
    return known.get(error.errno or 0, error.strerror or "it is no address") if isinstance(error, OSError) else "there is no such host"


serve.add_command(keys)
