"""Who answers for what: gaps between responsibility and authority, chains that hold, lines that matter
most.
"""

from __future__ import annotations

from models.chains import Integrity, chain_integrity, critical_lines
from models.gaps import gaps, gaps_by_level

__all__ = ["Integrity", "chain_integrity", "critical_lines", "gaps", "gaps_by_level"]
