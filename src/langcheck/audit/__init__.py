"""Bulk audit: many notes in, and a folder out that tells how often which wording stands in them, and where."""
