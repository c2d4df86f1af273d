"""The words of quick entry, in Catalan and in Spanish, as they are without accents and capitals.

One table for both languages: who works here mixes them, and what one says means nothing else in the other.
"""

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "dilluns dl lunes lun",
            "dimarts dt dm martes",
            "dimecres dc dx miercoles mie",
            "dijous dj jueves jue",
            "divendres dv viernes vie",
            "dissabtes dissabte ds sabados sabado sab",
            "diumenges diumenge dg domingos domingo dom",
        )
    )
    for name in names.split()
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "gener gen enero ene",
            "febrer febr feb febrero",
            "marc mar marzo",
            "abril abr",
            "maig mayo may",
            "juny jun junio",
            "juliol jul julio",
            "agost ag agosto ago",
            "setembre set septiembre setiembre sept sep",
            "octubre oct",
            "novembre nov noviembre",
            "desembre des diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
HOURS = {
    name: number
    for number, names in enumerate(
        (
            "una",
            "dues dos",
            "tres",
            "quatre cuatro",
            "cinc cinco",
            "sis seis",
            "set siete",
            "vuit ocho",
            "nou nueve",
            "deu diez",
            "onze once",
            "dotze doce",
        ),
        start=1,
    )
    for name in names.split()
}
ORDINALS = {"primer": 1, "segon": 2, "segundo": 2, "tercer": 3, "quart": 4, "cuarto": 4}
QUARTERS = {"un": 1, "dos": 2, "tres": 3, "1": 1, "2": 2, "3": 3}
# What is said behind an hour, in quarters of one.
PAST = {"i quart": 1, "y cuarto": 1, "i mitja": 2, "y media": 2, "menys quart": -1, "menos cuarto": -1}
EARLY = "del mati|de la matinada|al mati|de la manana|de la madrugada|por la manana"
NOON = "del migdia|al migdia|del mediodia|al mediodia"
LATE = (
    "de la tarda|del vespre|de la nit|a la tarda|al vespre|a la nit|de la tarde|de la noche|por la tarde|por la noche"
)
# Of a day, without an hour: what somebody has to write more exactly.
PARTS_OF_DAY = "mati|matinada|migdia|tarda|vespre|nit|mitjanit|manana|madrugada|mediodia|tarde|noche|medianoche"
# A day of the coming week is not always the next day of that name.
COMING_WEEK = (
    "(?:la )?(?:setmana vinent|setmana que ve|propera setmana|semana que viene|proxima semana|semana proxima)"
)
COMING_MONTH = "(?:el )?(?:mes vinent|mes que ve|proper mes|mes que viene|proximo mes)"
IN_A_WHILE = "d'aqui a|de aqui a|dentro de"
PRIVATE = "privat|privada|privado"

# The words that give an event its type. They stay in its title.
TYPES = {
    "reunio": "reunio reunions reunir-se reunir-nos trobada comissio junta reunion reuniones reunirse comision",
    "acte": "acte inauguracio presentacio concert festa xerrada homenatge lliurament ofrena prego fira"
    " acto inauguracion presentacion concierto fiesta charla homenaje entrega ofrenda pregon feria",
    "visita": "visita visites visitar visitas",
    "absencia": "absencia vacances baixa permis festiu fora ausencia vacaciones baja permiso festivo",
    "reserva": "reserva reservar",
}
TYPE_OF = {word: kind for kind, words in TYPES.items() for word in words.split()}

# What comes before the name of a place, and before that of a calendar.
AT = r"a la |al |a l'|a les |als |a |lloc |en la |en el |en los |en las |en |lugar "
IN_CALENDAR = (
    r"(?:al calendari|calendari|a l'agenda|en el calendario|calendario|en la agenda|agenda)"
    r" (?:de la |de l'|de |del |d')?"
)

# Those who take part, one after the other: "amb la Marta i en Joan".
WITH = {"amb", "con"}
AND = {"i", "y", "e"}
ARTICLES = {"la", "el", "en", "na", "les", "els", "los", "las"}
ELIDED = ("l'", "d'", "n'", "s'")
# Words that are no name by themselves.
SMALL = {*AND, *ARTICLES, "de", "del", "dels", "da", "dos", "a", "al", "per", "por"}
# What a unit is called before its name begins.
KINDS_OF_UNIT = set("area regidoria departament oficina negociat unitat concejalia departamento unidad".split())

# The words of which the names of a town hall are made, for who writes the Catalan name in Spanish.
SPANISH = {
    "petita": "pequena",
    "petit": "pequeno",
    "gran": "grande",
    "salo": "salon",
    "actes": "actos",
    "plens": "plenos",
    "ple": "pleno",
    "reunions": "reuniones",
    "govern": "gobierno",
    "comissio": "comision",
    "comptes": "cuentas",
    "consell": "consejo",
    "ajuntament": "ayuntamiento",
    "serveis": "servicios",
    "servei": "servicio",
    "socials": "sociales",
    "tecnics": "tecnicos",
    "registre": "registro",
    "atencio": "atencion",
    "ciutadana": "ciudadana",
    "intervencio": "intervencion",
    "hisenda": "hacienda",
    "urbanisme": "urbanismo",
    "obres": "obras",
    "esports": "deportes",
    "joventut": "juventud",
    "ensenyament": "ensenanza",
    "educacio": "educacion",
    "salut": "salud",
    "medi": "medio",
    "ambient": "ambiente",
    "comerc": "comercio",
    "festes": "fiestas",
    "gent": "gente",
    "escola": "escuela",
    "pavello": "pabellon",
    "poliesportiu": "polideportivo",
    "projector": "proyector",
    "i": "y",
}
