"""Strict YAML: plain strings, lists and mappings, with the line of everything, and errors that say what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_FILE_BYTES = 2_000_000

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


class Source:
    """A YAML file read strictly: plain strings, lists and mappings, with the line of everything."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self.lines: dict[tuple[str | int, ...], int] = {}
        self._seen: set[int] = set()
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise self.error(0, f"can't be read ({error.strerror}); check the name and that you may open it") from None
        if len(raw) > MAX_FILE_BYTES:
            raise self.error(0, f"is larger than {MAX_FILE_BYTES // 1_000_000} MB; split it into files of one category each")
        self.raw = raw
        try:
            node = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
        except UnicodeDecodeError:
            raise self.error(0, "is not UTF-8 text; save it as UTF-8") from None
        except RecursionError:
            raise self.error(0, "is nested too deeply; a lexicon file needs no more than five levels") from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise self.error(line, f"is not YAML here: {error.problem}; check indentation, colons and quotes") from None
        except yaml.YAMLError as error:
            raise self.error(0, f"is not YAML: {str(error).splitlines()[0]}") from None
        if node is None:
            raise self.error(0, "is empty")
        self.data = self._plain(node, ())

    def error(self, line: int, text: str, entry: str = "") -> LexiconError:
        return LexiconError([Problem(self.name, line, entry, text)])

    def _plain(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        line = node.start_mark.line + 1
        self.lines[path] = line
        if len(path) > 12:
            raise self.error(line, "is nested too deeply; a lexicon file needs no more than five levels")
        if not isinstance(node, yaml.ScalarNode):
            if id(node) in self._seen:
                raise self.error(line, "uses a YAML alias (*name); write the words out instead")
            self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key_node, value in node.value:
                key = str(key_node.value)
                if key in found:
                    raise self.error(key_node.start_mark.line + 1, f"has {key!r} twice in one place; keep one")
                found[key] = self._plain(value, (*path, key))
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(value, (*path, i)) for i, value in enumerate(node.value)]
        return node.value

    def read(self, model: type[Model], data: Any = None) -> Model:
        """The file as `model`; every mistake with its line and entry."""
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            raise LexiconError([self._problem(dict(e)) for e in error.errors()]) from None

    def _problem(self, error: dict[str, Any]) -> Problem:
        path: tuple[str | int, ...] = tuple(error["loc"])
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 0)
        entry = ""
        if len(path) > 1 and path[0] == "entries" and isinstance(self.data, dict):
            listed = self.data["entries"][path[1]]
            entry = str(listed.get("id", f"entry {int(path[1]) + 1}")) if isinstance(listed, dict) else ""
        where = ".".join(str(part) for part in (path[2:] if entry else path))
        text = {
            "extra_forbidden": f"unknown key {where!r}; check the spelling or take it away",
            "missing": f"{where!r} is missing; add it",
        }.get(error["type"], f"{where}: {str(error['msg']).removeprefix('Value error, ')}")
        return Problem(self.name, line, entry, text)
