"""Operators' commands of reports."""
