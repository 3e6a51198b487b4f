#include "desk.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "text/tokens.h"

struct tokens {
    uint32_t *items;
    uint32_t count;
};

static struct tokens tokenise(const char *text)
{
    struct text_tokens hashes = {0};
    ck_assert_int_eq(text_tokenise(text, strlen(text), &hashes, NULL), STET_OK);
    struct tokens tokens = {calloc(hashes.count + 1, sizeof(uint32_t)), (uint32_t)hashes.count};
    ck_assert_ptr_nonnull(tokens.items);
    for (size_t i = 0; i < hashes.count; i++)
        tokens.items[i] = match_token(hashes.hash[i]);
    text_tokens_free(&hashes);
    return tokens;
}

void desk_open(struct desk *desk)
{
    *desk = (struct desk){0};
    ck_assert_int_eq(match_df_create(&desk->df, 1 << 22, NULL), STET_OK);
}

void desk_close(struct desk *desk)
{
    match_matcher_free(desk->matcher);
    match_df_free(desk->df);
}

void desk_print(struct desk *desk, const char *text)
{
    desk_print_by(desk, text, 0);
}

void desk_print_by(struct desk *desk, const char *text, uint32_t source)
{
    ck_assert_ptr_null(desk->matcher);
    struct tokens body = tokenise(text);
    struct match_article article = {.body = body.items, .body_count = body.count, .source = source};
    ck_assert_int_eq(match_df_add_article(desk->df, &article, DESK_SHINGLE, NULL), STET_OK);
    free(body.items);
}

static struct match_prepared *prepare(struct desk *desk, const struct copy *copy)
{
    struct tokens title = tokenise(copy->title ? copy->title : ""), body = tokenise(copy->text);
    struct match_article article = {.title = title.items,
                                    .title_count = title.count,
                                    .body = body.items,
                                    .body_count = body.count,
                                    .published = copy->published ? copy->published : STET_TIME_NONE,
                                    .precision = copy->published ? STET_PRECISION_SECOND : STET_PRECISION_NONE,
                                    .source = copy->source};
    struct match_prepared *prepared;
    ck_assert_int_eq(match_prepared_create(&prepared, NULL), STET_OK);
    ck_assert_int_eq(match_prepare(desk->matcher, &article, prepared, NULL), STET_OK);
    free(title.items);
    free(body.items);
    return prepared;
}

static stet_relation mirrored(stet_relation relation)
{
    return relation == STET_RELATION_ABRIDGED   ? STET_RELATION_EXPANDED
           : relation == STET_RELATION_EXPANDED ? STET_RELATION_ABRIDGED
                                                : relation;
}

static void check_mirror(const struct match_verdict *ab, const struct match_verdict *ba)
{
    ck_assert_int_eq(ab->match, ba->match);
    ck_assert_mem_eq(&ab->score, &ba->score, sizeof ab->score);
    ck_assert_mem_eq(&ab->jaccard, &ba->jaccard, sizeof ab->jaccard);
    ck_assert_mem_eq(&ab->containment_a, &ba->containment_b, sizeof ab->containment_a);
    ck_assert_mem_eq(&ab->containment_b, &ba->containment_a, sizeof ab->containment_b);
    ck_assert_mem_eq(ab->features, ba->features, sizeof ab->features);
    if (ab->relation != STET_RELATION_UPDATE && ba->relation != STET_RELATION_UPDATE)
        ck_assert_int_eq(ab->relation, mirrored(ba->relation));
    else
        ck_assert_int_ne(ab->relation, ba->relation);
}

struct match_verdict desk_judge(struct desk *desk, const struct copy *a, const struct copy *b)
{
    if (!desk->matcher)
        ck_assert_int_eq(match_matcher_create(&desk->matcher, desk->df, DESK_SHINGLE, NULL), STET_OK);
    struct match_prepared *one = prepare(desk, a), *two = prepare(desk, b);
    struct match_verdict ab, ba;
    match_judge(desk->matcher, one, two, &ab);
    match_judge(desk->matcher, two, one, &ba);
    check_mirror(&ab, &ba);
    match_prepared_free(one);
    match_prepared_free(two);
    return ab;
}

uint64_t desk_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

char *desk_story(uint64_t seed, unsigned words)
{
    static const char *const syllables[] = {"ka", "ver",  "lo",  "min", "tes", "dor",
                                            "ru", "shan", "pel", "wi",  "or",  "stet"};
    struct stet_buf out = STET_BUF_INIT;
    bool ok = true;
    for (unsigned i = 0; i < words; i++) {
        uint64_t draw = desk_random(&seed);
        /* Word w comes about 1 / w as often as the first. */
        uint64_t word = (uint64_t)1 << draw % 11 | (draw >> 8 & (((uint64_t)1 << draw % 11) - 1));
        if (draw >> 58 == 0)
            ok = ok && stet_buf_printf(&out, "%u", (unsigned)(draw >> 20 & 4095));
        else
            for (; word; word /= 12)
                ok = ok && stet_buf_add_text(&out, syllables[word % 12]);
        ok = ok && stet_buf_add_text(&out, i % 50 == 49 ? ".\n\n" : i % 13 == 12 ? ". " : " ");
    }
    ck_assert(ok && stet_buf_add_byte(&out, '\0'));
    return out.data;
}

char *desk_join(const char *a, const char *b)
{
    struct stet_buf out = STET_BUF_INIT;
    ck_assert(stet_buf_printf(&out, "%s\n\n%s", a, b) && stet_buf_add_byte(&out, '\0'));
    return out.data;
}

char *desk_first(const char *text, unsigned percent)
{
    size_t size = strlen(text) * percent / 100;
    while (text[size] && text[size] != ' ')
        size++;
    char *first = strndup(text, size);
    ck_assert_ptr_nonnull(first);
    return first;
}

char *desk_smudge(const char *text, unsigned per_thousand, uint64_t seed)
{
    char *smudged = strdup(text);
    ck_assert_ptr_nonnull(smudged);
    for (char *c = smudged; *c; c++)
        if (*c >= 'a' && *c <= 'z' && desk_random(&seed) % 1000 < per_thousand)
            *c = (char)('a' + desk_random(&seed) % 26);
    return smudged;
}
