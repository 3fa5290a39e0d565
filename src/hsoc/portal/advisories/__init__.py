"""Advisories and alerts of partners and of our own: kept in versions, shown to their audience, published as CSAF."""
