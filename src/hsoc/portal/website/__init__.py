"""The public web: what hSOC is, its pages, news, action plan, in Czech and English. Never: anything that is not TLP:CLEAR."""
