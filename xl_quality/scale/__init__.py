"""Figures of large data: engines count and sum whole numbers by class, core does the rest."""
