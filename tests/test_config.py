"""Settings: one file, the environment over it, and messages that say what to do."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from langcheck.webapp.config import ConfigError, Settings, load_settings
from langcheck.webapp.keys import add_key

from conftest import ROOT, SMALL
from langcheck.cli import main

WITH = ["--lexicon", str(SMALL)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "langcheck.toml"


def test_the_example_shows_every_setting_with_its_default() -> None:
    text = (ROOT / "deploy" / "langcheck.toml").read_text(encoding="utf-8")
    for section, info in Settings.model_fields.items():
        assert f"\n[{section}]\n" in text
        part = text.split(f"\n[{section}]\n")[1].split("\n[")[0]
        for field in info.annotation.model_fields:  # type: ignore[union-attr]
            assert f"\n{field} = " in f"\n{part}".replace("\n# ", "\n"), (section, field)
    assert load_settings(ROOT / "deploy" / "langcheck.toml", {}) == Settings()


def test_the_environment_stands_over_the_file_and_the_command_over_both(file: Path) -> None:
    file.write_text('[server]\nport = 1\nhost = "::1"\nthreads = 2\n[lexicon]\nfolder = "own"\noverlays = ["a.yaml"]\n', encoding="utf-8")
    environment = {
        "LANGCHECK_CONFIG": str(file),
        "LANGCHECK_SERVER_PORT": "2",
        "LANGCHECK_SERVER_BEHIND_PROXY": "true",
        "LANGCHECK_LEXICON_PACKS": "a, b",
        "LANGCHECK_SERVER_THREADS": "",
        "LANGCHECK_SOMETHING_ELSE": "x",
    }
    settings = load_settings(None, environment, {"server": {"host": "127.0.0.1"}})
    assert settings.server.model_dump() == {"host": "127.0.0.1", "port": 2, "threads": 2, "behind_proxy": True}
    assert settings.lexicon.packs == ("a", "b")
    assert settings.lexicon.folder == file.parent / "own", "paths start from the file's folder"
    assert settings.lexicon.overlays == (file.parent / "a.yaml",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[server]\nport = 99999", "server.port: 99999 can't be used; it may be 65,535 at most"),
        ('[server]\nport = "x"', "server.port: 'x' can't be used; it is a whole number"),
        ('[server]\nbehind_proxy = "perhaps"', "it is true or false"),
        ('[server]\nhost = ""', "it is empty; write something"),
        ("[lexicon]\nfolder = 7", "it is text in quotation marks"),
        ('[lexicon]\npacks = "all"', 'it is a list, such as ["one", "two"]'),
        ("[server]\nprot = 80", "server.prot: there is no such setting; did you mean port?"),
        ("[sever]\nport = 80", "sever: there is no such section; did you mean server?"),
        ("[server]\nhost = 5", "it is text in quotation marks"),
        ("server = 5", "server: 5 can't be used; it is a section"),
        ("[server\n", "is not TOML"),
        ("[server]\nhost = localhost", "Texts stand in quotation marks"),
        ('[cors]\norigins = ["*"]', "'*' is no origin; write scheme and host"),
        ('[cors]\norigins = ["https://a.example/path"]', "is no origin"),
        ("[limits]\nbatch_notes = 0", "limits.batch_notes: 0 can't be used"),
    ],
)
def test_what_is_wrong_is_told(file: Path, text: str, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_settings(file, {})
    assert words in str(error.value)
    assert str(file) in str(error.value)


def test_everything_that_is_wrong_is_told_at_once(file: Path) -> None:
    file.write_text("[server]\nport = -1\n[limits]\nx = 1", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_settings(file, {"LANGCHECK_SERVER_TREADS": "3", "LANGCHECK_LOG_ACCESS": "perhaps"})
    text = str(error.value)
    assert "LANGCHECK_SERVER_TREADS: there is no such setting; did you mean LANGCHECK_SERVER_THREADS?" in text
    assert "environment variable LANGCHECK_LOG_ACCESS: 'perhaps' can't be used" in text
    assert len(text.splitlines()) == 4
    with pytest.raises(ConfigError, match="can't be read"):
        load_settings(file.parent / "none.toml", {})


def test_check_config(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_key(file.with_name("keys.json"), "records", ["check"])
    file.write_text('[keys]\nfile = "keys.json"\n[server]\nhost = "0.0.0.0"', encoding="utf-8")
    assert main(["serve", "--config", str(file), "--check-config", *WITH]) == 0
    out = capsys.readouterr().out
    assert "can be used" in out
    assert "records" in out
    file.write_text('[keys]\nfile = "none.json"', encoding="utf-8")
    assert main(["serve", "--config", str(file), "--check-config", *WITH]) == 2
    assert "keys add NAME" in capsys.readouterr().err
    file.write_text("[server]\nport = 0.5", encoding="utf-8")
    assert main(["serve", "--config", str(file), "--check-config"]) == 2
    assert "server.port" in capsys.readouterr().err
    assert main(["serve", "--check-config", "--lexicon", "nowhere"]) == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "records.example"])
def test_it_is_not_opened_to_others_by_mistake(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", host, "--port", "0", "--check-config", *WITH]) == 2
    assert "nothing decides who may come in" in capsys.readouterr().err


def test_behind_a_proxy_it_may_listen_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGCHECK_SERVER_BEHIND_PROXY", "true")
    assert main(["serve", "--host", "0.0.0.0", "--check-config", *WITH]) == 0


def test_a_variable_that_is_no_setting_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LANGCHECK_SERVR_PORT", "80")
    monkeypatch.setenv("LANGCHECK_WORKERS", "2")
    assert main(["serve", "--check-config", *WITH]) == 0
    out = capsys.readouterr().out
    assert "LANGCHECK_SERVR_PORT is not read: there is no such setting; did you mean LANGCHECK_SERVER_PORT?" in out
    assert "LANGCHECK_WORKERS" not in out, "gunicorn's"


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "langcheck", "serve", "--port", str(taken.getsockname()[1]), *WITH]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr, "Errno" in done.stderr) == (2, False, False)
    assert "another program listens there already" in done.stderr
