"""What no person would write, by the million: every reader of langcheck meets broken and hostile input. See docs/reliability.md."""
