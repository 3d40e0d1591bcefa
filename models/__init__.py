"""What an organisation is, and the laws that act in it."""

from models.organisation import Organisation

__all__ = ["Organisation"]
