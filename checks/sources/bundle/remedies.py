"""What to do about a zip, or a log, that does not say enough; in words for an admin."""

HOW_TO_COLLECT = (
    "In the Teams admin centre: Teams devices > Teams Rooms on Windows > the device > Download device logs > History. "
    "Or in the Pro Management portal: Rooms > the device > Actions > Log Collection > Run."
)
SEND_A_BUNDLE = f"Send the device's diagnostic zip as it was made, unchanged and without a password. {HOW_TO_COLLECT}"
SEND_AGAIN = "Download the device's diagnostic zip once more, check that it opens on your own computer, and send it."
SET_THE_CLOCK = f"Set the device's clock and its time server, then collect the logs once more. {HOW_TO_COLLECT}"
COLLECT_AGAIN = f"Collect the logs once more and send the new zip. {HOW_TO_COLLECT}"
