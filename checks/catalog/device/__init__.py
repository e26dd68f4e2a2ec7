"""The console in the room."""
