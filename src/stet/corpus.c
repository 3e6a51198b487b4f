#include "stet/corpus.h"

#include <bsd/stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "index/sort.h"

stet_status corpus_init(struct corpus *corpus, uint64_t memory, const char *tmp, stet_error *err)
{
    *corpus = (struct corpus){.kernel = match_kernel_get(sys_isa_choose())};
    stet_status status = index_store_create(&corpus->words, memory / 8 * 6, tmp, err);
    if (!status)
        status = index_store_create(&corpus->passages, memory / 8, tmp, err);
    return status ? status : index_store_create(&corpus->metas, memory / 8, tmp, err);
}

void corpus_free(struct corpus *corpus)
{
    index_store_free(corpus->words);
    index_store_free(corpus->passages);
    index_store_free(corpus->metas);
    free(corpus->rows);
    free(corpus->content_slots);
    free(corpus->title);
    for (size_t i = 0; i < corpus->input_count; i++)
        free(corpus->inputs[i]);
    free(corpus->inputs);
    *corpus = (struct corpus){0};
}

stet_status corpus_add_input(struct corpus *corpus, const char *name, uint32_t *input, stet_error *err)
{
    void *inputs = corpus->inputs;
    bool grown = stet_grow(&inputs, &corpus->input_capacity, corpus->input_count + 1, sizeof *corpus->inputs);
    corpus->inputs = inputs;
    char *copy = grown ? strdup(name) : NULL;
    if (!copy)
        return stet_fail_memory(err);
    *input = (uint32_t)corpus->input_count;
    corpus->inputs[corpus->input_count++] = copy;
    return STET_OK;
}

/* A slot holds an article and the upper half of its content, so that most others are told apart in the table itself. */
static bool grow_slots(struct corpus *corpus)
{
    size_t wanted = corpus->slot_count ? corpus->slot_count * 2 : 1024;
    uint64_t *slots = reallocarray(NULL, wanted, sizeof *slots);
    if (!slots)
        return false;
    memset(slots, 0xff, wanted * sizeof *slots);
    for (size_t i = 0; i < corpus->slot_count; i++) {
        uint64_t kept = corpus->content_slots[i];
        if ((uint32_t)kept == CORPUS_NONE)
            continue;
        size_t slot = corpus->rows[(uint32_t)kept].content & (wanted - 1);
        while ((uint32_t)slots[slot] != CORPUS_NONE)
            slot = (slot + 1) & (wanted - 1);
        slots[slot] = kept;
    }
    free(corpus->content_slots);
    corpus->content_slots = slots;
    corpus->slot_count = wanted;
    return true;
}

/* The first article with this row's content; the row's own number when it is the first. */
static uint32_t first_with_content(struct corpus *corpus, const struct corpus_row *row)
{
    uint64_t own = row->content >> 32 << 32 | corpus->count;
    size_t slot = row->content & (corpus->slot_count - 1);
    for (uint64_t kept; (uint32_t)(kept = corpus->content_slots[slot]) != CORPUS_NONE;
         slot = (slot + 1) & (corpus->slot_count - 1)) {
        const struct corpus_row *other = &corpus->rows[(uint32_t)kept];
        if (kept >> 32 == own >> 32 && other->content == row->content && other->body_count == row->body_count)
            return (uint32_t)kept;
    }
    corpus->content_slots[slot] = own;
    return (uint32_t)corpus->count;
}

void corpus_expect(const struct corpus *corpus, uint64_t content)
{
    if (corpus->slot_count)
        __builtin_prefetch(&corpus->content_slots[content & (corpus->slot_count - 1)], 1);
}

static size_t passages_size(const struct corpus_row *row)
{
    return row->passage_count * sizeof(corpus_passage);
}

static size_t tokens_size(const struct corpus_row *row)
{
    return ((size_t)row->title_count + row->body_count) * sizeof(corpus_token);
}

/* Stores the tokens of a row, unless it is an exact copy under the same title: then they are stored already. */
static stet_status add_tokens(struct corpus *corpus, struct corpus_row *row, const void *tokens, stet_error *err)
{
    if (row->exact_of != CORPUS_NONE && corpus->rows[row->exact_of].title_count == row->title_count) {
        const struct corpus_row *first = &corpus->rows[row->exact_of];
        size_t size = row->title_count * sizeof(corpus_token);
        const void *title;
        stet_status status = index_store_get(corpus->words, first->words, size, &corpus->title,
                                             &corpus->title_capacity, &title, err);
        if (status)
            return status;
        if (!size || !memcmp(title, tokens, size)) {
            row->words = first->words;
            return STET_OK;
        }
    }
    return index_store_add(corpus->words, tokens, tokens_size(row), NULL, 0, &row->words, err);
}

/* An exact copy has the passages of the first, and never more of them than that. */
static stet_status add_words(struct corpus *corpus, struct corpus_row *row, const void *words, stet_error *err)
{
    size_t size = passages_size(row);
    stet_status status = STET_OK;
    if (row->exact_of != CORPUS_NONE) {
        row->passages = corpus->rows[row->exact_of].passages;
        row->passage_count = corpus->rows[row->exact_of].passage_count;
    } else {
        status = index_store_add(corpus->passages, words, size, NULL, 0, &row->passages, err);
    }
    return status ? status : add_tokens(corpus, row, (const char *)words + size, err);
}

/* Words, or a digest where these are NULL. */
static stet_status append(struct corpus *corpus, struct corpus_row *row, const void *words, stet_span digest,
                          const void *meta, stet_error *err)
{
    if (corpus->count >= STET_BATCH_MAX_ARTICLES)
        return stet_fail(err, STET_ERR_LIMIT, "more than %llu articles in one run",
                         (unsigned long long)STET_BATCH_MAX_ARTICLES);
    void *rows = corpus->rows;
    bool grown = stet_grow(&rows, &corpus->capacity, corpus->count + 1, sizeof *corpus->rows);
    corpus->rows = rows;
    if (!grown || (corpus->count * 2 >= corpus->slot_count && !grow_slots(corpus)))
        return stet_fail_memory(err);
    /* Copied before its fields are set, and these one by one: what is loaded whole right behind stores to its parts waits
     * until these are out of the store buffer, and the words before them, whose stores miss the caches. */
    struct corpus_row *kept = &corpus->rows[corpus->count];
    *kept = *row;
    row->exact_of = CORPUS_NONE;
    if (row->body_count) {
        uint32_t first = first_with_content(corpus, row);
        if (first != corpus->count)
            row->exact_of = first;
    }
    uint64_t size = digest.size; /* ahead of it */
    stet_status status = words ? add_words(corpus, row, words, err)
                               : index_store_add(corpus->words, &size, sizeof size, digest.data, digest.size,
                                                 &row->words, err);
    kept->words = row->words;
    kept->passages = row->passages;
    kept->passage_count = row->passage_count;
    if (!status)
        status = index_store_add(corpus->metas, meta, row->meta_size, NULL, 0, &row->meta, err);
    if (status)
        return status;
    kept->meta = row->meta;
    kept->exact_of = row->exact_of;
    corpus->count++;
    return STET_OK;
}

stet_status corpus_add(struct corpus *corpus, struct corpus_row *row, const void *words, const void *meta,
                       stet_error *err)
{
    return append(corpus, row, words, (stet_span){NULL, 0}, meta, err);
}

stet_status corpus_add_digest(struct corpus *corpus, struct corpus_row *row, stet_span digest, const void *meta,
                              stet_error *err)
{
    return append(corpus, row, NULL, digest, meta, err);
}

stet_status corpus_mark_repeats(struct corpus *corpus, uint64_t *repeated, stet_error *err)
{
    size_t n = corpus->count;
    uint64_t *records = reallocarray(NULL, 2 * n + 1, sizeof *records);
    if (!records)
        return stet_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        records[i] = corpus->rows[i].id_hash >> 32 << 32 | i;
    const uint64_t *sorted = index_sort_upper(records, records + n, n);
    *repeated = 0;
    for (size_t i = 0; i < n; i++) {
        struct corpus_row *row = &corpus->rows[(uint32_t)sorted[i]];
        for (size_t j = i; j-- > 0 && sorted[j] >> 32 == sorted[i] >> 32;)
            if (corpus->rows[(uint32_t)sorted[j]].id_hash == row->id_hash) {
                corpus->rows[(uint32_t)sorted[j]].repeated_id = true;
                row->repeated_id = true;
                ++*repeated;
                break;
            }
    }
    free(records);
    return STET_OK;
}

/* Among articles of one length. */
static int by_rank(const void *left, const void *right, void *ctx)
{
    const struct corpus *corpus = ctx;
    const struct corpus_row *a = &corpus->rows[(uint32_t) * (const uint64_t *)left];
    const struct corpus_row *b = &corpus->rows[(uint32_t) * (const uint64_t *)right];
    if (a->published != b->published) {
        if (a->published == STET_TIME_NONE || b->published == STET_TIME_NONE)
            return a->published == STET_TIME_NONE ? 1 : -1;
        return a->published > b->published ? 1 : -1;
    }
    if (a->content != b->content)
        return a->content > b->content ? 1 : -1;
    if (a->id_hash != b->id_hash)
        return a->id_hash > b->id_hash ? 1 : -1;
    return a > b ? 1 : -1;
}

stet_status corpus_rank(const struct corpus *corpus, uint32_t **rank, stet_error *err)
{
    size_t n = corpus->count;
    uint64_t *order = reallocarray(NULL, 2 * n + 1, sizeof *order);
    *rank = reallocarray(NULL, n + 1, sizeof **rank);
    if (!order || !*rank) {
        free(order);
        free(*rank);
        *rank = NULL;
        return stet_fail_memory(err);
    }
    for (size_t i = 0; i < n; i++)
        order[i] = (uint64_t)(UINT32_MAX - corpus->rows[i].body_count) << 32 | i;
    uint64_t *sorted = index_sort_upper(order, order + n, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end] >> 32 == sorted[i] >> 32;)
            end++;
        if (end - i > 1)
            qsort_r(sorted + i, end - i, sizeof *sorted, by_rank, (void *)corpus);
    }
    for (size_t i = 0; i < n; i++)
        (*rank)[(uint32_t)sorted[i]] = (uint32_t)i;
    free(order);
    return STET_OK;
}

void corpus_choose_copies(struct corpus *corpus, const uint32_t *rank)
{
    /* First each first copy learns of the best one of its kind, then the others of that. */
    struct corpus_row *rows = corpus->rows;
    for (size_t i = 0; i < corpus->count; i++) {
        uint32_t first = rows[i].exact_of;
        if (first == CORPUS_NONE)
            continue;
        uint32_t best = rows[first].exact_of == CORPUS_NONE ? first : rows[first].exact_of;
        if (rank[i] < rank[best])
            best = (uint32_t)i;
        rows[first].exact_of = best == first ? CORPUS_NONE : best;
    }
    for (size_t i = corpus->count; i-- > 0;) {
        uint32_t first = rows[i].exact_of;
        if (first == CORPUS_NONE || first > i)
            continue;
        uint32_t best = rows[first].exact_of == CORPUS_NONE ? first : rows[first].exact_of;
        rows[i].exact_of = best == i ? CORPUS_NONE : best;
    }
}

stet_status corpus_judged(const struct corpus *corpus, uint32_t **out, stet_error *err)
{
    *out = reallocarray(NULL, corpus->count + 1, sizeof **out);
    if (!*out)
        return stet_fail_memory(err);
    for (size_t i = 0; i < corpus->count; i++) {
        uint32_t other = corpus->rows[i].exact_of;
        (*out)[i] = other == CORPUS_NONE ? (uint32_t)i : other;
    }
    return STET_OK;
}

void corpus_cursor_free(struct corpus_cursor *cursor)
{
    free(cursor->words);
    free(cursor->tokens);
    free(cursor->passages);
    free(cursor->meta);
    *cursor = (struct corpus_cursor){0};
}

stet_status corpus_tokens(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                          struct match_article *out, stet_error *err)
{
    const struct corpus_row *row = &corpus->rows[article];
    const void *data;
    stet_status status = index_store_get(corpus->words, row->words, tokens_size(row), &cursor->words,
                                         &cursor->word_capacity, &data, err);
    if (status)
        return status;
    size_t count = (size_t)row->title_count + row->body_count;
    if (!stet_grow(&cursor->tokens, &cursor->token_capacity, count + 1, sizeof(uint32_t)))
        return stet_fail_memory(err);
    uint32_t *tokens = cursor->tokens;
    corpus->kernel->widen(data, count, tokens);
    *out = (struct match_article){
        .title = tokens,
        .title_count = row->title_count,
        .body = tokens + row->title_count,
        .body_count = row->body_count,
        .published = row->published,
        .precision = row->precision,
        .source = row->source,
        .content = row->content,
    };
    return STET_OK;
}

stet_status corpus_view(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                        struct match_view *view, stet_error *err)
{
    const struct corpus_row *row = &corpus->rows[article];
    uint64_t size = 0;
    const void *data;
    stet_status status =
        index_store_get(corpus->words, row->words, sizeof size, &cursor->tokens, &cursor->token_capacity, &data, err);
    if (status)
        return status;
    memcpy(&size, data, sizeof size);
    status = index_store_get(corpus->words, row->words, sizeof size + size, &cursor->tokens, &cursor->token_capacity,
                             &data, err);
    if (status)
        return status;
    const struct match_article about = {.body_count = row->body_count,
                                        .published = row->published,
                                        .precision = row->precision,
                                        .source = row->source};
    return match_view_unpack(view, (const char *)data + sizeof size, size, &about, row->content, err);
}

void corpus_prefetch_row(const struct corpus *corpus, uint32_t article)
{
    const struct corpus_row *row = &corpus->rows[article];
    __builtin_prefetch(row);
    __builtin_prefetch(&row->exact_of);
}

void corpus_prefetch_tokens(const struct corpus *corpus, uint32_t article)
{
    const struct corpus_row *row = &corpus->rows[article];
    index_store_prefetch(corpus->words, row->words, tokens_size(row));
}

void corpus_prefetch_meta(const struct corpus *corpus, uint32_t article)
{
    const struct corpus_row *row = &corpus->rows[article];
    index_store_prefetch(corpus->metas, row->meta, row->meta_size);
}

void corpus_prefetch_passages(const struct corpus *corpus, uint32_t article)
{
    const struct corpus_row *row = &corpus->rows[article];
    index_store_prefetch(corpus->passages, row->passages, passages_size(row));
}

stet_status corpus_passages(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                            const corpus_passage **out, stet_error *err)
{
    const struct corpus_row *row = &corpus->rows[article];
    const void *data;
    stet_status status = index_store_get(corpus->passages, row->passages, passages_size(row), &cursor->passages,
                                         &cursor->passage_capacity, &data, err);
    *out = data;
    return status;
}
