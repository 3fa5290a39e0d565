"""Locate: whose a flow is and where it goes. Pure; knows the policy and nothing of other stages."""
