"""The Teams service's own view of the account."""
