/* What people see of boilerplate: text of a passage is kept when it has become common, as it stands in the article that
 * made it so, together with the passages beside it that are common as well; and again some stories later, when it is
 * clear where it begins and ends. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "match/sites_state.h"
#include "text/spans.h"

/* Passages samples[first..last] stand next to each other, as tokens [start, end), and are about as frequent. */
struct run {
    size_t first, last;
    uint32_t start, end;
    uint32_t most; /* articles of any of them */
    uint16_t text; /* that some of them have already */
    bool wants;    /* some have none */
    bool again;    /* it is time to have a better one */
};

static struct sites_entry *entry_of(const struct match_sites *sites, uint32_t source, size_t sample)
{
    struct sites_entry *entry = sites_slot(sites, source, sites->samples[sample].key);
    if (!entry->source || !sites_is_common(entry->stories, 0))
        return NULL;
    return sites_is_common(entry->stories, sites_slot(sites, source, 0)->stories) ? entry : NULL;
}

static bool is_like(const struct run *run, const struct sites_entry *entry)
{
    return entry->articles <= run->most * 2 && run->most <= entry->articles * 2;
}

static void take(struct run *run, const struct sites_entry *entry, size_t sample, uint32_t start, uint32_t end)
{
    run->last = sample;
    run->most = entry->articles > run->most ? entry->articles : run->most;
    run->start = start < run->start ? start : run->start;
    run->end = end > run->end ? end : run->end;
    run->text = run->text ? run->text : entry->text;
    run->wants = run->wants || !entry->text;
    run->again = run->again || (entry->text && sites_is_time(entry->articles));
}

/* The next run from samples[from] on. */
static bool next_run(const struct match_sites *sites, const struct match_article *tokens, size_t from, struct run *run)
{
    *run = (struct run){.start = UINT32_MAX};
    for (size_t i = from; i < sites->sample_count; i++) {
        const struct sites_entry *entry = entry_of(sites, tokens->source, i);
        uint32_t at = sites->samples[i].at;
        if (!entry)
            continue;
        uint32_t behind = tokens->body_count - at - SITES_RUN;
        uint32_t start = at - (entry->left < at ? entry->left : at);
        uint32_t end = at + SITES_RUN + (entry->right < behind ? entry->right : behind);
        if (run->end && (start > run->end + SITES_GAP || !is_like(run, entry)))
            return true;
        if (!run->end)
            run->first = i;
        take(run, entry, i, start, end);
    }
    return run->end;
}

stet_status sites_tidy_texts(struct match_sites *sites, stet_error *err)
{
    uint16_t *moved = calloc(SITES_TEXTS + 1, sizeof *moved);
    if (!moved)
        return stet_fail_memory(err);
    for (uint32_t i = 0; i < SITES_ENTRIES; i++)
        moved[sites->tables->entries[i].source ? sites->tables->entries[i].text : 0] = 1;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sites->text_count; i++) {
        struct sites_text text = sites->texts[i];
        if (moved[i + 1]) {
            sites->texts[kept] = text;
            moved[i + 1] = (uint16_t)++kept;
        } else {
            free(text.bytes);
        }
    }
    moved[0] = 0;
    sites->text_count = kept;
    for (uint32_t i = 0; i < SITES_ENTRIES; i++)
        sites->tables->entries[i].text = moved[sites->tables->entries[i].text];
    free(moved);
    return STET_OK;
}

/* At most `most` bytes, whole characters. */
static size_t cut(stet_span text, size_t most)
{
    if (text.size <= most)
        return text.size;
    size_t size = most;
    while (size && ((unsigned char)text.data[size] & 0xc0) == 0x80)
        size--;
    return size;
}

stet_status sites_add_text(struct match_sites *sites, uint32_t source, stet_span name, stet_span text, stet_error *err)
{
    struct sites_text *to = &sites->texts[sites->text_count];
    *to = (struct sites_text){.source = source,
                              .name_size = (uint16_t)cut(name, SITES_NAME_MOST),
                              .size = (uint16_t)cut(text, SITES_TEXT_MOST)};
    to->bytes = malloc((size_t)to->name_size + to->size + 1);
    if (!to->bytes)
        return stet_fail_memory(err);
    memcpy(to->bytes, name.data, to->name_size);
    if (to->size)
        memcpy(to->bytes + to->name_size, text.data, to->size);
    sites->text_count++;
    return STET_OK;
}

static stet_status keep_text(struct match_sites *sites, const struct match_site_article *article, struct run *run,
                             struct text_spans *spans, stet_error *err)
{
    uint32_t at = sites->text_count;
    stet_status status = STET_OK;
    if (at == SITES_TEXTS)
        return STET_OK;
    if (!spans->tokens.count)
        status = text_spans_find(article->text.data, article->text.size, spans, err);
    if (status || run->end > spans->tokens.count)
        return status;
    size_t from = spans->span[run->start].start, to = spans->span[run->end - 1].end;
    run->text = (uint16_t)(at + 1);
    return sites_add_text(sites, article->tokens->source, article->source,
                          (stet_span){article->text.data + from, to - from}, err);
}

stet_status sites_keep_texts(struct match_sites *sites, const struct match_site_article *article, stet_error *err)
{
    const struct match_article *tokens = article->tokens;
    struct text_spans spans = {.span = NULL};
    struct run run = {.first = 0};
    stet_status status = STET_OK;
    for (size_t at = 0; !status && next_run(sites, tokens, at, &run); at = run.last + 1) {
        if ((!run.wants && !run.again) || run.end - run.start < SITES_LEAST_RUN)
            continue;
        if (!run.text || run.again)
            status = keep_text(sites, article, &run, &spans, err);
        for (size_t i = run.first; i <= run.last && !status; i++) {
            struct sites_entry *entry = entry_of(sites, tokens->source, i);
            if (entry)
                entry->text = run.text;
        }
    }
    text_spans_free(&spans);
    return status;
}

struct listed {
    const struct sites_text *text;
    uint32_t articles;
};

static int in_order(const void *left, const void *right)
{
    const struct listed *a = left, *b = right;
    size_t least = a->text->name_size < b->text->name_size ? a->text->name_size : b->text->name_size;
    int by_name = memcmp(a->text->bytes, b->text->bytes, least);
    if (!by_name)
        by_name = (a->text->name_size > b->text->name_size) - (a->text->name_size < b->text->name_size);
    if (by_name)
        return by_name;
    if (a->articles != b->articles)
        return a->articles < b->articles ? 1 : -1;
    return a->text < b->text ? -1 : a->text > b->text;
}

stet_status match_sites_each(const struct match_sites *sites,
                             stet_status (*each)(void *ctx, const struct match_site_passage *passage, stet_error *err),
                             void *ctx, stet_error *err)
{
    struct listed *listed = calloc(SITES_TEXTS + 1, sizeof *listed);
    if (!listed)
        return stet_fail_memory(err);
    for (uint32_t i = 0; i < sites->text_count; i++)
        listed[i].text = &sites->texts[i];
    for (uint32_t i = 0; i < SITES_ENTRIES; i++) {
        const struct sites_entry *entry = &sites->tables->entries[i];
        struct listed *to = &listed[entry->text ? entry->text - 1 : SITES_TEXTS];
        if (entry->shown && entry->articles > to->articles)
            to->articles = entry->articles;
    }
    qsort(listed, sites->text_count, sizeof *listed, in_order);
    stet_status status = STET_OK;
    for (uint32_t i = 0; i < sites->text_count && !status; i++) {
        const struct sites_text *text = listed[i].text;
        const struct match_site_passage passage = {
            .source = {text->bytes, text->name_size},
            .text = {text->bytes + text->name_size, text->size},
            .articles = listed[i].articles,
            .stories = sites_slot(sites, text->source, 0)->articles,
        };
        if (listed[i].articles)
            status = each(ctx, &passage, err);
    }
    free(listed);
    return status;
}
