"""The acronyms and double names that any Catalan town hall uses: what a new town begins with."""

from django.db import transaction

from search.models import Synonym
from search.synonyms import write_group

USUAL = (
    # Taxes
    ("IBI", "impost sobre béns immobles", "contribució urbana"),
    ("IVTM", "impost sobre vehicles de tracció mecànica", "impost de circulació"),
    ("IAE", "impost sobre activitats econòmiques"),
    ("ICIO", "impost sobre construccions, instal·lacions i obres"),
    ("IIVTNU", "impost sobre l’increment de valor dels terrenys de naturalesa urbana", "plusvàlua"),
    ("taxa de residus", "taxa d’escombraries"),
    ("ORGT", "Organisme de Gestió Tributària"),
    # Town planning and works
    ("POUM", "pla d’ordenació urbanística municipal"),
    ("PGOU", "pla general d’ordenació urbana"),
    ("PAUM", "programa d’actuació urbanística municipal"),
    ("NNSS", "normes subsidiàries de planejament"),
    ("RPUC", "registre de planejament urbanístic de Catalunya"),
    ("PUOSC", "pla únic d’obres i serveis de Catalunya"),
    ("ITE", "inspecció tècnica de l’edifici"),
    ("HUT", "habitatge d’ús turístic"),
    # Government and law
    ("JGL", "junta de govern local", "junta de govern"),
    ("ROM", "reglament orgànic municipal"),
    ("ROF", "reglament d’organització, funcionament i règim jurídic"),
    ("LBRL", "llei reguladora de les bases del règim local"),
    ("LCSP", "llei de contractes del sector públic"),
    ("EMD", "entitat municipal descentralitzada"),
    ("PAM", "pla d’actuació municipal", "pla d’acció municipal"),
    ("BOP", "butlletí oficial de la província"),
    ("DOGC", "diari oficial de la Generalitat de Catalunya"),
    ("BOE", "butlletí oficial de l’Estat"),
    # The office
    ("padró", "empadronament", "padró municipal d’habitants", "PMH"),
    ("OAC", "oficina d’atenció ciutadana"),
    ("OMIC", "oficina municipal d’informació al consumidor"),
    ("RLT", "relació de llocs de treball"),
    ("QdC", "quadre de classificació"),
    ("CSV", "codi segur de verificació"),
    ("RGPD", "reglament general de protecció de dades"),
    ("EACAT", "extranet de les administracions catalanes"),
    ("AOC", "Administració Oberta de Catalunya"),
    ("DNI", "document nacional d’identitat"),
    ("NIF", "número d’identificació fiscal"),
    # Water, waste, energy, safety
    ("ACA", "Agència Catalana de l’Aigua"),
    ("ARC", "Agència de Residus de Catalunya"),
    ("EDAR", "estació depuradora d’aigües residuals", "depuradora"),
    ("PAESC", "pla d’acció per a l’energia sostenible i el clima"),
    ("DUPROCIM", "document únic de protecció civil municipal"),
    ("ADF", "agrupació de defensa forestal"),
    ("deixalleria", "punt verd"),
    # Services to people
    ("SAD", "servei d’ajuda a domicili", "servei d’atenció domiciliària"),
    ("AFA", "AMPA", "associació de famílies d’alumnes"),
    ("escola bressol", "llar d’infants"),
)


@transaction.atomic
def load_usual_synonyms() -> int:
    """Give a town that has none the usual ones; a town that keeps its own is left as it is."""
    if Synonym.objects.exists():
        return 0
    for texts in USUAL:
        write_group(texts)
    return len(USUAL)
