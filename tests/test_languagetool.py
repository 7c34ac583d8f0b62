"""The LanguageTool protocol: the request shapes of its clients, replayed, and the promises that each of them reads."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from langcheck.webapp import Settings, create_app
from langcheck.webapp.config import LexiconChoice, Limits
from langcheck.webapp.languagetool.ask import Asked, ask

from conftest import ENGINE

NOTE = "😀 Müller & Co: 100% + more; she absconded.\nShe keeps putting herself at risk ü."
WORDS = ["absconded", "putting herself at risk"]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings(lexicon=LexiconChoice(folder=ENGINE), limits=Limits(note_characters=1000))).test_client()


def matches(client: FlaskClient, body: str | bytes, content_type: str | None = "application/x-www-form-urlencoded") -> list[dict[str, Any]]:
    response = client.post("/v2/check", data=body, content_type=content_type)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.get_json()["matches"]
    return found


def words(text: str, found: list[dict[str, Any]]) -> list[str]:
    units = text.encode("utf-16-le")
    return [units[2 * m["offset"] : 2 * (m["offset"] + m["length"])].decode("utf-16-le") for m in found]


def data(*parts: tuple[str, str]) -> tuple[str, str]:
    """An annotated text as editors send it, and the text that its offsets count in."""
    return json.dumps({"annotation": [{kind: text} for kind, text in parts]}), "".join(text for _, text in parts)


MARKDOWN, MARKDOWN_TEXT = data(
    ("markup", "<p>"), ("text", "She "), ("markup", "**"), ("text", "absconded"), ("markup", "**"), ("text", " 😀; it is risk-"), ("text", "taking.")
)

SHAPES: dict[str, tuple[str | bytes, str | None, str, list[str]]] = {
    # the body, its content type, the text that offsets count in, the words found
    "LibreOffice 7.4 encodes nothing": (f"text={NOTE}&language=en-GB".encode(), "application/x-www-form-urlencoded", NOTE, WORDS),
    "LibreOffice 7.4 with a key": (f"text={NOTE}&language=en-GB&username=a b&apiKey=k".encode(), None, NOTE, WORDS),
    "later LibreOffice": (f"text={quote(NOTE)}&language=en-GB", "application/x-www-form-urlencoded", NOTE, WORDS),
    "ltex-ls-plus says JSON and sends a form": (
        urlencode({"language": "en-US", "data": MARKDOWN, "enabledRules": "X", "disabledRules": "Y", "motherTongue": "de-DE", "level": "picky"}),
        "application/json",
        MARKDOWN_TEXT,
        ["absconded", "risk-taking"],
    ),
    "old ltex-ls names no content type": (urlencode({"language": "en-GB", "data": MARKDOWN}), None, MARKDOWN_TEXT, ["absconded", "risk-taking"]),
    "VS Code": (
        urlencode({"language": "en-GB", "disabledCategories": "A,B", "preferredVariants": "en-GB", "data": MARKDOWN}),
        "application/x-www-form-urlencoded",
        MARKDOWN_TEXT,
        ["absconded", "risk-taking"],
    ),
    "Obsidian": (
        urlencode({"data": MARKDOWN, "language": "auto", "enabledOnly": "false", "level": "default"}),
        "application/x-www-form-urlencoded",
        MARKDOWN_TEXT,
        ["absconded", "risk-taking"],
    ),
    "Emacs": (urlencode({"language": "en", "text": NOTE, "disabledRules": ""}), "application/x-www-form-urlencoded; charset=UTF-8", NOTE, WORDS),
}


@pytest.mark.parametrize(("body", "content_type", "text", "expected"), SHAPES.values(), ids=SHAPES)
def test_each_client_finds_the_words(client: FlaskClient, body: str | bytes, content_type: str | None, text: str, expected: list[str]) -> None:
    assert words(text, matches(client, body, content_type)) == expected


def test_everything_is_there_that_clients_read(client: FlaskClient) -> None:
    answer = client.post("/v2/check", data={"text": NOTE, "language": "en-US"}).get_json()
    assert answer["software"]["name"] == "langcheck"
    assert answer["software"]["apiVersion"] == 1
    assert answer["language"]["code"] == answer["language"]["detectedLanguage"]["code"] == "en-US"
    assert {"name", "confidence"} <= answer["language"]["detectedLanguage"].keys()
    for match in answer["matches"]:
        assert {"message", "shortMessage", "offset", "length", "replacements", "context", "sentence", "type", "rule"} <= match.keys()
        assert {"id", "description", "issueType", "urls", "category"} <= match["rule"].keys()
        assert match["rule"]["category"]["id"] == "STYLE", "LibreOffice underlines it in blue"
        assert "\n" not in match["context"]["text"]
        assert words(match["context"]["text"], [match["context"]]) == words(NOTE, [match])
        assert words(NOTE, [match])[0] in match["sentence"]


def test_only_what_drops_in_is_a_replacement(client: FlaskClient) -> None:
    by_rule = {m["rule"]["id"]: m for m in matches(client, urlencode({"text": NOTE, "language": "en-GB"}))}
    assert [r["value"] for r in by_rule["absconded"]["replacements"]] == ["went missing"]
    assert by_rule["put-self-at-risk"]["replacements"] == []
    assert "Ask: " in by_rule["put-self-at-risk"]["message"]


def test_somebodys_own_words_have_no_replacement(client: FlaskClient) -> None:
    (match,) = matches(client, urlencode({"text": 'She said "I absconded".', "language": "en-GB"}))
    assert (match["shortMessage"], match["replacements"], match["rule"]["subId"]) == ("Keep the words", [], "quoted")


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"disabledRules": "absconded"}, ["put-self-at-risk"]),
        ({"disabledRules": "absconded, put-self-at-risk"}, []),
        ({"enabledRules": "absconded", "enabledOnly": "true"}, ["absconded"]),
        ({"enabledRules": "absconded"}, ["absconded", "put-self-at-risk"]),
        ({"enabledOnly": "yes", "enabledRules": "EN_A_VS_AN"}, []),
    ],
)
def test_rules_are_switched_off_and_on(client: FlaskClient, fields: dict[str, str], rules: list[str]) -> None:
    assert [m["rule"]["id"] for m in matches(client, urlencode({"text": NOTE, "language": "en-GB", **fields}))] == rules


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"language=en-GB", 400),
        (b"text=x&data={}&language=en-GB", 400),
        (b"text=absconded", 400),
        (b"text=absconded&language=de-DE", 400),
        (b"language=en-GB&data=absconded", 400),
        (b'language=en-GB&data={"annotation":[{"text":"absconded","markup":"absconded"}]}', 400),
        (b'language=en-GB&data={"annotation":[{"text":1}]}', 400),
        (b'language=en-GB&data={"annotation":"absconded"}', 400),
        (b"language=en-GB&data=[[[[[", 400),
        (b"text=absconded \xff&language=en-GB", 400),
        (b"language=en-GB&text=" + b"absconded+" * 200, 413),
    ],
)
def test_trouble_is_one_line_of_plain_text(client: FlaskClient, body: bytes, status: int) -> None:
    response = client.post("/v2/check", data=body)
    assert (response.status_code, response.mimetype) == (status, "text/plain")
    assert response.text.startswith("Error: ")
    assert "absconded" not in response.text


def test_a_note_never_stands_in_an_address(client: FlaskClient) -> None:
    response = client.get("/v2/check", query_string={"text": "absconded", "language": "en-GB"})
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert response.text.startswith("Error: ")


def test_the_other_routes(client: FlaskClient) -> None:
    languages = client.get("/v2/languages").get_json()
    assert {"en", "en-GB", "en-US", "en-IE"} <= {language["longCode"] for language in languages}
    assert all(language["code"] == "en" and language["name"] for language in languages)
    assert client.get("/v2/healthcheck").text == "OK"
    assert client.get("/v2/maxtextlength").text == "1000"
    assert client.get("/v2/info").get_json()["software"]["name"] == "langcheck"
    assert client.get("/v2/words").status_code == 404


@given(st.lists(st.tuples(st.sampled_from(["text", "markup"]), st.text(st.characters(codec="utf-8"), max_size=8)), min_size=1, max_size=8))
def test_markup_never_moves_a_place(parts: list[tuple[str, str]]) -> None:
    sent, whole = data(*parts)
    asked: Asked = ask(urlencode({"language": "en", "data": sent}).encode())
    assert asked.text == "".join(text for kind, text in parts if kind == "text")
    assert asked.given == whole
    for at, character in enumerate(asked.text):
        start, end = asked.place(at, at + 1)
        assert (whole[start:end], end) == (character, start + 1)


def test_what_markup_means_is_checked_and_points_at_the_markup() -> None:
    sent = json.dumps({"annotation": [{"text": "a"}, {"markup": "<br/>", "interpretAs": "\n"}, {"text": "b"}]})
    asked = ask(urlencode({"language": "en", "data": sent}).encode())
    assert asked.text == "a\nb"
    assert asked.place(0, 3) == (0, 7)
    assert asked.place(2, 3) == (6, 7)


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_text_that_is_not_encoded_is_taken_as_it_stands(text: str) -> None:
    raw = f"text= {text}&language=en-GB".encode()
    assert ask(raw).text == f" {text}"
