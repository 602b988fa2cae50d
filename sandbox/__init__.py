"""A local stand-in for KIE.AI's Suno API: its own program, spoken to over HTTP only. See README.md."""
