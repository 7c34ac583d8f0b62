"""What an organisation settles without touching code: one TOML file, and environment variables over it. Wrong settings are refused at start.

`deploy/langcheck.toml` shows every setting with its default. The variable for `port` in `[server]` is `LANGCHECK_SERVER_PORT`.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG_VARIABLE = "LANGCHECK_CONFIG"
"""The environment variable that names the file."""
PREFIX = "LANGCHECK_"
_OTHERS = frozenset({CONFIG_VARIABLE, "LANGCHECK_CACHE", "LANGCHECK_BIND", "LANGCHECK_WORKERS"})
"""Variables that are no settings: the file, the place of compiled lexicons, and what `deploy/gunicorn.conf.py` reads."""

# What pydantic calls a mistake: what a person is told.
_WRONG = {
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "it is a whole number, such as 100"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "it is true or false"),
    **dict.fromkeys(("string_type", "path_type"), 'it is text in quotation marks, such as "words"'),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), "it is a section; write its name in [brackets] and its settings below"),
    "tuple_type": 'it is a list, such as ["one", "two"]',
    "string_too_short": "it is empty; write something, or take the line away",
    "less_than_equal": "it may be {le:,} at most",
    "greater_than_equal": "it must be {ge:,} or more",
}


class ConfigError(ValueError):
    """Settings that can't be used; the message names each, where it stands and what to do, a line each."""


def _origin(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/?#\s*]+", value):
        raise ValueError("is no origin; write scheme and host and nothing more, such as https://records.example.org or app://obsidian.md")
    return value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Branding(_Section):
    """What the pages say about whoever runs the checker. Empty: nothing is shown."""

    organisation: str = ""
    guide_title: str = ""
    guide_url: str = ""
    contact: str = ""
    banner: str = ""


class LexiconChoice(_Section):
    """Which lexicon: a folder (none: the one that comes along), packs switched on, and a partnership's own overlay files."""

    folder: Path | None = None
    packs: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()


class Server(_Section):
    """Where it listens, and whether a reverse proxy in front of it decides who may come in."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    threads: int = Field(default=4, ge=1, le=64)
    behind_proxy: bool = False


class Limits(_Section):
    """How much is taken at a time. `requests_per_minute` is for each key, and 0 means as many as come.

    `document_bytes` is for the files that people give to the web checker; everything else is bounded by `request_bytes`.
    """

    request_bytes: int = Field(default=1_000_000, ge=1_000, le=50_000_000)
    document_bytes: int = Field(default=10_000_000, ge=1_000, le=50_000_000)
    note_characters: int = Field(default=200_000, ge=100, le=1_000_000)
    batch_notes: int = Field(default=100, ge=1, le=10_000)
    requests_per_minute: int = Field(default=0, ge=0, le=1_000_000)

    @property
    def form_bytes(self) -> int:
        """How much of the web checker's form comes in at all: a file that is too large is not kept, but what was typed beside it is."""
        return 5 * (self.request_bytes + self.document_bytes)


class KeyChoice(_Section):
    """The file of keys that `langcheck serve keys` writes. None: no keys."""

    file: Path | None = None


class Cors(_Section):
    """The origins whose pages may call the JSON API and the LanguageTool routes from a browser."""

    origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()


class Log(_Section):
    """Whether each request is written to stderr as a line of JSON, without a word of its text."""

    access: bool = True


class Settings(_Section):
    """Everything that can be settled; the defaults suit one person on one machine."""

    branding: Branding = Branding()
    lexicon: LexiconChoice = LexiconChoice()
    server: Server = Server()
    limits: Limits = Limits()
    keys: KeyChoice = KeyChoice()
    cors: Cors = Cors()
    log: Log = Log()


def _variables() -> dict[str, tuple[str, str]]:
    """The environment variables that are read: the section and the field that each sets."""
    return {
        f"{PREFIX}{section}_{field}".upper(): (section, field)
        for section, info in Settings.model_fields.items()
        for field in getattr(info.annotation, "model_fields", {})
    }


def load_settings(
    file: Path | None = None, environ: Mapping[str, str] = os.environ, given: Mapping[str, Mapping[str, Any]] | None = None
) -> Settings:
    """The settings of `file` (or of the file that LANGCHECK_CONFIG names), then those of the environment, then those `given`, the last word last.

    Lists in the environment are parted by commas. Relative paths in the file start from the file's folder. Raises ConfigError with everything
    that is wrong.

    >>> load_settings(environ={"LANGCHECK_SERVER_PORT": "8080"}).server.port
    8080
    """
    if file is None and environ.get(CONFIG_VARIABLE):
        file = Path(environ[CONFIG_VARIABLE])
    data = _read(file) if file else {}
    origin: dict[tuple[str | int, ...], str] = {}
    variables = _variables()
    for name, (section, field) in variables.items():
        if environ.get(name) and isinstance(data.setdefault(section, {}), dict):
            data[section][field] = _listed(environ[name]) if isinstance(_default(section, field), tuple) else environ[name]
            origin[section, field] = name
    for section, fields in (given or {}).items():
        if isinstance(data.setdefault(section, {}), dict):
            data[section].update(fields)
    problems = list(_misspelt(environ, variables))
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        problems += [_told(dict(e), file, origin) for e in error.errors(include_url=False)]
    if problems:
        raise ConfigError("\n".join(problems))
    return settings


def _read(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file} can't be read: {error.strerror}. Check the name and that you may open it") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f'{file} is not TOML: {error}. Texts stand in quotation marks, as in host = "127.0.0.1"') from None
    for section, field in ((s, f) for s, f in _variables().values() if isinstance(data.get(s), dict) and f in data[s]):
        if (section, field) in {("lexicon", "folder"), ("lexicon", "overlays"), ("keys", "file")}:
            data[section][field] = _from_folder(data[section][field], file.parent)
    return data


def _from_folder(value: Any, folder: Path) -> Any:
    if isinstance(value, list):
        return [_from_folder(item, folder) for item in value]
    return folder / value if isinstance(value, str) else value


def _default(section: str, field: str) -> Any:
    return getattr(getattr(Settings(), section), field)


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _near(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"


def unused(environ: Mapping[str, str]) -> list[str]:
    """A line for each variable that begins like a setting and is not read. They are not refused: a container may be given some of its own.

    >>> unused({"LANGCHECK_SERVR_PORT": "1"})
    ['LANGCHECK_SERVR_PORT is not read: there is no such setting; did you mean LANGCHECK_SERVER_PORT?']
    """
    known = _variables()
    names = sorted(name for name in environ if name.startswith(PREFIX) and name not in known and name not in _OTHERS)
    return [f"{name} is not read: there is no such setting; {_near(name, list(known))}" for name in names]


def _misspelt(environ: Mapping[str, str], known: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each variable that looks like a setting and is none."""
    sections = tuple(f"{PREFIX}{section}_".upper() for section in Settings.model_fields)
    for name in sorted(environ):
        if name.startswith(sections) and name not in known:
            own = [other for other in known if other.startswith(name.rsplit("_", 1)[0].split("_")[0])]
            yield f"environment variable {name}: there is no such setting; {_near(name, own)}"


def _told(error: dict[str, Any], file: Path | None, origin: Mapping[tuple[str | int, ...], str]) -> str:
    """One line for a person: where the setting stands, what is wrong, what to do."""
    where = error["loc"]
    variable = origin.get(where[:2])
    place = f"environment variable {variable}" if variable else f"{file or 'settings'}: {'.'.join(map(str, where))}"
    if error["type"] == "extra_forbidden":
        model: Any = Settings if len(where) == 1 else Settings.model_fields[str(where[0])].annotation
        kind = "section" if len(where) == 1 else "setting"
        return f"{place}: there is no such {kind}; {_near(str(where[-1]), list(model.model_fields))}"
    if error["type"] == "value_error":
        return f"{place}: {error['input']!r} {error['ctx']['error']}"
    wrong = _WRONG.get(error["type"], "see deploy/langcheck.toml for what it may be").format(**error.get("ctx", {}))
    return f"{place}: {error['input']!r} can't be used; {wrong}"
