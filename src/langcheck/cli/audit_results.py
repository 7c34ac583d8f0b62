"""What follows a run of `langcheck audit`: its report made anew, a sample to review, the review, and a comparison of two runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from langcheck.audit.model import STRATA, By
from langcheck.cli.common import Trouble, write_bytes

if TYPE_CHECKING:
    from langcheck.audit.charts import Mark
    from langcheck.audit.model import Manifest

_run = click.Path(path_type=Path)


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Tell what an audit can't do as a message, not a traceback."""

    @wraps(command)
    def wrapped(*args: Any, **options: Any) -> Any:
        from langcheck.audit.model import AuditError

        try:
            return command(*args, **options)
        except AuditError as error:
            raise Trouble(str(error)) from None
        except ImportError as error:
            raise Trouble(f'an audit of this needs {error.name}; install it with: pip install "casenote-langcheck[audit]"') from None

    return wrapped


def _mark(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[Mark, ...]:
    from langcheck.audit.charts import Mark

    marks = []
    for value in values:
        found = re.fullmatch(r"(\d{4}-(?:0[1-9]|1[0-2]))=(.+)", value)
        if not found:
            raise click.BadParameter(f"{value!r} is not a month and what happened; write 2023-04=New language guide")
        marks.append(Mark(found[1], found[2]))
    return tuple(sorted(marks))


mark_option = click.option(
    "--mark",
    "marks",
    multiple=True,
    callback=_mark,
    metavar="YYYY-MM=TEXT",
    help="Something that changed, for the charts (repeatable).",
)
baseline_option = click.option("--baseline", type=_run, help="Folder of an earlier audit: the report counts only what that one had not found.")


def warn_of_marks(marks: Sequence[Mark], manifest: Manifest) -> None:
    """Say which marks no chart can show, since the notes begin later or end earlier."""
    first, last = (manifest["dates"][key][:7] for key in ("first", "last"))
    for mark in marks:
        if not first <= mark.month <= last:
            when = f"which run from {first} to {last}" if first else "none of which has a date that can be read"
            click.echo(f"--mark {mark.month} is outside the dates of the notes, {when}: no chart shows it", err=True)


def _free(out: Path, replaced: Path | None = None) -> None:
    """Make sure, before the work, that a new file can be written; only `replaced`, which can be made again at any time, may be there already."""
    if out.exists() and out != replaced:
        raise Trouble(f"{out} is there already, and may hold somebody's work; choose another name with --out")
    if not out.parent.is_dir():
        raise Trouble(f"there is no folder {out.parent}; make it first, or choose another with --out")


def _write(out: Path, data: bytes) -> None:
    write_bytes(data, out)
    click.echo(f"written: {out}")


@click.command()
@click.argument("folder", metavar="RUN", type=_run)
@click.option("--out", type=_run, help="Write here instead of RUN/report.html.")
@baseline_option
@mark_option
@told
def report(folder: Path, out: Path | None, baseline: Path | None, marks: tuple[Mark, ...]) -> int:
    """Make the report of a finished run anew, with changes marked, or only with what is new since an earlier run.

    \b
    langcheck audit report results --mark "2023-04=New language guide"
    langcheck audit report results-2026 --baseline results-2025 --out new.html
    """
    from langcheck.audit.model import REPORT, read_manifest
    from langcheck.audit.report import to_html

    manifest = read_manifest(folder)
    _free(out or folder / REPORT, folder / REPORT)
    warn_of_marks(marks, manifest)
    _write(out or folder / REPORT, to_html(folder, marks, baseline).encode())
    return 0


@click.command()
@click.argument("folder", metavar="RUN", type=_run)
@click.option("--n", default=100, show_default=True, type=click.IntRange(1, 100_000), help="How many findings to draw.")
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same findings.")
@click.option(
    "--by",
    default="category",
    show_default=True,
    type=click.Choice(STRATA),
    help="Draw in proportion from each.",
)
@click.option("--out", type=_run, default=Path("sample.xlsx"), show_default=True, help="The workbook to write.")
@told
def sample(folder: Path, n: int, seed: int, by: By, out: Path) -> int:
    """Draw findings for people to judge, as a workbook: accept, reject or unsure, with a reason.

    \b
    langcheck audit sample results --n 100 --seed 7 --by team --out sample.xlsx
    """
    from langcheck.audit.sample import draw, workbook
    from langcheck.render.words import counted

    _free(out)
    drawn = draw(folder, n, seed, by)
    _write(out, workbook(folder, drawn, [f"{counted(len(drawn), 'finding')} of {folder.name}, drawn by {by} with seed {seed}"]))
    return 0


@click.command()
@click.argument("workbook", type=_run)
@told
def review(workbook: Path) -> int:
    """Turn a reviewed workbook into precision by category and term, with intervals, and name the terms to look at.

    \b
    langcheck audit review sample.xlsx
    """
    from langcheck.audit.review import read_workbook, to_text
    from langcheck.audit.review import review as reviewed

    click.echo(to_text(reviewed(read_workbook(workbook))), nl=False)
    return 0


@click.command()
@click.argument("before", metavar="RUN_A", type=_run)
@click.argument("after", metavar="RUN_B", type=_run)
@click.option("--out", type=_run, help="Write a page with a chart as well.")
@told
def compare(before: Path, after: Path, out: Path | None) -> int:
    """Say what changed from one run to another: ratios with intervals, over all and by category.

    \b
    langcheck audit compare results-2025 results-2026
    langcheck audit compare results-2025 results-2026 --out change.html
    """
    from langcheck.audit.compare import to_html, to_text

    if out:
        _free(out)
    click.echo(to_text(before, after), nl=False)
    if out:
        _write(out, to_html(before, after).encode())
    return 0
