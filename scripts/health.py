"""Health checks of containers; standard library only, because they run every few seconds.

python scripts/health.py web URL      the health page answers 200, asked as the proxy would ask
python scripts/health.py beat FILE    the clock's schedule was written within the last minute
"""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

FRESH = 60  # seconds; the clock ticks every five


def web(url: str) -> str:
    """What is wrong, or nothing. The production profile answers only under its own name and only to https."""
    name = os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(",")[0].strip() or "localhost"
    request = urllib.request.Request(url, headers={"Host": name, "X-Forwarded-Proto": "https"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310 - the address is the operator's
            return "" if answer.status == 200 else f"{url} answered {answer.status}"
    except (urllib.error.URLError, OSError) as error:
        return f"{url}: {error}"


def beat(path: str) -> str:
    """What is wrong, or nothing. The database module may add an ending of its own to the file's name."""
    file = Path(path)
    times = [found.stat().st_mtime for found in file.parent.iterdir() if found.name.startswith(file.name)]
    if not times:
        return f"{path} is missing"
    age = time.time() - max(times)
    return "" if age < FRESH else f"{path} was last written {age:.0f} s ago"


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in {"web", "beat"}:
        print(__doc__)
        sys.exit(2)
    wrong = {"web": web, "beat": beat}[sys.argv[1]](sys.argv[2])
    if wrong:
        sys.exit(wrong)
