"""Histories of cases as offices tell them, one module per format."""
