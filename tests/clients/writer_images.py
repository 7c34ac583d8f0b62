"""Make the pictures of docs/writer.md: `.venv/bin/python tests/clients/writer_images.py docs/images`.

Needs what `apt-get install xvfb xdotool imagemagick libreoffice-writer python3-uno` brings. Nothing is drawn by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from office import ENVIRONMENT, PYTHON, office  # noqa: E402

from serving import serving  # noqa: E402

DISPLAY = ":87"


def act(*steps: str) -> None:
    """Move and click as a person would; each step is a line for xdotool."""
    for step in steps:
        subprocess.run(["xdotool", *step.split()], env={**ENVIRONMENT, "DISPLAY": DISPLAY}, check=True)
        time.sleep(2)


def picture(file: Path, crop: str) -> None:
    """What stands on the screen, cut to `crop`."""
    command = ["import", "-window", "root", "-crop", crop, "+repage", "+dither", "-colors", "64", str(file)]
    subprocess.run(command, env={**ENVIRONMENT, "DISPLAY": DISPLAY}, check=True)


def main(out: Path) -> None:
    """Show Writer on a screen that nobody sees, and take the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    pipe = f"langcheck{os.getpid()}"
    screen = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1280x800x24"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with (
            tempfile.TemporaryDirectory() as name,
            serving(Path(name), "--port", "8000") as served,
            office(Path(name) / "p", served.url, pipe, DISPLAY) as running,
        ):
            command = [PYTHON, str(HERE / "writer_scene.py"), pipe]
            with subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as scene:
                assert scene.stdout is not None
                assert scene.stdin is not None
                assert scene.stdout.readline() == "note\n"
                picture(out / "writer-note.png", "880x220+200+80")
                act("mousemove 580 228 click 1", "click 3")
                picture(out / "writer-menu.png", "1080x320+200+80")
                act("mousemove 570 327 click 1")
                picture(out / "writer-dialogue.png", "1080x560+200+80")
                act("key Escape", "mousemove 700 600")
                print("next", file=scene.stdin, flush=True)
                assert scene.stdout.readline() == "options\n"
                act("mousemove 240 419 click 1", "mousemove 340 467 click 1")
                picture(out / "writer-options.png", "842x444+219+178")
                print("end", file=scene.stdin, flush=True)
            running.terminate()
    finally:
        screen.terminate()
        screen.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
