"""The command line: one module a command. No command imports spaCy, and each imports the rest only when it runs."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from langcheck import __version__
from langcheck.cli.audit import audit
from langcheck.cli.check import check
from langcheck.cli.lexicon import lexicon
from langcheck.cli.serve import serve

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="langcheck")
def cli() -> None:
    """Find victim-blaming wording in case notes about children, and see what the guides say instead.

    Everything happens on this machine; nothing is kept.

    \b
    langcheck check note.txt              check a note
    langcheck check -                     check what you paste (end with Ctrl-D; Ctrl-Z Enter on Windows)
    langcheck check note.txt --explain    also show what was passed over, and why
    langcheck audit notes.csv --out results    check many notes
    langcheck serve                       the web checker on this machine
    langcheck lexicon show promiscuous    everything about one entry
    """


for _command in (check, audit, serve, lexicon):
    cli.add_command(_command)


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
    except OSError as error:
        click.echo(f"Error: what was found can't be written: {error.strerror}. Make room, or write elsewhere", err=True)
        return 2
    except Exception as error:  # a mistake in langcheck: the message of an error may hold words of the note, so only its kind and place are told
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        click.echo(f"Error: langcheck itself failed ({where}). Please report this line, without the note", err=True)
        return 2
    return result if isinstance(result, int) else 0
