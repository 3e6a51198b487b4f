/* Chains through (key, article) cells, the newest first: adding is constant time however often a key comes
 * again (a boilerplate passage is in every article). Bands, passages and ids share the table of chains; what a key is of
 * is mixed into it. Keys are cut as segments cut them and bands are compared with the bits of the row as segments do, so
 * that an article has the same candidates here and there.
 *
 * Growing moves nothing, as no add may wait for long: cells stand in blocks, and heads get a further level four times as
 * large, in which an empty place stands for the one in the level before of which it is a fourth. What is added there is
 * chained before what that one has. */
#include "index/table.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/error.h"

#define NONE UINT32_MAX
#define LEAST_HEADS 1024
#define BLOCK ((size_t)1 << 14) /* cells */
#define SPARE_MOST ((size_t)80 << 20) /* bytes of records in a table whose memory is kept */
#define LEVELS_MOST 12 /* then there are more heads than cells can be */
#define ASKED_AT_ONCE 64

/* What a key is of: a passage, an id, or the band of this number. */
enum { PASSAGE, ID, BAND };

struct cell {
    uint64_t key;
    uint32_t article;
    uint32_t next;
};

struct entry {
    const unsigned char *payload;
    uint64_t since, until;
    int64_t published; /* INT64_MAX when it is not known: it never expires */
    uint32_t size;
};

/* A bit for what each key is mixed to, so that what is not there is mostly known without its chain: eight and more for each
 * of so many cells. */
#define SEEN_BITS ((size_t)1 << 22)

/* Where chains begin. */
struct level {
    uint32_t *heads; /* 1 + the first cell; 0: as the level before has it */
    size_t count;    /* a power of two */
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
    struct cell **blocks;
    size_t cell_count, block_count, block_capacity;
    struct level levels[LEVELS_MOST];
    size_t level_count;
    uint64_t *seen;
};

static stet_status make(struct index_table **out, stet_error *err)
{
    struct index_table *table = calloc(1, sizeof *table);
    if (table)
        table->seen = calloc(SEEN_BITS / 64, sizeof *table->seen);
    if (!table || !table->seen) {
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
    for (size_t i = 0; i < table->block_count; i++)
        free(table->blocks[i]);
    free(table->blocks);
    for (size_t i = 0; i < table->level_count; i++)
        free(table->levels[i].heads);
    free(table->seen);
    free(table);
}

/* As it was made, but for the memory that it has. */
static void empty(struct index_table *table)
{
    stet_arena_reset(&table->arena);
    table->room = NULL;
    table->room_size = 0;
    table->bytes = table->count = table->cell_count = 0;
    for (; table->level_count > 1; table->level_count--) {
        free(table->levels[0].heads);
        memmove(table->levels, table->levels + 1, (table->level_count - 1) * sizeof *table->levels);
    }
    for (size_t i = 0; i < table->level_count; i++)
        memset(table->levels[i].heads, 0, table->levels[i].count * sizeof *table->levels[i].heads);
    memset(table->seen, 0, SEEN_BITS / 8);
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

/* Chains take the lower bits. */
static uint64_t *seen_word(const struct index_table *table, uint64_t key)
{
    return &table->seen[(key >> 32) % (SEEN_BITS / 64)];
}

static bool is_seen(const struct index_table *table, uint64_t key)
{
    return *seen_word(table, key) >> (key >> 58) & 1;
}

static struct cell *cell_at(const struct index_table *table, size_t cell)
{
    return &table->blocks[cell / BLOCK][cell % BLOCK];
}

static uint32_t first_of(const struct index_table *table, uint64_t key)
{
    uint32_t head = 0;
    for (size_t i = table->level_count; i && !head; i--)
        head = table->levels[i - 1].heads[key & (table->levels[i - 1].count - 1)];
    return head - 1; /* NONE for 0 */
}

static void link_cell(struct index_table *table, uint32_t cell)
{
    const struct level *level = &table->levels[table->level_count - 1];
    uint64_t key = cell_at(table, cell)->key;
    *seen_word(table, key) |= UINT64_C(1) << (key >> 58);
    cell_at(table, cell)->next = first_of(table, key);
    level->heads[key & (level->count - 1)] = cell + 1;
}

static bool grow_cells(struct index_table *table, size_t cells)
{
    while (table->block_count * BLOCK < cells) {
        void *blocks = table->blocks;
        bool ok = stet_grow(&blocks, &table->block_capacity, table->block_count + 1, sizeof *table->blocks);
        table->blocks = blocks;
        struct cell *block = ok ? malloc(BLOCK * sizeof *block) : NULL;
        if (!block)
            return false;
        table->blocks[table->block_count++] = block;
    }
    return true;
}

static bool grow_heads(struct index_table *table, size_t cells)
{
    size_t count = table->level_count ? table->levels[table->level_count - 1].count : 0;
    if (cells <= count)
        return true;
    count = count ? count : LEAST_HEADS / 4;
    while (count < cells)
        count *= 4;
    uint32_t *heads = calloc(count, sizeof *heads);
    if (!heads)
        return false;
    table->levels[table->level_count++] = (struct level){heads, count};
    return true;
}

stet_status index_table_presize(struct index_table *table, size_t articles, size_t bytes, stet_error *err)
{
    size_t cells = articles * ((size_t)table->shape.bands + table->shape.kept + 1);
    void *entries = table->entries;
    bool ok = stet_grow(&entries, &table->entry_capacity, articles, sizeof *table->entries);
    table->entries = entries;
    ok = ok && grow_cells(table, cells) && grow_heads(table, cells) && stet_arena_bytes(&table->arena, bytes);
    if (ok)
        stet_arena_trim(&table->arena, bytes);
    return ok ? STET_OK : stet_fail_memory(err);
}

stet_status index_table_reserve(struct index_table *table, size_t record, stet_error *err)
{
    size_t more = (size_t)table->shape.bands + table->shape.kept + 1;
    if (table->cell_count + more >= NONE || table->count >= INDEX_MAX_ARTICLES)
        return stet_fail(err, STET_ERR_LIMIT, "there are too many articles in the log");
    void *entries = table->entries;
    bool ok = stet_grow(&entries, &table->entry_capacity, table->count + 1, sizeof *table->entries);
    table->entries = entries;
    ok = ok && grow_cells(table, table->cell_count + more) && grow_heads(table, table->cell_count + more);
    if (ok && table->room_size < record) {
        table->room = stet_arena_bytes(&table->arena, record);
        table->room_size = table->room ? record : 0;
        ok = table->room != NULL;
    }
    return ok ? STET_OK : stet_fail_memory(err);
}

/* With what they change on its way into the cache as a whole: it is all over memory. */
static void add_cells(struct index_table *table, const uint64_t *keys, size_t count)
{
    const struct level *level = &table->levels[table->level_count - 1];
    for (size_t i = 0; i < count; i++) {
        __builtin_prefetch(seen_word(table, keys[i]), 1);
        __builtin_prefetch(&level->heads[keys[i] & (level->count - 1)], 1);
    }
    for (size_t i = 0; i < count; i++) {
        *cell_at(table, table->cell_count) = (struct cell){keys[i], (uint32_t)table->count, NONE};
        link_cell(table, (uint32_t)table->cell_count++);
    }
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
    add_cells(table, keys, count);
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

static uint32_t next_cell(const struct index_table *table, uint32_t cell, uint64_t key)
{
    while (cell != NONE && cell_at(table, cell)->key != key)
        cell = cell_at(table, cell)->next;
    return cell;
}

static uint32_t first_cell(const struct index_table *table, uint64_t key)
{
    return is_seen(table, key) ? next_cell(table, first_of(table, key), key) : NONE;
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
    for (uint32_t cell = first_cell(table, key); cell != NONE;
         cell = next_cell(table, cell_at(table, cell)->next, key))
        if (cell_at(table, cell)->article < after)
            return cell_at(table, cell)->article;
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

/* The keys of a probe, bands first, with what they hit on its way into the cache: chains are all over memory. */
static size_t ask_ahead(const struct index_table *table, const struct index_probe *probe, uint64_t *keys, size_t from)
{
    size_t bands = probe->bands ? table->shape.bands : 0, all = bands + probe->passage_count, count = 0;
    for (size_t i = from; i < all && count < ASKED_AT_ONCE; i++, count++) {
        keys[count] = i < bands ? mixed(index_band_key(probe->bands[i]), BAND + (uint32_t)i)
                                : mixed(index_passage_key(probe->passages[i - bands]), PASSAGE);
        __builtin_prefetch(seen_word(table, keys[count]));
    }
    for (size_t i = 0; i < count; i++)
        for (size_t level = 0; level < table->level_count && is_seen(table, keys[i]); level++)
            __builtin_prefetch(&table->levels[level].heads[keys[i] & (table->levels[level].count - 1)]);
    for (size_t i = 0; i < count; i++) {
        uint32_t cell = is_seen(table, keys[i]) ? first_of(table, keys[i]) : NONE;
        if (cell != NONE)
            __builtin_prefetch(cell_at(table, cell));
    }
    return count;
}

stet_status index_table_lookup(const struct index_table *table, const struct index_probe *probe, uint64_t **records,
                               size_t *count, size_t *capacity, stet_error *err)
{
    size_t bands = probe->bands ? table->shape.bands : 0, ahead = 0;
    uint64_t keys[ASKED_AT_ONCE];
    for (size_t i = 0; table->cell_count && i < bands + probe->passage_count; i++) {
        if (i == ahead)
            ahead += ask_ahead(table, probe, keys, i);
        if (i < bands && !index_probe_asks(probe, (uint32_t)i))
            continue;
        uint64_t key = keys[i % ASKED_AT_ONCE];
        for (uint32_t cell = first_cell(table, key); cell != NONE;
             cell = next_cell(table, cell_at(table, cell)->next, key)) {
            uint32_t article = cell_at(table, cell)->article;
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
