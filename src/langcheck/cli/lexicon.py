"""`langcheck lexicon`: prove, list, show and export the lexicon."""

from __future__ import annotations

from pathlib import Path

import click

from langcheck.cli.common import Trouble, lexicon_options, load, out_option, write


@click.group()
def lexicon() -> None:
    """Prove, list, show and export the lexicon.

    \b
    langcheck lexicon check                       prove the lexicon
    langcheck lexicon check lexicon/missing.yaml  prove the entries of one file
    langcheck lexicon list                        every entry on a line
    langcheck lexicon show promiscuous            one entry in full
    langcheck lexicon export --format csv         the whole as a table
    langcheck lexicon diff saved/lexicon          what has changed since
    """


@lexicon.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@lexicon_options
def lexicon_check(files: tuple[Path, ...], folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """Prove a lexicon: its form, every example, every exception, every alternative.

    With FILES, only the entries of those files are proved (under the whole lexicon).

    \b
    langcheck lexicon check
    langcheck lexicon check lexicon/missing.yaml
    langcheck lexicon check --overlay our-guide.yaml
    """
    loaded = load(folder, ["all"], overlays)
    from langcheck.checker import Checker
    from langcheck.lexicon.load import LEXICON_FOLDER
    from langcheck.lexicon.prove import Proof, shadowed

    home = (folder or LEXICON_FOLDER).resolve()
    for path in files:
        if len(path.parts) > 1 and path.resolve().parent != home and path.resolve() not in {overlay.resolve() for overlay in overlays}:
            raise Trouble(f"{path} is not in the lexicon that is proved, {home}; name its folder with --lexicon {path.parent}")
    names = {path.name for path in files}
    terms = [term for term in loaded.terms.values() if not names or term.file in names]
    if names and not terms:
        raise Trouble(f"no entries in {', '.join(sorted(names))}; name files of the lexicon, such as missing.yaml")
    proof = {on: Proof(Checker(load(folder, packs, overlays))) for on, packs in ((True, ()), (False, ("all",)))}
    problems = [problem for term in terms for problem in proof[loaded.categories[term.category].on].problems(term)]
    problems += [problem for problem in shadowed(loaded) if not names or problem.file in names]
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise Trouble(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {len(terms)} entries")
    added = sum(term.file in {overlay.name for overlay in overlays} for term in terms)
    yours = f", {added} of them in {' and '.join(overlay.name for overlay in overlays)}" if overlays else ""
    click.echo(f"{len(terms)} entries proved{yours}: every example, exception and alternative holds")
    return 0


@lexicon.command("list")
@lexicon_options
def lexicon_list(folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """Every entry on a line: id, category, strength and the first wording it finds.

    \b
    langcheck lexicon list
    """
    from langcheck.lexicon.table import listing

    write(listing(load(folder, ["all"], overlays)), None)
    return 0


@lexicon.command("show")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@lexicon_options
def lexicon_show(ids: tuple[str, ...], folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """One entry in full: what it finds, why, what to write instead, exceptions, sources, examples.

    \b
    langcheck lexicon show promiscuous
    langcheck lexicon show streetwise --overlay our-guide.yaml     also why it is switched off there
    """
    from langcheck.lexicon.load import switched_off
    from langcheck.lexicon.table import near, shown

    loaded = load(folder, ["all"], overlays)
    off = switched_off(overlays)
    whole = load(folder, ["all"], ()) if off.keys() & set(ids) else loaded

    def told(name: str) -> str:
        if name in off:
            return f"{name} is switched off: {off[name]}\n\n{shown(whole, whole.terms[name])}"
        if name not in loaded.terms:
            raise Trouble(f"there is no entry {name!r}; {near(loaded, name)}")
        return shown(loaded, loaded.terms[name])

    write("\n".join([told(name) for name in ids]), None)
    return 0


@lexicon.command("export")
@click.option("--format", "form", type=click.Choice(["markdown", "csv"]), default="markdown", help="What to write (default: markdown).")
@out_option
@lexicon_options
def lexicon_export(form: str, out: Path | None, folder: Path | None, overlays: tuple[Path, ...]) -> int:
    """The whole lexicon to read and review, packs included: a guide in Markdown, or a table in CSV.

    \b
    langcheck lexicon export --out lexicon.md
    langcheck lexicon export --format csv --out lexicon.csv
    """
    from langcheck.lexicon.table import to_csv, to_markdown

    loaded = load(folder, ["all"], overlays)
    write(to_csv(loaded) if form == "csv" else to_markdown(loaded), out)
    return 0


@lexicon.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path), required=False)
def lexicon_diff(old: Path, new: Path | None) -> int:
    """What changes from one lexicon folder to another (default: the one that comes along). Exit code 0: nothing; 1: something.

    \b
    langcheck lexicon diff saved/lexicon
    langcheck lexicon diff saved/lexicon lexicon
    """
    from langcheck.lexicon.diff import changes

    found = list(changes(load(old, ["all"], ()), load(new, ["all"], ())))
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} change{'s' * (len(found) != 1)}" if found else "no change")
    return int(bool(found))
