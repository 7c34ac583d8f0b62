"""One checker for each choice of packs: built when first asked for, then shared by everyone who asks for the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

from langcheck.checker import Checker
from langcheck.lexicon.schema import CategoryFile

from .config import LexiconChoice

_KEPT = 4
"""How many checkers are kept beside the default one. Each takes tens of megabytes, and few people change the packs."""


class Checkers:
    """The checkers of one web application, all with the lexicon that `choice` names. Safe to share between threads.

    Raises LexiconError for a lexicon that can't be used.
    """

    def __init__(self, choice: LexiconChoice | None = None) -> None:
        self._choice = choice or LexiconChoice()
        self._lock = threading.Lock()
        self._kept: OrderedDict[frozenset[str], Checker] = OrderedDict()
        self.default = self._build(self._choice.packs)
        """The checker for whoever says nothing of packs."""
        lexicon = self.default.lexicon
        optional = {name: category for name, category in lexicon.categories.items() if not category.on}
        on = optional.keys() & {term.category for term in lexicon.terms.values()}
        by_overlay = set() if "all" in self._choice.packs else on - set(self._choice.packs)
        self.packs: tuple[CategoryFile, ...] = tuple(pack for name, pack in optional.items() if name not in by_overlay)
        """The packs that a request may switch on or off. One that a partnership's own file switches on stays on."""
        self.on: frozenset[str] = frozenset(on - by_overlay)
        """Those of them that are on by default."""

    def get(self, packs: Iterable[str] | None = None) -> Checker:
        """The checker with exactly these packs on; None for the default. Building one takes seconds, once.

        Raises ValueError for a pack that is not in `packs`.
        """
        wanted = self.on if packs is None else frozenset(packs)
        if wanted == self.on:
            return self.default
        known = [pack.category for pack in self.packs]
        if unknown := sorted(wanted.difference(known)):
            raise ValueError(f"there is no pack {unknown[0]!r} to switch on; choose from: {', '.join(known) or 'none'}")
        with self._lock:
            if wanted not in self._kept:
                self._kept[wanted] = self._build(wanted)
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(wanted)
            return self._kept[wanted]

    def _build(self, packs: Iterable[str]) -> Checker:
        return Checker(self._choice.folder, packs=packs, overlays=self._choice.overlays)
