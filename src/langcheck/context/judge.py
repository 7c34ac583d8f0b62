"""What becomes of a candidate. The evidence is gathered first; the one table at the end of `Judge.verdict` decides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from langcheck.context.clauses import SELVES
from langcheck.context.corrections import Corrections
from langcheck.context.cues import Cues
from langcheck.context.evidence import Candidate, Evidence
from langcheck.context.grammar import PRONOUNS
from langcheck.context.headings import Heading, Headings
from langcheck.context.known import KnownPeople
from langcheck.context.parsing import Model
from langcheck.context.people import People
from langcheck.context.protected import protection
from langcheck.context.quotes import Quotation, quotations
from langcheck.context.references import OBJECTS, POSSESSIVES, References
from langcheck.context.subject import Subjects
from langcheck.context.voice import Voice
from langcheck.segment import Note, Sentence

_GIVING = frozenset("with in used uses using hear heard by".split())
_GIVING_TO = frozenset("give gives gave given giving offered offer".split())
_OF_DEEDS = frozenset(("exchange-framing", "relationship-framing", "minimising"))
"""Categories whose words a thing may well be the subject of: "the bike was a reward"."""
_PRONOUN_FORMS = SELVES | PRONOUNS.keys() | OBJECTS.keys() | POSSESSIVES.keys()
_OF_WORDING = ("challenge.rewritten",)
_NEXT = ("challenge.next", *_OF_WORDING)
"""The cues of a correction in the next sentence; words in quotation marks are corrected only as wording, since what somebody said stays said."""

Status = Literal["flagged", "quoted", "dismissed"]


@dataclass(frozen=True)
class Verdict:
    """What becomes of a candidate, the reason in words, and the evidence. `weak` asks for strength `consider`."""

    status: Status
    reason: str
    evidence: tuple[Evidence, ...] = ()
    weak: bool = False


class Judge:
    """Judges the candidates of one note. What is found about a sentence is kept until the note is done."""

    def __init__(
        self, note: Note, cues: Cues, candidates: Sequence[Candidate], known: KnownPeople = KnownPeople(), model: Model | None = None
    ) -> None:
        self._note, self._cues = note, cues
        people = People(note, cues, known, [(c.start, c.end) for c in candidates if c.term.entry.voice != "child"])
        references = References(note, people)
        self._subjects = Subjects(note, people, references, model)
        self._quotes = [self._as_words(q) for q in quotations(note.tidy.text)]
        self._voice = Voice(note, people, references, cues, self._quotes)
        self._corrections = Corrections(note, cues)
        self._headings = Headings(note, people, cues)

    def _as_words(self, quote: Quotation) -> tuple[int, int, bool]:
        return bisect_left(self._note.starts, quote.start), bisect_left(self._note.starts, quote.end), quote.closed

    # ---- the questions ---------------------------------------------------------------------------------------------------------------------

    def sense(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """Another sense of the words: the entry's own exceptions."""
        text, start, end = self._note.text, c.start, c.end
        for around in c.term.unless:
            first = last = 0
            if around.before is not None:
                begins = [i for i in range(start, sentence.start - 1, -1) if start in around.before.ends(text, i)]
                if not begins:
                    continue
                first = begins[0] - start
            if around.after is not None:
                reached = [last for last in around.after.ends(text, end) if last <= sentence.end]
                if not reached:
                    continue
                last = max(reached) - end
            return Evidence("sense", around.because, c.start + first, c.end + last)
        return None

    def _quoted(self, c: Candidate) -> Evidence | None:
        for start, end, closed in self._quotes[max(bisect_right(self._quotes, (c.start, len(self._note.words), True)) - 1, 0) :][:1]:
            if start <= c.start and c.end <= end:
                return Evidence("speaker", "verbatim words" if closed else "verbatim words, end of quotation missing", start, end)
        return None

    def _gives_words(self, quoted: Evidence, mention: Evidence) -> bool:
        """Whether a mention only says that a quotation follows ("closes with the words …"), or is itself part of the quotation."""
        lower = self._note.lower
        inside = quoted.start <= mention.start and mention.end <= quoted.end
        return inside or (lower[mention.end - 1] in ("word", "words") and mention.start > 0 and lower[mention.start - 1] in _GIVING)

    def _account(self, c: Candidate, role: str, value: str) -> Evidence | None:
        """The account of somebody of this role that holds the candidate."""
        for account in self._voice.accounts(c.sentence):
            if account.role == role and account.start <= c.start and c.end <= account.end:
                return Evidence("speaker", value, account.cue_start, account.cue_end)
        return None

    def _in_first_person(self, c: Candidate) -> bool:
        """Whether the words are what somebody says of themselves, "putting myself in danger", "my boyfriend"."""
        return "myself" in self._note.lower[c.start : c.end] or "my" in self._note.lower[max(c.start - 1, 0) : c.start + 1]

    def _under_heading(self, c: Candidate, kind: str) -> Heading | None:
        """The heading of this kind above the candidate, or the label before it."""
        heading = self._headings.over(c.sentence)
        return heading if heading and heading.kind == kind and heading.end <= c.start else None

    def _in_childs_section(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """Whether the candidate stands under a heading for the child's voice, and nobody else is reported to say it there."""
        heading = self._under_heading(c, "child-voice")
        if heading is None or self._headings.says_none(sentence) or self._gives_quotation(heading):
            return None
        if any(a.role != "child" and a.start <= c.start and c.end <= a.end for a in self._voice.accounts(c.sentence)):
            return None
        return Evidence("speaker", "the child's own account", heading.start, heading.end)

    def _gives_quotation(self, heading: Heading) -> bool:
        """Whether a label is followed by verbatim words, so that the rest of its line is the writer's."""
        inline = heading.end < self._note.sentences[self._note.sentence_of(heading.start)].end
        return inline and any(start == heading.end + 1 for start, _, _ in self._quotes)

    def _subject(self, c: Candidate) -> Evidence | None:
        """Somebody else than the entry speaks of, named explicitly."""
        if c.term.entry.subject == "anyone":
            return None
        subject = self._subjects.of(c.sentence, c.start, c.end, self._voice.speakers(c.sentence))
        if subject is None:
            return None
        wanted = ("child",) if c.term.entry.subject == "child" else ("parent", "adult")
        if subject.role in wanted or (not subject.explicit and subject.role not in ("harmer", "adult", "parent")):
            return None
        making_light = c.term.category == "minimising" and self._note.lower[subject.start] in SELVES
        if subject.role in ("professional", "agency") and (making_light or self._about_others(c)):
            return None
        if subject.role == "thing" and c.term.category in _OF_DEEDS:
            return None
        names = {
            "children in general": "children in general",
            "harmer": "an adult who may be doing harm",
            "adult": "an adult",
            "parent": "a parent or carer",
            "professional": "a professional",
            "agency": "a service",
            "thing": "an animal or a thing",
            "child": "a child",
        }
        by = f", as the model {subject.by} reads it" if subject.by else ""
        return Evidence("subject", names[subject.role] + by, subject.start, subject.end)

    def _about_others(self, c: Candidate) -> bool:
        """Whether the words themselves say of whom they are: "given him enough chances", "regard her as an adult", said by staff."""
        words = self._note.lower[c.start : c.end]
        others = (*OBJECTS, "her")
        return any((a in _GIVING_TO and b in others) or (a == "of" and b in POSSESSIVES) or (a in others and b == "as") for a, b in pairwise(words))

    # ---- the table -------------------------------------------------------------------------------------------------------------------------

    def verdict(self, c: Candidate) -> Verdict:
        """Decide. Only explicit evidence lowers a finding; a label that is merely negated stays, as something to consider."""
        sentence = self._note.sentences[c.sentence]
        if sense := self.sense(c, sentence):
            return Verdict("dismissed", sense.value, (sense,))
        if protected := protection(self._note, sentence, c.start, c.end, self._cues):
            return Verdict("dismissed", protected.value, (Evidence("protected", *protected),))
        denied = self._corrections.denied(c, sentence)
        quoted = self._quoted(c)
        mention = self._corrections.cue(c, sentence, "mention", quoted)
        if mention and not (quoted and self._gives_words(quoted, mention)):
            return Verdict("dismissed", "the words are talked about, not used", (mention,))
        if language := self._under_heading(c, "language"):
            return Verdict("dismissed", "the words are talked about, not used", (Evidence("mention", "discussed", language.start, language.end),))
        own = self._account(c, "child", "the child's own account")
        before = self._corrections.outside(own, self._corrections.cue(c, sentence, "challenge.before"))
        challenged = before or self._corrections.cue(c, sentence, "challenge.after")
        if quoted:
            later = None if own else self._corrections.challenged_next(c, sentence, _OF_WORDING)
            outside = [e for e in (challenged, denied, later) if e and not (quoted.start <= e.start and e.end <= quoted.end)]
            if outside:
                return Verdict("dismissed", "the writer challenges the words", (quoted, *outside))
            return Verdict("quoted", quoted.value, (quoted,))
        challenged = challenged or (
            self._corrections.outside(own, self._corrections.cue(c, sentence, "challenge.coerced")) if c.term.entry.subject != "anyone" else None
        )
        if challenged:
            return Verdict("dismissed", "the writer challenges the words", (challenged,))
        denied = self._corrections.outside(own, denied)
        if denied and (c.term.when_denied == "clear" or self._corrections.corrected(c, sentence, denied)):
            return Verdict("dismissed", "the writer says that it is not so", (denied,))
        if own := own or self._in_childs_section(c, sentence):
            other = self._subject(c)
            if other and other.start >= own.end and self._note.lower[other.start] not in _PRONOUN_FORMS:
                return Verdict("dismissed", f"said of {other.value}", (other,))
            return Verdict("quoted", own.value, (own,))
        if later := self._corrections.challenged_next(c, sentence, _NEXT) or self._corrections.challenged_earlier(c, sentence):
            return Verdict("dismissed", "the writer challenges the words", (later,))
        if theirs := self._account(c, "harmer", "what an adult who may be doing harm says"):
            if c.term.entry.voice == "child":
                return Verdict("quoted", "somebody's own words", (theirs,))
            return Verdict("dismissed", theirs.value, (theirs,))
        if c.term.entry.voice == "child":
            return Verdict("dismissed", "counts only in somebody's own words")
        if subject := self._subject(c):
            return Verdict("dismissed", f"said of {subject.value}", (subject,))
        if self._in_first_person(c):
            return Verdict("quoted", "somebody's own words")
        if denied:
            return Verdict("flagged", "still the wrong word when denied", (denied,), weak=True)
        return Verdict("flagged", "")
