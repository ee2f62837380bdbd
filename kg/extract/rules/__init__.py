"""The rules, a file a family; importing this package registers them all."""

from kg.extract.rules import business, hardware, making, research, software

__all__ = ["business", "hardware", "making", "research", "software"]
