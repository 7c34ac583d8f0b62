"""Prove a lexicon: every example, every exception, every alternative, under the whole lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from langcheck.checker import Checker
from langcheck.lexicon.marks import unmark
from langcheck.lexicon.model import Lexicon, Term
from langcheck.lexicon.source import Problem
from langcheck.report import Finding


def _shown(findings: tuple[Finding, ...]) -> str:
    return "; ".join(f"{f.text!r} {f.status} by {f.term}" for f in findings) or "nothing"


class Proof:
    """Proves terms one by one; `problems(term)` yields what does not hold."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def problems(self, term: Term) -> Iterator[Problem]:
        """Yield what does not hold of one entry."""
        for text in self._texts(term):
            yield Problem(term.file, term.line, term.id, text)

    def _texts(self, term: Term) -> Iterator[str]:
        examples = term.entry.examples
        for status, marked in (("flagged", examples.flagged), ("quoted", examples.quoted)):
            for example in marked:
                yield from self._marked(term, example, status)
        for example in examples.clear:
            text, places = unmark(example)
            flagged = self._flagged(term, text)
            if places:
                yield f"clear example {example!r} has a mark; take the brackets away"
            if flagged:
                yield f"clear example {example!r} is flagged: {_shown(flagged)}"
        for exception in term.entry.unless:
            yield from self._exception(term, exception.pattern, exception.because, exception.example)
        for alternative in term.entry.alternatives:
            text = re.sub(r"\{(?:poss)\}", "their", alternative.text)
            text = re.sub(r"\{subj\}", "they", re.sub(r"\{obj\}", "them", re.sub(r"\{self\}", "themselves", text)))
            text = re.sub(r"[{}⟨⟩]", "", text)
            flagged = self._flagged(term, text)
            if flagged:
                yield f"alternative {alternative.text!r} is itself flagged: {_shown(flagged)}"
        for miss in term.entry.misses:
            text, places = unmark(miss)
            if not list(self._marked(term, miss, "flagged")):
                yield f"known miss {miss!r} is found now; move it to the flagged examples"

    def _flagged(self, term: Term, text: str) -> tuple[Finding, ...]:
        return tuple(f for f in self._checker.check(text).findings if f.status == "flagged" and not self._foreign(term, f))

    def _foreign(self, term: Term, finding: Finding) -> bool:
        """Whether a finding is of another pack, which somebody has switched on and of which the entry knows nothing."""
        return finding.category != term.category and not self._checker.lexicon.categories[finding.category].on

    def _marked(self, term: Term, example: str, status: str) -> Iterator[str]:
        text, places = unmark(example)
        if not places:
            yield f"{status} example {example!r} marks nothing; put [[ ]] round the words that are found"
            return
        findings = self._checker.check(text, explain=True).findings
        for start, end in places:
            exact = [f for f in findings if (f.start, f.end) == (start, end)]
            mine = [f for f in exact if f.term == term.id]
            if any(self._foreign(term, f) for f in exact):
                continue
            if not mine:
                near = tuple(f for f in findings if f.start < end and start < f.end)
                yield f"{status} example {example!r}: expected {text[start:end]!r}, found {_shown(near)}"
            elif mine[0].status != status:
                yield f"{status} example {example!r} is {mine[0].status} ({mine[0].reason})"

    def _exception(self, term: Term, pattern: str, because: str, example: str) -> Iterator[str]:
        text, places = unmark(example)
        if len(places) != 1:
            yield f"the example of unless {pattern!r} needs one [[ ]] round the words that are passed over"
            return
        found = [f for f in self._checker.check(text, explain=True).findings if (f.start, f.end) == places[0]]
        if not any((f.term == term.id and f.status == "dismissed" and f.reason == because) or self._foreign(term, f) for f in found):
            yield f"unless {pattern!r} does not decide its example {example!r}: {_shown(tuple(found))}"

    @cached_property
    def _without_exceptions(self) -> Checker:
        whole = self._checker.lexicon
        lexicon = replace(whole, terms={term.id: replace(term, unless=()) for term in whole.terms.values()})
        lexicon.__dict__["index"] = whole.index.rekeyed(lexicon.patterns())
        return Checker(lexicon)

    def idle(self, term: Term) -> Iterator[Problem]:
        """Yield the exceptions of an entry whose example is passed over without them too, by what is known of context."""
        for exception in term.entry.unless:
            text, places = unmark(exception.example)
            found = [f for f in self._without_exceptions.check(text, explain=True).findings if f.term == term.id and (f.start, f.end) in places]
            if found and all(f.status == "dismissed" for f in found):
                by = f"{exception.example!r} is passed over without it too ({found[0].reason})"
                yield Problem(term.file, term.line, term.id, f"unless {exception.pattern!r}: {by}; write an example that needs it, or take it away")


def shadowed(lexicon: Lexicon) -> Iterator[Problem]:
    """Yield patterns that stand in two places."""
    seen: dict[str, Term] = {}
    for term in lexicon.terms.values():
        for pattern in term.patterns:
            key = " ".join(pattern.source.lower().split())
            if key in seen:
                yield Problem(term.file, term.line, term.id, f"pattern {pattern.source!r} stands in {seen[key].id} too; keep one")
            seen.setdefault(key, term)
