"""The rules, a file a family; importing this package registers them all."""

from kg.extract.rules import business, figures, hardware, making, people, processes, research, software

__all__ = ["business", "figures", "hardware", "making", "people", "processes", "research", "software"]
