"""The examples in docstrings are true, and every module and public name says what it is for."""

from __future__ import annotations

import doctest
import inspect
import pkgutil
from importlib import import_module

import pytest

import langcheck

MODULES = [info.name for info in pkgutil.walk_packages(langcheck.__path__, "langcheck.") if not info.name.endswith("__main__")]


@pytest.mark.parametrize("name", ["langcheck", *MODULES])
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", ["langcheck", *MODULES])
def test_a_module_and_its_public_names_say_what_they_are_for(name: str) -> None:
    module = import_module(name)
    assert inspect.getdoc(module)
    for key, value in vars(module).items():
        own = getattr(value, "__module__", None) == name and not key.startswith("_")
        if own and (inspect.isclass(value) or inspect.isfunction(value)):
            assert inspect.getdoc(value), f"{name}.{key}"


def test_examples_are_there() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    assert sum(bool(test.examples) for name in ["langcheck", *MODULES] for test in finder.find(import_module(name))) >= 8
