"""What an organisation is, and the laws that act in it."""

from models.faults import Fault, Note, TableError
from models.organisation import Organisation

__all__ = ["Fault", "Note", "Organisation", "TableError"]
