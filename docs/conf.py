"""Sphinx: the documentation is Markdown, warnings are errors (`make docs`)."""

project = "hSOC"
copyright = "2026, hSOC contributors"
extensions = ["myst_parser"]
html_theme = "furo"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
html_title = "hSOC"
