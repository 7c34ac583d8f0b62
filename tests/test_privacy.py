"""Nothing of a note leaves the machine or stays behind: no vocabulary, log, error, file or socket has a word of it."""

from __future__ import annotations

import gc
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from langcheck.checker import Checker
from langcheck.cli import main
from langcheck.documents import DocumentError, read_document
from langcheck.lexicon import load_lexicon
from test_documents import HTML, RTF, mail, pdf, word

ENGINE = Path(__file__).parent / "data" / "lexicon"
NAME = "Vexolpturn"
NOTE = (
    f'{NAME} absconded. "{NAME} is promiscuous", said Mrs {NAME}-{NAME.lower()}. {NAME}\'s risk-taking; officers put themselves at risk for {NAME}.'
)


WATCHED = ("open", "socket", "subprocess", "os", "shutil", "tempfile", "urllib")


def holds_name(text: str) -> bool:
    return NAME.lower() in text.lower()


@pytest.fixture
def checker() -> Checker:
    return Checker(load_lexicon(ENGINE))


def test_the_note_is_really_read(checker: Checker) -> None:
    assert len(checker.check(NOTE, explain=True).findings) == 4


def test_no_vocabulary_keeps_a_word_of_it() -> None:
    """spaCy keeps every string it sees; a check does without spaCy."""
    code = f"import sys, langcheck; assert langcheck.check({NOTE!r}).findings; assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_check_that_breaks_off_keeps_nothing(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("out of order")

    monkeypatch.setattr("langcheck.checker.judge", broken)
    with pytest.raises(RuntimeError) as error:
        checker.check(NOTE)
    assert not holds_name(str(error.value))
    monkeypatch.undo()
    assert checker.check(NOTE).findings


@pytest.mark.slow
def test_nothing_that_lives_on_holds_it(checker: Checker) -> None:
    checker.check(NOTE, explain=True, people={"child": [NAME]})
    gc.unfreeze()  # what `conftest` keeps out of sight is looked at too
    gc.collect()
    lasting = [o for o in gc.get_objects() if type(o) in (dict, list, tuple, set, frozenset)]
    texts = (value for o in lasting for value in (o.values() if isinstance(o, dict) else o) if isinstance(value, str))
    own = Path(__file__).read_text(encoding="utf-8")
    assert not [text for text in texts if NAME in text and text != NOTE and text.strip() not in own]


def test_no_log_record_holds_it(checker: Checker, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        checker.check(NOTE, explain=True)
    assert not any(holds_name(record.getMessage()) for record in caplog.records)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("bad", [NOTE.encode(), [NOTE], {NOTE: 1}, ("x", NOTE)])
def test_no_error_holds_it(checker: Checker, bad: Any) -> None:
    with pytest.raises(ValueError, match="a note is text") as error:
        checker.check(bad)
    assert not holds_name(repr(error.value))
    with pytest.raises(ValueError, match="people") as error:
        checker.check(NOTE, people={"child": NAME})
    assert not holds_name(repr(error.value))


@pytest.fixture
def events() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """What Python's audit hook reports of this thread while the test runs: files that are opened, sockets, processes."""
    seen: list[tuple[str, tuple[Any, ...]]] = []
    on, thread = True, threading.get_ident()

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if on and threading.get_ident() == thread and event.partition(".")[0] in WATCHED and event != "os.putenv":
            seen.append((event, args))

    sys.addaudithook(hook)  # it can't be taken away again, so it is switched off
    yield seen
    on = False


def test_no_socket_is_opened_and_nothing_written(checker: Checker, events: list[tuple[str, tuple[Any, ...]]]) -> None:
    checker.check(NOTE, explain=True)
    json.dumps(next(checker.check_many([NOTE])).to_dict())
    assert events == []


def test_documents_are_read_in_memory_and_silently(
    events: list[tuple[str, tuple[Any, ...]]], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [pdf(NAME), word(NAME), mail("html", NAME), HTML + NAME.encode(), RTF.replace(b"risk", NAME.encode())]
    documents += [document[: len(document) * 2 // 3] for document in documents[:2]]
    for data in documents:  # the first time modules are loaded
        with suppress(DocumentError):
            read_document("a", data)
    events.clear()
    with caplog.at_level(logging.DEBUG):
        told = []
        for data in documents:
            try:
                told.append(holds_name(read_document("a", data).text))
            except DocumentError as error:
                told.append(repr(error) + repr(error.__cause__))
    assert told[:5] == [True] * 5
    assert not any(holds_name(str(what)) for what in told[5:])
    assert events == []
    assert not any(holds_name(record.getMessage()) for record in caplog.records)
    assert capsys.readouterr() == ("", "")


def test_a_checker_is_made_without_the_network_and_writes_nothing(events: list[tuple[str, tuple[Any, ...]]]) -> None:
    Checker(load_lexicon(ENGINE)).check(NOTE)
    assert not [event for event, _ in events if event.startswith(("socket", "subprocess", "urllib", "shutil", "tempfile"))]
    assert not [args for event, args in events if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")]


def test_the_command_line_writes_to_stdout_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    note = tmp_path / "note.txt"
    note.write_text(NOTE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket, "socket", refuse)
    assert main(["check", str(note), "--lexicon", str(ENGINE)]) == 1
    out, err = capsys.readouterr()
    assert holds_name(out)
    assert not holds_name(err)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
