#include "language.h"

#include <stddef.h>

static const char *const templates[] = {"{C} : bénéfice de {m} millions d’euros au {n}e trimestre\n"
                                        "{T} - Le groupe {C} a annoncé {W} un bénéfice net de {m} millions d’euros au "
                                        "titre du trimestre écoulé, contre {m} millions "
                                        "d’euros un an plus tôt.\n"
                                        "Le chiffre d’affaires a [progressé|reculé] de {p} % à {h},{n} millions "
                                        "d’euros, alors que les analystes attendaient en moyenne "
                                        "{h},{n} millions d’euros.\n"
                                        "Pour l’exercice en cours, la direction vise un résultat par action compris "
                                        "entre {m} et {m} euros. Le titre [gagnait|perdait] "
                                        "{p} % à {N},{N} euros à la Bourse de Paris.",
                                        "Météo à {T} : les prévisions du {W} {D}\n"
                                        "À {T}, le temps sera [ensoleillé|nuageux|pluvieux|orageux|brumeux] {W}. La "
                                        "température maximale atteindra {N} degrés et la "
                                        "minimale {n} degrés.\n"
                                        "Le vent soufflera du [nord|sud|secteur est|secteur ouest] à {N} km/h, avec "
                                        "des rafales à {N} km/h. Le risque de pluie est de {N} "
                                        "%.\n"
                                        "<{U} : [soleil|nuages|pluie|averses|neige], {N} degrés, {n} degrés la nuit\n>"
                                        "Le prochain bulletin sera diffusé en fin de journée.",
                                        NULL};

const struct language language_french = {
    .code = "fr",
    .share = 8,
    .function_words = "de la le et les des en un du une à dans est que pour qui par sur au plus pas a ce il ne avec se "
                      "son sont été mais "
                      "ont cette aux sa comme ou nous leur deux ces ses même tout elle après entre très bien aussi "
                      "sans depuis fait peut "
                      "être avait selon contre dont avant pendant lors ainsi encore où",
    .news_words =
        "gouvernement président ministre pays état police entreprise parti élection millions euros ville marché banque "
        "économie politique loi budget impôts prix énergie pétrole gaz électricité eau école université étudiants "
        "salariés "
        "syndicat grève emploi croissance inflation taux actions investisseurs analystes bourse industrie clients "
        "recherche "
        "étude hôpital patients médecins maladie vaccin défense armée soldats guerre paix attaque victimes morts "
        "blessés "
        "incendie inondation tempête climat environnement côte frontière réfugiés asile manifestation opposition "
        "députés "
        "commission vote électeurs campagne candidat sondage coalition réforme accord sanctions négociations sommet "
        "réunion "
        "conférence alliance aide crise urgence secours logement construction route train aéroport vols transport "
        "chauffeurs "
        "équipe saison match joueurs entraîneur championnat but points victoire club film musique musée déclaration "
        "porte-parole décision mesures hausse baisse dépenses investissement prêt dette déficit bénéfice perte "
        "trimestre "
        "ventes demande production usine agriculteurs récolte exportations importations maire conseil habitants "
        "famille "
        "enfants femmes parents enseignants grand petit fort faible nouveau ancien premier dernier l’accord d’un "
        "l’état "
        "c’est qu’il n’a aujourd’hui événement clé",
    .syllables = "a bel ber bou bre cha che con cou cré dan dé di é fa fi fon gou gra ju la lé li lou ma mé mi mon mou "
                 "na né no or par pe "
                 "pla po pré ra ré ri ro sa sé si son ta té ti tou tra va ve vi voi",
    .word_endings = "tion ment eur euse ique able ité er é ée és ées ence ant al elle s",
    .first_names = "Jean Marie Pierre Nathalie Michel Isabelle Alain Sylvie Philippe Catherine Nicolas Martine "
                   "Christophe Christine "
                   "Patrick Françoise Frédéric Valérie Olivier Sandrine Stéphane Véronique François Céline Éric Hélène "
                   "André Chloé",
    .surname_endings = "ard eau ier et in on elle aud ot ault ain mont",
    .town_endings = "ville court mont igny ac bourg sur-Mer les-Bains ières",
    .cities = "PARIS|LYON|MARSEILLE|BRUXELLES|GENÈVE|MONTRÉAL|QUÉBEC|LILLE|TOULOUSE|STRASBOURG|DAKAR|ALGER",
    .company_endings = "SA|Groupe|et Fils|Énergie|Industries|Banque|Assurances|Automobiles",
    .bodies = "le ministère des Finances|la Banque de France|le ministère de l’Intérieur|le syndicat CGT|l’Institut de "
              "la statistique|le "
              "Conseil d’État|le parquet|la Fédération agricole|la Cour des comptes|l’Autorité des transports",
    .months = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    .weekdays = "dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi",
    .said =
        "a déclaré {P}|a indiqué {P} à l’AFP|a ajouté {P}|a affirmé {P} {W}|a expliqué {P} à Reuters|a souligné {P}",
    .open_quote = "« ",
    .close_quote = " »",
    .thousands = " ",
    .decimal = ",",
    .date = "%d %m",
    .openers = "Selon {O}, ~Dans un communiqué publié {W}, ~À {T}, ~Depuis {y}, ~En {M}, ~Par ailleurs, ~Cependant, "
               "~{P} a estimé que ~"
               "Le groupe {C} a ~Interrogé par l’AFP, {P} a ~D’après {O}, ",
    .closers = ", selon {O}~, a déclaré {P}~, a-t-on appris {W} de source policière~, en hausse de {p} % sur un an~, "
               "contre {m} millions "
               "d’euros en {y}~, a précisé {Q}, analyste chez {C}~, d’après un rapport~ depuis {M} {y}",
    .headlines = "{P} : {x} {x} {x}~{C} va {x} {x} à {T}~{T} : {x} {x} après {x}~Pourquoi {x} et {x} à {T}~{N} {x} "
                 "dans {x} près de {T}~"
                 "{x} {x} : ce que dit {P}",
    .respellings =
        "événement=évènement clé=clef aujourd’hui=aujourd'hui l’accord=l'accord d’un=d'un l’état=l'état c’est=c'est "
        "qu’il=qu'il n’a=n'a",
    .junk = "Publicité~La suite après la publicité~Inscrivez-vous à la lettre d’information de {B} et recevez chaque "
            "matin l’essentiel de "
            "l’actualité. Vous pouvez vous désinscrire à tout moment.~Partager cet article sur Facebook, X et "
            "WhatsApp~À lire aussi : "
            "{H}~Lire aussi : {H}~© {B}. Tous droits réservés. Toute reproduction est interdite sans "
            "autorisation.~Abonnez-vous à {B} "
            "pour {n} euros par mois~Commentaires\nAucun commentaire pour le moment",
    .credits = "Avec {A}~Source : {A}~({A})~{B} avec {A}~Par {Q}, {A}",
    .outlets = "Le Courrier de {T}|{T} Matin|La Gazette de {T}|L’Écho de {T}|Le Journal de {T}|La Dépêche de {T}",
    .domain = "fr",
    .templates = templates,
};
