"""How a notice leaves the house: a mail, a text message. Never: to whom, when."""
