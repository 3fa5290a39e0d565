"""How a report is told: words, pages, mails, files."""
