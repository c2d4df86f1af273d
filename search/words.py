"""The small words of Catalan and Spanish.

Only words that nobody looks for are stop words. Words that mean something without their accent stay out of the list:
`mes` (month), `us` (use), `sol` (ground), `son`, `te`, `ple`, `any`.
"""

# Without accents, as analysis compares them.
_SMALL_WORDS = """
a al als amb ara aquell aquella aquelles aquells aquest aquesta aquestes aquests
com d de del dels des el els em en ens entre es et ha han hi ho i l la les li llur llurs lo los
m n ni no nos o on per pel pels pero perque que qual quals quan qui s se seu seus seva seves si sobre
t tambe tot un una uns unes va van vos
como con cual cuales cuando desde donde e ella ellas ellos esa esas ese esos esta estas este esto estos
las le mas mi muy para por porque su sus tambien una unas uno unos y ya
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())

# Before an apostrophe: l'escola, d'obres, n'hi, s'aprova, m'informa, t'envia, qu'és.
PROCLITICS = frozenset(["l", "d", "n", "s", "m", "t", "qu"])

# Weak pronouns after the verb: informar-se, porta'l, anar-se'n, donar-los-hi.
ENCLITICS = frozenset(
    [
        "l",
        "n",
        "m",
        "t",
        "s",
        "ls",
        "ns",
        "lo",
        "la",
        "los",
        "les",
        "li",
        "hi",
        "ho",
        "ne",
        "me",
        "te",
        "se",
        "nos",
        "vos",
        "us",
        "en",
    ]
)
