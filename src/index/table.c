/* Articles are found through chains. Bands, passages and ids share them; what a key is of is mixed into it. Keys are
 * cut as segments cut them and bands are compared with the bits of the row as segments do, so that an article has the
 * same candidates here and there. */
#include "index/table.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/error.h"
#include "index/chains.h"

#define SPARE_MOST ((size_t)80 << 20) /* bytes of records in a table whose memory is kept */
#define ASKED_AT_ONCE 64

/* What a key is of: a passage, an id, or the band of this number. */
enum { PASSAGE, ID, BAND };

struct entry {
    const unsigned char *payload;
    uint64_t since, until;
    int64_t published; /* INT64_MAX when it is not known: it never expires */
    uint32_t size;
};

struct index_table {
    atomic_uint holders;
    struct index_table_spare *home; /* where its memory goes, or NULL */
    struct index_shape shape;
    uint64_t log, bytes;
    struct stet_arena arena;
    struct stet_buf adopted; /* a log that was read whole */
    char *room; /* for the next record, taken from the arena */
    size_t room_size;
    struct entry *entries;
    size_t count, entry_capacity;
    struct chains chains; /* by mixed keys */
};

static stet_status make(struct index_table **out, stet_error *err)
{
    struct index_table *table = calloc(1, sizeof *table);
    if (!table || !chains_create(&table->chains)) {
        free(table);
        return stet_fail_memory(err);
    }
    *out = table;
    return STET_OK;
}

stet_status index_table_create(struct index_table **out, const struct index_shape *shape, uint64_t log,
                               struct index_table_spare *spare, stet_error *err)
{
    struct index_table *table = spare ? atomic_exchange(&spare->table, NULL) : NULL;
    stet_status status = table ? STET_OK : make(&table, err);
    if (status)
        return status;
    atomic_init(&table->holders, 1);
    table->home = spare;
    table->shape = *shape;
    table->log = log;
    *out = table;
    return STET_OK;
}

void index_table_hold(struct index_table *table)
{
    atomic_fetch_add(&table->holders, 1);
}

static void destroy(struct index_table *table)
{
    if (!table)
        return;
    stet_arena_free(&table->arena);
    stet_buf_free(&table->adopted);
    free(table->entries);
    chains_free(&table->chains);
    free(table);
}

/* As it was made, but for the memory that it has. */
static void empty(struct index_table *table)
{
    stet_arena_reset(&table->arena);
    table->room = NULL;
    table->room_size = 0;
    table->bytes = table->count = 0;
    chains_empty(&table->chains);
}

void index_table_release(struct index_table *table)
{
    if (!table || atomic_fetch_sub(&table->holders, 1) != 1)
        return;
    if (table->home && table->bytes <= SPARE_MOST) {
        empty(table);
        table = atomic_exchange(&table->home->table, table);
    }
    destroy(table);
}

void index_table_spare_free(struct index_table_spare *spare)
{
    destroy(atomic_exchange(&spare->table, NULL));
}

uint64_t index_table_log(const struct index_table *table)
{
    return table->log;
}

uint32_t index_table_count(const struct index_table *table)
{
    return (uint32_t)table->count;
}

uint64_t index_table_bytes(const struct index_table *table)
{
    return table->bytes;
}

static uint64_t mixed(uint64_t key, uint32_t kind)
{
    key ^= kind * UINT64_C(0x9e3779b97f4a7c15);
    key = (key ^ key >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return key ^ key >> 32;
}

stet_status index_table_presize(struct index_table *table, size_t articles, size_t bytes, stet_error *err)
{
    size_t cells = articles * ((size_t)table->shape.bands + table->shape.kept + 1);
    void *entries = table->entries;
    bool ok = stet_grow(&entries, &table->entry_capacity, articles, sizeof *table->entries);
    table->entries = entries;
    ok = ok && chains_reserve(&table->chains, cells) && stet_arena_bytes(&table->arena, bytes);
    if (ok)
        stet_arena_trim(&table->arena, bytes);
    return ok ? STET_OK : stet_fail_memory(err);
}

stet_status index_table_reserve(struct index_table *table, size_t record, stet_error *err)
{
    size_t more = (size_t)table->shape.bands + table->shape.kept + 1;
    if (table->chains.cell_count + more >= CHAINS_NONE || table->count >= INDEX_MAX_ARTICLES)
        return stet_fail(err, STET_ERR_LIMIT, "there are too many articles in the log");
    void *entries = table->entries;
    bool ok = stet_grow(&entries, &table->entry_capacity, table->count + 1, sizeof *table->entries);
    table->entries = entries;
    ok = ok && chains_reserve(&table->chains, table->chains.cell_count + more);
    if (ok && table->room_size < record) {
        table->room = stet_arena_bytes(&table->arena, record);
        table->room_size = table->room ? record : 0;
        ok = table->room != NULL;
    }
    return ok ? STET_OK : stet_fail_memory(err);
}

void index_table_adopt(struct index_table *table, struct stet_buf *log)
{
    table->adopted = *log;
    *log = (struct stet_buf)STET_BUF_INIT;
}

bool index_table_add(struct index_table *table, const unsigned char *payload, size_t size, uint64_t since)
{
    memcpy(table->room, payload, size);
    const unsigned char *copy = (const unsigned char *)table->room;
    table->room = NULL;
    table->room_size = 0;
    return index_table_add_adopted(table, copy, size, since);
}

bool index_table_add_adopted(struct index_table *table, const unsigned char *payload, size_t size, uint64_t since)
{
    struct index_logged logged;
    if (!index_record_get_article(&logged, &table->shape, payload, size))
        return false;
    uint64_t keys[INDEX_MAX_BANDS + INDEX_MAX_KEPT + 1];
    size_t count = 0;
    keys[count++] = mixed(index_id_hash(logged.article.id), ID);
    for (uint32_t i = 0; i < table->shape.bands; i++)
        keys[count++] = mixed(index_band_key(stet_load64(logged.bands + 8 * (size_t)i)), BAND + i);
    for (uint32_t i = 0; i < logged.kept; i++)
        keys[count++] = mixed(index_passage_key(stet_load64(logged.passages + 8 * (size_t)i)), PASSAGE);
    chains_add(&table->chains, keys, count, (uint32_t)table->count);
    table->entries[table->count++] = (struct entry){
        .payload = payload,
        .size = (uint32_t)size,
        .since = since,
        .until = INDEX_NEVER,
        .published = logged.article.precision ? logged.article.published : INT64_MAX,
    };
    table->bytes += size;
    return true;
}

void index_table_kill(struct index_table *table, uint32_t article, uint64_t since)
{
    if (table->entries[article].until == INDEX_NEVER)
        table->entries[article].until = since;
}

uint64_t index_table_expire(struct index_table *table, int64_t before, uint64_t since)
{
    uint64_t count = 0;
    for (size_t i = 0; i < table->count; i++) {
        struct entry *entry = &table->entries[i];
        if (entry->until == INDEX_NEVER && entry->published < before) {
            entry->until = since;
            count++;
        }
    }
    return count;
}

uint64_t index_table_since(const struct index_table *table, uint32_t article)
{
    return table->entries[article].since;
}

uint64_t index_table_until(const struct index_table *table, uint32_t article)
{
    return table->entries[article].until;
}

uint32_t index_table_find(const struct index_table *table, stet_span id, uint64_t change)
{
    uint32_t article = INDEX_NO_ARTICLE;
    uint64_t hash = index_id_hash(id);
    while ((article = index_table_find_hash(table, hash, article)) != INDEX_NO_ARTICLE) {
        struct index_logged logged;
        if (!index_table_sees(table, article, change))
            continue;
        index_table_get(table, article, &logged);
        if (logged.article.id.size == id.size && !memcmp(logged.article.id.data, id.data, id.size))
            break;
    }
    return article;
}

uint32_t index_table_find_hash(const struct index_table *table, uint64_t hash, uint32_t after)
{
    uint64_t key = mixed(hash, ID);
    const struct chains *chains = &table->chains;
    for (uint32_t cell = chains_first(chains, key); cell != CHAINS_NONE;
         cell = chains_next(chains, chains_cell(chains, cell)->next, key))
        if (chains_cell(chains, cell)->article < after)
            return chains_cell(chains, cell)->article;
    return INDEX_NO_ARTICLE;
}

/* Whether an article's row has the bits of a signature in a band. */
static bool agrees(const struct index_table *table, uint32_t article, const uint64_t *minhash, uint32_t band)
{
    struct index_logged logged;
    index_table_get(table, article, &logged);
    for (uint32_t i = band * table->shape.rows; i < (band + 1) * table->shape.rows; i++)
        if ((stet_load64(logged.bits + 8 * (size_t)(i / 64)) ^ minhash[i / 64]) >> i % 64 & 1)
            return false;
    return true;
}

/* The keys of a probe, bands first, with what they hit on its way into the cache. */
static size_t ask_ahead(const struct index_table *table, const struct index_probe *probe, uint64_t *keys, size_t from)
{
    size_t bands = probe->bands ? table->shape.bands : 0, all = bands + probe->passage_count, count = 0;
    for (size_t i = from; i < all && count < ASKED_AT_ONCE; i++, count++)
        keys[count] = i < bands ? mixed(index_band_key(probe->bands[i]), BAND + (uint32_t)i)
                                : mixed(index_passage_key(probe->passages[i - bands]), PASSAGE);
    chains_expect(&table->chains, keys, count);
    return count;
}

stet_status index_table_lookup(const struct index_table *table, const struct index_probe *probe, uint64_t **records,
                               size_t *count, size_t *capacity, stet_error *err)
{
    size_t bands = probe->bands ? table->shape.bands : 0, ahead = 0;
    const struct chains *chains = &table->chains;
    uint64_t keys[ASKED_AT_ONCE];
    for (size_t i = 0; chains->cell_count && i < bands + probe->passage_count; i++) {
        if (i == ahead)
            ahead += ask_ahead(table, probe, keys, i);
        if (i < bands && !index_probe_asks(probe, (uint32_t)i))
            continue;
        uint64_t key = keys[i % ASKED_AT_ONCE];
        for (uint32_t cell = chains_first(chains, key); cell != CHAINS_NONE;
             cell = chains_next(chains, chains_cell(chains, cell)->next, key)) {
            uint32_t article = chains_cell(chains, cell)->article;
            if (i < bands && probe->minhash && !agrees(table, article, probe->minhash, (uint32_t)i))
                continue;
            void *list = *records;
            bool ok = stet_grow(&list, capacity, *count + 1, sizeof **records);
            *records = list;
            if (!ok)
                return stet_fail_memory(err);
            (*records)[(*count)++] =
                (uint64_t)article << 32 | (uint64_t)(i >= bands) << 31 | key >> 33;
        }
    }
    return STET_OK;
}

void index_table_get(const struct index_table *table, uint32_t article, struct index_logged *out)
{
    const struct entry *entry = &table->entries[article];
    /* It made sense when it was added. */
    if (!index_record_get_article(out, &table->shape, entry->payload, entry->size))
        *out = (struct index_logged){0};
}
