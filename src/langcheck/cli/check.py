"""`langcheck check`: notes in, findings out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from langcheck.cli.common import checker_of, lexicon_options, out_option, pack_option, read, write

if TYPE_CHECKING:
    from langcheck.report import Report


@click.command()
@click.argument("sources", metavar="[FILE|-]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="What to print (default: text).")
@click.option("--explain", is_flag=True, help="Also show what was passed over, and the words that decided it.")
@lexicon_options
@pack_option
@out_option
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
    texts = [("Pasted note" if source == "-" else source, read(source)) for source in sources or ("-",)]
    checker = checker_of(folder, packs, overlays)
    reports = [(name, checker.check(text, explain=explain)) for name, text in texts]
    painted = out is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ if colour is None else colour
    write(_rendered(reports, form, painted), out)
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
