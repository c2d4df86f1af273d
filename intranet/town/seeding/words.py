"""Invented Catalan: a vocabulary of stems and endings, drawn with the frequencies of real language."""

import random
from itertools import accumulate, product

STEMS = (
    "acord ajut ajuntament alcald alt ampli anual aprov arbr arxiu assist atenc bastid biblioteca camin canal carrer "
    "cement central certific ciutad clavegu comerc comun concurs conserv contract contribu conveni convoc coordin "
    "cultur decret deleg depuract desenvolup dipos direct dispos distrib districte edific educ electr empadron "
    "emerg empres enllumen entitat equip escol espai esport estadi estudi expedient facturac famili festiv fiscal "
    "fond forest form fusta gest govern grav habitat hidraul higien hisend hort identific impost incend indust "
    "inform infraestruct inspecc instal·l intervenc invent invers jardin jornad jove jurid laboral lleur llicenc "
    "local manten mancomun mercat mobil modific muntany museu natur neteja normat notific obert obr ocup ordenan "
    "organitz padro parc participac patrimon pavell permis persona planej plen poblac polic pressupost prevenc "
    "proced projecte promoc protecc provis public qualific recapt recicl record recurs reform regid registr regl "
    "rehabilit residu resoluc reunio sanitar secret segur servei social solicit sostenib subvenc tax tecnic termin "
    "territor tramit transit transpar tresor turis urban util valorac vehicl veinal vertebr vial vigil voluntar zona"
).split()
ENDINGS = "a al ament ant ar at ca ció cions dor dora eix en ença ent er era es esa i ia iu ment ona or s t us".split()
COMMON = "de la el i a que per en les els del amb un una al és com no es o".split()


def vocabulary() -> tuple[list[str], list[float]]:
    """Some six thousand words and their cumulative weights, the commonest first."""
    words = COMMON + [stem + ending for ending, stem in product(ENDINGS, STEMS)]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


TAPE, SLICE = 200_000, 50


class Writer:
    """Draws texts; the same generator state gives the same text.

    Words are drawn once onto a long tape and texts are cut from it in short pieces, which costs a tenth of drawing
    every word and keeps the frequencies.
    """

    def __init__(self, rng: random.Random):
        self._rng = rng
        words, weights = vocabulary()
        self._titles = words[len(COMMON) :]
        self._tape = rng.choices(words, cum_weights=weights, k=TAPE)

    def text(self, length: int = 400) -> str:
        starts = (self._rng.randrange(TAPE - SLICE) for _piece in range(length // SLICE))
        return " ".join(" ".join(self._tape[start : start + SLICE]) for start in starts)

    def title(self, length: int = 5) -> str:
        return " ".join(self._rng.choices(self._titles, k=length)).upper()
