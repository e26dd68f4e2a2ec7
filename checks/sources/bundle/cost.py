"""What a bundle may cost, and what reading it has cost so far."""

from dataclasses import dataclass

from checks.collector import UnreadableBundleError
from checks.sources.bundle import remedies

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a bundle may cost. The ratio counts from ``ratio_from`` bytes on: an empty event log is mostly zeros.

    Only what is inflated counts: of most files of a bundle that is the beginning. A zip within the zip, of at most
    ``nested_bytes``, is copied into a file without a name, for it can only be read where one can move about in it.
    """

    entries: int = 20_000
    entry_bytes: int = 512 * MIB
    nested_bytes: int = 256 * MIB
    total_bytes: int = 2048 * MIB
    ratio: int = 200
    ratio_from: int = 64 * MIB
    depth: int = 8


@dataclass(slots=True)
class Budget:
    """What reading has cost so far, over all entries and nested zips. ``archive_bytes`` is the size of the upload."""

    limits: Limits
    archive_bytes: int
    entries: int = 0
    inflated: int = 0

    def add_entries(self, count: int) -> None:
        """Raises ``UnreadableBundleError`` when they are too many."""
        self.entries += count
        if self.entries > self.limits.entries:
            raise UnreadableBundleError(
                f"The zip holds more than {self.limits.entries:,} files; no room's device makes such a zip.",
                remedies.SEND_A_BUNDLE)

    def add_bytes(self, count: int) -> None:
        """Raises ``UnreadableBundleError`` when they are too many."""
        self.inflated += count
        thin = self.inflated > max(self.limits.ratio_from, self.limits.ratio * self.archive_bytes)
        if thin or self.inflated > self.limits.total_bytes:
            raise UnreadableBundleError(
                f"Unpacked, the zip is larger than Roomcheck reads (over {self.inflated // MIB:,} MB).",
                remedies.SEND_A_BUNDLE)
