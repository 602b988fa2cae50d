"""Songs from words: a score (notes), a synthesiser (voices), an encoder, a cover. Knows nothing of HTTP or tasks."""
