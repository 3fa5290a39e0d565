"""Meetings of groups: dates, invitations, rooms, attendance, calendars. Never: who belongs to a group."""
