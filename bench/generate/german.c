#include "language.h"

#include <stddef.h>

static const char *const templates[] = {
    "{C}: Gewinn im {n}. Quartal bei {m} Millionen Euro\n"
    "{T} - Der Konzern {C} hat im abgelaufenen Quartal einen Gewinn von {m} Millionen Euro erzielt nach {m} Millionen "
    "Euro im "
    "Vorjahreszeitraum. Das teilte das Unternehmen am {W} in {T} mit.\n"
    "Der Umsatz [stieg|sank] um {p} Prozent auf {h},{n} Millionen Euro. Analysten hatten im Schnitt mit {h},{n} "
    "Millionen Euro "
    "gerechnet.\n"
    "Für das laufende Jahr erwartet der Vorstand ein Ergebnis je Aktie zwischen {m} und {m} Euro. Die Aktie "
    "[gewann|verlor] im "
    "frühen Handel {p} Prozent auf {N},{N} Euro.",
    "Wetter in {T} am {W}, {D}\n"
    "In {T} wird es am {W} [heiter bis wolkig|regnerisch|meist sonnig|neblig|stürmisch]. Die Höchstwerte liegen bei "
    "{N} Grad, in "
    "der Nacht kühlt es auf {n} Grad ab.\n"
    "Der Wind weht [schwach|mäßig|frisch] aus [Nord|Süd|Ost|West] mit {N} Kilometern pro Stunde. Die Niederschlags"
    "wahrscheinlichkeit beträgt {N} Prozent.\n"
    "<{U}: [sonnig|bedeckt|Regen|Schauer|Schnee], {N} Grad, nachts {n} Grad\n>"
    "Der Deutsche Wetterdienst gibt die Vorhersage zweimal am Tag heraus.",
    NULL};

const struct language language_german = {
    .code = "de",
    .share = 9,
    .function_words =
        "die der und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
        "dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis "
        "mehr durch man sein wurde sei gegen vom können schon wenn habe seine ihre dann unter wir soll ich eines",
    .news_words =
        "jahr regierung prozent millionen land polizei unternehmen partei präsident minister kanzler bundestag wahl "
        "gericht "
        "staat menschen stadt euro bank markt wirtschaft politik gesetz haushalt steuern preise energie gas strom "
        "wasser "
        "schule universität arbeiter gewerkschaft streik löhne wachstum zinsen aktien anleger börse industrie kunden "
        "forschung studie krankenhaus ärzte krankheit impfung verteidigung armee soldaten krieg frieden angriff opfer "
        "tote "
        "verletzte feuer hochwasser sturm klima umwelt küste grenze flüchtlinge asyl protest demonstranten opposition "
        "abgeordnete ausschuss abstimmung kandidat umfrage koalition kabinett reform abkommen sanktionen verhandlungen "
        "gipfel treffen konferenz bündnis hilfe krise rettung wohnungen bau straße bahn flughafen flüge verkehr fahrer "
        "mannschaft saison spiel spieler trainer liga tor punkte sieg verein film musik museum erklärung sprecher "
        "sprecherin entscheidung maßnahmen anstieg rückgang ausgaben investition kredit schulden umsatz gewinn verlust "
        "nachfrage produktion fabrik bauern ernte ausfuhr einfuhr zölle bürgermeister rat bewohner familie kinder "
        "frauen "
        "eltern lehrer groß klein stark schwach neu alt hoch niedrig wichtig möglich weiter bisher künftig schließlich "
        "daß muß fluß",
    .syllables =
        "ab an auf be bei ber burg da der dorf eich er feld fer ge gar grau hal hau hei hof in kal ker kol lan lich "
        "lin mar "
        "mei mit mün nach nor ost rei rot schaf schei schö sel stra tal tor trü um un ver vor wal wei wer wil zu zei",
    .word_endings = "ung en er heit keit lich isch schaft ieren te tes ten ig bar e es s",
    .first_names = "Hans Anna Peter Maria Klaus Ursula Wolfgang Monika Jürgen Petra Michael Sabine Thomas Renate "
                   "Andreas Helga Stefan "
                   "Karin Christian Brigitte Uwe Ingrid Markus Erika Frank Gisela Matthias Jörg Björn Käthe",
    .surname_endings = "mann er bach berg stein müller hofer feld ke ling meier huber",
    .town_endings = "burg dorf hausen heim stadt berg feld kirchen ingen au",
    .cities = "BERLIN|HAMBURG|MÜNCHEN|KÖLN|FRANKFURT|BRÜSSEL|WIEN|ZÜRICH|STUTTGART|DÜSSELDORF|LEIPZIG|BONN",
    .company_endings = "AG|GmbH|SE|Werke|Gruppe|Bank|Motoren|Energie",
    .bodies =
        "das Finanzministerium|die Bundesbank|das Innenministerium|die Gewerkschaft|das Institut für Wirtschaft|das "
        "Verfassungsgericht|die Staatsanwaltschaft|der Bauernverband|das Statistische Bundesamt|die Verkehrsbehörde",
    .months = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    .weekdays = "Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag",
    .said = "sagte|erklärte|teilte er mit|sagte der Deutschen Presse-Agentur|betonte|sagte am {W} in {T}|hieß es",
    .open_quote = "„",
    .close_quote = "“",
    .thousands = ".",
    .decimal = ",",
    .date = "%d. %m",
    .openers = "Am {W} ~Nach Angaben der Polizei ~Der Sprecher sagte, ~In {T} ~Zuvor hatte {P} ~Nach Informationen von "
               "{O} ~Seit {y} ~"
               "Unterdessen ~Allerdings ~Im {M} ~Bei {C} ~Im Vergleich zum Vorjahr ",
    .closers = ", teilte {O} mit~, sagte {P}~, wie die Behörden mitteilten~, hieß es am {W}~, ein Plus von {p} "
               "Prozent~, nach {m} "
               "Millionen Euro im Jahr {y}~, sagte {Q} von {C}~, wie aus einem Bericht hervorgeht~ seit {M} {y}",
    .headlines = "{P}: {x} {x} {x}~{C} will {x} {x} in {T}~{T}: {x} {x} nach {x}~{x} und {x} in {T} erwartet~{N} {x} "
                 "bei {x} in {T}~"
                 "Bericht: {C} prüft {x} {x}",
    .respellings =
        "daß=dass muß=muss fluß=fluss maßnahmen=massnahmen straße=strasse groß=gross schließlich=schliesslich",
    .junk =
        "Anzeige~Anzeige\nDer Artikel geht unten weiter~Abonnieren Sie den Newsletter von {B} und erhalten Sie jeden "
        "Morgen die "
        "wichtigsten Nachrichten aus Ihrer Region. Die Abmeldung ist jederzeit möglich.~Teilen Sie diesen Artikel auf "
        "Facebook, X "
        "und WhatsApp~Lesen Sie auch: {H}~Mehr zum Thema: {H}~© {B}. Alle Rechte vorbehalten. Vervielfältigung nur mit "
        "Genehmigung des Verlags.~Jetzt {B} im Abonnement ab {n} Euro im Monat lesen~Kommentare\nNoch keine Kommentare",
    .credits = "Quelle: {A}~Mit Material von {A}~({A})~Von {Q}, {A}~Dieser Beitrag erschien zuerst bei {A}.",
    .outlets = "{T}er Zeitung|{T}er Nachrichten|{T}er Anzeiger|{T}er Tageblatt|{T}er Kurier|{T} Aktuell",
    .domain = "de",
    .templates = templates,
};
