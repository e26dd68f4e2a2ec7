"""What is said of a zip that cannot be read, as messages of the catalogues.

The reader says it in English and knows no catalogue, so these are its words once more; a test holds the two together.
"""

from bot.words import mark

OF_ZIPS = (
    mark("The file is empty."),
    mark("The file is not a zip."),
    mark("This is a 7z archive, not a zip."),
    mark("This is a RAR archive, not a zip."),
    mark("This is a gzip file, not a zip."),
    mark("This is a cabinet file, not a zip."),
    mark("This is a single event log, not the device's diagnostic zip."),
    mark("The file is a web page, not a zip: the download ended on a sign-in or error page."),
    mark("The zip is empty."),
    mark("The zip is protected with a password."),
    mark("The zip is cut off or damaged: nothing of what it held can be found."),
    mark("The zip's logs cannot be read ({what})."),
    mark("The zip's logs are there, but they are empty."),
    mark("The zip holds no log that Roomcheck knows: it holds neither the event log Microsoft-Windows-AAD/Operational, "
         "nor the event log Skype Room System, nor the Teams app's Logs.txt."),
    mark("The zip holds more than {files} files; no room's device makes such a zip."),
    mark("The zip holds the logs of several devices (computers {one} and {other})."),
    mark("Unpacked, the zip is larger than Roomcheck reads (over {megabytes} MB)."),
    mark("Reading the zip took longer than {seconds} seconds and was stopped."),
    mark("Reading the zip took more than {seconds} seconds of processor time and was stopped."),
    mark("Reading the zip took more than {megabytes} MB of memory and was stopped."),
    mark("The zip's logs hold more than Roomcheck takes from one zip ({megabytes} MB)."),
    mark("The zip's content broke the reader; Roomcheck itself is unharmed."),
)
REMEDIES = (
    mark("Send one zip for each room."),
    mark("Download the device's diagnostic zip once more, check that it opens on your own computer, and send it."),
    mark("Send the device's diagnostic zip as it was made, unchanged and without a password. In the Teams admin "
         "centre: Teams devices > Teams Rooms on Windows > the device > Download device logs > History. Or in the Pro "
         "Management portal: Rooms > the device > Actions > Log Collection > Run."),
    mark("Collect the logs once more and send the new zip. In the Teams admin centre: Teams devices > Teams Rooms on "
         "Windows > the device > Download device logs > History. Or in the Pro Management portal: Rooms > the device > "
         "Actions > Log Collection > Run."),
)
"""What is to be done about it, with nothing to fill in."""
