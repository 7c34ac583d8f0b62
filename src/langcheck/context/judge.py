"""What becomes of a candidate. The evidence is gathered first; the one table at the end of `Judge.verdict` decides."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from langcheck.context.cues import Cues, Reach
from langcheck.context.people import KnownPeople, People, Speakers
from langcheck.context.quotes import Quotation, quotations
from langcheck.context.voice import Account, accounts
from langcheck.lexicon.load import Term
from langcheck.match import Match
from langcheck.segment import Note, Sentence

Status = Literal["flagged", "quoted", "dismissed"]
_SERVICE = frozenset(
    """service services team project policy form act order guide guidance programme panel unit forum strategy course group procedure protocol
    toolkit plan interview centre hub partnership charity clinic model workshop training college schools school risk code notice bill action
    language families mentoring screening tool assessment list register board committee refresher module lead award scheme operation outreach
    helpline line network alliance association trust foundation""".split()
)
_LINE_OPENERS = frozenset(": - \u2013 \u2014 \u2022 * ( . [ / > \" ' \u201c \u2018".split())
_NAMERS = frozenset("from at by the with to via called named".split())
_CHOICES = frozenset("( ) / y n ? yes no ] x delete as appropriate or".split())
_FILLED = frozenset("y n yes no na n/a none nil unknown tick ] \u2610 \u2611 \u2612 \u2713 \u2714 [ x".split())


class Candidate(NamedTuple):
    """A term's wording, as words of the note."""

    term: Term
    sentence: int
    start: int
    end: int


class Evidence(NamedTuple):
    """Why: its kind, what it says, and the note's words `start` to `end` that say so."""

    kind: Literal["speaker", "subject", "mention", "polarity", "protected", "sense"]
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Verdict:
    """What becomes of a candidate, the reason in words, and the evidence. `weak` asks for strength `consider`."""

    status: Status
    reason: str
    evidence: tuple[Evidence, ...] = ()
    weak: bool = False


class Judge:
    """Judges the candidates of one note. What is found about a sentence is kept until the note is done."""

    def __init__(self, note: Note, cues: Cues, candidates: Sequence[Candidate], known: KnownPeople = KnownPeople()) -> None:
        self._note, self._cues = note, cues
        self._people = People(note, cues, known, [(c.start, c.end) for c in candidates])
        self._quotes = [self._as_words(q) for q in quotations(note.tidy.text)]
        self._accounts: dict[int, tuple[list[Account], Speakers]] = {}
        self._reaches: dict[int, list[Match[Reach]]] = {}
        self._headings: list[tuple[int, str]] | None = None

    def _as_words(self, quote: Quotation) -> tuple[int, int, bool]:
        return bisect_left(self._note.starts, quote.start), bisect_left(self._note.starts, quote.end), quote.closed

    # ---- what is known of a sentence ------------------------------------------------------------------------------------------------------

    def _speech(self, number: int) -> tuple[list[Account], Speakers]:
        if number not in self._accounts:
            self._accounts[number] = accounts(self._note, number, self._people, self._cues, self._quotes)
        return self._accounts[number]

    def _cued(self, number: int) -> list[Match[Reach]]:
        if number not in self._reaches:
            self._reaches[number] = list(self._cues.reach.find(self._note.text_of(self._note.sentences[number]), every_end=True))
        return self._reaches[number]

    # ---- the questions ---------------------------------------------------------------------------------------------------------------------

    def _sense(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """Another sense of the words: the entry's own exceptions."""
        text = self._note.text_of(sentence)
        start, end = c.start - sentence.start, c.end - sentence.start
        for around in c.term.unless:
            first = last = 0
            if around.before is not None:
                begins = [i for i in range(start, -1, -1) if start in around.before.ends(text, i)]
                if not begins:
                    continue
                first = begins[0] - start
            if around.after is not None:
                reached = around.after.ends(text, end)
                if not reached:
                    continue
                last = max(reached) - end
            return Evidence("sense", around.because, c.start + first, c.end + last)
        return None

    def _protected(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """Titles of offences, laws and services; form labels; definitions pasted in."""
        for match in self._cues.protected.find(self._note.text_of(sentence)):
            start, end = sentence.start + match.start, sentence.start + match.end
            if match.key == "definition" and (start < c.end + 12 and c.start < end + 12):
                return Evidence("protected", "a definition", start, end)
            if match.key == "offence" and 0 <= c.start - end <= 25:
                return Evidence("protected", "the title of an offence", start, end)
            if match.key == "law" and abs(c.start - end) <= 12:
                return Evidence("protected", "wording of a law", start, end)
        return self._titled(c, sentence) or self._label(c, sentence)

    def _titled(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """Part of a name in capitals: "the Hard to Reach Families Project"."""
        words = self._note.words
        if not all(w[0].isupper() or len(w) <= 3 or not w[0].isalpha() for w in words[c.start : c.end]) or not words[c.start].istitle():
            return None
        if all(w.isupper() for w in words[sentence.start : sentence.end] if w.isalpha()):
            return None
        end = c.end
        while end < sentence.end and (words[end][0].isupper() or words[end] in ("and", "of", "&", "for", "in", "the", "'", "from")):
            end += 1
        tail = {w.lower() for w in words[c.start : end] if w[0].isupper()}
        capitals = sum(w[0].isupper() for w in words[c.start : end])
        if capitals >= 2 and (tail & _SERVICE) and c.start > sentence.start:
            return Evidence("protected", "a name or title", c.start, end)
        if capitals >= 2 and end < sentence.end and words[end] in _SERVICE:
            return Evidence("protected", "a name or title", c.start, end)
        inside = c.start > sentence.start and words[c.start - 1] not in _LINE_OPENERS
        if inside and (capitals >= 2 or (end == c.start + 1 and words[c.start - 1].lower() in _NAMERS) or (words[c.start - 1] == "of" and words[c.start - 2][0].isupper())):
            return Evidence("protected", "a name or title", c.start, max(end, c.end))
        return None

    def _label(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """The label of a form line: "Risk-taking behaviour: Y / N"."""
        lower = self._note.lower
        if not sentence.starts_line or c.start - sentence.start > 6:
            return None
        at = c.end
        while at < sentence.end and at < c.end + 8 and lower[at] not in (":", "[") and (lower[at] in _CHOICES or (at < c.end + 2 and lower[at].isalpha())):
            at += 1
        if at >= sentence.end or lower[at] not in (":", "[", "?"):
            return None
        after = lower[at + 1] if at + 1 < len(lower) else ""
        filled = after in _FILLED or after.isdigit() or (lower[at] == ":" and at + 1 == sentence.end)
        return Evidence("protected", "the label of a form", sentence.start, at + 1) if filled else None

    def _quoted(self, c: Candidate) -> Evidence | None:
        for start, end, closed in self._quotes:
            if start <= c.start and c.end <= end:
                return Evidence("speaker", "verbatim words" if closed else "verbatim words, end of quotation missing", start, end)
        return None

    def _cue(self, c: Candidate, sentence: Sentence, group: str, quoted: bool = False) -> Evidence | None:
        """The nearest cue of a group that reaches the candidate."""
        best: tuple[int, Evidence] | None = None
        for match in self._cued(c.sentence):
            if not match.key.value.startswith(group) or (match.key.quoted and not quoted):
                continue
            start, end = sentence.start + match.start, sentence.start + match.end
            ahead, behind = c.start - end, start - c.end
            distance = ahead if ahead >= 0 else behind
            if distance < 0 or (ahead >= 0 and match.key.direction == "backward") or (ahead < 0 and match.key.direction == "forward"):
                continue
            between = self._note.lower[end : c.start] if ahead >= 0 else self._note.lower[c.end : start]
            if distance < match.key.width and not any(w in match.key.stops for w in between) and (best is None or distance < best[0]):
                kind: Literal["mention", "polarity"] = "mention" if group.startswith("mention") else "polarity"
                best = distance, Evidence(kind, match.key.value.split(".")[1], start, end)
        return best[1] if best else None

    def _account(self, c: Candidate, role: str, value: str) -> Evidence | None:
        """The account of somebody of this role that holds the candidate."""
        for account in self._speech(c.sentence)[0]:
            if account.role == role and account.start <= c.start and c.end <= account.end:
                return Evidence("speaker", value, account.cue_start, account.cue_end)
        return None

    def _challenged_next(self, c: Candidate, sentence: Sentence, quoted: Evidence | None) -> Evidence | None:
        """A correction at the start of the next sentence: "That is wrong." """
        following = c.sentence + 1
        if following >= len(self._note.sentences) or self._note.sentences[following].paragraph != sentence.paragraph:
            return None
        start = self._note.sentences[following].start
        if quoted and start < quoted.end:
            return None
        for match in self._cued(following):
            if match.key.value == "challenge.next" and match.start <= 1:
                return Evidence("polarity", "next", start + match.start, start + match.end)
        return None

    def _under_heading(self, c: Candidate, kind: str, evidence: Evidence) -> Evidence | None:
        """Whether the last heading above the candidate is of this kind."""
        if self._headings is None:
            self._headings = list(self._find_headings())
        last: tuple[int, str] | None = None
        for number, name in self._headings:
            if number > c.sentence:
                break
            last = number, name
        if last is None or last[1] != kind:
            return None
        heading = self._note.sentences[last[0]]
        return evidence._replace(start=heading.start, end=heading.end)

    def _find_headings(self) -> list[tuple[int, str]]:
        found = []
        sentences = self._note.sentences
        for number, sentence in enumerate(sentences):
            last = self._note.words[sentence.end - 1]
            alone = number + 1 == len(sentences) or sentences[number + 1].starts_line
            if not sentence.starts_line or not alone or sentence.end - sentence.start > 9 or last in ".!?":
                continue
            keys = [m.key for m in self._cues.headings.find(self._note.text_of(sentence))]
            found.append((number, keys[0] if keys else "other"))
        return found

    def _subject(self, c: Candidate) -> Evidence | None:
        """Somebody else than the entry speaks of, named explicitly."""
        if c.term.entry.subject == "anyone":
            return None
        subject = self._people.subject(c.sentence, c.start, c.end, self._speech(c.sentence)[1])
        if subject is None:
            return None
        wanted = ("child",) if c.term.entry.subject == "child" else ("parent", "adult")
        if subject.role in wanted or (not subject.explicit and subject.role not in ("harmer", "adult", "parent")):
            return None
        names = {"children in general": "children in general", "harmer": "an adult who may be doing harm", "adult": "an adult", "parent": "a parent or carer", "professional": "a professional", "agency": "a service", "child": "a child"}
        return Evidence("subject", names[subject.role], subject.start, subject.end)

    # ---- the table -------------------------------------------------------------------------------------------------------------------------

    def verdict(self, c: Candidate) -> Verdict:
        """Decide. Only explicit evidence lowers a finding; a label that is merely negated stays, as something to consider."""
        sentence = self._note.sentences[c.sentence]
        if sense := self._sense(c, sentence):
            return Verdict("dismissed", sense.value, (sense,))
        if protected := self._protected(c, sentence):
            return Verdict("dismissed", protected.value, (protected,))
        denied = self._cue(c, sentence, "denial")
        quoted = self._quoted(c)
        if mention := self._cue(c, sentence, "mention", quoted is not None):
            return Verdict("dismissed", "the words are talked about, not used", (mention,))
        if language := self._under_heading(c, "language", Evidence("mention", "discussed", 0, 0)):
            return Verdict("dismissed", "the words are talked about, not used", (language,))
        challenged = self._cue(c, sentence, "challenge.before") or self._cue(c, sentence, "challenge.after")
        challenged = challenged or self._challenged_next(c, sentence, quoted)
        challenged = challenged or (self._cue(c, sentence, "challenge.coerced") if c.term.entry.subject != "anyone" else None)
        if quoted:
            if challenged or denied:
                return Verdict("dismissed", "the writer challenges the words", (quoted, *filter(None, (challenged, denied))))
            return Verdict("quoted", quoted.value, (quoted,))
        if challenged:
            return Verdict("dismissed", "the writer challenges the words", (challenged,))
        if denied and (c.term.when_denied == "clear" or self._corrected(c, sentence, denied)):
            return Verdict("dismissed", "the writer says that it is not so", (denied,))
        own = self._account(c, "child", "the child's own account")
        if own := own or self._under_heading(c, "child-voice", Evidence("speaker", "the child's own account", 0, 0)):
            return Verdict("quoted", own.value, (own,))
        if theirs := self._account(c, "harmer", "what an adult who may be doing harm says"):
            return Verdict("dismissed", theirs.value, (theirs,))
        if c.term.entry.voice == "child":
            return Verdict("dismissed", "counts only in somebody's own words")
        if subject := self._subject(c):
            return Verdict("dismissed", f"said of {subject.value}", (subject,))
        if denied:
            return Verdict("flagged", "still the wrong word when denied", (denied,), weak=True)
        return Verdict("flagged", "")

    def _corrected(self, c: Candidate, sentence: Sentence, denied: Evidence) -> bool:
        """A denied label is corrected where the writer says what is true instead, or denies that the child is "a …"."""
        article = self._note.lower[denied.start : c.start]
        set_apart = denied.start > sentence.start and self._note.lower[denied.start - 1] in (",", "(", "-", "\u2013", "\u2014")
        return set_apart or bool({"a", "an", "the"} & set(article)) or self._cue(c, sentence, "challenge.contrast") is not None

