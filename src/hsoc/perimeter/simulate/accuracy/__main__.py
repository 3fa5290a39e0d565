"""`python -m hsoc.perimeter.simulate.accuracy`."""

from __future__ import annotations

from hsoc.perimeter.simulate.accuracy.command import main

main()
