"""The machine at its worst: a user who may do nothing, a disk that can't be written or is full, no home, odd locales, a clock that goes back.

.venv/bin/python -m pytest tests/trust/test_machine.py
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from box import RUNS, Box, address_in
from langcheck.webapp.keys import KeyRing, add_key

from conftest import ENGINE, ROOT
from serving import Served

pytestmark = pytest.mark.slow

NOTE = "She absconded. She keeps putting herself at risk – “my boyfriend”, she said.\n"
LEXICON = ["--lexicon", str(ENGINE)]
NOBODY = ["setpriv", "--reuid=64123", "--regid=64123", "--clear-groups", "--no-new-privs"]
"""A user that no system has. Where Python lies in a folder of root's, it may read everything, and still write nothing."""
READS = [*NOBODY, "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
SEALED = ["unshare", "--mount", "sh", "-ec", """
mount --make-rprivate /
cut -d ' ' -f 2 /proc/self/mounts | while read -r place; do mount -o remount,bind,ro "$place" 2>/dev/null || true; done
mount -t tmpfs -o mode=1777 none /dev/shm
exec "$@"
""", "sealed"]  # fmt: skip
"""Every file system read-only, /tmp too; but for /dev/shm, which is memory, and where gunicorn shows that it lives."""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-B", "-c", RUNS, *arguments]


def said(*arguments: str, prefix: Sequence[str] = (), stdin: str = NOTE, code: int = 1, **environment: str) -> str:
    """What a command prints, run in an environment that holds nothing but PATH and what is given."""
    whole = {"PATH": os.environ["PATH"], **environment}
    asked = [*prefix, *command(*arguments)]
    done = subprocess.run(asked, input=stdin.encode(), capture_output=True, env=whole, cwd="/", timeout=120, check=False)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout.decode()


@lru_cache(maxsize=1)
def nobody() -> list[str]:
    """How to become a user who may do nothing, with a read-only file system where the machine lets us make one."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can become another user")
    for prefix in ([*SEALED, *NOBODY], [*SEALED, *READS], NOBODY, READS):
        try:
            done = subprocess.run([*prefix, sys.executable, "-c", "import langcheck, flask"], capture_output=True, cwd="/", check=False)
        except FileNotFoundError:
            pytest.skip("it needs setpriv and unshare, of util-linux")
        if done.returncode == 0:
            return prefix
    pytest.skip("another user can't read this Python")


@pytest.fixture
def sealed() -> list[str]:
    return nobody()


def test_the_user_may_really_do_nothing(sealed: list[str]) -> None:
    places = [str(ROOT), "/etc", "/var", *(["/tmp"] if sealed[0] == "unshare" else [])]
    tries = " ".join(f"touch {place}/langcheck-was-here 2>/dev/null && echo wrote {place};" for place in places)
    done = subprocess.run([*sealed, "sh", "-c", f"{tries} id -u"], capture_output=True, text=True, cwd="/", check=True)
    assert done.stdout == "64123\n"


def test_a_user_who_may_do_nothing_checks_notes(sealed: list[str]) -> None:
    """The default lexicon too, which can then not be kept in a cache."""
    assert "[[absconded]](1)" in said("check", "-", prefix=sealed)
    assert json.loads(said("check", "-", "--format", "json", *LEXICON, prefix=sealed, HOME="/nonexistent"))["findings"]
    assert "2 " in said("check", "-", "--format", "html", *LEXICON, prefix=sealed, TMPDIR="/nonexistent")


def test_what_can_not_be_written_is_told(sealed: list[str], tmp_path: Path) -> None:
    """Also by a person who may write, on a file system that does not let them."""
    notes = tmp_path / "notes.csv"
    notes.write_text("id,note\n1,She absconded.\n", encoding="utf-8")
    for folder in [tmp_path, *list(tmp_path.parents)[:2]]:
        folder.chmod(0o755)
    said("check", "-", "--out", "/note.txt", *LEXICON, prefix=sealed, code=2)
    said("audit", str(notes), "--text", "note", "--out", str(tmp_path / "out"), *LEXICON, prefix=sealed, code=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.csv"]


@pytest.mark.parametrize("kind", ["waitress", pytest.param("gunicorn", marks=pytest.mark.clients)])
def test_a_server_of_a_user_who_may_do_nothing(sealed: list[str], kind: str, tmp_path: Path) -> None:
    served = command("serve", "--port", "0", *LEXICON)
    if kind == "gunicorn":
        served = [sys.executable, "-B", "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    environment = {
        "PATH": os.environ["PATH"],
        "LANGCHECK_LEXICON_FOLDER": str(ENGINE),
        "LANGCHECK_LIMITS_NOTE_CHARACTERS": "1000000",
        "LANGCHECK_BIND": "127.0.0.1:0",
        "LANGCHECK_WORKERS": "1",
    }
    log = tmp_path / "server.log"
    with log.open("wb") as out, subprocess.Popen([*sealed, *served], env=environment, cwd="/", stdout=out, stderr=out) as server:
        try:
            site = Served(address_in(log, server), log)
            body = json.dumps({"text": NOTE + "All well. " * 18_000}).encode()
            answer = site.ask("/api/v1/check", body, {"Content-Type": "application/json"})
            assert answer.status == 200
            assert answer.json["findings"]
            file = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="n.txt"\r\n\r\n' + NOTE.encode() + b"All well. " * 60_000
            head = b'--cut\r\nContent-Disposition: form-data; name="read"\r\n\r\nfile\r\n'
            large = {"Content-Type": "multipart/form-data; boundary=cut"}
            assert "to reconsider" in site.ask("/", head + file + b"\r\n--cut--\r\n", large).text, "a large file, kept in memory"
        finally:
            server.terminate()


LOCALES = {
    "C": {"LC_ALL": "C"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX in Latin-1": {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8"},
    "Turkish without UTF-8": {"LC_ALL": "tr_TR.ISO-8859-9", "PYTHONUTF8": "0"},
    "none at all": {"LC_ALL": "xx_XX"},
    "no home": {"HOME": "/nonexistent"},
}


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the Turkish locales, in which a small I is not the small letter of a capital one."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef") is None or not Path("/usr/share/i18n/locales/tr_TR").exists():
        pytest.skip("it needs the sources of the Turkish locale: apt-get install locales")
    for encoding in ("UTF-8", "ISO-8859-9"):
        subprocess.run(["localedef", "--no-archive", "-i", "tr_TR", "-f", encoding, str(folder / f"tr_TR.{encoding}")], check=True)
    return str(folder)


@pytest.mark.parametrize("name", LOCALES)
def test_every_locale_prints_the_same(name: str, locales: str, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(f"{NOTE}IT IS RISK-TAKING. İıIi.\n", encoding="utf-8")
    for form in ("text", "html"):
        arguments = ["check", str(note), "--format", form, *LEXICON]
        assert said(*arguments, LOCPATH=locales, **LOCALES[name]) == said(*arguments, LC_ALL="C.UTF-8", HOME=str(tmp_path))


def test_an_audit_is_the_same_in_every_locale(locales: str, tmp_path: Path) -> None:
    notes, found = tmp_path / "notes.csv", []
    notes.write_text(f'id,note\n1,"{NOTE}"\n2,IT IS RISK-TAKING İıIi\n', encoding="utf-8")
    for number, environment in enumerate([{"LC_ALL": "C.UTF-8"}, LOCALES["C without UTF-8"], LOCALES["Turkish without UTF-8"]]):
        out = tmp_path / str(number)
        said("audit", str(notes), "--text", "note", "--out", str(out), *LEXICON, code=0, LOCPATH=locales, **environment)
        found.append((out / "findings.jsonl").read_bytes())
    assert len(set(found)) == 1
    assert found[0].count(b"\n") == 3


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\x85", "\v"])
def test_line_ends_of_every_system(newline: str, tmp_path: Path) -> None:
    """As Windows, old Macs and word processors write them; places are places in the file as it is."""
    text = "\ufeff" + f"She keeps putting{newline}herself at risk.{newline}{newline}She absconded.{newline}"
    note = tmp_path / "note.txt"
    note.write_bytes(text.encode())
    report = json.loads(said("check", str(note), "--format", "json", *LEXICON))
    assert [f["term"] for f in report["findings"]] == ["put-self-at-risk", "absconded"]
    assert all(report["text"][f["start"] : f["end"]] == f["text"] for f in report["findings"])


@pytest.mark.parametrize("name", ["a b.txt", "C:\\notes\\a.txt", "con.txt", "note.", "ä\u0308.txt", "-n.txt", "%TEMP%.txt", "note.txt.lnk"])
def test_file_names_of_other_systems(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(NOTE, encoding="utf-8")
    assert "absconded" in said("check", str(tmp_path / name), "--format", "lines", *LEXICON)
    run = json.loads(said("check", str(tmp_path / name), "--format", "sarif", *LEXICON))
    assert "\\" not in run["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_a_full_disk_leaves_the_old_file_and_no_part_of_the_new(tmp_path: Path) -> None:
    """The disk takes 400 bytes a file and no more; and a device that is always full."""
    note, out = tmp_path / "note.txt", tmp_path / "out.html"
    note.write_text(NOTE, encoding="utf-8")
    out.write_text("the old report", encoding="utf-8")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))

    for form in ("html", "json"):
        asked = command("check", str(note), "--format", form, "--out", str(out), *LEXICON)
        done = subprocess.run(asked, capture_output=True, text=True, preexec_fn=little_room, check=False)
        assert done.returncode == 2
        assert "can't be written" in done.stderr
        assert "Traceback" not in done.stderr
        assert out.read_text(encoding="utf-8") == "the old report"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["note.txt", "out.html"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command("check", str(note), *LEXICON), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "can't be written" in done.stderr
    assert "Traceback" not in done.stderr


BACKWARDS = """
import time, datetime
class Back(datetime.datetime):
    hours = 0
    @classmethod
    def now(cls, tz=None):
        Back.hours += 1
        return datetime.datetime(2024, 3, 31, 2, 30, tzinfo=tz) - datetime.timedelta(hours=Back.hours)
real = time.time
datetime.datetime, time.time = Back, lambda: real() - 3600 * len(str(Back.now()))
"""


def test_a_clock_that_goes_back(tmp_path: Path) -> None:
    """An audit is finished before it began; a file of keys is older than the one before it."""
    box, notes = Box(tmp_path / "box"), tmp_path / "notes.csv"
    notes.write_text("id,note,day\n1,She absconded.,2024-01-01\n", encoding="utf-8")
    asked = ["audit", str(notes), "--text", "note", "--date", "day", "--out", "out/run", *LEXICON]
    assert box.run(asked, before=BACKWARDS).code == 0
    times = json.loads((box.folder / "out" / "run" / "manifest.json").read_text(encoding="utf-8"))["times"]
    assert times["started"] > times["finished"]
    assert box.run(["audit", "report", "out/run"]).code == 0

    file = tmp_path / "keys.json"
    secret = add_key(file, "one", ["check"])
    ring = KeyRing(file)
    file.unlink()
    other = add_key(file, "two", ["check"])
    os.utime(file, (1, 1))
    assert (ring.find(secret), ring.find(other) is not None) == (None, True)


def test_a_server_whose_clock_goes_back(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    with box.serve([sys.executable, "-c", BACKWARDS + RUNS, "serve", "--port", "0", *LEXICON], LANGCHECK_LIMITS_REQUESTS_PER_MINUTE="600") as (
        site,
        _,
    ):
        for _ in range(20):
            assert site.ask("/api/v1/check", json.dumps({"text": NOTE}).encode(), {"Content-Type": "application/json"}).status == 200
        lines = [json.loads(line) for line in site.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert all(line["ms"] >= 0 for line in lines)
    assert lines[0]["time"] > lines[-1]["time"]
