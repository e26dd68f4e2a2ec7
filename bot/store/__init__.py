"""The database: runs, reports, evidence and open dialogs."""
