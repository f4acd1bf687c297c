"""What a proof finds."""


class Violation(Exception):
    """Something that Documentation/Robustness.md promises was not so."""


def check(is_so, message):
    if not is_so:
        raise Violation(message)
