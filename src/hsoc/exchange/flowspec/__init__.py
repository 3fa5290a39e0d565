"""FlowSpec (RFC 8955, RFC 8956): our own model of a rule. Encode, decode, text, order, match on flows. Pure; knows no speaker."""
