"""Coverage: which sentences of briefings gave facts, which gave none though they look as if they said something, and the probable reason.

It is what a maintainer reads to teach the next rule or the next name. ``reading`` reads a briefing as the extractor does, but keeps what that throws away: the
candidates for names that were weighed out, the facts that rules read and the weighing dropped, the pairs of names that were not sure enough. ``values`` is
what it finds, ``page`` writes that as a page.
"""

from __future__ import annotations

from kg.report.values import REASONS, SILENT, BriefingReport, Lost, Name, Rejected, Report, SentenceReport, Telling

__all__ = ["REASONS", "SILENT", "BriefingReport", "Lost", "Name", "Rejected", "Report", "SentenceReport", "Telling"]
