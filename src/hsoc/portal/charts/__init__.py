"""Charts drawn on the server as SVG, and numbers as people read them. Pure functions of values and texts; colours are CSS classes.

Never here: queries, the clock, words of a language (texts come in), inline style (the CSP forbids it).
"""
