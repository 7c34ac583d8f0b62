"""The fast path against the slow one: no short cut, every pattern in every sentence. Findings, places, status and evidence are the same."""

from __future__ import annotations

import pytest

from conftest import ROOT


@pytest.fixture(autouse=True)
def _from_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


def test_some_notes() -> None:
    from benchmarks.differential import differences

    assert differences(40, seed=0) == []


@pytest.mark.slow
def test_twenty_thousand_notes() -> None:
    from benchmarks.differential import compared

    assert compared(20_000, seed=1, processes=2) == []
