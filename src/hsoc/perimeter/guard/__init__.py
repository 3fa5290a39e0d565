"""The routing guard: who may announce what, and who does. `watch` is the door, `judge` decides on one update, `memory` remembers. Pure."""
