"""The room's mailbox."""
