"""Measures langcheck side by side with its own slow path and with other tools. `make bench` and `make bench-full` run it."""
