"""Songs that somebody brings: sound files with tags, ZIPs of them, and what another studio exported."""
