"""The phrase language: what a safeguarding lead writes, compiled to something that finds it.

docs/phrase-language.md describes the language for its authors. A pattern compiles to a small tree of nodes that share the named classes,
so that a construction such as "any way to say *choose to* + any way to say *go back to an adult*" costs one node, not thousands of
spelled-out lists. Each node answers one question: which word positions can a match that begins at word `i` end at?
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

from langcheck.inflect import surfaces
from langcheck.normalise import tidy
from langcheck.slips import slips

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]|_+")
"""A token of tidy text: a word with its inner apostrophes, or one punctuation mark."""

MAX_GAP = 6
MAX_DEPTH = 20
MAX_WORD = 45
MAX_LENGTH = 5_000
COMMON = frozenset(
    """a about after again all also am an and any are as at back be because been before being but by came can come could day did do does
    doing done down each even first for from get gets getting give go goes going gone got had has have having he her here him his how i if
    in into is it its just know like made make man many me men more most much my no not now of off on one only or other our out over own
    people said same say see she should so some such take than that the their them then there these they this those time to told too two
    up us use very was way we well went were what when which who will with would year you your old""".split()
)
"""Words too common to look for first."""


class PatternError(ValueError):
    """A pattern that cannot be used; the message says what is wrong and how to mend it. `name` is the class it belongs to, if any."""

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__(text)
        self.name = name


class Words(NamedTuple):
    """The words of a text, lower case and with its punctuation, and which choices have been found to end where."""

    words: Sequence[str]
    memo: dict[tuple[int, int], frozenset[int]]

    @classmethod
    def of(cls, words: Sequence[str]) -> Words:
        return cls(words, {})


_NOWHERE, _NOWORDS = frozenset[int](), frozenset[str]()


@dataclass(frozen=True, eq=False)
class Token:
    """One word, out of a set of surfaces."""

    surfaces: frozenset[str]

    def ends(self, text: Words, i: int) -> frozenset[int]:
        return frozenset((i + 1,)) if i < len(text.words) and text.words[i] in self.surfaces else _NOWHERE


@dataclass(frozen=True, eq=False)
class Gap:
    """Up to `most` words of any kind; punctuation ends it."""

    most: int

    def ends(self, text: Words, i: int) -> frozenset[int]:
        last, most = i, min(i + self.most, len(text.words))
        while last < most and text.words[last][0].isalnum():
            last += 1
        return frozenset(range(i, last + 1))


@dataclass(frozen=True, eq=False)
class Sequence_:
    """Parts one after the other."""

    parts: tuple[Node, ...]

    def ends(self, text: Words, i: int) -> frozenset[int]:
        reached = frozenset((i,))
        for part in self.parts:
            each = [part.ends(text, at) for at in reached]
            reached = each[0] if len(each) == 1 else _NOWHERE.union(*each)
            if not reached:
                break
        return reached


@dataclass(frozen=True, eq=False)
class Choice:
    """One of several options, perhaps none."""

    options: tuple[Node, ...]
    optional: bool = False

    def ends(self, text: Words, i: int) -> frozenset[int]:
        key = (id(self), i)
        if key not in text.memo:
            each = [option.ends(text, i) for option in self._worth_trying(text.words[i] if i < len(text.words) else "")]
            found = each[0] if len(each) == 1 else _NOWHERE.union(*each)
            text.memo[key] = found | {i} if self.optional else found
        return text.memo[key]

    def _worth_trying(self, word: str) -> tuple[Node, ...]:
        """The options that a match can begin with at this word. Kept for words of the lexicon alone, so no word of a note stays."""
        firsts, every, anywhere, known = self._begun
        if word not in every:
            return anywhere
        if word not in known:
            known[word] = tuple(option for option, first in zip(self.options, firsts, strict=True) if first is None or word in first)
        return known[word]

    @cached_property
    def _begun(self) -> tuple[Sequence[frozenset[str] | None], frozenset[str], tuple[Node, ...], dict[str, tuple[Node, ...]]]:
        """For each option the words that it can begin with (None: any, or no word at all), all of these, the options of any word, those by word."""
        firsts = [None if nullable(option) or gap_first(option) else first_words(option) for option in self.options]
        anywhere = tuple(option for option, first in zip(self.options, firsts, strict=True) if first is None)
        return firsts, _NOWORDS.union(*filter(None, firsts)), anywhere, {}


Node = Token | Gap | Sequence_ | Choice
_CACHED = 50_000
"""What is asked of a class is asked again by every pattern and class that uses it, so the answers are kept."""


# Nodes that are made of the same are one, so what is known of one is known of all.
_token = lru_cache(maxsize=_CACHED)(Token)
_sequence = lru_cache(maxsize=_CACHED)(Sequence_)
_either = lru_cache(maxsize=_CACHED)(Choice)


@lru_cache(maxsize=_CACHED)
def nullable(node: Node) -> bool:
    """Whether the node can match no word at all."""
    match node:
        case Token():
            return False
        case Gap():
            return True
        case Sequence_(parts):
            return all(map(nullable, parts))
        case Choice(options, optional):
            return optional or any(map(nullable, options))


@lru_cache(maxsize=_CACHED)
def first_words(node: Node) -> frozenset[str]:
    """The words a match can begin with. Raises PatternError where that may be any word (a leading gap)."""
    match node:
        case Token(found):
            return found
        case Gap():
            raise PatternError("it begins with a gap, so it would begin anywhere; begin it with a word")
        case Choice(options):
            return frozenset().union(*map(first_words, options))
        case Sequence_(parts):
            found = frozenset[str]()
            for part in parts:
                found |= first_words(part)
                if not nullable(part):
                    break
            return found


@lru_cache(maxsize=_CACHED)
def gap_first(node: Node) -> bool:
    """Whether a match can begin with a gap, so with any word."""
    match node:
        case Token():
            return False
        case Gap():
            return True
        case Choice(options):
            return any(map(gap_first, options))
        case Sequence_(parts):
            certain = next((i for i, part in enumerate(parts) if not nullable(part)), len(parts) - 1)
            return any(map(gap_first, parts[: certain + 1]))


@lru_cache(maxsize=_CACHED)
def shortest(node: Node) -> int:
    """How many words a match has at least."""
    match node:
        case Token():
            return 1
        case Gap():
            return 0
        case Sequence_(parts):
            return sum(map(shortest, parts))
        case Choice(options, optional):
            return 0 if optional else min(map(shortest, options))


@lru_cache(maxsize=_CACHED)
def longest(node: Node) -> int:
    """How many words a match has at most."""
    match node:
        case Token():
            return 1
        case Gap(most):
            return most
        case Sequence_(parts):
            return sum(map(longest, parts))
        case Choice(options):
            return max(map(longest, options))


@lru_cache(maxsize=_CACHED)
def anchors(node: Node) -> frozenset[str]:
    """The words of which every match holds at least one, chosen as rare as possible; empty if there is no such set."""
    match node:
        case Token(found):
            return found
        case Sequence_(parts):
            sets = filter(None, map(anchors, parts))
            return min(sets, key=lambda found: (found <= COMMON, len(found & COMMON), len(found)), default=frozenset())
        case Choice(options, False):
            best = [anchors(option) for option in options]
            return frozenset().union(*best) if all(best) else frozenset()
        case _:
            return frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """What patterns are compiled against: the named classes and the known spelling slips."""

    classes: Mapping[str, Node] = field(default_factory=dict)
    spellings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Right word to its slips."""
    later: frozenset[str] = frozenset()
    """Names of classes that are written further down, and can't be used yet."""
    _known: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def spelled(self, words: Iterable[str]) -> frozenset[str]:
        """The words with their slips."""
        key = tuple(words)
        if key not in self._known:
            self._known[key] = frozenset(key).union(*map(slips, key), *(self.spellings.get(word, ()) for word in key))
        return self._known[key]


@dataclass(frozen=True, eq=False)
class Pattern:
    """A compiled pattern."""

    source: str
    node: Node
    inflected: frozenset[str]
    """The base words that were written in braces, for fitting replacements to the form that was found."""

    @cached_property
    def first(self) -> frozenset[str]:
        return first_words(self.node)

    @property
    def anchors(self) -> frozenset[str]:
        return anchors(self.node)


_LEXEME = re.compile(r"\{[^{}]*\}\??|\(|\)\??|\||[^\s(){}|]+")


class _Parser:
    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.source, self.vocabulary = source, vocabulary
        self.lexemes = _LEXEME.findall(source)
        if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", source)):
            raise PatternError("a curly bracket is not closed; write {word} or {word|word}")
        self.at = self.depth = 0
        self.inflected: set[str] = set()

    def parse(self) -> Node:
        node = self.options()
        if self.at < len(self.lexemes):
            raise PatternError("there is a ) without its (; take it away or add the (")
        if len(self.source) > MAX_LENGTH:  # compiling takes time with the square of the parts that may be missing
            raise PatternError(f"is longer than {MAX_LENGTH:,} characters; split it into several")
        return node

    def options(self) -> Node:
        found = [self.sequence()]
        while self.at < len(self.lexemes) and self.lexemes[self.at] == "|":
            self.at += 1
            found.append(self.sequence())
        return _choice(found)

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.lexemes) and self.lexemes[self.at] not in ("|", ")", ")?"):
            lexeme = self.lexemes[self.at]
            self.at += 1
            if lexeme == "(":
                self.depth += 1
                if self.depth > MAX_DEPTH:
                    raise PatternError(f"more than {MAX_DEPTH} brackets stand inside each other; take some away")
                inner = self.options()
                self.depth -= 1
                if self.at >= len(self.lexemes):
                    raise PatternError("there is a ( without its ); close it")
                if self.lexemes[self.at] == ")?":
                    inner = _either((inner,), True)
                self.at += 1
                parts.append(inner)
            elif lexeme.startswith("{"):
                inner = self.braces(lexeme.removesuffix("?")[1:-1].strip())
                parts.append(_either((inner,), True) if lexeme.endswith("?") else inner)
            else:
                parts.append(self.words(lexeme))
        if not parts:
            raise PatternError("an option is empty; write (word)? for a word that may be missing")
        return parts[0] if len(parts) == 1 else _sequence(tuple(parts))

    def braces(self, inner: str) -> Node:
        if inner.startswith("gap:"):
            count = inner[4:].strip()
            if not count.isdigit() or not 1 <= int(count) <= MAX_GAP:
                raise PatternError(f"{{{inner}}}: a gap is {{gap:1}} to {{gap:{MAX_GAP}}}")
            return Gap(int(count))
        if inner in self.vocabulary.classes:
            return self.vocabulary.classes[inner]
        if inner in self.vocabulary.later:
            raise PatternError(f"{{{inner}}} is written further down; move it up, above the class that uses it")
        words = [word.strip() for word in inner.split("|")]
        if len(words) == 1:
            near = difflib.get_close_matches(inner, self.vocabulary.classes, 1, 0.85)
            if near and len(inner) > 3:
                raise PatternError(f"{{{inner}}} is not a class; did you mean {{{near[0]}}}?")
        return _choice([self.any_form(word) for word in words])

    def any_form(self, word: str) -> Node:
        *before, last = _split(word)
        if not last:
            raise PatternError("empty curly brackets; write {word} or {word|word}")
        if " " in word:
            raise PatternError(f"{{{word}}}: in curly brackets each option is one word; write ({{first}} other words) instead")
        self.inflected.add("".join([*before, last]))
        if not before:
            return _token(self.vocabulary.spelled(surfaces(last)))
        return _choice([self.spaced([*before, form]) for form in surfaces(last)])

    def words(self, lexeme: str) -> Node:
        parts = _split(lexeme)
        if "-" in lexeme and len(parts) > 1 and parts[0].isalpha():
            return self.spaced(parts)
        tokens = [_token(self.vocabulary.spelled((part,))) for part in parts]
        return tokens[0] if len(tokens) == 1 else _sequence(tuple(tokens))

    def spaced(self, parts: Sequence[str]) -> Node:
        """A hyphenated word: in parts, or closed up."""
        spelled = self.vocabulary.spelled
        apart = _sequence(tuple(_token(spelled((part,))) for part in parts))
        return _either((apart, _token(spelled(("".join(parts),)))))


@lru_cache(maxsize=16384)
def _split(word: str) -> tuple[str, ...]:
    words = tuple(WORD.findall(tidy(word.lower()).text)) or ("",)
    if "?" in words:
        raise PatternError("a ? comes right after a bracket; write (word)? for a word that may be missing")
    if any(len(part) > MAX_WORD for part in words):
        raise PatternError(f"{word[:20] + '…'!r} is longer than any word; put spaces between its words")
    return words


def _choice(options: Sequence[Node]) -> Node:
    """Options, with the single words among them joined into one set."""
    words = frozenset[str]().union(*(o.surfaces for o in options if isinstance(o, Token)))
    others = [o for o in options if not isinstance(o, Token)]
    found = [_token(words), *others] if words else others
    return found[0] if len(found) == 1 else _either(tuple(found))


def parse(source: str, vocabulary: Vocabulary) -> Node:
    """Parse one pattern or class wording. Raises PatternError with what to mend."""
    return _Parser(source, vocabulary).parse()


@lru_cache(maxsize=_CACHED)
def trimmed(node: Node) -> Node:
    """The node without gaps at its end, where they would only widen what is found: a gap there counts only before a word that follows.

    >>> node = trimmed(parse("refuses {gap:2} (help)?", Vocabulary()))
    >>> text = Words.of("refuses to take help today".split())
    >>> sorted(node.ends(text, 0)), sorted(node.ends(Words.of(["refuses", "to", "go"]), 0))
    ([1, 4], [1])
    """
    match node:
        case Choice(options, optional):
            return _either(tuple(map(trimmed, options)), optional)
        case Sequence_(parts):
            certain = max((i for i, part in enumerate(parts) if not nullable(part)), default=-1)
            body = [*parts[:certain], trimmed(parts[certain])] if certain >= 0 else []
            tail = parts[certain + 1 :]
            endings = [_sequence((*tail[:i], trimmed(_present(part)))) for i, part in enumerate(tail) if not isinstance(part, Gap)]
            return _sequence((*body, _either(tuple(endings), True))) if endings else _sequence(tuple(body))
        case _:
            return node


def _present(node: Node) -> Node:
    return _either(node.options) if isinstance(node, Choice) else node


def compile_pattern(source: str, vocabulary: Vocabulary) -> Pattern:
    """Compile a pattern.

    >>> pattern = compile_pattern("{put} (him|her)? at risk", Vocabulary())
    >>> sorted(pattern.anchors)
    ['risk']

    Raises PatternError if it can't be read, begins with a gap, may match nothing, or has no word rare enough to look for.
    """
    parser = _Parser(source, vocabulary)
    node = trimmed(parser.parse())
    if nullable(node):
        raise PatternError("every part of it may be missing, so it would match nothing at all; make one part certain")
    anchor = anchors(node)
    if not anchor or anchor <= COMMON:
        raise PatternError("it has no word that is certain and not very common, so it can't be looked for; add such a word")
    first_words(node)  # complains of a leading gap
    return Pattern(source, node, frozenset(parser.inflected))


def compile_classes(
    wordings: Mapping[str, Sequence[str]], spellings: Mapping[str, Sequence[str]], known: Mapping[str, Node] | None = None
) -> Vocabulary:
    """Compile the named classes, in the order written: a class may use those before it, and those already `known`."""
    classes: dict[str, Node] = dict(known or {})
    spelled: dict[tuple[str, ...], frozenset[str]] = {}
    for name, lines in wordings.items():
        try:
            if known and name in known:
                raise PatternError("is a shared class already; choose another name")
            so_far = Vocabulary(classes, spellings, frozenset(wordings) - classes.keys() - {name}, spelled)
            classes[name] = _choice([parse(str(line), so_far) for line in lines])
        except PatternError as error:
            raise PatternError(f"class {name}: {error}", name) from None
    return Vocabulary(classes, spellings, frozenset(), spelled)


def spacy_patterns(node: Node, most: int = 2000) -> list[list[dict[str, Any]]]:
    """The node spelled out as token patterns for spaCy's `Matcher` (attribute LOWER): the slow reference for tests and measurements.

    Raises PatternError when that needs more than `most` patterns.
    """

    def paths(part: Node) -> list[list[dict[str, Any]]]:
        match part:
            case Token(found):
                return [[{"LOWER": {"IN": sorted(found)}}]]
            case Gap(count):
                return [[{"IS_PUNCT": False, "OP": f"{{0,{count}}}"}]]
            case Choice(options, optional):
                found_paths = [path for option in options for path in paths(option)]
                return [*found_paths, []] if optional else found_paths
            case Sequence_(parts):
                choices = [paths(inner) for inner in parts]
                count_all = 1
                for choice in choices:
                    count_all *= len(choice)
                if count_all > most:
                    raise PatternError(f"spelled out it would be {count_all} token patterns")
                return [[step for path in combination for step in path] for combination in product(*choices)]

    return paths(node)
