"""Instruments for real tables: what is checked, counted and weighed where there are data rather than a simulation.

Every instrument takes a file (CSV, XLSX, Parquet) or a DataFrame, refuses it with all of its faults at once, and returns
an `Audit`: tables and notes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from models.instruments.audit import Audit
from models.instruments.duties import DUTIES, audit_duties
from models.instruments.growth import GROWTH, audit_growth
from models.instruments.loading import load, recognise
from models.instruments.meetings import MEETINGS, audit_meetings
from models.instruments.pioneer import MEMBERS, audit_pioneer
from models.instruments.projects import PROJECTS, audit_projects
from models.instruments.ratings import RATINGS, audit_ratings
from models.instruments.schema import TableSchema
from models.instruments.scores import SCORES, audit_scores

TABLES: Mapping[str, TableSchema] = MappingProxyType(
    {schema.name: schema for schema in (DUTIES, MEETINGS, MEMBERS, SCORES, RATINGS, GROWTH, PROJECTS)}
)

__all__ = [
    "TABLES",
    "Audit",
    "TableSchema",
    "audit_duties",
    "audit_growth",
    "audit_meetings",
    "audit_pioneer",
    "audit_projects",
    "audit_ratings",
    "audit_scores",
    "load",
    "recognise",
]
