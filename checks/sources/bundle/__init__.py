"""Facts from a diagnostic zip, read by :func:`checks.sources.bundle.launch.read_bundle` in a process of its own."""
