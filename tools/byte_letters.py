"""The letters that byte-level tokenizers write bytes with, for the other tools."""


def byte_letters():
    """GPT-2's letters for bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    letters = {chr(byte): byte for byte in plain}
    letters.update({chr(256 + n): byte for n, byte in enumerate(others)})
    return letters
