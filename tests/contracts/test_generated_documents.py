"""What is written from the code says what the code says."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest

from checks.codec import report_json
from checks.model import Cause, Confidence, Diagnosis, Finding, Report, Room, Severity, Status

DOCS = Path(__file__).parents[2] / "docs"


def generator() -> ModuleType:
    """``docs/generate.py``, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_kind_of_document_is_generated() -> None:
    written = {str(path.relative_to(DOCS.parent)) for path, _ in generator().documents()}
    assert written >= {"docs/configuration.md", "docs/permissions.md", "docs/report.schema.json",
                       "docs/checks/README.md", "docs/checks/sign_in.mfa.md", "infra/permissions.json"}


def test_writing_removes_the_page_of_a_check_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = generator()
    monkeypatch.setattr(script, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(script, "INFRA", tmp_path / "infra")
    gone = tmp_path / "docs" / "checks" / "gone.check.md"
    gone.parent.mkdir(parents=True)
    gone.touch()
    script.write()
    assert not gone.exists()
    assert (gone.parent / "sign_in.mfa.md").is_file()


def test_every_generated_document_is_current() -> None:
    stale = [path.name for path, text in generator().documents() if not path.is_file() or path.read_text() != text]
    assert not stale, f"run `make docs`: {stale}"


def test_no_page_of_a_check_is_left_behind() -> None:
    wanted = {path for path, _ in generator().documents()}
    assert set((DOCS / "checks").iterdir()) == {path for path in wanted if path.parent.name == "checks"}


def test_a_report_holds_to_the_published_schema() -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    finding = Finding("sign_in.mfa", "Signs in without MFA", Severity.CRITICAL, Status.FAIL, "Stopped for MFA.")
    diagnosis = Diagnosis(Cause.MFA_REQUIRED, Confidence.HIGH, "MFA stops it.", "Seen.", "Exclude it.")
    document = report_json(Report(Room("room@contoso.com"), now, diagnosis, (finding,)))
    jsonschema.validate(document, generator().report_schema())
    assert document["diagnosis"]["cause"] == "mfa_required"
    assert document["findings"][0]["status"] == "fail"
