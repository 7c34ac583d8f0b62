"""The files in deploy/ under the programs that they are for: nginx in front of the checker, and systemd's own check of the unit."""

from __future__ import annotations

import http.server
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from langcheck.webapp.keys import add_key

from conftest import ROOT, SMALL
from serving import Answer, serving

pytestmark = pytest.mark.clients
SIGNED_IN = {"Cookie": "session=good"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class SignIn(http.server.BaseHTTPRequestHandler):
    """What stands at /oauth2/: lets in whoever has the cookie, and shows others where to sign in."""

    def do_GET(self) -> None:
        known = "session=good" in self.headers.get("Cookie", "")
        self.send_response(202 if known else 401 if self.path == "/oauth2/auth" else 403)
        self.end_headers()
        self.wfile.write(b"sign in here" if self.path == "/oauth2/sign_in" else b"")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """The address of the proxy, a key, and the folder of its files."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("it needs nginx and openssl: apt-get install nginx-light openssl")
    folder = tmp_path_factory.mktemp("proxy")
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*request, "-keyout", folder / "tls.key", "-out", folder / "tls.pem"], check=True, capture_output=True)
    settings = folder / "langcheck.toml"
    settings.write_text('[server]\nbehind_proxy = true\n[keys]\nfile = "keys.json"\n', encoding="utf-8")
    key = add_key(folder / "keys.json", "records", ["check"])
    with serving(folder, "--config", str(settings), "--lexicon", str(SMALL)) as served:
        sign_in = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SignIn)
        threading.Thread(target=sign_in.serve_forever, daemon=True).start()
        port = free_port()
        text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        changes = {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "/etc/ssl/langcheck.": f"{folder}/tls.",
            "/var/log/nginx/": f"{folder}/",
            "http://127.0.0.1:8000": served.url,
            "http://127.0.0.1:4180": f"http://127.0.0.1:{sign_in.server_port}",
        }
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        places = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        main = folder / "nginx.conf"
        main.write_text(f"user root; pid {folder}/nginx.pid; daemon off; events {{}}\nhttp {{ {places}\n{text}\n}}\n", encoding="utf-8")
        subprocess.run([program, "-t", "-q", "-e", folder / "error.log", "-c", main], check=True)
        with subprocess.Popen([program, "-e", folder / "error.log", "-c", main]) as proxy:
            try:
                _wait_for(port)
                yield f"https://127.0.0.1:{port}", key, folder
            finally:
                proxy.terminate()
        sign_in.shutdown()
        sign_in.server_close()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx does not listen")


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    own = ssl.create_default_context()
    own.check_hostname, own.verify_mode = False, ssl.CERT_NONE  # it signed its certificate itself
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), context=own, timeout=30) as response:
            return Answer(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


def test_people_sign_in_and_programs_have_keys(site: tuple[str, str, Path]) -> None:
    url, key, _ = site
    assert ask(url).status == 403
    assert ask(url).text == "sign in here"
    assert "1 phrase to reconsider" in ask(url, b"text=She+is+promiscuous.", {**SIGNED_IN, **FORM}).text
    note = b'{"text": "She is promiscuous."}'
    json_ = {"Content-Type": "application/json"}
    assert ask(f"{url}/api/v1/check", note, json_).status == 401
    assert ask(f"{url}/api/v1/check", note, {**json_, "Authorization": f"Bearer {key}"}).status == 200
    for path in ("/metrics", "/readyz", "/healthz"):
        assert ask(url + path, headers=SIGNED_IN).status == 403, "for the monitor inside alone"


def test_a_large_file_stays_in_memory_and_no_log_has_a_word(site: tuple[str, str, Path]) -> None:
    url, _, folder = site
    part = b'--cut\r\nContent-Disposition: form-data; name="'
    file = b"Zyxquorvel is promiscuous. " + b"All well. " * 15_000
    body = part + b'read"\r\n\r\nfile\r\n' + part + b'file"; filename="Zyxquorvel.txt"\r\n\r\n' + file + b"\r\n--cut--\r\n"
    answer = ask(url, body, {**SIGNED_IN, "Content-Type": "multipart/form-data; boundary=cut"})
    assert "1 phrase to reconsider" in answer.text
    ask(f"{url}/?text=Zyxquorvel", headers=SIGNED_IN)
    ask(f"{url}/Zyxquorvel", headers={**SIGNED_IN, "Referer": "Zyxquorvel"})
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert folder / "langcheck.log" in files
    assert not [path for path in files if b"zyxquorvel" in path.read_bytes().lower()]
    assert not [path for kind in ("client_body", "proxy") for path in (folder / kind).iterdir()]


def test_the_service_may_do_little() -> None:
    """systemd's own measure, from 0 (may do nothing) to 10."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("it needs systemd-analyze: apt-get install systemd")
    unit = ROOT / "deploy" / "langcheck.service"
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit], capture_output=True, text=True, encoding="utf-8", check=False
    )
    found = re.search(r"exposure level for .*: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) < 2.0
    programs = {"/opt/langcheck/bin/langcheck", "/opt/langcheck/bin/gunicorn"}
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, encoding="utf-8", check=False).stderr
    wrong = [line for line in said.splitlines() if "langcheck.service" in line and not any(program in line for program in programs)]
    assert not wrong, "but for programs that are not installed here"


def test_the_settings_that_come_along_can_be_used(tmp_path: Path) -> None:
    settings = shutil.copy(ROOT / "deploy" / "langcheck.toml", tmp_path)
    done = subprocess.run([sys.executable, "-m", "langcheck", "serve", "--config", settings, "--check-config", "--lexicon", str(SMALL)], check=False)
    assert done.returncode == 0
