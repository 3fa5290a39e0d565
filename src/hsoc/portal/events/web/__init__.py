"""The pages of threats: overview, daily view, list, detail, help. Belongs here: parse → one query → render. Never: a rule, a change."""
