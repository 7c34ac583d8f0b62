"""LibreOffice as Debian ships it, with a profile of its own that names a server as its LanguageTool."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PYTHON = "/usr/bin/python3"
"""The Python that has UNO: the system's own."""
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

_SETTINGS = {
    "Linguistic/GrammarChecking/LanguageTool": {"IsEnabled": "true", "BaseURL": "{url}/v2"},
    "Linguistic/General": {"DefaultLocale": "en-GB"},
    "Linguistic/SpellChecking": {"IsSpellAuto": "true"},
    "Linguistic/GrammarChecking": {"IsAutoCheck": "true"},
    "Common/Misc": {"ShowTipOfTheDay": "false", "FirstRun": "false"},
    "Setup/Product": {"ooSetupLastVersion": "99.0", "WhatsNew": "false"},
}


def _registry(url: str) -> str:
    items = "\n".join(
        f'<item oor:path="/org.openoffice.{"Office." if not path.startswith("Setup") else ""}{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value.format(url=url)}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>\n{items}\n</oor:items>\n'


@contextmanager
def office(profile: Path, url: str, pipe: str, display: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Run LibreOffice with a fresh profile, listening for UNO on `pipe`; on the X `display`, or on none."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_registry(url), encoding="utf-8")
    command = ["soffice", "--norestore", "--nologo", f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={pipe};urp;"]
    environment = {**ENVIRONMENT, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"} if display else ENVIRONMENT
    command += [] if display else ["--headless"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield running
            running.wait(60)
        finally:
            running.terminate()
