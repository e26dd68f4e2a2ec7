"""Whether the device reaches Microsoft Entra."""
