"""The process that reads one bundle and ends: ``python -m checks.sources.bundle.worker IN OUT PARENT LIMIT=VALUE...``.

What came out is a JSON text in the file OUT: the bundle's reading (see :func:`checks.codec.reading_json`), or ``what``
and ``remedy`` of an unreadable bundle, or ``fault``: the name of an error that nobody foresaw, and no word of the zip.
"""

import json
import os
import sys
from pathlib import Path

from checks.sources.bundle.limits import WorkerLimits, confine

OUT_OF_MEMORY = "MemoryError"


def answer(path: Path) -> str:
    """What the worker says of the bundle at ``path``."""
    from checks.codec import reading_json  # noqa: PLC0415 - imported under the limits, as are the parsers
    from checks.collector import UnreadableBundleError  # noqa: PLC0415 - see above
    from checks.sources.bundle.reading import read  # noqa: PLC0415 - see above
    try:
        return reading_json(read(path))
    except UnreadableBundleError as unreadable:
        return json.dumps({"what": str(unreadable), "remedy": unreadable.remedy})


def main(arguments: list[str]) -> None:
    bundle, out, parent, *limits = arguments
    confine(WorkerLimits.of_words(limits), int(parent))
    try:
        said = answer(Path(bundle))
    except Exception as wrong:  # noqa: BLE001 - whatever a hostile file brings about, the parent is told
        said = json.dumps({"fault": type(wrong).__name__})
    Path(out).write_text(said, encoding="utf-8")
    # nothing is left to do, and what a damaged heap would do on the way out is nobody's concern
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
