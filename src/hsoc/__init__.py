"""hSOC: the community that protects health-care providers, as software.

The rooms, and the direction in which they may know each other, are drawn in ARCHITECTURE.md and checked by import-linter.
"""

__version__ = "0.1.0"
