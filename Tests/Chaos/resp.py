"""Reads and writes whole messages of Redis's protocol (RESP 2 and 3), without looking at what they mean."""
import asyncio


async def read_message(reader):
    """The bytes of one request or reply; raises IncompleteReadError where the connection ends."""
    line = await reader.readline()
    if not line.endswith(b"\r\n"):
        raise asyncio.IncompleteReadError(line, None)
    kind = line[:1]
    if kind in b"$!=":
        length = int(line[1:])
        return line if length < 0 else line + await reader.readexactly(length + 2)
    if kind in b"*~>%|":
        count = int(line[1:]) * (2 if kind in b"%|" else 1) + (kind == b"|")  # attributes precede what they describe
        for _ in range(count):
            line += await read_message(reader)
    return line


def request(*words):
    """The bytes of a command."""
    words = [str(word).encode() for word in words]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


async def command(port, *words):
    """Sends one command to a server on this machine, on a connection of its own; the bytes of the reply."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request(*words))
        return await read_message(reader)
    finally:
        writer.close()
