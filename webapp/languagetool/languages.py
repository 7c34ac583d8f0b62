"""The languages that are listed: every English, since word processors mark documents with one or another of them."""

from __future__ import annotations

LANGUAGES = {
    "en": "English",
    "en-GB": "English (GB)",
    "en-US": "English (US)",
    "en-IE": "English (Ireland)",
    "en-AU": "English (Australian)",
    "en-NZ": "English (New Zealand)",
    "en-CA": "English (Canadian)",
    "en-ZA": "English (South African)",
}


def known(code: str) -> str | None:
    """The listed code for what a client calls a language; None where it is not English.

    >>> known("auto"), known("EN-gb"), known("en_US"), known("de-DE")
    ('en-GB', 'en-GB', 'en-US', None)
    """
    if code.lower() == "auto":
        return "en-GB"
    return next((listed for listed in LANGUAGES if listed.lower() == code.lower().replace("_", "-")), None)


def listed() -> list[dict[str, str]]:
    """The answer to /v2/languages."""
    return [{"name": name, "code": code.partition("-")[0], "longCode": code} for code, name in LANGUAGES.items()]
