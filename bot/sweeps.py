"""The whole fleet: rooms are found, looked at in portions, and what has changed is told."""


class SweepService:
    """Performs sweeps for the job engine (:class:`bot.fleet.SweepSteps`)."""

    async def discover(self, sweep_id: str) -> int:
        """As the port says."""
        raise NotImplementedError(sweep_id)

    async def look(self, sweep_id: str, portion: int) -> None:
        """As the port says."""
        raise NotImplementedError(sweep_id, portion)

    async def conclude(self, sweep_id: str) -> None:
        """As the port says."""
        raise NotImplementedError(sweep_id)
