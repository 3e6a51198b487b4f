#include "score.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "feed/feed.h"
#include "source/credit.h"
#include "source/mention.h"

#define LINE_MAX 4096
#define MOST 16

enum column { ID, CLUSTER, CANONICAL, RELATION, LANGUAGE, ORIGIN, CREDITS, TRAPS, COLUMNS };

struct truth {
    char *text, *column[COLUMNS];
};

struct scorer {
    struct truth *truths;
    size_t count;
    FILE *misses;
    struct score *scores;
    size_t languages;
};

/* What one article says, or should say. */
struct agencies {
    char code[MOST][16], kind[MOST][16];
    size_t count;
};

static int by_id(const void *a, const void *b)
{
    const struct truth *x = a, *y = b;
    return strcmp(x->column[ID], y->column[ID]);
}

static stet_status read_line(struct scorer *scorer, const char *line, stet_error *err)
{
    struct truth *grown = realloc(scorer->truths, (scorer->count + 1) * sizeof *grown);
    if (!grown)
        return stet_fail_memory(err);
    scorer->truths = grown;
    struct truth *truth = &grown[scorer->count];
    if (!(truth->text = strdup(line)))
        return stet_fail_memory(err);
    scorer->count++;
    truth->text[strcspn(truth->text, "\n")] = '\0';
    char *at = truth->text;
    for (int i = 0; i < COLUMNS; i++) {
        if (!at)
            return stet_fail(err, STET_ERR_INPUT, "truth: not %d columns: %s", COLUMNS, truth->text);
        truth->column[i] = at;
        at = strchr(at, '\t');
        if (at)
            *at++ = '\0';
    }
    return STET_OK;
}

static stet_status read_truth(struct scorer *scorer, const char *path, stet_error *err)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return stet_fail_errno(err, STET_ERR_IO, "%s", path);
    char line[LINE_MAX];
    stet_status status = STET_OK;
    while (!status && fgets(line, sizeof line, file))
        status = read_line(scorer, line, err);
    fclose(file);
    if (!status)
        qsort(scorer->truths, scorer->count, sizeof *scorer->truths, by_id);
    return status;
}

/* Agencies of a list such as "CP:dateline,AFP:files"; of `only` one sort of "photo:AP,quoted:AFP". */
static void parse(char *list, struct agencies *out)
{
    out->count = 0;
    for (char *at = list; *at && *at != '-' && out->count < MOST;) {
        size_t size = strcspn(at, ","), code = strcspn(at, ":");
        snprintf(out->code[out->count], 16, "%.*s", (int)(code < size ? code : size), at);
        snprintf(out->kind[out->count++], 16, "%.*s", (int)(code < size ? size - code - 1 : 0), at + code + 1);
        at += size + (at[size] == ',');
    }
}

static bool has(const struct agencies *list, const char *code)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->code[i], code))
            return true;
    return false;
}

static bool has_kind(const struct agencies *list, const char *code, const char *kind)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->code[i], code) && !strcmp(list->kind[i], kind))
            return true;
    return false;
}

static void find(const stet_article *article, struct agencies *out)
{
    struct source_credit credits[SOURCE_MAX_CREDITS];
    size_t count = source_find_credit(&source_builtin, article, credits);
    out->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (credits[i].agency == SOURCE_NO_AGENCY)
            continue;
        const char *kind = credits[i].kind == SOURCE_KIND_FILES ? "files" : source_kind_name(credits[i].kind);
        snprintf(out->code[out->count], 16, "%s", source_builtin.agencies[credits[i].agency].code);
        snprintf(out->kind[out->count++], 16, "%s", kind);
    }
}

/* Names anywhere in the text: of one kind, or all for -1. */
static void pick(const struct source_mentions *mentions, int kind, struct agencies *out)
{
    for (size_t i = 0; i < mentions->count && out->count < MOST; i++)
        if (kind < 0 || mentions->items[i].kind == kind)
            snprintf(out->code[out->count++], 16, "%s", source_builtin.agencies[mentions->items[i].agency].code);
}

/* Different agencies of a list, and how many of them are expected. */
static void compare(const struct agencies *expected, const struct agencies *found, unsigned *all, unsigned *right)
{
    for (size_t i = 0; i < found->count; i++) {
        struct agencies before = *found;
        before.count = i;
        if (has(&before, found->code[i]))
            continue;
        ++*all;
        *right += has(expected, found->code[i]);
    }
}

static stet_status judge_whole(struct score *score, const struct agencies *expected, const struct agencies *traps,
                               struct agencies found, const stet_article *article, stet_error *err)
{
    struct source_mentions mentions = {0};
    stet_status status = source_find_mentions(&source_builtin, article, &mentions, err);
    struct agencies search = found, photos = {.count = 0}, quoted = {.count = 0};
    pick(&mentions, SOURCE_MENTION_CREDIT, &found);
    pick(&mentions, -1, &search);
    pick(&mentions, SOURCE_MENTION_PHOTO, &photos);
    pick(&mentions, SOURCE_MENTION_QUOTED, &quoted);
    compare(expected, &found, &score->whole_found, &score->whole_right);
    compare(expected, &search, &score->search_found, &score->search_right);
    for (size_t i = 0; i < traps->count; i++) {
        bool photo = !strcmp(traps->code[i], "photo");
        score->to_tell += photo || !strcmp(traps->code[i], "quoted");
        score->told += photo                               ? has(&photos, traps->kind[i])
                       : !strcmp(traps->code[i], "quoted") ? has(&quoted, traps->kind[i])
                                                           : 0;
    }
    free(mentions.items);
    return status;
}

static struct score *score_of(struct scorer *scorer, const char *language)
{
    for (size_t i = 0; i < scorer->languages; i++)
        if (!strcmp(scorer->scores[i].language, language))
            return &scorer->scores[i];
    if (scorer->languages == SCORE_LANGUAGES)
        return &scorer->scores[SCORE_LANGUAGES - 1];
    struct score *score = &scorer->scores[scorer->languages++];
    *score = (struct score){.articles = 0};
    snprintf(score->language, sizeof score->language, "%s", language);
    return score;
}

static void tell(const struct scorer *scorer, const struct truth *truth, const char *what, const char *code,
                 const char *kind)
{
    if (scorer->misses)
        fprintf(scorer->misses, "%s\t%s\t%s %s\t(%s)\n", what, truth->column[ID], code, kind, truth->column[CREDITS]);
}

/* An agency counts once an article, whatever the kinds. */
static stet_status judge(struct scorer *scorer, const struct truth *truth, const stet_article *article, stet_error *err)
{
    struct score *score = score_of(scorer, truth->column[LANGUAGE]);
    struct agencies expected, found, traps;
    parse(truth->column[CREDITS], &expected);
    parse(truth->column[TRAPS], &traps);
    find(article, &found);
    score->articles++;
    for (size_t i = 0; i < expected.count; i++) {
        bool there = has_kind(&found, expected.code[i], expected.kind[i]);
        score->labels++;
        score->kinds += there;
        if (!there)
            tell(scorer, truth, has(&found, expected.code[i]) ? "kind" : "missed", expected.code[i], expected.kind[i]);
    }
    for (size_t i = 0; i < expected.count; i++) {
        struct agencies before = expected;
        before.count = i;
        if (!has(&before, expected.code[i])) {
            score->expected++;
            score->right += has(&found, expected.code[i]);
        }
    }
    for (size_t i = 0; i < found.count; i++) {
        struct agencies before = found;
        before.count = i;
        score->found += !has(&before, found.code[i]);
        if (!has(&expected, found.code[i]))
            tell(scorer, truth, "wrong", found.code[i], found.kind[i]);
    }
    for (size_t i = 0; i < traps.count; i++) /* photo:AP */
        if (!has(&expected, traps.kind[i])) {
            score->traps++;
            score->fallen += has(&found, traps.kind[i]);
        }
    return judge_whole(score, &expected, &traps, found, article, err);
}

static stet_status judge_block(struct scorer *scorer, struct feed_parser *parser, struct feed_block *block,
                               stet_error *err)
{
    struct feed_item *items;
    size_t count;
    stet_status status = feed_parse_block(parser, block, &items, &count, err);
    for (size_t i = 0; i < count && !status; i++) {
        const stet_article *article = &items[i].article;
        char id[256];
        snprintf(id, sizeof id, "%.*s", (int)article->id.size, article->id.data);
        struct truth wanted = {.column = {id}};
        const struct truth *truth =
            items[i].reason ? NULL
                            : bsearch(&wanted, scorer->truths, scorer->count, sizeof *scorer->truths, by_id);
        if (truth)
            status = judge(scorer, truth, article, err);
        else
            status = stet_fail(err, STET_ERR_INPUT, "line %llu: no truth", (unsigned long long)items[i].line);
    }
    return status;
}

static stet_status judge_feed(struct scorer *scorer, const char *path, stet_error *err)
{
    struct feed_options options = {0};
    struct feed_reader *reader = NULL;
    struct feed_parser *parser = NULL;
    struct feed_block block = {0};
    stet_status status = feed_reader_open(&reader, path, &options, err);
    if (!status)
        status = feed_parser_create(&parser, &options, err);
    while (!status && !block.end) {
        status = feed_reader_next(reader, &block, err);
        if (!status)
            status = judge_block(scorer, parser, &block, err);
    }
    feed_block_free(&block);
    feed_parser_free(parser);
    if (reader)
        feed_reader_close(reader);
    return status;
}

stet_status score_credits(const char *feed, const char *truth, FILE *misses, struct score scores[SCORE_LANGUAGES],
                          size_t *count, stet_error *err)
{
    struct scorer scorer = {.misses = misses, .scores = scores};
    stet_status status = read_truth(&scorer, truth, err);
    if (!status)
        status = judge_feed(&scorer, feed, err);
    for (size_t i = 0; i < scorer.count; i++)
        free(scorer.truths[i].text);
    free(scorer.truths);
    *count = scorer.languages;
    return status;
}
