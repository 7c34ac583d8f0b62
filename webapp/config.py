"""What an organisation settles without touching code: names and links on the pages, the lexicon, limits. Read from one TOML file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict


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


class Settings(_Section):
    """Everything that can be settled; the defaults suit one person on one machine."""

    branding: Branding = Branding()
    lexicon: LexiconChoice = LexiconChoice()
