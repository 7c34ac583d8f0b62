"""The command line. spaCy is imported only by the commands that need it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from langcheck import __version__

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
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _Trouble(f"{source} is not plain text; save it as text (UTF-8) or paste its words")


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
    langcheck lexicon check               prove the lexicon
    """


@cli.command()
@click.argument("sources", metavar="[FILE|-]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="What to print (default: text).")
@click.option("--explain", is_flag=True, help="Also show what was dismissed, and the words that decided it.")
@click.option("--lexicon", type=click.Path(path_type=Path), help="A folder with another lexicon.")
@click.option("--overlay", "overlays", type=click.Path(path_type=Path), multiple=True, help="A partnership's own file on top (repeatable).")
@click.option("--pack", "packs", multiple=True, help="Switch an optional pack on, e.g. care-jargon (repeatable).")
@click.option("--colour/--no-colour", default=None, help="Colour the text (default: on a terminal).")
def check(
    sources: tuple[str, ...], form: str, explain: bool, lexicon: Path | None, overlays: tuple[Path, ...], packs: tuple[str, ...], colour: bool | None
) -> int:
    """Check notes. Exit code 0: nothing flagged; 1: something flagged; 2: the command could not do its work.

    \b
    langcheck check note.txt
    langcheck check note.txt --format html > note.html
    type note.txt | langcheck check -
    """
    texts = [(source, _read(source)) for source in sources or ("-",)]
    from langcheck.checker import Checker
    from langcheck.lexicon import LexiconError

    try:
        checker = Checker(lexicon, packs=packs, overlays=overlays)
    except LexiconError as error:
        raise _Trouble(f"the lexicon can't be used:\n{error}") from None
    reports = [(source, checker.check(text, explain=explain)) for source, text in texts]
    if form == "json":
        documents = [report.to_dict() for _, report in reports]
        click.echo(json.dumps(documents[0] if len(documents) == 1 else documents, ensure_ascii=True, indent=2))
    elif form == "html":
        from langcheck.render.html import to_html

        click.echo(to_html([(source, report) for source, report in reports]))
    else:
        from langcheck.render.text import to_text

        painted = sys.stdout.isatty() if colour is None else colour
        for source, report in reports:
            click.echo(f"== {source}" if len(reports) > 1 else "", nl=len(reports) > 1)
            click.echo(to_text(report, painted), color=painted)
    return int(any(f.status == "flagged" for _, report in reports for f in report.findings))


@cli.group()
def lexicon() -> None:
    """Prove, list, show and export the lexicon."""


@lexicon.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--lexicon", "folder", type=click.Path(path_type=Path), help="The folder of the lexicon (default: the one that comes with langcheck).")
@click.option("--overlay", "overlays", type=click.Path(path_type=Path), multiple=True, help="A partnership's own file on top (repeatable).")
def lexicon_check(files: tuple[Path, ...], folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """Prove a lexicon: its form, every example, every exception, every alternative.

    With FILES, only the entries of those files are proved (under the whole lexicon).
    """
    from langcheck.checker import Checker
    from langcheck.lexicon import LexiconError, load_lexicon
    from langcheck.lexicon.prove import Proof, shadowed

    try:
        loaded = load_lexicon(folder, ["all"], overlays)
    except LexiconError as error:
        raise _Trouble(f"the lexicon can't be used:\n{error}") from None
    names = {path.name for path in files}
    terms = [term for term in loaded.terms.values() if not names or term.file in names]
    if names and not terms:
        raise _Trouble(f"no entries in {', '.join(sorted(names))}; name files of the lexicon, such as missing.yaml")
    proof = {on: Proof(Checker(load_lexicon(folder, packs, overlays))) for on, packs in ((True, ()), (False, ("all",)))}
    problems = [problem for term in terms for problem in proof[loaded.categories[term.category].on].problems(term)]
    problems += [problem for problem in shadowed(loaded) if not names or problem.file in names]
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise _Trouble(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {len(terms)} entries")
    click.echo(f"{len(terms)} entries proved: every example, exception and alternative holds")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    try:
        result = cli.main(args=list(argv) if argv is not None else None, prog_name="langcheck", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("stopped", err=True)
        return 2
    return result if isinstance(result, int) else 0
