"""What is made from a run: counts, small numbers, the report, samples, reviews, comparisons, baselines."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from audit_runs import TEAMS, invented_run
from langcheck.audit import charts, compare, report, review, sample
from langcheck.audit.baseline import Baseline
from langcheck.audit.charts import Mark, Point, side_by_side
from langcheck.audit.model import NOTES, AuditError, read_findings, read_notes
from langcheck.audit.statistics import SMALL, Estimate, hidden, in_words, rate, ratio_of_rates, ratio_of_shares, share
from langcheck.audit.summary import Tally, summarise
from langcheck.audit.tables import notes_line, over_time, trend
from langcheck.cli import main
from test_render import Page


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invented_run(tmp_path_factory.mktemp("run"), notes=3000)


# ---- numbers ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (share(0, 10), (0, 0, 0.2775)),  # Newcombe 1998, table I, method 3, recomputed for these counts
        (share(10, 10), (1, 0.7225, 1)),
        (share(81, 263), (0.3080, 0.2553, 0.3662)),
        (share(15, 148), (0.1014, 0.0624, 0.1605)),
        (rate(0, 1), (0, 0, 3.69)),  # the exact Poisson limits, to which Byar comes within 0.03
        (rate(3, 1), (3, 0.60, 8.77)),
        (rate(100, 1), (100, 81.36, 121.63)),
    ],
)
def test_intervals_are_those_of_the_textbook(found: Estimate, wanted: tuple[float, ...]) -> None:
    assert found == pytest.approx(wanted, abs=0.03 if wanted[2] > 1 else 0.0002)


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_value(count: int, extra: int) -> None:
    for found in (share(count, count + extra), rate(count, extra)):
        assert 0 <= found.low <= found.value <= found.high


@given(st.integers(0, 99), st.integers(0, 99))
def test_ratios_turn_round(a: int, b: int) -> None:
    for forth, back in (
        (ratio_of_shares(a, 100, b, 100), ratio_of_shares(b, 100, a, 100)),
        (ratio_of_rates(a, 100, b, 100), ratio_of_rates(b, 100, a, 100)),
    ):
        assert forth.value == pytest.approx(1 / back.value)
        assert forth.low == pytest.approx(1 / back.high)


@given(st.lists(st.integers(0, 30), max_size=12))
def test_small_counts_are_hidden_and_cant_be_worked_out(counts: list[int]) -> None:
    hide = hidden(counts)
    assert all(hide[i] for i, count in enumerate(counts) if 0 < count < SMALL)
    assert not any(hide[i] for i, count in enumerate(counts) if count == 0)
    if any(hide) and sum(counts) >= SMALL and sum(count > 0 for count in counts) > 1:
        assert sum(hide) > 1
        assert sum(c for c, h in zip(counts, hide, strict=True) if h) >= SMALL


# ---- counts ----------------------------------------------------------------------------------------------------------------------------------


def test_a_summary_adds_up(run: Path) -> None:
    summary, notes, findings = summarise(run), list(read_notes(run)), list(read_findings(run))
    own = [f for f in findings if f.status == "flagged" and not f.template]
    assert summary.total.notes == len(notes)
    assert summary.total.words == sum(note.words for note in notes)
    assert summary.total.phrases == len(own)
    assert summary.total.flagged_notes == len({f.row for f in own})
    for tallies in (summary.months, summary.groups, summary.types):
        assert sum(tally.notes for tally in tallies.values()) == len(notes)
        assert sum(tally.phrases for tally in tallies.values()) == len(own)
    assert sum(wording.phrases for wording in summary.terms.values()) == sum(w.phrases for w in summary.categories.values()) == len(own)
    assert summary.quoted == sum(f.status == "quoted" for f in findings)
    assert sum(summary.dismissed.values()) == sum(f.status == "dismissed" for f in findings)
    assert sum(t.notes for t in summary.templates.values()) == sum(f.status == "flagged" and f.template > 0 for f in findings)


# ---- the report ------------------------------------------------------------------------------------------------------------------------------


def test_the_report_is_one_page_that_loads_nothing(run: Path) -> None:
    page = Page(report.to_html(run, [Mark("2023-04", "A <new> guide")]))
    assert not page.tags & {"script", "img", "link", "iframe", "b"}
    assert not page.loads
    assert {"svg", "table", "caption", "h1"} <= page.tags
    assert "A <new> guide" in page.text
    summary = summarise(run)
    assert f"{100 * summary.total.flagged_notes / summary.total.notes:.1f} in 100" in page.text


def test_small_teams_are_not_printed_and_nobody_is_ranked(run: Path) -> None:
    text = re.sub(r"<[^>]+>", " ", report.to_html(run).split("<h2>By team</h2>")[1].split("<h2")[0])
    small = summarise(run).groups[TEAMS[2]]
    assert 0 < small.flagged_notes < SMALL
    line = next(line for line in text.splitlines() if line.strip().startswith("Tiny"))
    assert "fewer than 5" in line
    names = re.findall(r"East|North|Tiny|West", text.split("95")[-1])
    assert names == sorted(names), "in the order of their names"
    assert text.count("fewer than 5") >= 2, "one hidden count could be found by subtraction"


def test_a_run_without_dates_teams_or_findings_has_a_report(tmp_path: Path) -> None:
    page = Page(report.to_html(invented_run(tmp_path, notes=30, level=0)))
    assert "No phrase to reconsider was found" in page.text
    tiny = Page(report.to_html(invented_run(tmp_path, notes=5, level=0.9)))
    assert "Wording in case notes" in tiny.text


def test_the_head_says_it_in_words(run: Path, tmp_path: Path) -> None:
    """The rate with its interval, how it goes, and what to do next; a year's counts are those of its months."""
    page = report.to_html(run).split("<h2>Over time</h2>")[0]
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    total = share(summarise(run).total.flagged_notes, 3000).per(100)
    assert f"{total.value:.1f} in 100 notes hold wording" in text
    assert f"between {total.low:.1f} and {total.high:.1f} in 100 (95 % interval)" in text
    assert re.search(r"In 2024 it was \d+\.\d in 100, in 2023 \d+\.\d: less often \( 0\.\d+ times as often", text.replace("often (", "often ( "))
    assert "What to do next" in text
    assert f"langcheck audit sample {run.name}" in text
    assert "No note holds wording to reconsider" in report.to_html(invented_run(tmp_path, notes=40, level=0))


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30))
def test_months_and_years_give_nothing_away(counts: list[int]) -> None:
    """What a table of years and one of months show together: no count under 5, and none that a sum less the others would give."""
    months = {f"{2020 + i // 12}-{i % 12 + 1:02}": Tally(20, 400, count, count) for i, count in enumerate(counts)}
    time = over_time(months, notes_line)
    assert [line.label for line in time.months] == sorted(months)
    for year in time.years:
        inside = [line for line in time.months if line.label.startswith(year.label)]
        real = {line.label: months[line.label].flagged_notes for line in inside}
        shown = {line.label: line.count for line in inside if line.count is not None}
        assert all(count == real[label] and not 0 < count < SMALL for label, count in shown.items())
        hidden_sum = sum(real.values()) - sum(shown.values())
        if year.count is None:
            assert not shown
        else:
            assert year.count == sum(real.values())
            assert hidden_sum == 0 or (hidden_sum >= SMALL and len(real) - len(shown) > 1)


def test_no_trend_from_years_that_are_too_short_or_too_small() -> None:
    def shown(counts: dict[str, int]) -> bool:
        months = {f"{year}-{month:02}": Tally(50, 500, count, count) for year, count in counts.items() for month in range(1, 13)}
        return trend(over_time(months, notes_line)) is not None

    assert shown({"2022": 9, "2023": 8})
    assert not shown({"2023": 8})
    short = {f"{year}-{month:02}": Tally(50, 500, 9, 9) for year, last in (("2023", 12), ("2024", 5)) for month in range(1, last + 1)}
    assert trend(over_time(short, notes_line)) is None


def test_an_unfinished_run_has_none(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="holds no finished audit"):
        report.to_html(tmp_path)


def test_charts_break_where_nothing_is_known() -> None:
    points = [Point("2024-01", Estimate(1, 0.5, 2)), Point("2024-02", None), Point("2024-03", Estimate(3, 2, 4)), Point("2024-04", Estimate(2, 1, 3))]
    chart = str(charts.over_time(points, "per 100", "chart"))
    assert chart.count("<circle") == 3
    assert chart.count("<polyline") == 1
    many = [Point(f"{2015 + i // 12}-{i % 12 + 1:02}", Estimate(2, 1, 3)) for i in range(120)]
    long = str(charts.over_time(many, "per 100", "chart", [Mark("2018-03", "a guide"), Mark("2030-01", "never")]))
    assert (long.count('class="band"'), long.count('class="interval"'), long.count('class="letter"')) == (1, 0, 1)
    assert [int(year) for year in re.findall(r">(20\d\d)</text>", long)] == list(range(2015, 2025))
    assert "too few to show" in side_by_side(points, "per 100", "chart")


# ---- samples and reviews ---------------------------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 400), min_size=1), st.integers(1, 300))
def test_a_sample_is_in_proportion(sizes: dict[str, int], n: int) -> None:
    drawn = sample.allocate(sizes, n)
    assert sum(drawn.values()) == min(n, sum(sizes.values()))
    share_of_all = min(1, n / sum(sizes.values()))
    assert all(abs(drawn[key] - size * share_of_all) < 1 and drawn[key] <= size for key, size in sizes.items())


@pytest.mark.parametrize("by", ["term", "category", "team", "type", "month"])
def test_the_same_seed_draws_the_same(run: Path, by: sample.By) -> None:
    drawn = sample.draw(run, 50, 7, by)
    assert drawn == sample.draw(run, 50, 7, by)
    assert drawn != sample.draw(run, 50, 8, by)
    assert len(drawn) == len(set(drawn)) == 50
    assert all(f.status == "flagged" and not f.template for f in drawn)


def _filled(path: Path, rows: list[list[str]], columns: tuple[str, ...] = sample.COLUMNS) -> Path:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory)
    sheet = book.add_worksheet(sample.SHEET)
    for number, row in enumerate([list(columns), *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    path.write_bytes(memory.getvalue())
    return path


def test_a_workbook_goes_out_and_comes_back(run: Path, tmp_path: Path) -> None:
    drawn = sample.draw(run, 40, 7, "term")
    path = tmp_path / "sample.xlsx"
    path.write_bytes(sample.workbook(run, drawn, ["seed 7"]))
    judged = review.read_workbook(path)
    assert [(j.term, j.category, j.verdict) for j in judged] == [(f.term, f.category, "") for f in drawn]
    with pytest.raises(AuditError, match="no verdict is filled in yet"):
        review.review(judged)


def test_a_review_gives_precision_and_what_to_look_at(tmp_path: Path) -> None:
    def line(term: str, verdict: str, reason: str = "") -> list[str]:
        return ["1", "1", "N1", "0", "5", term, "missing" if term == "absconded" else "other", "words", "", "", verdict, reason]

    rows = (
        [line("absconded", "Accept")] * 8
        + [line("wild", "reject", "of a dog")] * 2
        + [line("wild", "accept"), line("wild", "unsure"), line("wild", "")]
    )
    result = review.review(review.read_workbook(_filled(tmp_path / "r.xlsx", rows)))
    assert (result.total.accepted, result.total.rejected, result.total.unsure, result.open) == (9, 2, 1, 1)
    assert result.total.estimate
    assert result.total.estimate.value == pytest.approx(100 * 9 / 11)
    assert dict(result.look_at) == {"wild": ["of a dog", "of a dog"]}
    text = review.to_text(result)
    assert "langcheck lexicon show wild" in text
    assert "not counted: 1 finding" in text


def test_a_wrong_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no workbook", encoding="utf-8")
    with pytest.raises(AuditError, match="read as a review workbook"):
        review.read_workbook(tmp_path / "a.xlsx")
    with pytest.raises(AuditError, match="lacks columns"):
        review.read_workbook(_filled(tmp_path / "b.xlsx", [], ("row", "id")))
    rows = [["1", "1", "N1", "0", "5", "absconded", "missing", "absconded", "", "", "maybe", ""]]
    with pytest.raises(AuditError, match="row 2: the verdict must be one of"):
        review.read_workbook(_filled(tmp_path / "c.xlsx", rows))


# ---- comparisons -----------------------------------------------------------------------------------------------------------------------------


def test_what_changed(run: Path, tmp_path: Path) -> None:
    better = invented_run(tmp_path / "better", notes=3000, seed=2, level=0.12, sha="d" * 64)
    result = compare.compare(run, better)
    assert in_words(result.notes.ratio) == "less often"
    assert result.notes.ratio
    assert result.notes.ratio.high < 1
    assert any("different lexicons" in caution for caution in result.cautions)
    page = Page(compare.to_html(run, better))
    assert not page.loads
    assert "less often" in page.text
    assert "less often" in compare.to_text(run, better)
    same = compare.compare(run, run)
    assert in_words(same.notes.ratio) == "no clear change"
    assert any("the same notes" in caution for caution in same.cautions)


def test_a_baseline_knows_each_finding_once(run: Path) -> None:
    findings = list(read_findings(run))
    known = Baseline(run)
    assert all(known.holds(finding._replace(start=finding.start + 7, end=finding.end + 7)) for finding in findings)
    assert not any(known.holds(finding) for finding in findings)
    assert not Baseline(run).holds(findings[0]._replace(id="another note"))


def test_a_damaged_run_is_told(tmp_path: Path) -> None:
    folder = invented_run(tmp_path, notes=10)
    (folder / NOTES).write_text("{", encoding="utf-8")
    with pytest.raises(AuditError, match="can't be read, or was changed"):
        summarise(folder)


# ---- the commands ----------------------------------------------------------------------------------------------------------------------------


def test_the_commands_after_a_run(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, page, change = tmp_path / "s.xlsx", tmp_path / "r.html", tmp_path / "c.html"
    assert main(["audit", "sample", str(run), "--n", "20", "--seed", "7", "--by", "team", "--out", str(book)]) == 0
    assert main(["audit", "report", str(run), "--mark", "2023-04=A guide", "--baseline", str(run), "--out", str(page)]) == 0
    assert "Only what is new" in page.read_text(encoding="utf-8")
    assert main(["audit", "compare", str(run), str(run), "--out", str(change)]) == 0
    assert main(["audit", "review", str(book)]) == 2
    assert "no verdict is filled in yet" in capsys.readouterr().err
    for again in (
        ["sample", str(run), "--out", str(book)],
        ["report", str(run), "--out", str(page)],
        ["compare", str(run), str(run), "--out", str(change)],
    ):
        assert main(["audit", *again]) == 2
        assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sample", "nowhere"], "holds no finished audit"),
        (["report", "nowhere"], "holds no finished audit"),
        (["compare", "nowhere", "there"], "holds no finished audit"),
        (["review", "nowhere.xlsx"], "there is no nowhere.xlsx"),
        (["report", "nowhere", "--mark", "April=x"], "write 2023-04="),
    ],
)
def test_what_goes_wrong_is_told(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", *arguments]) == 2
    assert words in " ".join(capsys.readouterr().err.split())


def test_a_baseline_leaves_only_what_is_new(run: Path) -> None:
    assert summarise(run, run).total.phrases == 0
    assert summarise(run, run).total.notes == summarise(run).total.notes
