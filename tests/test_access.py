"""Who may ask: keys, this machine, a proxy; and how often."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from langcheck.webapp import Settings, create_app
from langcheck.webapp.access import Bucket
from langcheck.webapp.config import KeyChoice, LexiconChoice, Limits, Server
from langcheck.webapp.keys import KeyFileError, KeyRing, add_key, read_keys, remove_key

from conftest import SMALL
from langcheck.cli import main

NOTE = {"text": "She is promiscuous."}
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
LEXICON = LexiconChoice(folder=SMALL)


def client(keys: Path | None = None, **more: object) -> FlaskClient:
    return create_app(Settings.model_validate({"lexicon": LEXICON, "keys": KeyChoice(file=keys), **more})).test_client()


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_key_opens_what_its_scopes_say(file: Path) -> None:
    checks, batches, counts = (add_key(file, name, [name]) for name in ("check", "batch", "metrics"))  # type: ignore[list-item]
    served = client(file)
    answers = {
        name: (
            served.post("/api/v1/check", json=NOTE, headers=bearer(key)).status_code,
            served.post("/v2/check", data={**NOTE, "language": "en"}, headers=bearer(key)).status_code,
            served.get("/api/v1/lexicon", headers=bearer(key)).status_code,
            served.post("/api/v1/check/batch", json={"notes": [NOTE]}, headers=bearer(key)).status_code,
            served.get("/metrics", headers=bearer(key)).status_code,
        )
        for name, key in {"check": checks, "batch": batches, "metrics": counts}.items()
    }
    assert answers == {"check": (200, 200, 200, 403, 403), "batch": (403, 403, 403, 200, 403), "metrics": (403, 403, 403, 403, 200)}


@pytest.mark.parametrize("headers", [{}, bearer("lc_wrong"), bearer(""), bearer("ü"), {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}])
def test_no_key_no_answer(file: Path, headers: dict[str, str]) -> None:
    add_key(file, "one", ["check"])
    served = client(file)
    response = served.post("/api/v1/check", json=NOTE, headers=headers)
    assert (response.status_code, response.mimetype) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert served.post("/v2/check", data={**NOTE, "language": "en"}, headers=headers).status_code == 403
    assert served.get("/metrics", headers=headers).status_code == 401
    for path in ("/healthz", "/readyz", "/api/v1/version", "/api/v1/openapi.json", "/api/v1/docs", "/static/web.css", "/v2/languages"):
        with served.get(path, environ_base=ELSEWHERE) as answer:
            assert answer.status_code == 200, path


def test_a_word_processor_sends_its_key_in_the_body(file: Path) -> None:
    key = add_key(file, "writer", ["check"])
    served = client(file)
    raw = f"text=She is promiscuous & well.&language=en-GB&username=anna&apiKey={key}"
    assert len(served.post("/v2/check", data=raw.encode()).get_json()["matches"]) == 1
    assert served.post("/v2/check", data=raw.encode()[:-1]).status_code == 403
    assert served.post("/v2/check", data={"language": "en-GB", "apiKey": key}).status_code == 400, "a known key is told what is wrong"
    assert served.post("/v2/check", data={"language": "en-GB", "apiKey": key[:-1]}).status_code == 403


def test_a_running_server_learns_of_keys_that_come_and_go(file: Path) -> None:
    add_key(file, "first", ["check"])
    served = client(file)
    second = add_key(file, "second", ["check"])
    assert served.post("/api/v1/check", json=NOTE, headers=bearer(second)).status_code == 200
    remove_key(file, "second")
    assert served.post("/api/v1/check", json=NOTE, headers=bearer(second)).status_code == 401
    remove_key(file, "first")
    assert served.post("/api/v1/check", json=NOTE).status_code == 401, "taking the last key away opens nothing"
    file.write_text("{", encoding="utf-8")
    assert served.post("/api/v1/check", json=NOTE, headers=bearer(second)).status_code == 503
    file.unlink()
    assert served.post("/api/v1/check", json=NOTE).status_code == 503, "a file that is gone opens nothing"


def test_without_keys_only_this_machine_is_answered() -> None:
    served = client()
    assert served.post("/api/v1/check", json=NOTE).status_code == 200
    assert served.post("/api/v1/check", json=NOTE, environ_base=ELSEWHERE).status_code == 403
    assert served.post("/", data=NOTE, environ_base=ELSEWHERE).status_code == 403
    assert served.get("/metrics", environ_base=ELSEWHERE).status_code == 403
    forwarded = served.post("/api/v1/check", json=NOTE, headers={"X-Forwarded-For": "192.0.2.7"})
    assert forwarded.status_code == 403, "a proxy that nobody told of"
    assert "behind_proxy" in forwarded.get_json()["detail"]
    assert served.get("/healthz", environ_base=ELSEWHERE).status_code == 200


def test_behind_a_proxy_the_proxy_decides() -> None:
    served = client(server=Server(behind_proxy=True))
    headers = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Prefix": "/langcheck"}
    assert served.post("/api/v1/check", json=NOTE, headers=headers).status_code == 200
    assert 'href="/langcheck/static/langcheck.css"' in served.get("/", headers=headers).text


def test_keys_open_the_api_from_elsewhere_and_not_the_pages(file: Path) -> None:
    key = add_key(file, "one", ["check"])
    served = client(file)
    assert served.post("/api/v1/check", json=NOTE, headers=bearer(key), environ_base=ELSEWHERE).status_code == 200
    assert served.post("/", data=NOTE, environ_base=ELSEWHERE).status_code == 403
    assert served.post("/", data=NOTE).status_code == 200


def test_the_limit_is_for_each_key(file: Path) -> None:
    one, other = (add_key(file, name, ["check"]) for name in ("one", "other"))
    served = client(file, limits=Limits(requests_per_minute=20))
    codes = [served.post("/api/v1/check", json=NOTE, headers=bearer(one)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    response = served.post("/api/v1/check", json=NOTE, headers=bearer(one))
    assert 1 <= int(response.headers["Retry-After"]) <= 3
    assert served.post("/v2/check", data={**NOTE, "language": "en"}, headers=bearer(one)).status_code == 429
    assert served.post("/api/v1/check", json=NOTE, headers=bearer(other)).status_code == 200


def test_a_bucket_fills_again() -> None:
    now = 0.0
    bucket = Bucket(60, clock=lambda: now)
    assert [bucket.take("a") for _ in range(6)] == [0] * 6
    assert bucket.take("a") == pytest.approx(1)
    now = 2.0
    assert [bucket.take("a") for _ in range(2)] == [0, 0]
    assert bucket.take("a") > 0
    now = 1000.0
    assert [bucket.take("a") > 0 for _ in range(7)] == [False] * 6 + [True]


def test_the_file_holds_no_key_and_is_its_owners_alone(file: Path) -> None:
    key = add_key(file, "one", ["check", "batch"])
    assert key not in file.read_text(encoding="utf-8")
    assert len(key) > 40
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]
    found = KeyRing(file).find(key)
    assert found is not None
    assert (found.name, found.scopes) == ("one", ("check", "batch"))


def test_changes_that_cant_be_made_say_why(file: Path) -> None:
    with pytest.raises(KeyFileError, match="keys add NAME"):
        read_keys(file)
    add_key(file, "one", ["check"])
    with pytest.raises(KeyFileError, match="already"):
        add_key(file, "one", ["check"])
    with pytest.raises(KeyFileError, match="stands in logs"):
        add_key(file, "Anna Smith", ["check"])
    with pytest.raises(KeyFileError, match="no key 'two'"):
        remove_key(file, "two")
    file.write_text(json.dumps({"keys": [{"name": "x", "scopes": ["all"], "created": "", "sha256": ""}]}), encoding="utf-8")
    with pytest.raises(KeyFileError, match="damaged"):
        read_keys(file)


def test_the_commands(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGCHECK_KEYS_FILE", str(file))
    assert main(["serve", "keys", "add", "records"]) == 0
    key = capsys.readouterr().out.strip()
    assert KeyRing(file).find(key) is not None
    assert main(["serve", "keys", "add", "monitor", "--scope", "metrics"]) == 0
    assert main(["serve", "keys", "list"]) == 0
    out = capsys.readouterr().out
    assert "records  check,batch" in out
    assert "monitor  metrics" in out
    assert main(["serve", "keys", "remove", "records"]) == 0
    assert [k.name for k in read_keys(file)] == ["monitor"]
    assert main(["serve", "keys", "remove", "records"]) == 2
    monkeypatch.delenv("LANGCHECK_KEYS_FILE")
    assert main(["serve", "keys", "list"]) == 2
    assert "--file" in capsys.readouterr().err
