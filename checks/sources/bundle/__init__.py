"""Facts from a diagnostic zip."""

from checks.sources.bundle.launch import read_bundle
from checks.sources.bundle.limits import WorkerLimits

__all__ = ["WorkerLimits", "read_bundle"]
