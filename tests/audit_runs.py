"""Invented runs of an audit, written as a run folder: for tests of what is made from one."""

from __future__ import annotations

import json
import random
from pathlib import Path

from langcheck.audit.model import FINDINGS, MANIFEST, NOTES, REJECTED, SCHEMA, FindingRow, NoteRow, RejectedRow

TERMS = {"promiscuous": "sexualised-label", "absconded": "missing", "put-self-at-risk": "implies-choice", "not-engaging": "engagement-blame"}
PHRASES = {"promiscuous": "promiscuous", "absconded": "absconded", "put-self-at-risk": "puts herself at risk", "not-engaging": "won't engage"}
TEAMS, TYPES = ("East", "North", "Tiny <b>&", "West"), ("Case note", "Strategy meeting", "Visit")


def invented_run(folder: Path, notes: int = 600, seed: int = 1, level: float = 0.3, sha: str = "a" * 64) -> Path:
    """A run of so many notes over 2022 to 2024, in which wording grows better; `level` is the share of notes with a phrase at the start."""
    chance = random.Random(seed)
    rows, findings = [], []
    for number in range(1, notes + 1):
        month = chance.randrange(36)
        date = "" if number % 97 == 0 else f"{2022 + month // 12}-{month % 12 + 1:02}-{chance.randint(1, 28):02}"
        team = TEAMS[2] if number % 150 == 0 else chance.choice((TEAMS[0], TEAMS[1], TEAMS[3]))
        found = []
        while chance.random() < level * (1 - month / 60):
            found.append(chance.choice(list(TERMS)))
        statuses = [chance.choices(("flagged", "quoted", "dismissed"), (8, 1, 1))[0] for _ in found]
        for place, (term, status) in enumerate(zip(found, statuses, strict=True)):
            reason = {"flagged": "", "quoted": "verbatim words", "dismissed": "said of an adult"}[status]
            template = 1 if term == "absconded" and number % 5 == 0 else 0
            about = (term, TERMS[term], "avoid", status, reason, PHRASES[term], template)
            findings.append(FindingRow(number, str(number), f"N{number}", place * 40, place * 40 + 9, *about))
        counts = [statuses.count(status) for status in ("flagged", "quoted", "dismissed")]
        rows.append(NoteRow(number, str(number), f"N{number}", date, team, chance.choice(TYPES), chance.randint(30, 400), *counts))
    folder.mkdir(parents=True, exist_ok=True)
    rejected = [RejectedRow(notes + 1, str(notes + 1), "", "the note is empty")]
    for name, lines in ((NOTES, rows), (FINDINGS, findings), (REJECTED, rejected)):
        (folder / name).write_text("".join(json.dumps(line._asdict()) + "\n" for line in lines), encoding="utf-8")
    counted = {key: sum(getattr(row, key) for row in rows) for key in ("words", "flagged", "quoted", "dismissed")}
    manifest = {
        "schema": SCHEMA,
        "versions": {"langcheck": "0", "python": "3", "spacy": "3"},
        "lexicon": {"name": "langcheck", "version": "1", "sha256": sha},
        "inputs": [{"name": "notes.csv", "kind": "csv", "sha256": "b" * 64}],
        "rows_sha256": "c" * 64,
        "columns": {},
        "options": {},
        "counts": {
            "read": notes + 1,
            "checked": notes,
            "rejected": 1,
            "flagged_notes": sum(row.flagged > 0 for row in rows),
            "undated": sum(not row.date for row in rows),
            "duplicate_ids": 0,
            **counted,
        },
        "dates": {"first": min(row.date for row in rows if row.date), "last": max(row.date for row in rows)},
        "outputs": [],
        "times": {"started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:01:00Z"},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder
