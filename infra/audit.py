"""Asks PyPI which known vulnerabilities there are in what requirements.lock pins. Run: ``make audit``.

Fails when there is one that docs/security.md does not explain. Where PyPI cannot be asked, nothing is audited, and that
is said and no failure.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
_CANARY = "pip==20.0"
"""A version that several vulnerabilities are known of: whoever tells of none there knows of none anywhere."""
_EXPLAINED = re.compile(r"^\| *((?:GHSA|PYSEC|CVE)-[0-9A-Za-z-]+) *\| *(\S.*?) *\|$", re.MULTILINE)


def explained(page: str) -> dict[str, str]:
    """The vulnerabilities that the page's table says cannot be fixed, each with the reason."""
    return dict(_EXPLAINED.findall(page))


def tells_of_any(report: Any) -> bool:
    """Whether vulnerabilities are told of here, from what pip-audit reports of a version that has some: mirrors and
    proxies often pass on packages only.
    """
    packages = report.get("dependencies") if isinstance(report, dict) else None
    return any(package.get("vulns") for package in packages or ())


def complaints(report: Any) -> Iterator[str]:
    """What is wrong, from what pip-audit reports: a package that could not be audited counts, and so does a report
    that is none.
    """
    packages = report.get("dependencies") if isinstance(report, dict) else None
    if not packages:
        yield "pip-audit has audited nothing"
        return
    for package in packages:
        if "skip_reason" in package:
            yield f"{package['name']} was not audited: {package['skip_reason']}"
        for found in package.get("vulns", ()):
            fixed = ", ".join(found["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}"


def _report(pinned: Path, kind: str, ignored: Sequence[str] = (), *, silent: bool = False) -> Any:
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        path = Path(folder) / "report.json"
        words = ["--requirement", str(pinned), kind, "--disable-pip", "--progress-spinner", "off", "--format", "json",
                 "--output", str(path)]
        ignoring = [word for each in ignored for word in ("--ignore-vuln", each)]
        subprocess.run([sys.executable, "-m", "pip_audit", *words, *ignoring],  # noqa: S603 - our own words
                       check=False, capture_output=silent)
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _can_be_asked() -> bool:
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        canary = Path(folder) / "canary.txt"
        canary.write_text(_CANARY, encoding="utf-8")
        return tells_of_any(_report(canary, "--no-deps", silent=True))


def main() -> None:
    if not _can_be_asked():
        print("NOTHING WAS AUDITED: PyPI's vulnerability service cannot be asked from here.",
              "Run make audit where it can.")
        return
    known = explained((_ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    report = _report(_ROOT / "requirements.lock", "--require-hashes", list(known))
    wrong = list(complaints(report))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(report['dependencies']) if report else 0} packages, {len(wrong)} complaints, {len(known)} explained")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
