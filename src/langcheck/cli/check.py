"""`langcheck check`: documents in, findings out."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from langcheck.cli.common import Trouble, checker_of, lexicon_options, pack_option, write, write_bytes
from langcheck.cli.sources import PASTED, Found, bytes_of, document_of, found_in
from langcheck.documents import DocumentError

if TYPE_CHECKING:
    from langcheck.checker import Checker
    from langcheck.report import Report

_SUFFIX = {"text": ".txt", "json": ".json", "html": ".html", "sarif": ".sarif", "lines": ".txt"}


@dataclass(frozen=True)
class Checked:
    """A document that was checked."""

    source: Found
    kind: str
    notes: tuple[str, ...]
    report: Report

    @property
    def name(self) -> str:
        return PASTED if self.source.name == "-" else self.source.name

    @property
    def flagged(self) -> int:
        return sum(f.status == "flagged" for f in self.report.findings)


@click.command()
@click.argument("sources", metavar="[FILE|FOLDER|-]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(list(_SUFFIX)), default="text", help="What to print (default: text).")
@click.option("--explain", is_flag=True, help="Also show what was passed over, and the words that decided it.")
@lexicon_options
@pack_option
@click.option("--model", help="A trained spaCy model to ask who the subject is, where the rules are unsure (docs/model.md).")
@click.option("--out", type=click.Path(), help="Write to this file instead of the screen; into a folder (NAME/), a file for each document.")
@click.option("--comments", type=click.Path(path_type=Path), help="Also write a copy of the Word document with a comment on each finding.")
@click.option("--colour/--no-colour", default=None, help="Colour the text (default: on a terminal).")
def check(
    sources: tuple[str, ...],
    form: str,
    explain: bool,
    folder: Path | None,
    overlays: tuple[Path, ...],
    packs: tuple[str, ...],
    model: str | None,
    out: str | None,
    comments: Path | None,
    colour: bool | None,
) -> int:
    """Check notes and documents: plain text, Word, PDF, RTF, HTML and e-mail, or folders of them.

    Exit code 0: nothing flagged; 1: something flagged; 2: the command could not do its work, or a document could not be read.

    \b
    langcheck check note.txt
    langcheck check note.txt --format html --out note.html
    langcheck check report.docx --comments reviewed.docx
    langcheck check letters/ minutes.pdf --format html --out reports/
    langcheck check - --format json < note.txt
    """
    target = Path(out) if out is not None else None
    found = found_in(sources, target)
    names = [one.name for one in found.found]
    if comments is not None:
        _may_comment(names, comments)
    if target is not None and _overwrites(names, target):
        raise Trouble(f"--out would overwrite {out}, which is to be checked; give the report another name")
    checker = checker_of(folder, packs, overlays, model)
    checked, unread = _checked(found.found, checker, explain)
    if unread and len(found.found) == 1:
        raise Trouble(": ".join(unread[0]))
    painted = target is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ if colour is None else colour
    if comments is not None:
        _write_comments(checked[0], comments)
    if target is not None and (target.is_dir() or str(out).endswith(("/", os.sep))):
        for one, place in zip(checked, _places(checked, target, _SUFFIX[form]), strict=True):
            write(_rendered([one], [], form, painted, single=True), place)
    else:
        write(_rendered(checked, unread, form, painted, single=found.single), target)
    _tell(checked, unread, found.passed_over)
    return 2 if unread else int(any(one.flagged for one in checked))


def _checked(sources: tuple[Found, ...], checker: Checker, explain: bool) -> tuple[list[Checked], list[tuple[str, str]]]:
    """The documents checked, and those that could not be read, each with the reason."""
    checked, unread = [], []
    for source in sources:
        try:
            document = document_of(source.name, bytes_of(source.name))
        except DocumentError as error:
            unread.append((source.name, str(error)))
            continue
        checked.append(Checked(source, document.kind, document.notes, checker.check(document.text, explain=explain)))
    return checked, unread


def _places(checked: list[Checked], out: Path, suffix: str) -> list[Path]:
    """Where the report of each document goes in the folder `out`; folders below it are made, and no two reports share a name."""
    places: dict[Path, None] = {}
    for one in checked:
        names = (f"{one.source.place.name}{number}{suffix}" for number in ("", *(f"-{n}" for n in range(2, len(checked) + 1))))
        places[next(place for name in names if (place := out / one.source.place.with_name(name)) not in places)] = None
    for folder in {place.parent for place in places}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(f"{folder} can't be made: {error.strerror}. Check the folder and that you may write there") from None
    return list(places)


def _overwrites(names: list[str], out: Path) -> bool:
    """Whether `out` is one of the documents themselves."""
    return out.is_file() and any(name != "-" and Path(name).exists() and out.samefile(name) for name in names)


def _may_comment(names: list[str], out: Path) -> None:
    if len(names) != 1 or names == ["-"]:
        raise Trouble("--comments takes one Word document at a time; name one .docx file")
    if _overwrites(names, out):
        raise Trouble("--comments would overwrite the document itself; give the copy another name")


def _write_comments(one: Checked, out: Path) -> None:
    from langcheck.documents.comments import with_comments
    from langcheck.render.comments import to_comments

    if one.kind != "docx":
        raise Trouble(f"{one.name} is no Word document; --comments needs a .docx")
    try:
        data = bytes_of(one.source.name)
        if document_of(one.name, data).text != one.report.text:
            raise DocumentError("the document changed while it was checked; check it again")
        copy = with_comments(data, to_comments(one.report))
    except DocumentError as error:
        raise Trouble(f"{one.name}: {error}") from None
    write_bytes(copy, out)


def _tell(checked: list[Checked], unread: list[tuple[str, str]], passed_over: int) -> None:
    """What was read and what was not, on stderr, unless it is one document read in full."""
    for one in checked:
        for note in one.notes:
            click.echo(f"{one.name}: {note}", err=True)
    for name, why in unread:
        click.echo(f"{name}: {why}", err=True)
    if len(checked) + len(unread) > 1:
        marked = [one.flagged for one in checked if one.flagged]
        parts = [f"{len(checked)} documents checked", f"{len(marked)} with something to reconsider ({sum(marked)} in all)"]
        if unread:
            parts.append(f"{len(unread)} could not be read")
        if passed_over:
            parts.append(f"{passed_over} files of other kinds passed over")
        click.echo("; ".join(parts), err=True)


def _rendered(checked: list[Checked], unread: list[tuple[str, str]], form: str, painted: bool, *, single: bool) -> str:
    reports = [(one.name, one.report) for one in checked]
    if form == "json":
        listed = [{"file": name, **report.to_dict()} for name, report in reports]
        return json.dumps(checked[0].report.to_dict() if single else listed, ensure_ascii=True, indent=2)
    if form == "html":
        from langcheck.render.html import to_html

        return to_html(reports)
    if form == "sarif":
        from langcheck.render import sarif

        run = sarif.to_sarif([sarif.Checked(one.name, one.report, one.kind == "txt") for one in checked], unread)
        return json.dumps(run, ensure_ascii=True, indent=2)
    if form == "lines":
        from langcheck.render.lines import to_lines

        return "\n".join(line for name, report in reports for line in to_lines(name, report))
    from langcheck.render.text import to_text

    return "\n".join((f"== {name}\n" if len(reports) > 1 else "") + to_text(report, painted) for name, report in reports)
