"""The routes of the JSON API. Each asks the gate, reads its model, asks a checker, and gives its model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from flask import Blueprint, Flask, Response, render_template, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge, UnsupportedMediaType

import langcheck
from langcheck.checker import Checker
from langcheck.lexicon.marks import unmark
from langcheck.lexicon.model import Lexicon, Term
from langcheck.lexicon.table import wordings

from .. import observe
from ..access import Gate
from ..checkers import Checkers
from ..config import Limits, Settings
from ..errors import told_by
from . import models
from .openapi import document
from .problems import KINDS, TYPE, Invalid, invalid, tell

Taken = TypeVar("Taken", bound=BaseModel)


def add_api(app: Flask, checkers: Checkers, gate: Gate, settings: Settings) -> None:
    """Add /api/v1 to `app`."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    told_by(app, "/api/", tell)
    asking = _Asking(checkers, gate, settings.limits)
    api.post("/check")(asking.check)
    api.post("/check/batch")(asking.batch)
    api.get("/lexicon")(asking.lexicon)
    api.get("/lexicon/<name>")(asking.entry)
    api.get("/version")(asking.version)
    described = document(settings.limits, asking.packs, gate.ring.required)

    @api.get("/openapi.json")
    def openapi() -> Response:
        return Response(described.json, content_type="application/json")

    @api.get("/docs")
    def docs() -> str:
        return render_template("api.html", doc=described.data, operations=described.operations, kinds=KINDS, type=TYPE)

    app.register_blueprint(api)


class _Asking:
    """The routes that ask a checker or its lexicon."""

    def __init__(self, checkers: Checkers, gate: Gate, limits: Limits) -> None:
        self._checkers = checkers
        self._gate = gate
        self._limits = limits
        self._info = models.Lexicon.model_validate(checkers.default.lexicon, from_attributes=True)
        self.packs = [pack.category for pack in checkers.packs]
        """The packs that a request may switch on."""

    def check(self) -> Response:
        self._gate.admit("check")
        wanted = _read(models.CheckRequest)
        if trouble := self._too_long(wanted.text):
            raise RequestEntityTooLarge(trouble)
        return _answer(_report(self._checker(wanted), wanted.text, wanted))

    def batch(self) -> Response:
        self._gate.admit("batch")
        wanted = _read(models.BatchRequest)
        if len(wanted.notes) > self._limits.batch_notes:
            raise RequestEntityTooLarge(f"The batch has {len(wanted.notes):,} notes, and this server takes {self._limits.batch_notes:,} at a time.")
        checker = self._checker(wanted)
        results = [self._result(checker, index, note, wanted) for index, note in enumerate(wanted.notes)]
        checked = sum(isinstance(r, models.Checked) for r in results)
        return _answer(models.BatchResponse(results=results, checked=checked, rejected=len(results) - checked))

    def lexicon(self) -> Response:
        self._gate.admit("check")
        loaded = self._checkers.default.lexicon
        on = {term.category for term in loaded.terms.values()}
        categories = [
            models.Category(id=c.category, title=c.title, about=c.about, optional=not c.on, on=c.category in on) for c in loaded.categories.values()
        ]
        entries = [_summary(term) for term in loaded.terms.values()]
        return _answer(models.LexiconResponse(lexicon=self._info, categories=categories, entries=entries))

    def entry(self, name: str) -> Response:
        self._gate.admit("check")
        for choice in (None, self.packs):
            loaded = self._checkers.get(choice).lexicon
            if name in loaded.terms:
                return _answer(_entry(loaded, loaded.terms[name]))
        raise NotFound("There is no such entry; GET /api/v1/lexicon lists them.")

    def version(self) -> Response:
        return _answer(
            models.VersionResponse(
                langcheck=langcheck.__version__,
                lexicon=self._info,
                packs=self.packs,
                packs_on=sorted(self._checkers.on),
                limits=models.LimitsInfo.model_validate(self._limits, from_attributes=True),
            )
        )

    def _checker(self, options: models.Options) -> Checker:
        if wrong := [i for i, name in enumerate(options.packs or ()) if name not in self.packs]:
            offer = f"There is no such pack; choose from: {', '.join(self.packs) or 'none, this lexicon has no packs'}."
            raise Invalid(models.FieldError(pointer=f"/packs/{i}", detail=offer) for i in wrong)
        return self._checkers.get(options.packs)

    def _result(self, checker: Checker, index: int, note: models.BatchNote, options: models.Options) -> models.Checked | models.Rejected:
        if not isinstance(note.text, str):
            return _rejected(index, note, 422, "The text is not a string.")
        if trouble := self._too_long(note.text):
            return _rejected(index, note, 413, trouble)
        return models.Checked(index=index, id=note.id, report=_report(checker, note.text, options))

    def _too_long(self, text: str) -> str:
        most = self._limits.note_characters
        return f"The note has {len(text):,} characters, and this server takes {most:,}. Check it in parts." if len(text) > most else ""


def _report(checker: Checker, text: str, options: models.Options) -> models.Report:
    people = options.people.model_dump() if options.people else None
    done = checker.check(text, explain=options.explain, people=people)
    observe.count(done)
    return models.Report.model_validate(done.to_dict())


def _read(model: type[Taken]) -> Taken:
    """The body as a model. Raises UnsupportedMediaType, BadRequest or Invalid."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        if error.errors(include_url=False, include_context=False, include_input=False)[0]["type"] == "json_invalid":
            raise BadRequest from None
        raise invalid(error) from None


def _answer(model: BaseModel) -> Response:
    return Response(model.model_dump_json(by_alias=True), content_type="application/json")


def _rejected(index: int, note: models.BatchNote, status: int, detail: str) -> models.Rejected:
    return models.Rejected(index=index, id=note.id, error=models.ItemError(type=TYPE + KINDS[status][0], status=status, detail=detail))


def _summary(term: Term) -> models.EntrySummary:
    return models.EntrySummary(id=term.id, category=term.category, strength=term.entry.strength, wordings=wordings(term.entry.examples.flagged))


def _entry(lexicon: Lexicon, term: Term) -> models.EntryResponse:
    return models.EntryResponse(
        **_summary(term).model_dump(),
        why=term.entry.why,
        patterns=list(term.entry.patterns),
        alternatives=[models.Alternative.model_validate(a, from_attributes=True) for a in term.entry.alternatives],
        left_alone=[models.Exception_(because=u.because, example=unmark(u.example)[0]) for u in term.entry.unless],
        sources=list(_sources(lexicon, term.entry.sources)),
    )


def _sources(lexicon: Lexicon, keys: Iterable[str]) -> Iterable[models.Source]:
    for key in keys:
        guide = lexicon.guides[key]
        yield models.Source(id=key, title=guide.title, publisher=guide.publisher, year=guide.year, url=guide.url)
