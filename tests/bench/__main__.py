"""``make bench``: the engine and the whole run beside plain baselines, in one run, on both databases (quality.md §4).

Every figure is a median over RUNS; what counts are the ratios. Each part runs in a process of its own, so that its peak
memory is its own. SIZES (cells, comma-separated), RUNS, DATABASES and PARTS (census, desk) choose less.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.desk import bench_desk
from tests.support import postgres
from tests.support.found import Missing

SIZES = [int(size) for size in os.environ.get("SIZES", "100000,1000000,2500000").split(",")]
RUNS = int(os.environ.get("RUNS", "5"))
PARTS = os.environ.get("PARTS", "census,desk").split(",")
DATABASES = os.environ.get("DATABASES", "sqlite,postgresql").split(",")


def machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    memory = int(next(row for row in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in row).split()[1])
    return f"{model}, {os.cpu_count()} cores, {memory / 2**20:.0f} GiB, Python {platform.python_version()}"


def part(name: str, environment: dict[str, str], cells: int) -> dict[str, Any]:
    """Run one part in a process of its own and read the JSON it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.parts", name, str(cells), str(RUNS)],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def row(label: str, figures: dict[str, Any], base: float | None) -> None:
    ratio = f"{figures['seconds'] / base:8.2f}" if base else "        "
    memory = f"{figures['peak_mib']:8.0f}" if "peak_mib" in figures else "        "
    spread = f"{figures['fastest']:.3f}–{figures['slowest']:.3f}" if "fastest" in figures else ""
    print(f"  {label:<44}{figures['seconds']:9.3f}{ratio}{memory}   {spread}", flush=True)


def bench_size(database: str, url: str, cells: int) -> None:
    with tempfile.TemporaryDirectory(prefix="pht-bench-") as data:
        environment = {"DATA_DIR": data, "DATABASE_URL": url or f"sqlite:///{data}/bench.sqlite3"}
        part("fill", environment, cells)
        copied = part("rows", environment, cells)
        base = copied["seconds"]
        print(f"\n{database}, {cells:,} cells of submitted sheets   seconds  ÷ rows     MiB   fastest–slowest")
        row("rows read (COPY or sqlite3), the baseline", copied, base)
        row("whole run: read → compute → veto → rank → write", part("whole", environment, cells), base)
        row("SQL GROUP BY with dense_rank", part("sql", environment, cells), base)
        row("pandas: read, group, rank", part("pandas", environment, cells), base)
        for name, words in (
            ("bare", "NumPy bare weighted mean, in memory"),
            ("engine", "engine, all rules, in memory"),
        ):
            row(words, part(name, environment, cells), base)
        median = part("engine_median", environment, cells)
        row("engine with median instead of mean", median, base)


def main() -> None:
    print(f"machine: {machine()}; medians of {RUNS}")
    for database in DATABASES:
        url = ""
        if database == "postgresql":
            try:
                service = postgres.obtain()
            except Missing as missing:
                print(f"\npostgresql left out: {missing}")
                continue
            url = service.url
            print(f"\n{service.words}")
        for cells in SIZES if "census" in PARTS else ():
            bench_size(database, url, cells)
        if "desk" in PARTS:
            bench_desk(database, url)
    if "census" in PARTS:
        bench_spreadsheet()


def bench_spreadsheet() -> None:
    print("\nLibreOffice, 1,000 entities recalculated")
    with tempfile.TemporaryDirectory(prefix="pht-bench-") as data:
        figures = part("spreadsheet", {"DATA_DIR": data}, 180_000)
        if "missing" in figures:
            print(f"  left out: {figures['missing']}")
        else:
            row("open, recalculate and save the workbook", figures, None)


if __name__ == "__main__":
    main()
