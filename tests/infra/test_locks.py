"""The lock files: a hash for every package, and no address that it must come from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "bench/peers.lock", "infra/audit.lock", "infra/build.lock")
_PINNED = re.compile(r"[a-z0-9.-]+(\[[a-z,-]+\])?==\S+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+$")


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_is_pinned_with_hashes_and_nothing_names_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text)[1:]:
        assert _PINNED.match(block)
    assert "://" not in text


def test_every_lock_is_looked_at() -> None:
    ours = (path.relative_to(ROOT) for path in ROOT.glob("*/*.lock") if not path.parts[-2].startswith("."))
    assert {str(path) for path in ours} | {path.name for path in ROOT.glob("*.lock")} == set(LOCKS)
