"""How right the engine is: invented days with every class of attack, the engine over them, what came of it. Never: tuning a detector."""
