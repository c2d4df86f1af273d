"""Spanish words of a town hall, and the Catalan ones that say the same.

Much needs no table: `modificación` and `modificació` take the same stem, and `plan` that of `pla`. Here is what the
stems do not bring together. It works one way, for papers are kept in Catalan and people type either; the staff's own
synonyms come first. Words that are also Catalan and mean something else there (`cara`, `sol`, `llama`) stay out.
"""

from functools import cache

from search import analysis
from search.syntax import Term

# Spanish: Catalan; several where people mean either. Singular: plurals are added below.
WORDS = """
abastecimiento: abastament, subministrament
abogado: advocat
abonar: pagar
acera: vorera
acogida: acollida
actividad: activitat
acuerdo: acord
agua: aigua
aguas: aigües
alcantarillado: clavegueram
alegación: al·legació
alquiler: lloguer
alumbrado: enllumenat
año: any
anuncio: anunci
apellido: cognom
aplazamiento: ajornament
apertura: obertura
árbol: arbre
arbolado: arbrat, arbre
archivo: arxiu
arreglo: arranjament
arrendamiento: arrendament, lloguer
asistencia: assistència
asociación: associació
asunto: assumpte
avería: avaria
aviso: avís
ayuda: ajuda, ajut
ayuntamiento: ajuntament
baile: ball
baja: baixa
bando: ban
basura: escombraries, residus, brossa
bautizo: bateig
bienes: béns
bienestar: benestar
boda: casament, matrimoni
bolsa: borsa
bombero: bomber
buzón: bústia
calle: carrer
calzada: calçada
camino: camí
cartel: cartell
censo: cens, padró
cementerio: cementiri
cesión: cessió
cesped: gespa
chiringuito: guingueta
ciudadano: ciutadà
ciudadanía: ciutadania
cocina: cuina
colegio: col·legi, escola
comedor: menjador
comienzo: inici
compraventa: compravenda
comprobación: comprovació
concejal: regidor
concejalía: regidoria
concesión: concessió
concierto: concert
concurso: concurs
consejo: consell
consultorio: consultori
contrato: contracte
contratación: contractació
corte: tall
crédito: crèdit
cuadro: quadre
cubierta: coberta
cuenta: compte
cuota: quota
cuidado: cura
curso: curs
daño: dany
decreto: decret
deporte: esport
deportivo: esportiu
derecho: dret
derribo: enderroc
desahucio: desnonament
desempleo: atur
deuda: deute
documento: document
ejercicio: exercici
elecciones: eleccions
empadronamiento: empadronament, padró
empleo: ocupació, feina
encargo: encàrrec
enseñanza: ensenyament
entidad: entitat
escuela: escola
espacio: espai
estiércol: fems
expediente: expedient
extranjero: estranger
farola: fanal, enllumenat
festividad: festivitat
fiesta: festa
fuego: foc
fuente: font
fuga: fuita
ganado: bestiar
gasto: despesa
gimnasia: gimnàstica
gobierno: govern
guardería: escola bressol
hacienda: hisenda
hijo: fill
hoguera: foguera
hoja: full
hoy: avui
huerto: hort
impreso: imprès
impuesto: impost
ingreso: ingrés
jóvenes: joves
juego: joc
juicio: judici
juventud: joventut
juzgado: jutjat
ladrillo: maó
lámpara: llum
lavadero: rentador, safareig
ley: llei
libro: llibre
licencia: llicència
limpieza: neteja
lluvia: pluja
luz: llum
mantenimiento: manteniment
mayor: major
mayores: majors, gent gran
medio: medi, mitjà
mejora: millora
miembro: membre
molino: molí
morosidad: morositat
muerte: mort, defunció
nacimiento: naixement
negocio: negoci
nicho: nínxol
nieve: neu
niño: infant, nen
nombramiento: nomenament
oficio: ofici
ocio: lleure
pabellón: pavelló
padre: pare
pago: pagament
paro: atur
paseo: passeig
peatón: vianant
peatonal: vianants
película: pel·lícula
permiso: permís
perro: gos
plaza: plaça
plazo: termini
pleno: ple
pliego: plec
pobreza: pobresa
portavoz: portaveu
precio: preu
prensa: premsa
presupuesto: pressupost
préstamo: préstec
propiedad: propietat
proyecto: projecte
prueba: prova
pueblo: poble
puente: pont
puesto: lloc, parada
queja: queixa
quemas: cremes
rebaja: rebaixa
recaudación: recaptació
recibo: rebut
reciclaje: reciclatge
recogida: recollida
recurso: recurs
red: xarxa
reglamento: reglament
registro: registre
renta: renda
respuesta: resposta
riego: reg
riesgo: risc
rótulo: rètol
ruido: soroll
ruego: prec
salida: sortida
salud: salut
seguimiento: seguiment
seguridad: seguretat
seguro: assegurança
semanal: setmanal
semana: setmana
señal: senyal
señalización: senyalització
sesión: sessió
silla: cadira
soltero: solter
solicitud: sol·licitud
sociedad: societat
subasta: subhasta
sueldo: sou
sumidero: embornal
sustitución: substitució
tasa: taxa
techo: sostre
teja: teula
tejado: teulada, coberta
teléfono: telèfon
terreno: terreny
tesorería: tresoreria
testamento: testament
tienda: botiga
tráfico: trànsit
trabajo: treball, feina
trabajador: treballador
trámite: tràmit
tributo: tribut
tubería: canonada
tumba: sepultura
vacaciones: vacances
vado: gual
valla: tanca
vallado: tancat
vecino: veí
vehículo: vehicle
velatorio: vetlla
venta: venda
ventanilla: finestreta
verano: estiu
vertedero: abocador
vertido: abocament
viaje: viatge
viernes: divendres
vivienda: habitatge
viuda: vídua
vuelta: volta
"""


def equivalents_of(term: Term) -> tuple[tuple[Term, ...], ...]:
    """What a Spanish word is called in Catalan; nothing if it is none, or is found under its own stem."""
    return _table().get(term.exact, ()) if not term.literal else ()


@cache
def _table() -> dict[str, tuple[tuple[Term, ...], ...]]:
    table = {}
    for line in WORDS.split("\n"):
        spanish, _, catalan = line.partition(":")
        if catalan:
            runs = tuple(tuple(map(_term, expression.split())) for expression in catalan.split(","))
            table.update(dict.fromkeys(_numbers(analysis.fold(spanish)), runs))
    return table


def _term(word: str) -> Term:
    return Term(analysis.take_apart(word).parts, raw=word)


def _numbers(word: str) -> tuple[str, str]:
    """Singular and plural, folded."""
    if word.endswith("z"):
        return word, f"{word[:-1]}ces"
    return word, f"{word}s" if word[-1] in "aeiou" else f"{word}es"
