"""Any order of steps by any number of workers leaves jobs as they must be."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.shared.job_machine import JobMachine

QUICK = settings(
    max_examples=200,
    stateful_step_count=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def on(store_address: str) -> type[JobMachine]:
    """The machine, on this store."""

    class OnStore(JobMachine):
        def __init__(self) -> None:
            super().__init__(store_address)

    return OnStore


@pytest.mark.timeout(300)
def test_in_whatever_order_things_happen_no_job_is_lost_or_answered_twice(
    store_address: str,
) -> None:
    run_state_machine_as_test(on(store_address), settings=QUICK)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nor_in_thousands_of_other_orders(store_address: str) -> None:
    many = settings(QUICK, max_examples=1500)
    run_state_machine_as_test(on(store_address), settings=many)
