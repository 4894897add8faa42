"""Python only: the version; R reads it from its DESCRIPTION."""

__version__ = "0.1.0"
