"""The spaCy component `langcheck` for anybody's pipeline: `nlp.add_pipe("langcheck")`.

It reads `doc.text` with its own words and offsets, so it needs nothing of the pipeline it is in and agrees with `langcheck.check`. It fills
`doc.spans["langcheck"]` (label = category, id = term; spans widened to whole tokens of that pipeline) and `doc._.langcheck` (the Report;
None where the component has not run).
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from langcheck.checker import Checker
from langcheck.pipeline import SPANS
from langcheck.report import Report


def _report(doc: Doc) -> Report | None:
    return Report.from_dict(doc.user_data[SPANS]) if SPANS in doc.user_data else None


# The report is kept on the Doc as plain data, which spaCy can copy, store and send between processes.
if not Doc.has_extension("langcheck"):
    Doc.set_extension("langcheck", getter=_report)


class Component:
    """Checks a Doc. Config: `lexicon` (a folder), `packs` and `overlays` (lists), `explain`, `model` (a trained model to ask, by name)."""

    def __init__(self, lexicon: str | None, packs: list[str], overlays: list[str], explain: bool, model: str | None = None) -> None:
        self._checker, self._explain = Checker(lexicon, packs=packs, overlays=overlays, model=model), explain

    def __call__(self, doc: Doc) -> Doc:
        report = self._checker.check(doc.text, explain=self._explain)
        spans = [doc.char_span(f.start, f.end, label=f.category, span_id=f.term, alignment_mode="expand") for f in report.findings]
        doc.spans[SPANS] = [span for span in spans if span is not None]
        doc.user_data[SPANS] = report.to_dict()
        return doc

    def to_disk(self, *_: Any, **__: Any) -> None:
        """Nothing to write: the pipeline's config rebuilds the component."""

    def from_disk(self, *_: Any, **__: Any) -> Component:
        return self


@Language.factory("langcheck", default_config={"lexicon": None, "packs": [], "overlays": [], "explain": False, "model": None})
def make_component(
    nlp: Language, name: str, lexicon: str | None, packs: list[str], overlays: list[str], explain: bool, model: str | None
) -> Component:
    """Build the component; spaCy calls this for `nlp.add_pipe("langcheck")`."""
    return Component(lexicon, packs, overlays, explain, model)
