"""Reading what a server answers without trusting its length."""

import aiohttp


async def first_bytes(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The first ``most`` bytes of a body, or all of it when it is shorter."""
    body = b""
    while chunk := await response.content.read(most - len(body)):
        body += chunk
    return body
