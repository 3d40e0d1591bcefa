"""Runs in, matplotlib figure out: every figure in Chinese and in English, with its finding as the title."""

from workbench.figures.attenuation import attenuation
from workbench.figures.audits import audit_figure
from workbench.figures.delays import delays
from workbench.figures.differences import comparison
from workbench.figures.journey import journey_chart
from workbench.figures.look import figure_bytes, save
from workbench.figures.losses import loss_waterfall
from workbench.figures.organisation_map import organisation_map
from workbench.figures.sweep import sweep

__all__ = [
    "attenuation",
    "audit_figure",
    "comparison",
    "delays",
    "figure_bytes",
    "journey_chart",
    "loss_waterfall",
    "organisation_map",
    "save",
    "sweep",
]
