"""One search over everything that the reader may see, whatever room it lies in. Never: an answer that did not pass its room's own gate."""
