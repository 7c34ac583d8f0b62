"""A broken lexicon gives one clear message (file, line, entry, problem, remedy), never a traceback; overlays add, change and switch off."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from langcheck.checker import Checker
from langcheck.cli import main
from langcheck.lexicon import LexiconError, load_lexicon

ENGINE = Path(__file__).parent / "data" / "lexicon"

ENTRY = """\
category: extra
title: Extra
about: An entry that is broken in one place.
entries:
  - id: extra
    strength: avoid
    why: It is an example.
    patterns: ["gallivant around"]
    unless:
      - pattern: "staff MATCH"
        because: said of staff
        example: "Staff [[gallivant around]]."
    alternatives:
      - rewrite: "⟨Name⟩ went to ⟨where⟩."
      - prompt: Where was the child?
    sources: [own]
    examples:
      flagged: ["They [[gallivant around]]."]
      clear: ["They were out."]
"""
OVERLAY = """\
overlay: Anyshire
off:
  - entry: risk-taking
    because: Our panel decided so.
change:
  - entry: absconded
    because: Our own wording.
    strength: consider
    why: We say missing.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ENGINE, tmp_path / "lexicon"))


def refused(folder: Path, *overlays: Path) -> str:
    """The message of the LexiconError, which the command line gives as well: on stderr, with exit code 2, and in bounded time."""
    begun = time.perf_counter()
    with pytest.raises(LexiconError) as error:
        load_lexicon(folder, overlays=overlays)
    assert time.perf_counter() - begun < 20
    assert error.value.problems
    return str(error.value)


def changed(old: str, new: str) -> str:
    assert old in ENTRY
    return ENTRY.replace(old, new, 1)


# ---- one thing wrong in a category file -------------------------------------------------------------------------------

MISTAKES: dict[str, tuple[str | bytes, list[str]]] = {
    "unknown key": (changed("    why:", "    wy:"), ["extra.yaml:7", "extra: ", "unknown key 'wy'; check the spelling or take it away"]),
    "missing key": (changed("    why: It is an example.\n", ""), ["extra.yaml:5: extra: 'why' is missing; add it"]),
    "unknown key at the top": (changed("title:", "titel:"), ["extra.yaml:2: unknown key 'titel'"]),
    "tab": (changed("    why", "\twhy"), ["extra.yaml:7: is not YAML here: ", "; check indentation, colons and quotes"]),
    "bracket not closed": (changed('["gallivant around"]', '["gallivant around"'), ["extra.yaml:", "is not YAML here: ", "check indentation"]),
    "unquoted brace": (changed('"gallivant around"', "{gallivant} around"), ["extra.yaml:8: is not YAML here: "]),
    "unquoted class": (changed('"gallivant around"', "{gallivant}"), ["extra.yaml:8: extra: patterns.0 must be one piece of text; put it in quotes"]),
    "text instead of list": (changed('["gallivant around"]', "gallivant around"), ["extra.yaml:8: extra: patterns must be a list; begin each line"]),
    "list instead of text": (changed("It is an example.", "[a, b]"), ["extra.yaml:7: extra: why must be one piece of text"]),
    "no patterns": (changed('["gallivant around"]', "[]"), ["extra.yaml:8: extra: patterns is empty; add at least one"]),
    "empty reason": (changed("It is an example.", ""), ["extra.yaml:7: extra: why is empty; write something"]),
    "word not known": (changed("strength: avoid", "strength: never"), ["extra.yaml:6: extra: strength must be 'avoid' or 'consider'; write one"]),
    "id with capitals": (changed("id: extra", "id: Extra Term"), ["extra.yaml:5: Extra Term: id may hold small letters, digits and hyphens"]),
    "id missing": (changed("id: extra\n    strength", "strength"), ["extra.yaml:5: entry 1: 'id' is missing; add it"]),
    "on": (changed("entries:", "on: perhaps\nentries:"), ["extra.yaml:4: on must be true or false"]),
    "no prompt": (changed("      - prompt: Where was the child?\n", ""), ["extra.yaml:5: extra:", "alternatives need at least one prompt"]),
    "two in one": (changed("- prompt", "  prompt"), ["extra.yaml:14: extra:", "an alternative is one of replace, rewrite or prompt; keep one"]),
    "a verb to fill in a prompt": (
        changed("Where was", "Who {tell} {subj} of"),
        ["extra.yaml:15: extra: alternatives.1: {tell} can't be filled in a rewrite"],
    ),
    "empty alternative": (changed("Where was the child?", ""), ["extra.yaml:15: extra: alternatives.1.prompt is empty"]),
    "missing source": (
        changed("[own]", "[own, nowhere]"),
        ["extra.yaml:16: extra: source 'nowhere' is not in guides.yaml; add the guide there (in an overlay under guides:)"],
    ),
    "no anchor": (
        changed("gallivant around", "up to the"),
        ["extra.yaml:8: extra: pattern 'up to the': it has no word that is certain", "add such a word"],
    ),
    "class typo": (
        changed("gallivant around", "{chose-to} gallivant"),
        ["extra: pattern '{chose-to} gallivant': {chose-to} is not a class; did you mean"],
    ),
    "own class broken": (changed("entries:", "classes:\n  a: [x]\n  b: ['(x|)']\nentries:"), ["extra.yaml:6: class b: an option is empty; write"]),
    "unless without MATCH": (
        changed("staff MATCH", "staff match"),
        ["extra.yaml:10: extra: unless 'staff match': it needs the word MATCH once", "add it"],
    ),
    "unless that always holds": (changed("staff MATCH", "MATCH"), ["extra.yaml:10: extra: unless 'MATCH': it would pass over everything; write"]),
    "duplicate key": (changed("    why:", "    why: a\n    why:"), ["extra.yaml:8: has 'why' twice in one place; keep one"]),
    "duplicate id": (changed("id: extra", "id: absconded"), ["extra.yaml:5: absconded: the id is taken already, in blame.yaml:", "choose another"]),
    "anchor": (changed("[own]", "&a [own]"), ["extra.yaml:16: uses a YAML anchor or alias (&name, *name); write the words out"]),
    "alias": (changed("[own]", "*a"), ["extra.yaml:16: uses a YAML anchor or alias"]),
    "nested": (changed("[own]", "[" * 40 + "own" + "]" * 40), ["extra.yaml:16: is nested too deeply; a lexicon file needs no more than"]),
    "list as a key": (changed("    why:", "    [a, b]:"), ["extra.yaml:7: has a list or mapping where a key should be; put wording"]),
    "two documents": (ENTRY + "---\n" + ENTRY, ["extra.yaml:20: holds a second document (after ---); put it"]),
    "control character": (changed("example.", "example.\x07"), ["extra.yaml: is not YAML: ", "take that character out"]),
    "empty": ("", ["extra.yaml: is empty; add entries or take the file away"]),
    "comment only": ("# nothing yet\n", ["extra.yaml: is empty"]),
    "one word": ("hello\n", ["extra.yaml:1: the file must hold keys and values; write 'key: value' lines"]),
    "list": ("- a\n- b\n", ["extra.yaml:1: the file must hold keys and values"]),
    "entries is text": ("category: a\ntitle: b\nabout: c\nentries: d\n", ["extra.yaml:4: entries must be a list; begin"]),
    "entry is text": ("category: a\ntitle: b\nabout: c\nentries: [d]\n", ["extra.yaml:4: entry 1: an item of entries must hold keys and values"]),
    "not UTF-8": (ENTRY.encode("utf-16"), ["extra.yaml: is not UTF-8 text; save it as UTF-8"]),
    "Latin-1": ("category: caf\xe9".encode("latin-1"), ["extra.yaml: is not UTF-8 text"]),
    "long word": (changed("gallivant around", "x" * 100_000), ["extra.yaml:8: extra: pattern ", "is longer than any word; put spaces"]),
    "long pattern": (
        changed("gallivant around", "(gallivant)? " * 3_000),
        ["extra.yaml:8: extra: pattern ", "is longer than 5,000 characters; split it into several"],
    ),
    "many brackets": (
        changed("gallivant around", "(" * 100_000),
        ["extra.yaml:8: extra: pattern ", "brackets stand inside each other; take some away"],
    ),
    "billion laughs": ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", ["extra.yaml:1: uses a YAML anchor or alias"]),
    "ten megabytes of anchors": ("".join(f"a{i}: &a{i} x\n" for i in range(600_000)), ["extra.yaml: is larger than 2 MB; split it into files"]),
    "two megabytes of anchors": ("".join(f"a{i}: &a{i} x\n" for i in range(90_000)), ["extra.yaml:1: uses a YAML anchor or alias"]),
    "a million brackets": ("[" * 1_000_000, ["extra.yaml:1: is nested too deeply"]),
    "a million dashes": ("- " * 900_000, ["extra.yaml:1: is nested too deeply"]),
    "a million braces": ("{a: " * 400_000, ["extra.yaml:1: is nested too deeply"]),
}


@pytest.mark.parametrize(("text", "wanted"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_file_line_entry_problem_and_remedy(folder: Path, text: str | bytes, wanted: list[str]) -> None:
    (folder / "extra.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    message = refused(folder)
    for part in wanted:
        assert part in message
    for line in message.splitlines():
        assert line.startswith("extra.yaml")
        assert ";" in line or "alternative" in line
        assert len(line) < 120_000


@pytest.mark.parametrize(
    "name", ["unknown key", "tab", "missing source", "no anchor", "duplicate id", "billion laughs", "not UTF-8", "empty", "a million brackets"]
)
@pytest.mark.parametrize("command", [["check"], ["lexicon", "check"], ["lexicon", "list"]])
def test_the_command_line_says_it_on_stderr_with_exit_code_2(folder: Path, capsys: pytest.CaptureFixture[str], command: list[str], name: str) -> None:
    text, wanted = MISTAKES[name]
    (folder / "extra.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    note = folder / "note.txt"
    note.write_text("She absconded.")
    sources = [str(note)] if command == ["check"] else []
    assert main([*command, *sources, "--lexicon", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert wanted[0] in err
    assert "Traceback" not in err
    assert "absconded" not in out


def test_the_entry_of_these_tests_is_right(folder: Path) -> None:
    (folder / "extra.yaml").write_text(ENTRY, encoding="utf-8")
    assert load_lexicon(folder).terms["extra"].line == 5


def test_every_mistake_is_named_at_once(folder: Path) -> None:
    (folder / "extra.yaml").write_text(changed("[own]", "[nowhere]").replace("gallivant around", "up to the", 1), encoding="utf-8")
    (folder / "other.yaml").write_text("category: x\n", encoding="utf-8")
    (folder / "third.yaml").write_text("a: [", encoding="utf-8")
    message = refused(folder)
    assert {line.partition(":")[0] for line in message.splitlines()} == {"extra.yaml", "other.yaml", "third.yaml"}
    assert "extra.yaml:8" in message
    assert "extra.yaml:16" in message


# ---- the shared files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "wanted"),
    [
        ("classes.yaml", "self: [herself]\nbad: ['(a|)']\n", "classes.yaml:2: class bad: an option is empty; write (word)?"),
        ("classes.yaml", "self: [herself]\nlast: ['{selfs}']\n", "classes.yaml:2: class last: {selfs} is not a class; did you mean {self}?"),
        ("classes.yaml", "a: [b]\nuses: ['{self}']\nself: [c]\n", "classes.yaml:2: class uses: {self} is written further down; move it up"),
        ("classes.yaml", "self: herself\n", "classes.yaml:1: self must be a list; begin each line of it with a dash"),
        ("spellings.yaml", "a: [b]\nabsconded: [[x]]\n", "spellings.yaml:2: absconded.0 must be one piece of text"),
        ("guides.yaml", "own:\n  titel: x\n  publisher: y\n", "guides.yaml:2: unknown key 'own.titel'"),
        ("guides.yaml", "own: *x\n", "guides.yaml:1: uses a YAML anchor or alias"),
        ("cues.yaml", "people:\n  - role: chief\n    words: [a]\n", "cues.yaml:2: people.0.role must be 'child', "),
        ("cues.yaml", "speech:\n  verbs:\n    - (said\n", "cues.yaml:3: cue '(said': there is a ( without its ); close it"),
        ("cues.yaml", "denial:\n  denied: {patterns: ['{gap:2} not']}\n", "cues.yaml:2: cue '{gap:2} not': it begins with a gap"),
        *(
            ("cues.yaml", f"{group}:\n  titel: {{patterns: [a]}}\n", f"cues.yaml:2: unknown key '{group}.titel'; it must be '")
            for group in ("mention", "challenge", "denial", "protected", "headings")
        ),
        ("cues.yaml", "denials: {}\n", "cues.yaml:1: unknown key 'denials'"),
    ],
)
def test_a_mistake_in_a_shared_file(folder: Path, file: str, text: str, wanted: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    assert wanted in refused(folder)


def test_a_folder_that_is_missing_empty_or_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "note.txt"
    file.write_text("She absconded.")
    (tmp_path / "empty").mkdir()
    for name, wanted in [
        ("nowhere", "is not a folder; give the folder"),
        ("note.txt", "is not a folder"),
        ("empty", "holds no entries; add a category"),
    ]:
        assert wanted in refused(tmp_path / name)
        assert main(["check", str(file), "--lexicon", str(tmp_path / name)]) == 2
        assert wanted in capsys.readouterr().err


def test_a_folder_named_like_a_file_and_a_pack_that_is_not_there(folder: Path) -> None:
    with pytest.raises(LexiconError, match="there is no pack 'styl'; choose from blame, style"):
        load_lexicon(folder, ["styl"])
    (folder / "odd.yaml").mkdir()
    assert "odd.yaml: can't be read" in refused(folder)


# ---- overlays ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def overlay(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "anyshire.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_an_overlay_switches_off_changes_and_adds(overlay: Callable[[str], Path]) -> None:
    adding = "add:\n" + "".join(f"  {'- ' if not i else '  '}{line}\n" for i, line in enumerate(ENTRY.splitlines()))
    path = overlay(
        OVERLAY + "guides:\n  anyshire:\n    title: Ours\n    publisher: Anyshire\n" + adding.replace("[own]", "[anyshire]") + "packs_on: [style]\n"
    )
    checker = Checker(ENGINE, overlays=[path])
    note = "Risk-taking. He absconded from the placement. They gallivant around."
    found = checker.check(note).findings
    assert [f.term for f in found] == ["absconded", "placement", "extra"]
    assert (found[0].strength, found[0].why) == ("consider", "We say missing.")
    assert found[0].alternatives[0].text == "went missing"
    assert (found[2].category, found[2].sources[0].title) == ("extra", "Ours")
    assert checker.lexicon.name == "lexicon + Anyshire"
    plain = Checker(ENGINE)
    assert [f.term for f in plain.check(note).findings] == ["risk-taking", "absconded"]
    assert plain.lexicon.sha256 != checker.lexicon.sha256


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("entry: risk-taking", "entry: risk-takin", "anyshire.yaml:3: risk-takin: there is no such entry to switch off; check its id"),
        ("entry: absconded", "entry: absconding", "anyshire.yaml:6: absconding: there is no such entry to change; check its id"),
        ("entry: absconded", "entry: placement", "anyshire.yaml:6: placement: there is no such entry to change"),
        ("    because: Our panel decided so.\n", "", "anyshire.yaml:3: risk-taking: 'because' is missing; add it"),
        ("because: Our own wording.", "because: ''", "anyshire.yaml:7: absconded: because is empty; write something"),
        ("strength: consider", "stregth: consider", "anyshire.yaml:8: absconded: unknown key 'stregth'"),
        ("why: We say missing.", "sources: [nowhere]", "anyshire.yaml:9: absconded: source 'nowhere' is not in guides.yaml"),
        ("why: We say missing.", "alternatives: [{prompt: Where?}]", "anyshire.yaml:6: absconded: "),
        ("off:\n", "off:\n  - typo\n", "anyshire.yaml:3: entry 1: an item of off must hold keys and values; begin it with '- entry: some-id'"),
        ("overlay: Anyshire\n", "overlay: Anyshire\nguides: [a]\n", "anyshire.yaml:2: guides must hold keys and values"),
        ("overlay: Anyshire\n", "", "anyshire.yaml:1: 'overlay' is missing; add it"),
        ("overlay: Anyshire\n", "overlay: Anyshire\npacks_on: [styl]\n", "there is no pack 'styl'"),
        ("overlay: Anyshire\n", "overlay: &a Anyshire\n", "anyshire.yaml:1: uses a YAML anchor or alias"),
    ],
)
def test_a_mistake_in_an_overlay(
    overlay: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, wanted: str
) -> None:
    assert old in OVERLAY
    path = overlay(OVERLAY.replace(old, new, 1))
    assert wanted in refused(ENGINE, path)
    note = tmp_path / "note.txt"
    note.write_text("She absconded.")
    assert main(["check", str(note), "--lexicon", str(ENGINE), "--overlay", str(path)]) == 2
    assert wanted in capsys.readouterr().err


def test_a_mistake_is_told_once(tmp_path: Path) -> None:
    entry = ENTRY[ENTRY.index("  - id") :].replace("strength:", "strenght:", 1).replace("\n", "\n    ").rstrip()
    path = tmp_path / "ours.yaml"
    path.write_text(f"overlay: Anyshire\nadd:\n  - category: ours\n    title: Ours\n    about: Ours.\n    entries:\n    {entry}\n", encoding="utf-8")
    told = refused(ENGINE, path).splitlines()
    assert ["strenght" in line or "'strength' is missing" in line for line in told] == [True, True]


def test_an_overlay_that_is_not_there(tmp_path: Path) -> None:
    assert "nowhere.yaml: can't be read" in refused(ENGINE, tmp_path / "nowhere.yaml")
    assert refused(ENGINE, Path()).startswith(".: can't be read")


def test_an_entry_that_an_overlay_switches_off_is_shown_with_the_reason(overlay: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "show", "risk-taking", "absconded", "--lexicon", str(ENGINE), "--overlay", str(overlay(OVERLAY))]) == 0
    out = capsys.readouterr().out
    assert out.startswith("risk-taking is switched off: Our panel decided so. (Anyshire)\n\nrisk-taking\n")
    assert "absconded is switched off" not in out


def test_an_entry_added_in_an_overlay_is_named_in_its_mistakes(overlay: Callable[[str], Path]) -> None:
    adding = "add:\n" + "".join(f"  {'- ' if not i else '  '}{line}\n" for i, line in enumerate(ENTRY.splitlines()))
    assert "anyshire.yaml:9: extra: unknown key 'wy'" in refused(ENGINE, overlay("overlay: A\n" + adding.replace("why:", "wy:")))
    assert "extra: pattern 'up to the'" in refused(ENGINE, overlay("overlay: A\n" + adding.replace("gallivant around", "up to the", 1)))
