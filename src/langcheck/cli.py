"""The command line. spaCy is imported only by the commands that need it."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from langcheck import __version__

if TYPE_CHECKING:
    from langcheck.checker import Checker
    from langcheck.lexicon import Lexicon
    from langcheck.report import Report

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Trouble(click.ClickException):
    """The command could not do its work: the message goes to stderr, exit code 2."""

    exit_code = 2


def _read(source: str) -> str:
    """The text of a file, or of stdin for `-`."""
    if source == "-":
        raw = sys.stdin.buffer.read()
    else:
        try:
            raw = Path(source).read_bytes()
        except IsADirectoryError:
            raise _Trouble(f"{source} is a folder; name a text file in it") from None
        except OSError as error:
            raise _Trouble(f"{source} can't be read: {error.strerror}. Check the name and that you may open it") from None
        except ValueError as error:
            raise _Trouble(f"{source!r} is no file name: {error}") from None
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _Trouble(f"{source} is not plain text; save it as text (UTF-8) or paste its words")


def _write(text: str, out: Path | None) -> None:
    """Print `text`, or write it to a file, always as UTF-8."""
    if out is None:
        click.echo(text, color=True)  # it holds colour only where that was decided
        return
    try:
        out.write_text(text.rstrip("\n") + "\n", encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise _Trouble(f"{out} can't be written: {error.strerror}. Check the folder and that you may write there") from None


def _load(folder: Path | None, packs: Sequence[str], overlays: Sequence[Path]) -> Lexicon:
    from langcheck.lexicon import LexiconError, load_lexicon

    try:
        return load_lexicon(folder, packs, overlays)
    except LexiconError as error:
        raise _Trouble(f"the lexicon can't be used:\n{error}") from None


def _checker(folder: Path | None, packs: Sequence[str], overlays: Sequence[Path]) -> Checker:
    loaded = _load(folder, packs, overlays)
    from langcheck.checker import Checker

    return Checker(loaded)


Command = Callable[..., Any]


def _lexicon_options(command: Command) -> Command:
    """The options that say which lexicon."""
    folder = click.option(
        "--lexicon", "folder", type=click.Path(path_type=Path), help="Folder of another lexicon (default: the one that comes along)."
    )
    overlay = click.option(
        "--overlay", "overlays", type=click.Path(path_type=Path), multiple=True, help="A partnership's own file on top (repeatable)."
    )
    return folder(overlay(command))


_pack_option = click.option("--pack", "packs", multiple=True, help="Switch an optional pack on; `all` for every one (repeatable).")
_out_option = click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of the screen.")


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="langcheck")
def cli() -> None:
    """Find victim-blaming wording in case notes about children, and see what the guides say instead.

    Everything happens on this machine; nothing is kept.

    \b
    langcheck check note.txt              check a note
    langcheck check -                     check what you paste (end with Ctrl-D; Ctrl-Z Enter on Windows)
    langcheck check note.txt --explain    also show what was passed over, and why
    langcheck serve                       the web checker on this machine
    langcheck lexicon show promiscuous    everything about one entry
    """


@cli.command()
@click.argument("sources", metavar="[FILE|-]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="What to print (default: text).")
@click.option("--explain", is_flag=True, help="Also show what was passed over, and the words that decided it.")
@_lexicon_options
@_pack_option
@_out_option
@click.option("--colour/--no-colour", default=None, help="Colour the text (default: on a terminal).")
def check(
    sources: tuple[str, ...],
    form: str,
    explain: bool,
    folder: Path | None,
    overlays: tuple[Path, ...],
    packs: tuple[str, ...],
    out: Path | None,
    colour: bool | None,
) -> int:
    """Check notes. Exit code 0: nothing flagged; 1: something flagged; 2: the command could not do its work.

    \b
    langcheck check note.txt
    langcheck check note.txt --format html --out note.html
    langcheck check - --format json < note.txt
    """
    texts = [("Pasted note" if source == "-" else source, _read(source)) for source in sources or ("-",)]
    checker = _checker(folder, packs, overlays)
    reports = [(name, checker.check(text, explain=explain)) for name, text in texts]
    painted = out is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ if colour is None else colour
    _write(_rendered(reports, form, painted), out)
    return int(any(f.status == "flagged" for _, report in reports for f in report.findings))


def _rendered(reports: list[tuple[str, Report]], form: str, painted: bool) -> str:
    if form == "json":
        documents = [report.to_dict() for _, report in reports]
        return json.dumps(documents[0] if len(documents) == 1 else documents, ensure_ascii=True, indent=2)
    if form == "html":
        from langcheck.render.html import to_html

        return to_html(reports)
    from langcheck.render.text import to_text

    return "\n".join((f"== {name}\n" if len(reports) > 1 else "") + to_text(report, painted) for name, report in reports)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0 for any that is free.")
@_lexicon_options
@_pack_option
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
        raise _Trouble('the web checker needs Flask; install it with: pip install "casenote-langcheck[web]"') from None
    checker = _checker(folder, packs, overlays)
    from langcheck.webapp import create_app

    # A request stays in memory: above an "overflow" waitress would put it into a temporary file.
    limits = {"max_request_body_size": 4_000_000, "inbuf_overflow": 8_000_000, "outbuf_overflow": 256_000_000}
    try:
        server = create_server(create_app(checker), host=host, port=port, ident=None, **limits)
    except (OSError, ValueError) as error:
        raise _Trouble(f"can't listen on {host} port {port}: {error}. Choose another with --host and --port") from None
    click.echo(f"The web checker is at http://{host}:{server.effective_port}/ (stop it with Ctrl-C)")
    if host not in ("127.0.0.1", "localhost", "::1"):
        click.echo("Others can reach it at this address, and notes travel unencrypted; put a proxy with TLS and sign-in in front of it", err=True)
    server.run()
    return 0


@cli.group()
def lexicon() -> None:
    """Prove, list, show and export the lexicon.

    \b
    langcheck lexicon check                       prove the lexicon
    langcheck lexicon check lexicon/missing.yaml  prove the entries of one file
    langcheck lexicon list                        every entry on a line
    langcheck lexicon show promiscuous            one entry in full
    langcheck lexicon export --format csv         the whole as a table
    """


@lexicon.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_lexicon_options
def lexicon_check(files: tuple[Path, ...], folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """Prove a lexicon: its form, every example, every exception, every alternative.

    With FILES, only the entries of those files are proved (under the whole lexicon).

    \b
    langcheck lexicon check
    langcheck lexicon check lexicon/missing.yaml
    langcheck lexicon check --overlay our-guide.yaml
    """
    loaded = _load(folder, ["all"], overlays)
    from langcheck.checker import Checker
    from langcheck.lexicon.prove import Proof, shadowed

    names = {path.name for path in files}
    terms = [term for term in loaded.terms.values() if not names or term.file in names]
    if names and not terms:
        raise _Trouble(f"no entries in {', '.join(sorted(names))}; name files of the lexicon, such as missing.yaml")
    proof = {on: Proof(Checker(_load(folder, packs, overlays))) for on, packs in ((True, ()), (False, ("all",)))}
    problems = [problem for term in terms for problem in proof[loaded.categories[term.category].on].problems(term)]
    problems += [problem for problem in shadowed(loaded) if not names or problem.file in names]
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise _Trouble(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {len(terms)} entries")
    click.echo(f"{len(terms)} entries proved: every example, exception and alternative holds")
    return 0


@lexicon.command("list")
@_lexicon_options
def lexicon_list(folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """Every entry on a line: id, category, strength and the first wording it finds.

    \b
    langcheck lexicon list
    """
    from langcheck.lexicon.table import listing

    _write(listing(_load(folder, ["all"], overlays)), None)
    return 0


@lexicon.command("show")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@_lexicon_options
def lexicon_show(ids: tuple[str, ...], folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """One entry in full: what it finds, why, what to write instead, exceptions, sources, examples.

    \b
    langcheck lexicon show promiscuous
    """
    from langcheck.lexicon.table import near, shown

    loaded = _load(folder, ["all"], overlays)
    for name in ids:
        if name not in loaded.terms:
            raise _Trouble(f"there is no entry {name!r}; {near(loaded, name)}")
    _write("\n".join(shown(loaded, loaded.terms[name]) for name in ids), None)
    return 0


@lexicon.command("export")
@click.option("--format", "form", type=click.Choice(["markdown", "csv"]), default="markdown", help="What to write (default: markdown).")
@_out_option
@_lexicon_options
def lexicon_export(form: str, out: Path | None, folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """The whole lexicon to read and review, packs included: a guide in Markdown, or a table in CSV.

    \b
    langcheck lexicon export --out lexicon.md
    langcheck lexicon export --format csv --out lexicon.csv
    """
    from langcheck.lexicon.table import to_csv, to_markdown

    loaded = _load(folder, ["all"], overlays)
    _write(to_csv(loaded) if form == "csv" else to_markdown(loaded), out)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Windows would write its own encoding, which has no ⟨blanks⟩
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        result = cli.main(args=list(argv) if argv is not None else None, prog_name="langcheck", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("stopped", err=True)
        return 2
    except BrokenPipeError:  # the reader, such as `head`, has seen enough; Python would complain once more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return result if isinstance(result, int) else 0
