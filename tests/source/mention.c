/* What an agency's name is where it stands: credit, photo credit, quoted source, or a mention. */
#include "source/mention.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/credit.h"
#include "support/main.h"

#define STORY "Ministers met for a second day to discuss the treaty, and left without an agreement on quotas.\n"

/* `wanted`: "CODE kind" by comma, in the order of the text. */
static const struct {
    const char *text, *wanted;
} cases[] = {
    {"BRUSSELS (AP) — " STORY "A spokesman told AFP that talks go on.\n" STORY "With files from Reuters",
     "AP credit, AFP quoted, REUTERS credit"},
    {"Jens Stoltenberg opens the meeting. (AP / Lefteris Pitarakis)\n" STORY, "AP photo"},
    /* a caption that has run into the story, and who is quoted by what it is */
    {"Jens Stoltenberg makes the opening remarks on a session in Antalya. (AP / Lefteris Pitarakis) Top officers from the "
     "United States and Europe held talks this week to develop military options, the U.S. military said Thursday, and left "
     "open when they would meet again.\n" STORY,
     "AP photo"},
    {"Lavrov said Wednesday, according to state news agency RIA Novosti.\n" STORY, "RIA quoted"},
    {"THE CANADIAN PRESS/Jane Doe\n" STORY, "CP photo"},
    {"FILE - The site in May. (AP Photo/John Roe)\n" STORY, "AP photo"},
    {"Foto: Karl Muster/dpa\n" STORY, "DPA photo"},
    {"Фото: ТАСС\n" STORY, "TASS photo"},
    {"图为现场。新华社记者 陈远 摄\n" STORY, "XINHUA photo"},
    {"写真：ロイター\n" STORY, "REUTERS photo"},
    {STORY "Talks go on, according to RIA Novosti.\n" STORY, "RIA quoted"},
    {STORY "Reuters reported on Monday that talks go on.\n" STORY, "REUTERS quoted"},
    {STORY "Selon une source citée, a-t-il expliqué à l'AFP, les discussions continuent.\n" STORY, "AFP quoted"},
    {STORY "Man verhandle weiter, sagte er der Nachrichtenagentur AFP.\n" STORY, "AFP quoted"},
    {STORY "وذكر مسؤول لوكالة رويترز أن المحادثات مستمرة.\n" STORY, "REUTERS quoted"},
    {STORY "The owner of Reuters also has a share in it.\n" STORY, "REUTERS mention"},
    {STORY "LONDRES, 17 (Havas). — Mercredi, à la Chambre.\n" STORY "Madrid , 6 juin . \n( Havas . ) — Don Jaime.\n" STORY,
     "HAVAS credit, HAVAS credit"},
    {STORY "Agence France-Presse (AFP) was founded in 1835.\n" STORY, "AFP mention, AFP mention"},
    {STORY "Unaffected: apples, capacity, papa.\n" STORY, ""},
    {"", ""},
};

START_TEST(names_are_told_apart_by_what_stands_around_them)
{
    size_t size = strlen(cases[_i].text);
    char *text = malloc(size ? size : 1), found[512] = ""; /* so that a sanitizer sees a step beyond it */
    ck_assert_ptr_nonnull(text);
    memcpy(text, cases[_i].text, size);
    stet_article article = {.text = {text, size}, .published = STET_TIME_NONE};
    struct source_mentions mentions = {0};
    ck_assert_int_eq(source_find_mentions(&source_builtin, &article, &mentions, NULL), STET_OK);
    for (size_t i = 0, used = 0; i < mentions.count; i++) {
        const struct source_mention *mention = &mentions.items[i];
        used += (size_t)snprintf(found + used, sizeof found - used, "%s%s %s", i ? ", " : "",
                                 source_builtin.agencies[mention->agency].code, source_mention_name(mention->kind));
        ck_assert(mention->confidence > 0 && mention->confidence <= 1);
        ck_assert(mention->name.data >= text && mention->name.data + mention->name.size <= text + size);
        ck_assert(mention->value.data >= text && mention->value.data + mention->value.size <= text + size);
    }
    ck_assert_msg(!strcmp(found, cases[_i].wanted), "%s\nfound  %s\nwanted %s", cases[_i].text, found,
                  cases[_i].wanted);
    free(mentions.items);
    free(text);
}
END_TEST

START_TEST(no_text_however_broken_is_overrun)
{
    static const char *const pieces[] = {"(AP)", "AFP", "told ", "/", "©", "\n", "写真", "記者", "摄", " ", "Фото: ",
                                         "\xc2", "\xe2\x80", "(", ")", "Photo ", "according to ", "ТАСС", "رويترز", "Reuters", "the "};
    uint64_t state = 20250820;
    printf("seed %llu\n", (unsigned long long)state);
    for (int round = 0; round < 3000; round++) {
        char text[400];
        size_t size = 0;
        for (int i = 0; i < 12; i++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            const char *piece = pieces[(state >> 33) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        char *exact = malloc(size);
        ck_assert_ptr_nonnull(exact);
        memcpy(exact, text, size);
        stet_article article = {.text = {exact, size}, .published = STET_TIME_NONE};
        struct source_mentions mentions = {0};
        ck_assert_int_eq(source_find_mentions(&source_builtin, &article, &mentions, NULL), STET_OK);
        free(mentions.items);
        free(exact);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source/mention");
    TCase *tests = tcase_create("all");
    tcase_add_loop_test(tests, names_are_told_apart_by_what_stands_around_them, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, no_text_however_broken_is_overrun);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
