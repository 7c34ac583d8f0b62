"""Judge candidates in context: whose voice, said of whom, used or discussed, protected wording. Explicit evidence only ever lowers."""

from langcheck.context.evidence import Candidate, Evidence
from langcheck.context.judge import Judge, Verdict

__all__ = ["Candidate", "Evidence", "Judge", "Verdict"]
