"""What runs a change elsewhere may do no more than it must, and runs what lands a change here."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yaml").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")


def test_it_runs_what_lands_a_change_and_nothing_else() -> None:
    assert re.findall(r"^ *- run: (.+)$", WORKFLOW, re.MULTILINE) == [".ci/run"]


def test_every_action_is_named_by_its_commit() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW)
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", each) for each in used)


def test_it_may_read_the_code_alone_and_ends_in_time() -> None:
    assert re.findall(r"^permissions:\n((?: +.+\n)+)", WORKFLOW, re.MULTILINE) == ["  contents: read\n"]
    assert WORKFLOW.count("permissions:") == 1
    assert "persist-credentials: false" in WORKFLOW
    assert "secrets." not in WORKFLOW
    assert "pull_request_target" not in WORKFLOW
    assert re.search(r"timeout-minutes: \d+\n", WORKFLOW)


def test_hooks_call_what_is_locked() -> None:
    called = re.findall(r"entry: \.venv/bin/([a-z-]+)", HOOKS)
    assert called == ["ruff", "mypy", "lint-imports"]
    assert all((Path(sys.executable).parent / each).is_file() for each in called)
    assert re.findall(r"repo: (\S+)", HOOKS) == ["local"]
