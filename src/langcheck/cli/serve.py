"""`langcheck serve`: the web checker on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from langcheck.cli.common import Trouble, checker_of, lexicon_options, pack_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0 for any that is free.")
@lexicon_options
@pack_option
def serve(host: str, port: int, folder: Path | None, overlays: tuple[Path, ...], packs: tuple[str, ...]) -> int:
    """Run the web checker until Ctrl-C. Only this machine can reach it, unless you name another --host.

    \b
    langcheck serve
    langcheck serve --port 8080
    """
    try:
        import flask  # noqa: F401
        from waitress.server import create_server
    except ImportError:
        raise Trouble('the web checker needs Flask; install it with: pip install "casenote-langcheck[web]"') from None
    checker = checker_of(folder, packs, overlays)
    from langcheck.webapp import create_app

    # A request stays in memory: above an "overflow" waitress would put it into a temporary file.
    limits = {"max_request_body_size": 4_000_000, "inbuf_overflow": 8_000_000, "outbuf_overflow": 256_000_000}
    try:
        server = create_server(create_app(checker), host=host, port=port, ident=None, **limits)
    except (OSError, ValueError) as error:
        raise Trouble(f"can't listen on {host} port {port}: {error}. Choose another with --host and --port") from None
    click.echo(f"The web checker is at http://{host}:{server.effective_port}/ (stop it with Ctrl-C)")
    if host not in ("127.0.0.1", "localhost", "::1"):
        click.echo("Others can reach it at this address, and notes travel unencrypted; put a proxy with TLS and sign-in in front of it", err=True)
    server.run()
    return 0
