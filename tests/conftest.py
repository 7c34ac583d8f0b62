"""What every test can use: a checker with the lexicon that comes along, and ones with small lexicons that stay as they are."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

from langcheck import Checker

ROOT = Path(__file__).parents[1]
SMALL = Path(__file__).parent / "small"
ENGINE = Path(__file__).parent / "data" / "lexicon"

settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """What lives as long as the tests do is not searched for garbage over and over, and whole lexicons are searched seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def checker() -> Checker:
    made = Checker()
    gc.freeze()
    return made


@pytest.fixture(scope="session")
def small() -> Checker:
    """Knows `promiscuous` and nothing else, so that tests of pages and commands stand when the lexicon changes."""
    return Checker(SMALL)


@pytest.fixture(scope="session")
def engine() -> Checker:
    """Knows a handful of entries, one of each kind, for tests of the engine."""
    return Checker(ENGINE)


Reported = TypeVar("Reported", pytest.TestReport, pytest.CollectReport)


def _no_skips(report: Reported, name: str) -> Reported:
    """Where everything must run (CI=true), what was skipped has failed."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{name} was skipped, and CI=true allows no skips: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _no_skips((yield), item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _no_skips((yield), collector.nodeid)
