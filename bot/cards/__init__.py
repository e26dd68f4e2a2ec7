"""Cards: pure views of a report, as Adaptive Card JSON."""
