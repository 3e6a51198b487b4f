#include "language.h"

#include <stddef.h>

static const char *const templates[] = {
    "{C} gana {m} millones de euros en el {n}.º trimestre\n"
    "{T} - La compañía {C} obtuvo en el último trimestre un beneficio neto de {m} millones de euros, frente a los {m} "
    "millones del "
    "mismo periodo del año anterior, informó este {W}.\n"
    "Los ingresos [crecieron|cayeron] un {p} % hasta los {h},{n} millones de euros. Los analistas esperaban {h},{n} "
    "millones.\n"
    "La empresa prevé cerrar el año con un resultado por acción de entre {m} y {m} euros. Sus títulos [subían|bajaban] "
    "un {p} % en la "
    "Bolsa de Madrid hasta los {N},{N} euros.",
    "El tiempo en {T} para el {W}, {D}\n"
    "En {T} se esperan [cielos despejados|lluvias débiles|intervalos nubosos|tormentas|nieblas matinales] este {W}, "
    "con una máxima de {N} "
    "grados y una mínima de {n}.\n"
    "El viento soplará del [norte|sur|este|oeste] a {N} kilómetros por hora, con rachas de {N}. La probabilidad de "
    "lluvia es del {N} %.\n"
    "<{U}: [sol|nubes|lluvia|chubascos|nieve], {N} grados de máxima y {n} de mínima\n>"
    "La próxima actualización se publicará por la tarde.",
    NULL};

const struct language language_spanish = {
    .code = "es",
    .share = 8,
    .function_words = "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha "
                      "me si sin sobre este ya "
                      "entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque "
                      "qué sólo han yo hay vez "
                      "puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora",
    .news_words =
        "gobierno presidente ministro país estado policía empresa partido elecciones millones euros ciudad mercado "
        "banco economía "
        "política ley presupuesto impuestos precios energía petróleo gas electricidad agua escuela universidad "
        "estudiantes "
        "trabajadores sindicato huelga empleo crecimiento inflación tipos acciones inversores analistas bolsa "
        "industria clientes "
        "investigación estudio hospital pacientes médicos enfermedad vacuna defensa ejército soldados guerra paz "
        "ataque víctimas "
        "muertos heridos incendio inundación tormenta clima costa frontera refugiados asilo protesta manifestantes "
        "oposición "
        "diputados comisión voto votantes campaña candidato encuesta coalición reforma acuerdo sanciones negociaciones "
        "cumbre "
        "reunión conferencia alianza ayuda crisis emergencia rescate vivienda construcción carretera tren aeropuerto "
        "vuelos "
        "transporte equipo temporada partido jugadores entrenador liga gol puntos victoria club película música museo "
        "declaración "
        "portavoz decisión medidas subida caída gasto inversión préstamo deuda déficit beneficio pérdida trimestre "
        "ventas demanda "
        "producción fábrica agricultores cosecha exportaciones importaciones aranceles alcalde consejo vecinos familia "
        "niños "
        "mujeres padres maestros grande pequeño fuerte débil nuevo antiguo primero último según además mañana período",
    .syllables = "a al ba ca can ce co cor cu da de di do el en es fa fe fi for ga gra gue ha jo la le li lo lla ma me "
                 "mi mon mu na ne ni ño no "
                 "o pa pe pla po pre ra re ri ro sa se si so ta te ti to tra u va ve vi za",
    .word_endings = "ción mente dor dora ado ada ar er ir able idad ista ismo al oso es s as",
    .first_names = "José María Antonio Carmen Manuel Ana Francisco Isabel David Laura Juan Cristina Javier Marta "
                   "Daniel Lucía Carlos Elena "
                   "Jesús Pilar Alejandro Raquel Miguel Sofía Rafael Paula Pedro Ángela Óscar Inés Íñigo Begoña",
    .surname_endings = "ez es ado illa era ero ales ano ón ín ro os",
    .town_endings = "illa ares ona eda ejo al ar ada del-Río ontes",
    .cities = "MADRID|BARCELONA|SEVILLA|VALENCIA|BOGOTÁ|MÉXICO|BUENOS AIRES|LIMA|SANTIAGO|CARACAS|QUITO|LA HABANA",
    .company_endings = "S.A.|Grupo|Energía|Industrias|Banco|Seguros|Motor|Alimentos",
    .bodies = "el Ministerio de Hacienda|el Banco de España|el Ministerio del Interior|el sindicato|el Instituto de "
              "Estadística|el Tribunal "
              "Supremo|la Fiscalía|la Federación Agraria|el Ayuntamiento|la autoridad de transporte",
    .months = "ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic",
    .weekdays = "domingo|lunes|martes|miércoles|jueves|viernes|sábado",
    .said = "dijo {P}|aseguró {P}|explicó {P} a EFE|señaló {P} este {W}|declaró {P} a la prensa|añadió {P}",
    .open_quote = "«",
    .close_quote = "»",
    .thousands = ".",
    .decimal = ",",
    .date = "%d %m",
    .openers = "Según {O}, ~En un comunicado difundido el {W}, ~En {T}, ~Desde {y}, ~Además, ~Sin embargo, ~{P} afirmó "
               "que ~La empresa {C} ~"
               "Por su parte, {P} ~Fuentes de {O} indicaron que ",
    .closers = ", según {O}~, dijo {P}~, informaron fuentes policiales~, un {p} % más que hace un año~, frente a {m} "
               "millones de euros en {y}~, "
               "apuntó {Q}, analista de {C}~, de acuerdo con un informe~ desde {M} de {y}",
    .headlines = "{P}: {x} {x} {x}~{C} quiere {x} {x} en {T}~{T}: {x} {x} tras {x}~{x} y {x} en {T}~{N} {x} por {x} "
                 "cerca de {T}~{P} pide {x} "
                 "{x}",
    .respellings = "período=periodo sólo=solo",
    .junk = "Publicidad~La noticia continúa después de la publicidad~Suscríbase al boletín de {B} y reciba cada mañana "
            "las noticias más "
            "importantes en su correo. Puede darse de baja en cualquier momento.~Comparta este artículo en Facebook, X "
            "y WhatsApp~Lea "
            "también: {H}~Más información: {H}~© {B}. Todos los derechos reservados. Prohibida su reproducción total o "
            "parcial.~Suscríbase a "
            "{B} por {n} euros al mes~Comentarios\nTodavía no hay comentarios",
    .credits = "Con información de {A}~Fuente: {A}~({A})~{B} / {A}~Por {Q}, {A}",
    .outlets = "El Diario de {T}|La Voz de {T}|El Correo de {T}|{T} Hoy|Noticias de {T}|El Heraldo de {T}",
    .domain = "es",
    .templates = templates,
};
