"""`langcheck audit`: many notes in, a folder of findings and counts out. Without the name of a subcommand, it runs an audit."""

from __future__ import annotations

import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from langcheck.audit.model import FORMATS
from langcheck.cli.audit_results import baseline_option, compare, mark_option, report, review, sample, told, warn_of_marks
from langcheck.cli.common import Trouble, checker_of, lexicon_options, pack_option

if TYPE_CHECKING:
    from langcheck.audit.charts import Mark
    from langcheck.audit.model import Manifest
    from langcheck.audit.plan import Plan
    from langcheck.audit.run import Engine
    from langcheck.audit.work import Worker


class RunByDefault(click.Group):
    """A group whose first argument may be an input: `langcheck audit notes.csv` is `langcheck audit run notes.csv`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` in front unless a subcommand or help is asked for."""
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["run", *args])


@click.group(cls=RunByDefault)
def audit() -> None:
    """Check many notes: tables, workbooks, folders of documents, databases.

    `langcheck audit run --help` shows every option. Exit code 0: finished; 2: it could not do its work, and the message says what to do.

    \b
    langcheck audit notes.csv --text note --out results
    langcheck audit notes.csv --dry-run                  what would be read, and as what
    langcheck audit notes.csv --out results --resume     go on after a power cut
    """


@audit.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results; a new or empty one.")
@click.option("--text", default="", metavar="COLUMN", help="Column that holds the notes.")
@click.option("--id", "id_", default="", metavar="COLUMN", help="Column that names a note in your system.")
@click.option("--date", default="", metavar="COLUMN", help="Column with the day of the note.")
@click.option("--group", default="", metavar="COLUMN", help="Column with the team, or whatever you compare.")
@click.option("--type", "type_", default="", metavar="COLUMN", help="Column with the kind of note.")
@click.option("--child-name", "child_names", multiple=True, metavar="COLUMN", help="Column with the child's name or initials (repeatable).")
@click.option("--adult-name", "adult_names", multiple=True, metavar="COLUMN", help="Column with an adult's name (repeatable).")
@click.option("--yes", is_flag=True, help="Take guessed columns without asking.")
@click.option("--dry-run", is_flag=True, help="Say what would be read, with counts and the first problems; check nothing, write nothing.")
@click.option("--resume", is_flag=True, help="Go on with the run in --out that was cut off.")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Findings in this form as well (repeatable).")
@click.option("--context", default=0, type=click.IntRange(0, 1000), help="Characters of text to keep round each finding (default: none).")
@click.option("--query", default="", help="SELECT that gives the notes, for an input such as sqlite:///records.db.")
@click.option("--sheet", default="", help="Sheet of a workbook (default: all).")
@click.option("--encoding", default="", help="Encoding of a CSV (default: found out).")
@click.option("--delimiter", default="", help="Delimiter of a CSV (default: found out).")
@click.option("--jobs", type=click.IntRange(1, 64), help="Worker processes (default: one a processor).")
@click.option(
    "--engine", type=click.Choice(["local", "spark"]), default="local", help="Check on this machine, or on a Spark cluster (default: local)."
)
@baseline_option
@mark_option
@lexicon_options
@pack_option
@told
def run(
    inputs: tuple[str, ...],
    out: Path | None,
    text: str,
    id_: str,
    date: str,
    group: str,
    type_: str,
    child_names: tuple[str, ...],
    adult_names: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    resume: bool,
    formats: tuple[str, ...],
    context: int,
    query: str,
    sheet: str,
    encoding: str,
    delimiter: str,
    jobs: int | None,
    engine: str,
    baseline: Path | None,
    marks: tuple[Mark, ...],
    folder: Path | None,
    overlays: tuple[Path, ...],
    packs: tuple[str, ...],
) -> int:
    """Run an audit.

    Exit code 0: finished, whatever it found. 2: it could not do its work, was stopped, or no row could be checked; the message says what to do.

    The word `run` may be left out. INPUT is a .csv, .tsv, .xlsx, .jsonl or .parquet file, a folder of documents, or the address of a database.

    \b
    langcheck audit run notes.csv --text note --id note_id --date recorded --group team --type note_type --out results
    langcheck audit run cases.xlsx --sheet Notes --out results --format xlsx
    langcheck audit run letters/ --out results
    langcheck audit run sqlite:///records.db --query "SELECT id, note FROM notes ORDER BY id" --out results
    """
    if out is None and not dry_run:
        raise Trouble("name a folder for the results with --out, or see with --dry-run what would be read")
    from langcheck.audit.columns import Columns
    from langcheck.audit.model import read_manifest
    from langcheck.audit.plan import Options, plan_of, survey
    from langcheck.audit.work import Settings, Worker

    child, adults = (tuple(filter(None, names)) for names in (child_names, adult_names))  # an empty name is none
    named = Columns(text, id_, date, group, type_, child, adults)
    settings = Settings(folder, packs, overlays, context)
    options = Options(inputs, named, query, sheet, encoding, delimiter.replace("\\t", "\t"), tuple(dict.fromkeys(formats)), settings)
    with closing(plan_of(options)) as plan:
        _show_plan(plan)
        if out is None or dry_run:
            _show_survey(survey(plan))
            return 0
        _confirm(plan, yes or resume)
        if baseline:
            read_manifest(baseline)
        worker = Worker(settings, checker_of(folder, packs, overlays))
        from langcheck.audit.report import to_html
        from langcheck.audit.run import run as run_audit

        checking = _engine(engine, worker, jobs)
        try:
            manifest = run_audit(plan, out, worker.about, checking, resume=resume, report=partial(to_html, marks=marks, baseline=baseline))
        except KeyboardInterrupt:
            raise Trouble("stopped; what is done is kept. Go on with the same command and --resume") from None
    warn_of_marks(marks, manifest)
    _show_counts(manifest, out)
    return 0


def _engine(name: str, worker: Worker, jobs: int | None) -> Engine:
    from langcheck.audit.run import local_engine, usual_jobs

    if name == "local":
        return partial(local_engine, worker, jobs or usual_jobs())
    from langcheck.audit.on_spark import spark_engine

    return partial(spark_engine, worker.settings)


for _command in (report, sample, review, compare):
    audit.add_command(_command)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _show_plan(plan: Plan) -> None:
    """What is going to be read, and what is odd about it."""
    for source in plan.sources:
        about = ", ".join(f"{key} {value!r}" for key, value in source.facts.items() if key in ("encoding", "delimiter", "files"))
        _say(f"{source.name}: {source.kind}{', ' if about else ''}{about}")
    for source in plan.left_out:
        _say(f"{source.name}: left out, since it has no such columns")
    for name in plan.doubled:
        _say(f"two columns are called {name!r}; the second goes by {name + ' (2)'!r}")
    columns = plan.columns
    for purpose, column in (("text", columns.text), ("id", columns.id), ("date", columns.date), ("group", columns.group), ("type", columns.type)):
        _say(f"  {purpose:6}{column or '(none)'}{'  (guessed)' if purpose in plan.guessed else ''}")
    for purpose, names in (("child", columns.child_name), ("adult", columns.adult_name)):
        if names:
            _say(f"  {purpose:6}{', '.join(names)}")


def _confirm(plan: Plan, yes: bool) -> None:
    """Ask about guessed columns on a terminal. Elsewhere nobody can answer, so the notes' own column must have been named."""
    if yes or not plan.guessed or plan.sources[0].kind == "folder":
        return
    if sys.stdin.isatty():
        if not click.confirm("Are the guessed columns right?", default=True, err=True):
            raise Trouble("name the columns with --text, --id, --date, --group and --type")
    elif "text" in plan.guessed:
        name = plan.columns.text
        raise Trouble(f"the column {name!r} was guessed to hold the notes; say so with --text {name!r}, or accept guesses with --yes")


def _show_survey(found: object) -> None:
    from langcheck.audit.plan import Survey
    from langcheck.render.words import counted

    assert isinstance(found, Survey)
    click.echo(f"{counted(found.read, 'row')}: {found.read - found.rejected:,} would be checked, {found.rejected:,} rejected")
    if found.first_date:
        click.echo(f"dates from {found.first_date} to {found.last_date}; {counted(found.undated, 'row')} without one that can be read")
    if found.odd_dates:
        where = f"{counted(found.odd_dates, 'date')} can't be read, the first at {found.odd_date_at}"
        click.echo(f"{where}; write 2024-03-09 or 9/3/2024, or these notes are left out of the charts over time")
    for what, values in (("group", found.groups), ("type", found.types)):
        if values:
            click.echo(f"{counted(len(values), what)}: {', '.join(sorted(values)[:8])}{' …' if len(values) > 8 else ''}")
    for problem in found.problems:
        click.echo(f"  row {problem.row}, {problem.place}: {problem.reason}")
    click.echo("nothing was checked, nothing was written")


def _show_counts(manifest: Manifest, out: Path) -> None:
    """What came of it. Raises Trouble where nothing could be checked."""
    from langcheck.render.words import counted

    counts = manifest["counts"]
    click.echo(f"{counted(counts['read'], 'row')} read = {counts['checked']:,} checked + {counts['rejected']:,} rejected")
    others = f"{counts['quoted']:,} quoted, {counts['dismissed']:,} passed over"
    click.echo(f"flagged: {counted(counts['flagged'], 'phrase')} in {counted(counts['flagged_notes'], 'note')}; {others}")
    if counts["flagged"]:
        click.echo("  (wording in lines of a form counts here; the report counts it apart)")
    if counts["rejected"]:
        click.echo(f"the rejected rows, each with its reason: {out}/rejected.jsonl")
    if counts["duplicate_ids"]:
        click.echo(
            f"same id, another text than an earlier row: {counted(counts['duplicate_ids'], 'row')}, checked all the same. "
            "If the id is not a note's own, name another column with --id"
        )
    click.echo(f"results in {out}")
    if not counts["checked"]:
        raise Trouble(f"no row could be checked: see the reasons in {out}/rejected.jsonl, and whether --text names the column of the notes")
