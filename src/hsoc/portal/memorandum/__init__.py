"""The memorandum: its versions, signatures, register of signatories, representatives and votes. Never: accounts."""
