/* Credits in many languages, and what only looks like one. */
#include "source/credit.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORY                                                                                                          \
    "Ministers met for a second day to discuss the fisheries treaty, and left without an agreement on quotas.\n"       \
    "Delegates said the talks would go on next week, when a new draft is to be laid before the committee.\n"
#define BODY " Ministers met for a second day on Tuesday.\n" STORY

/* `wanted`: "CODE kind" by comma in the order found; "" when nothing may be found. */
struct credit_case {
    const char *text, *author, *source, *wanted;
};

static const struct credit_case cases[] = {
    /* datelines */
    {"BRUSSELS (AP) —" BODY, "", "", "AP dateline"},
    {"PARIS, Aug 20 (AFP) -" BODY, "", "", "AFP dateline"},
    {"PARIS, 20 août (AFP) -" BODY, "", "", "AFP dateline"},
    {"SEOUL/WASHINGTON (Reuters) -" BODY, "", "", "REUTERS dateline"},
    {"HONOLULU (AP) _" BODY, "", "", "AP dateline"},
    {"(Reuters) -" BODY, "", "", "REUTERS dateline"},
    {"Berlin (dpa) -" BODY, "", "", "DPA dateline"},
    {"Wien/Genf (APA/dpa) -" BODY, "", "", "APA dateline, DPA dateline"},
    {"Madrid, 20 ago (EFE).-" BODY, "", "", "EFE dateline"},
    {"(ANSA) - ROMA, 20 AGO -" BODY, "", "", "ANSA dateline"},
    {"Lisboa, 20 ago 2025 (Lusa) -" BODY, "", "", "LUSA dateline"},
    {"Praha 20. srpna (ČTK) -" BODY, "", "", "CTK dateline"},
    {"МОСКВА, 20 августа. /ТАСС/." BODY, "", "", "TASS dateline"},
    {"МОСКВА, 20 авг - РИА Новости." BODY, "", "", "RIA dateline"},
    {"МОСКВА. 20 августа. ИНТЕРФАКС -" BODY, "", "", "INTERFAX dateline"},
    {"الرياض (واس):" BODY, "", "", "SPA dateline"},
    {"الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس\nأكدت اللجنة العامة\n", "", "", "SPA dateline"},
    {"الرياض 11 أغسطس 2015 \xe2\x80\x8fواس\nأكدت اللجنة العامة\n", "", "", "SPA dateline"},
    {"واس - القاهرة: أحبطت الأجهزة الأمنية محاولة.\n" STORY, "", "", "SPA dateline"},
    {"新华社北京8月20日电 外交部发言人说，会谈将继续。\n" STORY, "", "", "XINHUA dateline"},
    {"【ニューヨーク共同】会談は続く。\n" STORY, "", "", "KYODO dateline"},
    {"(서울=연합뉴스) 홍길동 기자 = 회담이 계속된다.\n" STORY, "", "", "YONHAP dateline"},
    {"ANKARA (AA) -" BODY, "", "", "AA dateline"},
    {"Lisbon, EFE -" BODY, "", "", "EFE dateline"},
    {"Philadelphia, PA -" BODY, "", "", ""},
    {"Gulf News Agency (GNA) said on Monday that talks go on.\n" STORY, "", "", ""},
    /* bylines */
    {"By JILL LAWLESS, Associated Press\nLONDON —" BODY, "", "", "AP byline"},
    {"By JILL LAWLESS Associated Press\nLONDON —" BODY, "", "", "AP byline"},
    {"By Reuters\n" STORY, "", "", "REUTERS byline"},
    {"Par Agence France-Presse\n" STORY, "", "", "AFP byline"},
    {"Von Anna Schmidt, dpa\n" STORY, "", "", "DPA byline"},
    {"Jane Doe, The Canadian Press\n" STORY, "", "", "CP byline"},
    {"By a reporter of this paper and Reuters staff writer\n" STORY, "", "", "REUTERS byline"},
    {"The Canadian Press\n" STORY, "", "", "CP byline"},
    {"Xinhua | Updated: 2017-09-15 17:52\n" STORY, "", "", "XINHUA byline"},
    /* author fields */
    {STORY, "Associated Press", "", "AP author"},
    {STORY, "Jane Doe, The Associated Press", "", "AP author"},
    {STORY, "Reuters in Kyiv", "", "REUTERS author"},
    {STORY, "رويترز - لندن", "", "REUTERS author"},
    {STORY, "الجزيرة - واس:", "", "SPA author"},
    {STORY, "لندن : (رويترز)", "", "REUTERS author"},
    {STORY, "ا ف ب - طهران", "", "AFP author"},
    {STORY, "Deutsche Presse-Agentur", "", "DPA author"},
    {STORY, "تصوير : (أ ف ب)", "", ""},
    {STORY, "Photo: AP", "", ""},
    {STORY, "Ani Reutersward", "", ""},
    /* credit lines */
    {STORY "With files from The Canadian Press", "", "", "CP credit+"},
    {STORY "— With files from Jane Doe, CBC's John Roe and The Canadian Press", "", "", "CP credit+"},
    {STORY "This report by The Canadian Press was first published Aug. 20, 2025.", "", "", "CP credit"},
    {STORY "The Associated Press contributed to this report.", "", "", "AP credit+"},
    {STORY "___\nAssociated Press writer Jane Doe in Kyiv contributed to this report.", "", "", "AP credit+"},
    {STORY "(With inputs from PTI)", "", "", "PTI credit+"},
    {STORY "Source: Reuters", "", "", "REUTERS credit"},
    {STORY "Source: Harbour Herald", "", "", "? credit"},
    {STORY "This article was originally published by Harbour Herald.", "", "", "? credit"},
    {STORY "© 2025 AFP", "", "", "AFP copyright"},
    {STORY "© dpa-infocom", "", "", "DPA copyright"},
    {STORY "Copyright 2025 The Associated Press. All rights reserved.", "", "", "AP copyright"},
    {STORY "Copyright © 2025 The Canadian Press. All rights reserved.", "", "", "CP copyright"},
    {STORY "jm/dm (AFP, dpa)", "", "", "AFP credit, DPA credit"},
    {STORY "Reuters", "", "", "REUTERS credit"},
    {STORY "AP - AFP", "", "", "AP credit, AFP credit"},
    {STORY "The talks go on. (dpa)", "", "", "DPA credit"},
    {STORY "The talks go on, he said. PTI", "", "", "PTI credit"},
    {STORY "PTI SJR TDS", "", "", "PTI credit"},
    {STORY "(Reporting by Jane Doe; Editing by John Roe)", "", "", "REUTERS credit"},
    {STORY "avec l'Agence France-Presse", "", "", "AFP credit+"},
    {STORY "Avec AFP", "", "", "AFP credit+"},
    {STORY "Mit Material der dpa", "", "", "DPA credit+"},
    {STORY "Quelle: dpa", "", "", "DPA credit"},
    {STORY "Dieser Beitrag erschien zuerst bei Deutsche Presse-Agentur.", "", "", "DPA credit"},
    {STORY "Con información de EFE", "", "", "EFE credit+"},
    {STORY "Fuente: EFE", "", "", "EFE credit"},
    {STORY "Fonte: ANSA", "", "", "ANSA credit"},
    {STORY "Com informações da Agência Brasil", "", "", "ABR credit+"},
    {STORY "(PAP)", "", "", "PAP credit"},
    {STORY "/ritzau/", "", "", "RITZAU credit"},
    {STORY "Источник: ТАСС", "", "", "TASS credit"},
    {STORY "По материалам РИА Новости", "", "", "RIA credit+"},
    {STORY "المصدر: رويترز", "", "", "REUTERS credit"},
    {STORY "来源：新华社", "", "", "XINHUA credit"},
    {STORY "출처: 연합뉴스", "", "", "YONHAP credit"},
    {"OTTAWA (CP) —" BODY "With files from AFP", "", "", "CP dateline, AFP credit+"},
    /* the agency's own copy */
    {STORY, "", "Reuters", "REUTERS agency-outlet"},
    {"OTTAWA (CP) —" BODY, "", "thecanadianpress.com", "CP agency-outlet, CP dateline"},
    /* photographs */
    {"Jens Stoltenberg opens the meeting. (AP / Lefteris Pitarakis) " STORY, "", "", ""},
    {"(AP Photo/John Roe)\n" STORY, "", "", ""},
    {"Photo: AP\n" STORY, "", "", ""},
    {"Foto: dpa\n" STORY, "", "", ""},
    {"Dado Ruvic/Reuters\n" STORY, "", "", ""},
    {"Enlarge this image toggle caption Toru Yamanaka /AFP/Getty Images Toru Yamanaka\n" STORY, "", "", ""},
    {STORY "The lorry is towed away in Nice on July 15, 2016 ©Boris Horvat (AFP)", "", "", ""},
    {STORY "A barge on the Rhine at sunset (AFP)", "", "", ""},
    {STORY "Image copyright Reuters Image caption The boy was found", "", "", ""},
    {STORY "Getty Images, AFP", "", "", ""},
    {STORY "Фото: ТАСС", "", "", ""},
    /* quoted sources and mentions */
    {"PARIS — The minister told AFP that the talks would go on.\n" STORY, "", "", ""},
    {"MOSCOW — Talks go on, according to RIA Novosti.\n" STORY, "", "", ""},
    {"Reuters reported on Monday that talks would go on.\n" STORY, "", "", ""},
    {"LONDON — AP said the talks would go on.\n" STORY, "", "", ""},
    {"Bloomberg said on Tuesday that its founder would step down.\n" STORY, "", "", ""},
    {STORY "The talks go on, reported Yonhap, the South Korean news service.", "", "", ""},
    {STORY "A spokesman told AFP.", "", "", ""},
    {STORY "With Reuters he signed a contract for three years.", "", "", ""},
    {STORY "From AP to AFP, all were there.", "", "", ""},
    {"قال المتحدث لوكالة رويترز إن المحادثات مستمرة.\n" STORY, "", "", ""},
    {"The Federal Emergency Management Agency (FEMA) - which met\n" STORY, "", "", ""},
    /* more of how they come */
    {STORY "Avec l’Agence France-Presse", "", "", "AFP credit+"},
    {STORY "avec Agence France-Presse, Associated Press et La Presse Canadienne", "", "", "AFP credit+, AP credit+, CP credit+"},
    {STORY "Texte de l'AFP", "", "", "AFP credit"},
    {"Le Monde avec AFP\n" STORY, "", "", "AFP credit+"},
    {STORY "Le Monde avec AFP", "", "", "AFP credit+"},
    {STORY "dpa/AFP/Reuters", "", "", "DPA credit, AFP credit, REUTERS credit"},
    {STORY "Quelle: dpa/AFP", "", "", "DPA credit, AFP credit"},
    {"Von dpa\n" STORY, "", "", "DPA byline"},
    {"Madrid. (EFE) -" BODY, "", "", "EFE dateline"},
    {"EFE.-" BODY, "", "", "EFE dateline"},
    {"Redazione Ansa\n" STORY, "", "", "ANSA byline"},
    {STORY "RIPRODUZIONE RISERVATA © Copyright ANSA", "", "", "ANSA copyright"},
    {STORY "Lusa/fim", "", "", "LUSA credit"},
    {"Por Reuters\n" STORY, "", "", "REUTERS byline"},
    {"Москва. 20 августа. INTERFAX.RU -" BODY, "", "", "INTERFAX dateline"},
    {"МОСКВА, 20 авг — РИА Новости." BODY, "", "", "RIA dateline"},
    {"باريس (أ ف ب) -" BODY, "", "", "AFP dateline"},
    {"القاهرة - أ ش أ:" BODY, "", "", "MENA dateline"},
    {"الرياض - واس\n" STORY, "", "", "SPA dateline"},
    {"新华社北京8月20日电（记者 张三）" BODY, "", "", "XINHUA dateline"},
    {"（新华社供图）\n" STORY, "", "", ""},
    {"中新网8月20日电" BODY, "", "", "CNS dateline"},
    {STORY "来源：新华网", "", "", "XINHUA credit"},
    {"【AFP＝時事】" BODY, "", "", "AFP dateline, JIJI dateline"},
    {"【8月20日 AFP】" BODY, "", "", "AFP dateline"},
    {"[東京 20日 ロイター] -" BODY, "", "", "REUTERS dateline"},
    {STORY "（c）AFP", "", "", "AFP copyright"},
    {"LONDON (Reuters) –" BODY, "", "", "REUTERS dateline"},
    {"LONDON, Aug 20 (Reuters) –" BODY, "", "", "REUTERS dateline"},
    {"WASHINGTON — The Associated Press\n" STORY, "", "", "AP dateline"},
    {STORY "The Associated Press", "", "", "AP credit"},
    {STORY "— The Associated Press", "", "", "AP credit"},
    {STORY "With a file from The Canadian Press", "", "", "CP credit+"},
    {STORY "with files from CP and AFP", "", "", "CP credit+, AFP credit+"},
    {STORY "– Postmedia News", "", "", "POSTMEDIA credit"},
    {"By Bloomberg News\n" STORY, "", "", "BLOOMBERG byline"},
    {"(Bloomberg) --" BODY, "", "", "BLOOMBERG dateline"},
    {STORY "Xinhua/Antara", "", "", "XINHUA credit, ANTARA credit"},
    {"TOKYO, Aug. 20 (Kyodo) --" BODY, "", "", "KYODO dateline"},
    {"SEOUL, Aug. 20 (Yonhap) --" BODY, "", "", "YONHAP dateline"},
    {"NEW DELHI: (PTI)" BODY, "", "", "PTI dateline"},
    {"Jakarta (ANTARA) -" BODY, "", "", "ANTARA dateline"},
    {"KUALA LUMPUR, Aug 20 (Bernama) --" BODY, "", "", "BERNAMA dateline"},
    {"BEIJING, Aug. 20 (Xinhua) --" BODY, "", "", "XINHUA dateline"},
    {"ABU DHABI, 20th August, 2025 (WAM) --" BODY, "", "", "WAM dateline"},
    {"TEHRAN, Aug. 20 (IRNA) –" BODY, "", "", "IRNA dateline"},
    {"KYIV. Aug 20 (Interfax-Ukraine) –" BODY, "", "", "INTERFAXUA dateline"},
    {"Warszawa (PAP) –" BODY, "", "", "PAP dateline"},
    {"Budapest, augusztus 20., szerda (MTI) –" BODY, "", "", "MTI dateline"},
    {"STOCKHOLM (TT)" BODY, "", "", "TT dateline"},
    {STORY "/TT/", "", "", "TT credit"},
    {STORY "(NTB)", "", "", "NTB credit"},
    {STORY "(ANP)", "", "", "ANP credit"},
    {STORY "© Thomson Reuters 2025. All rights reserved.", "", "", "REUTERS copyright"},
    {STORY "©2025 Bloomberg L.P.", "", "", "BLOOMBERG copyright"},
    {STORY "© Agence France-Presse", "", "", "AFP copyright"},
    {STORY "Copyright 2025 dpa-infocom, dpa:250820-930-12345/1", "", "", "DPA copyright"},
    {STORY "© dpa-infocom, dpa:250820-99-12345/2", "", "", "DPA copyright"},
    {"Photo by Jane Doe/AFP via Getty Images\n" STORY, "", "", ""},
    {"AP Photo/Jane Doe\n" STORY, "", "", ""},
    {"(Chris Young/The Canadian Press)\n" STORY, "", "", ""},
    {"REUTERS/Jane Doe/File Photo\n" STORY, "", "", ""},
    {"Courtesy: Reuters\n" STORY, "", "", ""},
    {"A man walks. (Sean Kilpatrick/The Canadian Press)\n" STORY, "", "", ""},
    {"Symbolbild: dpa\n" STORY, "", "", ""},
    {"(c) dpa-tmn/Jane Doe\n" STORY, "", "", ""},
    {"Pool photo via AP\n" STORY, "", "", ""},
    {"Image source, Reuters\n" STORY, "", "", ""},
    {"Image: Jane Doe/dpa/picture alliance\n" STORY, "", "", ""},
    {"Crédito: EFE\n" STORY, "", "", ""},
    {"", "", "", ""},
    {"AP", "", "", "AP credit"},
};

static void describe(const struct source_credit *credits, size_t count, char *out, size_t size)
{
    *out = '\0';
    for (size_t i = 0, used = 0; i < count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s %s%s", i ? ", " : "",
                                 credits[i].agency == SOURCE_NO_AGENCY ? "?" : source_builtin.agencies[credits[i].agency].code,
                                 source_kind_name(credits[i].kind), credits[i].kind == SOURCE_KIND_FILES ? "+" : "");
}

/* The text in memory of its own, so that a sanitizer sees a step beyond it. */
static size_t find_in(const char *text, const char *author, const char *source, struct source_credit *out, char **keep)
{
    size_t size = strlen(text);
    *keep = malloc(size ? size : 1);
    ck_assert_ptr_nonnull(*keep);
    memcpy(*keep, text, size);
    stet_article article = {.text = {*keep, size},
                            .author = {author, strlen(author)},
                            .source = {source, strlen(source)},
                            .published = STET_TIME_NONE};
    return source_find_credit(&source_builtin, &article, out);
}

START_TEST(credits_are_found_and_traps_are_not)
{
    const struct credit_case *c = &cases[_i];
    struct source_credit found[SOURCE_MAX_CREDITS];
    char *keep, text[256];
    size_t count = find_in(c->text, c->author, c->source, found, &keep);
    describe(found, count, text, sizeof text);
    ck_assert_msg(!strcmp(text, c->wanted), "%s | %s\nfound  %s\nwanted %s", c->text, c->author, text, c->wanted);
    free(keep);
}
END_TEST

START_TEST(a_value_is_a_slice_of_the_article_in_whole_characters)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source_credit found[SOURCE_MAX_CREDITS];
        char *keep;
        size_t count = find_in(cases[i].text, cases[i].author, cases[i].source, found, &keep),
               size = strlen(cases[i].text);
        for (size_t k = 0; k < count; k++) {
            ck_assert_uint_gt(found[k].value.size, 0);
            ck_assert_uint_le(found[k].value.size, SOURCE_MAX_VALUE);
            ck_assert((found[k].value.data[0] & 0xc0) != 0x80);
            ck_assert(found[k].confidence > 0 && found[k].confidence <= 1);
            if (found[k].kind != SOURCE_KIND_AUTHOR && found[k].kind != SOURCE_KIND_OUTLET)
                ck_assert(found[k].value.data >= keep && found[k].value.data + found[k].value.size <= keep + size);
        }
        free(keep);
    }
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    return z ^ z >> 31;
}

/* Cut and spliced texts: under a sanitizer this shows any step beyond the text. */
START_TEST(no_text_however_broken_is_overrun)
{
    uint64_t seed = UINT64_C(0x5eed0001), state = seed;
    fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
    const size_t n = sizeof cases / sizeof *cases;
    for (int round = 0; round < 20000; round++) {
        const char *a = cases[next_random(&state) % n].text, *b = cases[next_random(&state) % n].text;
        size_t a_size = strlen(a), b_size = strlen(b);
        size_t a_end = a_size ? next_random(&state) % a_size : 0, b_from = b_size ? next_random(&state) % b_size : 0;
        size_t size = a_end + b_size - b_from;
        char *text = malloc(size ? size : 1);
        ck_assert_ptr_nonnull(text);
        memcpy(text, a, a_end);
        memcpy(text + a_end, b + b_from, b_size - b_from);
        stet_article article = {.text = {text, size}, .author = {text, size / 2}, .source = {text, size / 8}};
        struct source_credit found[SOURCE_MAX_CREDITS];
        ck_assert_uint_le(source_find_credit(&source_builtin, &article, found), SOURCE_MAX_CREDITS);
        free(text);
    }
}
END_TEST

/* What the field about the origin says, by url or name. */
START_TEST(links_to_where_it_was_first_are_credits)
{
    static const struct {
        const char *source, *url, *from, *wanted;
    } links[] = {
        {"a.ca", "https://a.ca/1", "https://www.reuters.com/world/1", "REUTERS link"},
        {"a.ca", "https://a.ca/1", "Reuters", "REUTERS link"},
        {"a.ca", "https://a.ca/1", "https://harbourherald.com/2", "? link"},
        {"a.ca", "https://a.ca/1", "Harbour Herald", "? link"},
        {"a.ca", "https://a.ca/1", "https://a.ca/1?from=rss", ""},
        {"a.ca", "https://a.ca/1", "true", ""},
        {"reuters.com", "https://reuters.com/1", "https://www.reuters.com/1", "REUTERS agency-outlet"},
        {"a.ca", "https://a.ca/1", "", ""},
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        struct source_credit credits[SOURCE_MAX_CREDITS];
        stet_article article = {.text = {STORY, sizeof STORY - 1},
                                .source = {links[i].source, strlen(links[i].source)},
                                .url = {links[i].url, strlen(links[i].url)},
                                .taken_from = {links[i].from, strlen(links[i].from)}};
        char found[256];
        describe(credits, source_find_credit(&source_builtin, &article, credits), found, sizeof found);
        ck_assert_str_eq(found, links[i].wanted);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source/credit");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, credits_are_found_and_traps_are_not, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, a_value_is_a_slice_of_the_article_in_whole_characters);
    tcase_add_test(tests, no_text_however_broken_is_overrun);
    tcase_add_test(tests, links_to_where_it_was_first_are_credits);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
