"""What decides the order of the results, in one table that both engines read.

The relevance of the stems in the whole text (BM25) is the unit; everything else is added to it, weighted so. Title
above headings above body, the word itself above its other forms, words in a row above words apart, what was typed
above its synonyms. The recent stand gently above the old: `search.engines.entries.recency` multiplies the sum.
"""

BOOSTS = {
    "title": 5.0,
    "title_stems": 3.0,
    "headings": 1.6,
    "headings_stems": 1.0,
    "text": 0.6,
}
"""By field; the same field with `_stems` holds any form of the words."""

TITLE_PHRASE_BOOST = 4.0
"""Two words that follow each other in a title are most of the time its name."""

ALL_WORDS_BONUS = 1000.0
"""Where some of the words are enough, what has all of them still comes first."""

SYNONYM_BOOST = 0.6
"""What an equivalent is worth of what the word that was typed would be."""
