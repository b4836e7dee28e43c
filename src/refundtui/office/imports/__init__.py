"""How do other people's orders and credit notes come in? Streamed, and every line accounted for."""
