"""Judge candidates in context: whose voice, said of whom, used or discussed, protected wording. Explicit evidence only ever lowers."""

from langcheck.context.judge import Candidate, Evidence, Judge, Verdict

__all__ = ["Candidate", "Evidence", "Judge", "Verdict"]
