"""Whether the room signs in, and why not."""
