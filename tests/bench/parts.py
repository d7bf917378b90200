"""The parts of the benchmark, each a process: ``python -m tests.bench.parts NAME CELLS RUNS`` prints JSON figures."""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from assessment.campaigns.models import Campaign  # noqa: E402
from tests.bench import baselines, campaign  # noqa: E402


def measure(work: Callable[[], Any], runs: int) -> dict[str, Any]:
    """Median seconds of ``runs`` calls after one that is not counted, and the peak memory of the process in MiB."""
    work()
    seconds = []
    for _ in range(runs):
        gc.collect()
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return {
        "seconds": statistics.median(seconds),
        "fastest": min(seconds),
        "slowest": max(seconds),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def whole_run() -> None:
    """What the job does between claim and finish, with a run row written each time."""
    from assessment.results.services import runs
    from assessment.scoring.pipeline import score_campaign

    with transaction.atomic():
        found = Campaign.objects.get(key=campaign.KEY)
    inputs = runs.read_inputs(found)
    result = score_campaign(inputs.arrays, trace=False)
    with transaction.atomic():
        runs.write_run(found, inputs, result, job=None)


def main(name: str, cells: int, runs: int) -> dict[str, Any]:
    match name:
        case "fill":
            campaign.fill(cells)
            return {}
        case "rows":
            return measure(baselines.read_rows, runs)
        case "whole":
            return measure(whole_run, runs)
        case "sql":
            return measure(baselines.group_in_sql, runs)
        case "pandas":
            return measure(baselines.group_in_pandas, runs)
        case "bare":
            values, weights = campaign.dense(cells)
            return measure(lambda: baselines.bare_mean(values, weights), runs)
        case "engine" | "engine_median":
            from assessment.scoring.pipeline import score_campaign

            arrays = campaign.arrays(cells, reviewers="median" if name.endswith("median") else "mean")
            return measure(lambda: score_campaign(arrays, trace=False), runs)
        case "spreadsheet":
            return baselines.recalculate_spreadsheet()
        case _:
            raise SystemExit(f"no such part: {name}")


if __name__ == "__main__":
    figures = main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    connection.close()
    print(json.dumps(figures))
