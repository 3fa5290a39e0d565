"""How people get in and stay in: devices, sessions, passphrase, looking on with consent. Never: what they may do (members.rules)."""
