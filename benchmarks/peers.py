"""Other tools, each in an environment and a process of its own; `python -m benchmarks.peers set-up` makes the environments, once.

A peer is given the lexicon's wordings spelled out as literal phrases where it takes phrases, and its own rules where it has only those. One that
can't be installed or fails is named as missing, with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Run

HERE = Path(__file__).parent
HOME = HERE / ".peers"


class Missing(Exception):
    """A peer can't be measured; the message says why."""


@dataclass(frozen=True)
class Peer:
    """`packages` go into the environment `folder`; `proof` is a text in which its own rules find something (empty: it takes our phrases)."""

    name: str
    folder: str
    packages: tuple[str, ...]
    proof: str = ""

    @property
    def home(self) -> Path:
        return HOME / self.folder

    @property
    def why_missing(self) -> Path:
        return HOME / f"{self.folder}.missing"

    @property
    def node(self) -> bool:
        return "@" in self.packages[0]

    @property
    def installed(self) -> bool:
        return (self.home / "whole").exists()

    def command(self) -> list[str]:
        if self.node:
            return ["node", str(HERE / "contestant.mjs"), str(self.home)]
        return [str(self.home / "bin" / "python"), str(HERE / "contestant.py"), self.name]

    def install(self) -> None:
        """Raises OSError or CalledProcessError."""
        if self.node:
            self.home.mkdir(parents=True, exist_ok=True)
            command = ["npm", "install", "--no-fund", "--no-audit", "--silent", "--prefix", str(self.home)]
        else:
            subprocess.run([sys.executable, "-m", "venv", str(self.home)], check=True, capture_output=True, text=True)
            command = [str(self.home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, *self.packages], check=True, capture_output=True, text=True)
        (self.home / "whole").touch()


PEERS = {
    peer.name: peer
    for peer in (
        Peer("scan", "ahocorasick", ("ahocorasick-rs==1.0.3",)),
        Peer("scan-longest", "ahocorasick", ("ahocorasick-rs==1.0.3",)),
        Peer("medspacy", "medspacy", ("medspacy==1.3.1",)),
        Peer("medspacy-tuned", "medspacy", ("medspacy==1.3.1",)),
        Peer("presidio", "presidio", ("presidio-analyzer==2.2.366",)),
        Peer("negspacy", "negspacy", ("negspacy==1.0.4", "spacy==3.8.18")),
        Peer("proselint", "proselint", ("proselint==0.16.0",), proof="This is very unique."),
        Peer("alex", "alex", ("alex@11.0.1",), proof="He is a crazy policeman."),
    )
}


def set_up() -> None:
    """Make what is not there yet; what can't be made is left out, and why is kept for the benchmark to say."""
    HOME.mkdir(exist_ok=True)
    for peer in PEERS.values():
        if peer.installed:
            continue
        print(f"{peer.folder}: installing {' '.join(peer.packages)}", file=sys.stderr)
        try:
            peer.install()
            peer.why_missing.unlink(missing_ok=True)
        except OSError as error:
            _missing(peer, f"can't be installed: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
        except subprocess.CalledProcessError as error:
            _missing(peer, f"can't be installed: {_last_line(error.stderr) or f'{Path(error.cmd[0]).name} ended with {error.returncode}'}")


def _missing(peer: Peer, why: str) -> None:
    peer.why_missing.write_text(why, encoding="utf-8")
    print(f"{peer.folder}: {why}", file=sys.stderr)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1][:200]


@contextmanager
def running(name: str, notes: Sequence[str], phrases: Sequence[str], proof: str = "") -> Iterator[Run]:
    """A peer that is ready, as a run over these notes: its process starts here and lives as long as the block. Raises Missing."""
    peer = PEERS[name]
    if not peer.installed:
        reason = peer.why_missing
        raise Missing(reason.read_text(encoding="utf-8") if reason.exists() else "not installed: python -m benchmarks.peers set-up")
    with tempfile.TemporaryDirectory() as folder:
        job, errors = Path(folder, "job.json"), Path(folder, "errors.txt")
        job.write_text(json.dumps({"notes": list(notes), "phrases": list(phrases), "proof": peer.proof or proof}), encoding="utf-8")
        with errors.open("w") as trouble:
            try:
                process = subprocess.Popen(
                    [*peer.command(), str(job)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=trouble, text=True, cwd=folder
                )
            except OSError as error:
                raise Missing(f"can't be started: {error.strerror}") from None

        def run(_: Sequence[str]) -> float:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write("go\n")
                process.stdin.flush()
            except BrokenPipeError:
                pass  # it has ended; what it said is read below
            for line in process.stdout:
                if line.startswith('{"seconds"'):
                    return float(json.loads(line)["seconds"])
            raise Missing(_last_line(errors.read_text(errors="replace")) or "ended without an answer")

        try:
            yield run
        finally:
            process.kill()
            process.communicate()


if __name__ == "__main__":
    if sys.argv[1:] != ["set-up"]:
        sys.exit(__doc__)
    set_up()
