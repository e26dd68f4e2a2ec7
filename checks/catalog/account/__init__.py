"""The room's account in the directory."""
