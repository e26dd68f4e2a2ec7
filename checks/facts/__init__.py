"""What checks read: typed, frozen facts that do not know where they came from."""
