"""Facts from Microsoft Graph."""
