#include "language.h"

#include <stddef.h>

static const char *const templates[] = {
    /* Earnings */
    "{C} {q} quarter profit [rises|falls|slips|climbs] to ${m} million\n"
    "{T} - {C} on {W} reported net income of ${m} million for its {q} quarter, [up|down] from ${m} million in the same "
    "period a year earlier.\n"
    "The company, based in {T}, said it had profit of {c} cents per share. Earnings, adjusted for one-time gains and "
    "costs, were {c} cents per share.\n"
    "The results [topped|missed|met] Wall Street expectations. The average estimate of {n} analysts surveyed was for "
    "earnings of {c} cents per share.\n"
    "Revenue [rose|fell] {p} percent to ${h}.{n} million in the period. Analysts had expected ${h}.{n} million.\n"
    "For the current quarter ending in {M}, {C} expects its per-share earnings to range from {c} cents to {c} cents.\n"
    "{C} shares have [risen|fallen] {p} percent since the beginning of the year. The stock closed at ${N}.{N} on {W}, "
    "[an increase|a drop] of {p} percent in the last 12 months.\n"
    "This story was generated from data supplied by the company. Access a full report on the website of the "
    "exchange.",
    /* Money market */
    "{O} ACCEPTS BIDS OF {m} BILLION AT TENDER\n"
    "{O} said it accepted bids totalling {m} billion at today's tender for a {N}-day securities repurchase agreement "
    "at an interest rate of {m} pct.\n"
    "Banks, which bid for a total {m} billion of liquidity, will be credited with the funds allocated on {D} and must "
    "buy back securities pledged on {D}.\n"
    "A previous pact at {m} pct, which drained {m} billion from the market on expiry, was allotted on {D}. Dealers had "
    "expected between {m} and {m} billion.\n"
    "The minimum reserve requirement for {M} averaged {N}.{n} billion, against {N}.{n} billion a month before.",
    /* Weather */
    "{T} weather forecast for {W}, {D}\n"
    "{T} can expect [sun and cloud|heavy rain|light showers|mainly clear skies|snow at times|fog patches in the "
    "morning] on {W} with a high of {N} degrees and a low of {n}.\n"
    "Winds will be from the [north|south|east|west] at {N} kilometres an hour, gusting to {N}, and the chance of "
    "precipitation is {N} per cent.\n"
    "The UV index will be {n}, or [low|moderate|high]. The sun rises at {n}:{N} a.m. and sets at {n}:{N} p.m.\n"
    "Outlook for the region:\n"
    "<{U}: [sunny|cloudy|rain|showers|snow|clear|windy], high {N}, low {n}, wind {N} km/h\n>"
    "The forecast is issued twice a day. Check the road conditions before you travel.",
    /* Sports result */
    "{T} beats {U} {N}-{N} behind {Q}\n"
    "{T} -- {Q} scored {N} points and {Q} added {N} as {T} beat {U} {N}-{N} on {W} night.\n"
    "{Q} had {N} points and {n} rebounds for {T} ({N}-{N}), which [won its {n}th straight|lost {n} of its previous "
    "{n}|improved to {n}-{n} on the road]. {Q} finished with {N} points.\n"
    "The visitors shot {N}.{n} percent from the field and made {n} of {N} from beyond the arc. {Q} led {U} ({N}-{N}) "
    "with "
    "{N} points and {n} assists.\n"
    "{T} led {N}-{N} at halftime and outscored its opponent {N}-{N} in the third quarter. The teams meet again on {D}.",
    /* Death notice */
    "Obituary: {P}, {N}, of {T}\n"
    "{P}, {N}, of {T}, passed away peacefully on {W}, {D}, surrounded by family.\n"
    "Born in {U}, [the son|the daughter] of {Q} and {Q}, {P} [worked for {N} years at {K}|taught school for {N} "
    "years|served in the Navy|farmed near {U}] and enjoyed [fishing|gardening|reading|cards with friends|church "
    "choir].\n"
    "Survivors include {Q} of {U}; {Q} of {U}; {n} grandchildren and {n} great-grandchildren.\n"
    "Visitation will be held from {n} to {n} p.m. on {W} at the {S} Funeral Home in {T}. A service will follow on {W} "
    "at {n} "
    "a.m. In lieu of flowers, memorial contributions may be made to {O}. Online condolences may be left for the "
    "family.",
    /* Stock table */
    "Closing prices on the {T} exchange, {W}, {D}\n"
    "The {T} composite index closed [up|down] {N}.{n} points at {k}.{N} on {W}. Volume was {h}.{n} million shares.\n"
    "<{K} {N}.{N} [+|-]{n}.{N}\n>"
    "Advancing issues outnumbered decliners {h} to {h}, with {N} unchanged. Prices are delayed by at least {N} "
    "minutes.",
    /* Grant */
    "{O} announces ${k} grant for {T}\n"
    "The office of {P} today announced that {T} will receive ${k} from {O} through the {S} Assistance Program.\n"
    "\"Our first responders put their lives on the line to keep us safe, and it is essential that they have the "
    "equipment "
    "and training to do their jobs,\" {P} said. \"I will keep fighting for the resources that our communities need.\"\n"
    "The program is administered by the department in cooperation with local administrations and provides funds for "
    "operations and safety, vehicles, and prevention. Awards are made on a competitive basis to applicants that best "
    "address the priorities of the program.\n"
    "The ${k} award will be used for [turnout gear|a new vehicle|radio equipment|training|breathing apparatus] in {U}. "
    "{P} has helped to secure ${m} million for the state since {y}.",
    /* Appointment */
    "{K} names {Q} [chief executive|finance chief|chairman|head of operations]\n"
    "{K} said on {W} that it had named {Q} to its board with effect from {D}, replacing {Q}, who is to retire after "
    "{N} "
    "years with the company.\n"
    "{Q} joined from {K}, where the executive was responsible for {k} employees in {n} countries. The company has its "
    "seat "
    "in {U} and had revenue of ${m} billion in {y}.\n"
    "A spokesperson for {K} declined to comment further. The appointment is subject to the approval of shareholders at "
    "the "
    "annual meeting on {D}.",
    NULL};

const struct language language_english = {
    .code = "en",
    .share = 70,
    .function_words =
        "the of to and a in that is was for on it with as he be by at from his are have has this will not had they but "
        "an "
        "were their been who which its more than would or about after one up her when also there over could out if "
        "into "
        "she we new two no other can all last first some before under against between while during since until because "
        "where many most such only still now year so what both each through around despite among without within",
    .news_words =
        "government people minister president police company country state officials million percent market week month "
        "report court party election bank time day city group security trade leader talks plan deal military public "
        "national local former senior chief federal support health law war economy economic financial political "
        "foreign "
        "international policy tax budget price prices oil energy gas power water food school university students "
        "workers "
        "union strike jobs growth inflation rate rates interest shares investors analysts exchange industry business "
        "companies customers services technology data internet network software system systems research study "
        "scientists "
        "hospital patients doctors disease virus vaccine treatment drug drugs defence labour colour centre neighbours "
        "organisation programme favour honour behaviour theatre metres kilometres travelled cancelled recognised "
        "organised "
        "licence analyse harbour rumours catalogue e-mail co-operation re-election short-term long-term high-speed "
        "investigation charges trial judge lawyer sentence prison victims attack attacks killed injured died fire "
        "flood "
        "storm weather climate emissions carbon environment coast river island border migrants refugees asylum rights "
        "protest protests demonstrators opposition parliament lawmakers senate committee vote voters campaign "
        "candidate "
        "poll coalition cabinet reform bill legislation agreement treaty sanctions negotiations summit meeting "
        "conference "
        "alliance troops army forces missile weapons nuclear peace ceasefire aid agency crisis emergency rescue "
        "recovery "
        "housing homes construction road railway airport airline flights passengers transport traffic car vehicles "
        "drivers "
        "team season game match players coach league final goal points win victory championship club fans film music "
        "artist "
        "book museum festival award show television newspaper statement spokesman spokeswoman decision announcement "
        "measures changes increase decrease rise fall cut cuts spending investment fund funding loan debt deficit "
        "revenue "
        "profit loss quarter sales demand supply production output factory plant farmers crops harvest exports imports "
        "tariffs currency dollar euro pound central mayor council residents community family children women men "
        "parents "
        "teachers education young older early late high low major large small strong weak further possible recent "
        "current "
        "annual early next several expected according including announced added told called warned agreed rejected "
        "approved launched faces remains continue began ended made took held set put hit don't won't it's country’s "
        "government’s people’s café résumé naïve",
    .syllables =
        "ba ber bri cal car cor dal den dor el fen fer gal gor hal har hol jor kel kin lan len lor mal mar mer mon nar "
        "nel nor or pal per pol ran ren ric ros sal sel sten tal tan ter tor val ven ver wel win wor yar zan cre ple "
        "tri "
        "stra gla fro dri bo lu mi ta",
    .word_endings = "ing ed er ers ion ment ness ly al ive able ous ity ate ant ism ist ure ic s es e y",
    .first_names =
        "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
        "Jessica Thomas Sarah Charles Karen Daniel Nancy Matthew Lisa Anthony Betty Mark Margaret Donald Sandra "
        "Steven Ashley Paul Kimberly Andrew Emily Joshua Donna Kenneth Michelle Kevin Dorothy Brian Carol George "
        "Amanda Edward Melissa Ronald Deborah Timothy Stephanie Jason Rebecca Jeffrey Sharon Ryan Laura Zoë José",
    .surname_endings = "son ton man ley er ford well ham field wood ner by more rick ski ez ard lin",
    .town_endings = "ton ville burg ford field port ham wood dale bridge haven mouth bury stead",
    .cities = "OTTAWA|TORONTO|LONDON|WASHINGTON|NEW YORK|PARIS|BRUSSELS|GENEVA|BERLIN|TOKYO|SYDNEY|NAIROBI|CAIRO|NEW "
              "DELHI|MEXICO CITY|VANCOUVER|MONTREAL|CHICAGO|LOS ANGELES|DUBLIN|KYIV|MADRID|ROME|BEIJING",
    .company_endings = "Corp|Holdings|Group|Industries|& Sons|Energy|Technologies|Bancorp|Pharma|Motors|Airlines|Foods",
    .bodies = "the Ministry of Finance|the central bank|the Department of Health|the Teachers’ Union|the Institute for "
              "Public "
              "Policy|the Securities Commission|the Court of Appeal|the Farmers' Federation|the Treasury|the transport "
              "authority|the National Weather Service|the state prosecutor’s office",
    .months = "Jan.|Feb.|March|April|May|June|July|Aug.|Sept.|Oct.|Nov.|Dec.",
    .weekdays = "Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday",
    .said = "said|told reporters|said in a statement|added|told a news conference|said on {W}|wrote on social "
            "media|told AFP|told "
            "Reuters in an interview|said {W} in {T}",
    .open_quote = "“",
    .close_quote = "”",
    .thousands = ",",
    .decimal = ".",
    .date = "%m %d",
    .openers = "In a statement on {W}, ~At a news conference in {T}, ~On {W}, ~Earlier this week, ~Meanwhile, "
               "~According to {O}, ~"
               "However, ~A spokesperson for {O} said ~Officials in {T} say ~Last year, ~Since {y}, ~For more than {N} "
               "years, ~"
               "In {M}, {P} said ~Critics say ~Under the plan, ~As of {W}, ~{C} said ~Among the {k} ",
    .closers =
        ", according to {O}~, {P} said~, officials said~, people familiar with the matter said~, the company said in a "
        "filing~, according to a report published on {W}~ on condition of anonymity because they were not authorized "
        "to "
        "speak publicly~, who did not immediately respond to a request for comment~, up {p} per cent from a year "
        "earlier~, "
        "compared with ${m} million in {y}~, in what {P} called a turning point~ since {M} {y}~, said {Q}, an analyst "
        "at {C}~ at {n}:{N} p.m. local time",
    .headlines =
        "{P} says {x} {x} {x} in {T}~{C} to {x} {x} after {x} {x}~{T} {x} {x} as {x} {x}~{x} {x} over {x} in {T}, {P} "
        "says~Why {x} {x} may {x} the {x} in {T}~{N} {x} after {x} {x} near {T}~{C} {x} ${m} million in {x} {x}~{P}: "
        "‘{x} "
        "{x} {x}’~Exclusive: {C} weighs {x} {x}",
    .respellings =
        "defence=defense labour=labor colour=color centre=center neighbours=neighbors organisation=organization "
        "programme=program favour=favor honour=honor behaviour=behavior theatre=theater metres=meters "
        "kilometres=kilometers travelled=traveled cancelled=canceled recognised=recognized organised=organized "
        "licence=license analyse=analyze harbour=harbor rumours=rumors catalogue=catalog e-mail=email "
        "co-operation=cooperation re-election=reelection per_cent=percent résumé=resume café=cafe naïve=naive",
    .junk = "Advertisement~Advertisement\nStory continues below~Sign up for our daily newsletter and get the top "
            "stories of {B} in "
            "your inbox every morning. By signing up you agree to the terms of use and the privacy policy.~Share this "
            "article on "
            "Facebook, X, LinkedIn and WhatsApp~Follow {B} on social media for breaking news alerts.~© 2025 {B}. All "
            "rights "
            "reserved. This material may not be published, broadcast, rewritten or redistributed.~Support local "
            "journalism: "
            "subscribe to {B} for ${n} a month and read every story without limits. Already a subscriber? Log in.~Read "
            "more: "
            "{H}~RELATED: {H}~More from {B}: {H}~Comments\nNo comments yet. Be the first to comment.~We want to hear "
            "from you. "
            "Write to the editor of {B} with your tips, letters and corrections.~Join the conversation. Our commenting "
            "guidelines ask all readers to be civil, to stay on topic and to respect others.~Listen to this article "
            "({n} min)~"
            "Recommended for you\n{H}\n{H}",
    .credits = "With files from {A}~Source: {A}~— {A}~This article was originally published by {A}.~By {Q}, "
               "{A}~Copyright 2025 {A}. "
               "All rights reserved.~({A})",
    .outlets =
        "{T} Herald|{T} Times|The {T} Post|{T} Gazette|{T} Tribune|{T} Chronicle|{T} Daily News|The {T} Courier|{T} "
        "Today|{T} Journal",
    .domain = "com",
    .templates = templates,
};
