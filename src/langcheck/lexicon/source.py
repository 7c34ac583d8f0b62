"""Strict YAML: plain strings, lists and mappings, with the line of everything, and errors that say what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_FILE_BYTES = 2_000_000
MAX_DEPTH = 12
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a lexicon: where it is, what it is and how to mend it."""

    file: str
    line: int
    entry: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.entry + ': ' if self.entry else ''}{self.text}"


class LexiconError(ValueError):
    """A lexicon that can't be used. `problems` lists all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


Model = TypeVar("Model", bound=BaseModel)

# What pydantic calls a mistake: what an author is told. `{where}` is the key.
_REMEDIES = {
    "extra_forbidden": "unknown key {where!r}; check the spelling or take it away",
    "unknown_key": "unknown key {where!r}; it must be {expected}",
    "missing": "{where!r} is missing; add it",
    "string_type": "{where} must be one piece of text; put it in quotes if it begins with {{ or [, or holds a colon",
    "tuple_type": "{where} must be a list; begin each line of it with a dash",
    "dict_type": "{where} must hold keys and values; write 'key: value' lines",
    "mapping_type": "{where} must hold keys and values; write 'key: value' lines",
    "model_type": "{where} must hold keys and values; write 'key: value' lines",
    "literal_error": "{where} must be {expected}; write one of these",
    "bool_parsing": "{where} must be true or false; write one of these",
    "string_pattern_mismatch": "{where} may hold small letters, digits and hyphens; write it like put-self-at-risk",
    "string_too_short": "{where} is empty; write something or take the line away",
    "too_short": "{where} is empty; add at least one",
    "too_long": "{where} is too long; keep at most {max_length}",
}


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class Source:
    """A YAML file read strictly: plain strings, lists and mappings, with the line of everything."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name or str(path)
        self.lines: dict[Place, int] = {}
        try:
            with path.open("rb") as file:
                self.raw = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise self.error(0, f"can't be read ({error.strerror}); check the name and that you may open it") from None
        if len(self.raw) > MAX_FILE_BYTES:
            raise self.error(0, f"is larger than {MAX_FILE_BYTES // 1_000_000} MB; split it into files of one category each")
        try:
            self.data = self._document(yaml.parse(self.raw.decode("utf-8-sig"), Loader=_LOADER))
        except UnicodeDecodeError:
            raise self.error(0, "is not UTF-8 text; save it as UTF-8") from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise self.error(line, f"is not YAML here: {error.problem}; check indentation, colons and quotes") from None
        except yaml.YAMLError as error:
            raise self.error(0, f"is not YAML: {str(error).splitlines()[0]}; take that character out") from None

    def error(self, line: int, text: str, entry: str = "") -> LexiconError:
        return LexiconError([Problem(self.name, line, entry, text)])

    # YAML is read event by event, and what a lexicon has no use for is refused where it stands: a tree of aliases, or of a million brackets,
    # is never built.

    def _document(self, events: Iterator[yaml.Event]) -> Any:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                data = self._value(next(events), (), events)
                next(events)
                if not isinstance(more := next(events), yaml.StreamEndEvent):
                    raise self.error(_line(more), "holds a second document (after ---); put it into a file of its own")
                return data
        raise self.error(0, "is empty; add entries or take the file away")

    def _value(self, event: yaml.Event, path: Place, events: Iterator[yaml.Event]) -> Any:
        line = self.lines[path] = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.error(line, "uses a YAML anchor or alias (&name, *name); write the words out, in quotes if they begin with & or *")
        if len(path) > MAX_DEPTH:
            raise self.error(line, "is nested too deeply; a lexicon file needs no more than five levels")
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._value(event, (*path, len(items)), events))
            return items
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._value(event, (*path, ""), events)
            if not isinstance(key, str):
                raise self.error(line, "has a list or mapping where a key should be; put wording that begins with { or [ in quotes")
            if key in found:
                raise self.error(line, f"has {key!r} twice in one place; keep one")
            found[key] = self._value(next(events), (*path, key), events)
        return found

    def read(self, model: type[Model], under: str = "") -> Model:
        """The file as `model` (with `under`: as that one key of it); every mistake with its line and entry."""
        try:
            return model.model_validate({under: self.data} if under else self.data)
        except ValidationError as error:
            raise LexiconError([self.problem(tuple(e["loc"])[bool(under) :], dict(e)) for e in _own_mistakes(error)]) from None

    def problem(self, path: Place, error: dict[str, Any]) -> Problem:
        """A mistake that pydantic found at `path`, in an author's words."""
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 0)
        entry, inside = self._entry(path)
        if path[-1:] == ("[key]",):
            path, error = path[:-1], {**error, "type": "unknown_key"}
        where = ".".join(str(part) for part in path[inside:]) or "the file"
        if error["type"] == "model_type" and inside and not path[inside:]:
            start = "id" if path[-2] == "entries" else "entry"
            text = f"an item of {path[-2]} must hold keys and values; begin it with '- {start}: some-id' and write the rest below"
        elif error["type"] in _REMEDIES:
            text = _REMEDIES[error["type"]].format(where=where, **error.get("ctx", {}))
        else:
            text = (f"{where}: " if path[inside:] or not inside else "") + str(error["msg"]).removeprefix("Value error, ")
        return Problem(self.name, line, entry, text)

    def _entry(self, path: Place) -> tuple[str, int]:
        """The id of the entry that `path` lies in ("" outside of entries), and how much of the path leads there."""
        for n in range(len(path) - 1, 0, -1):
            if path[n - 1] in ("entries", "off", "change") and isinstance(path[n], int):
                listed: Any = self.data
                for part in path[: n + 1]:
                    listed = listed[part]
                name = (listed.get("id") or listed.get("entry")) if isinstance(listed, dict) else None
                return (name if isinstance(name, str) else f"entry {int(path[n]) + 1}"), n + 1
        return "", 0


def _own_mistakes(error: ValidationError) -> Iterator[Any]:
    """The mistakes of a file without those that only follow from others: a list whose one item can't be read is not empty."""
    places = [found["loc"] for found in error.errors()]
    for found in error.errors():
        inside = len(found["loc"])
        if found["type"] != "too_short" or not any(len(place) > inside and place[:inside] == found["loc"] for place in places):
            yield found
