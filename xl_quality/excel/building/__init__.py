"""Builds the Excel add-in; none of it is needed on a clerk's machine."""
