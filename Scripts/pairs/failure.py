"""The error that ends a preparation."""


class PreparationFailed(Exception):
    """The preparation cannot be done; the text says why and what to do."""
