"""The lexicon: what is looked for, why it matters and what to write instead, read from files that people edit."""

from langcheck.lexicon.load import LEXICON_FOLDER, category_files, load_lexicon
from langcheck.lexicon.model import Lexicon, Term
from langcheck.lexicon.source import LexiconError, Problem

__all__ = ["LEXICON_FOLDER", "Lexicon", "LexiconError", "Problem", "Term", "category_files", "load_lexicon"]
