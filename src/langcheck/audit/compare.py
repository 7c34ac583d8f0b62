"""Two runs side by side: what changed, with intervals. Ratios, since the level itself depends on the lexicon and on what is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from langcheck.audit.charts import Point, side_by_side
from langcheck.audit.model import read_manifest
from langcheck.audit.report import render
from langcheck.audit.statistics import SMALL, Estimate, in_words, ratio_of_rates, ratio_of_shares
from langcheck.audit.summary import Tally, Wording, summarise


class Change(NamedTuple):
    """A count before and after, and how many times as frequent it is now. Counts and ratio are None where either count is too small to print."""

    name: str
    before: int | None
    after: int | None
    ratio: Estimate | None


class Comparison(NamedTuple):
    """What changed from one run to another. `cautions` say what else than the writing may have moved the numbers."""

    notes: Change
    phrases: Change
    categories: tuple[Change, ...]
    cautions: tuple[str, ...]


def compare(before: Path, after: Path) -> Comparison:
    """Compare the finished runs in two folders. Raises AuditError."""
    old, new = summarise(before), summarise(after)
    names = sorted(set(old.categories) | set(new.categories))
    return Comparison(
        _notes(old.total, new.total),
        _phrases("All phrases", old.total.phrases, new.total.phrases, old.total, new.total),
        tuple(_phrases(_title(name), _count(old.categories, name), _count(new.categories, name), old.total, new.total) for name in names),
        tuple(_cautions(before, after)),
    )


def _title(category: str) -> str:
    return category.replace("-", " ").capitalize()


def _count(wordings: Mapping[str, Wording], name: str) -> int:
    return wordings.get(name, Wording()).phrases


def _notes(old: Tally, new: Tally) -> Change:
    name = "Notes with a phrase to reconsider"
    if _small(old.flagged_notes, new.flagged_notes) or not (old.notes and new.notes):
        return Change(name, None, None, None)
    ratio = ratio_of_shares(new.flagged_notes, new.notes, old.flagged_notes, old.notes)
    return Change(name, old.flagged_notes, new.flagged_notes, ratio)


def _phrases(name: str, before: int, after: int, old: Tally, new: Tally) -> Change:
    if _small(before, after) or not (old.words and new.words):
        return Change(name, None, None, None)
    return Change(name, before, after, ratio_of_rates(after, new.words, before, old.words))


def _small(*counts: int) -> bool:
    return any(0 < count < SMALL for count in counts) or not any(counts)


def _cautions(before: Path, after: Path) -> Iterator[str]:
    """What else may have moved the numbers."""
    old, new = read_manifest(before), read_manifest(after)
    if old["lexicon"]["sha256"] != new["lexicon"]["sha256"]:
        yield "The two runs used different lexicons. Check the older records again with the newer one before you compare."
    if old["versions"]["langcheck"] != new["versions"]["langcheck"]:
        yield "The two runs used different versions of langcheck."
    for key in ("packs", "overlays"):
        if old["options"].get(key) != new["options"].get(key):
            yield f"The two runs had different {key}."
    if old["rows_sha256"] == new["rows_sha256"]:
        yield "Both runs read the same notes, so a difference comes from langcheck or its lexicon, not from the writing."


def to_html(before: Path, after: Path) -> str:
    """The comparison as one self-contained page with a chart."""
    result = compare(before, after)
    lines = [result.notes, result.phrases, *result.categories]
    points = [Point(line.name, line.ratio) for line in lines]
    label = "How many times as frequent the wording is as before, with 95 % intervals; 1 is no change. The table below has the numbers."
    chart = side_by_side(points, "times as frequent as before", label, 1.0)
    named = (before.name, after.name)
    return render(
        "compare.html",
        manifest=read_manifest(after),
        old=read_manifest(before),
        result=result,
        lines=lines,
        chart=chart,
        names=named,
    )


def to_text(before: Path, after: Path) -> str:
    """The comparison for a terminal."""
    result = compare(before, after)
    out = ["How many times as frequent as before (95 % interval)"]
    for line in (result.notes, result.phrases, *result.categories):
        shown = (
            "too few to tell"
            if line.ratio is None
            else f"{line.ratio.value:.2f}  ({line.ratio.low:.2f} to {line.ratio.high:.2f})  {in_words(line.ratio)}"
        )
        out.append(f"  {line.name:<36} {shown}")
    return "\n".join([*out, *(f"Caution: {caution}" for caution in result.cautions)]) + "\n"
