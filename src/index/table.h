/* The articles of one log, in memory, so that they are found before they are in a segment. Articles are appended by the
 * writer and stay where they are; each says from which change on it is there, and from which on it is gone, so that any
 * number of snapshots can share the table. The callers see to it that nobody reads while something is added (index.h's
 * lock); what was read (ids, texts) stays valid as long as the table. */
#ifndef STET_INDEX_TABLE_H
#define STET_INDEX_TABLE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "index/part.h"
#include "index/record.h"

struct index_table;

/* Where the memory of a table that nobody holds any more waits for the next one, which then need not be given new pages
 * one by one. One table at most. */
struct index_table_spare {
    _Atomic(struct index_table *) table;
};
void index_table_spare_free(struct index_table_spare *spare);

/* `spare` outlives the table; NULL: there is none. */
stet_status index_table_create(struct index_table **out, const struct index_shape *shape, uint64_t log,
                               struct index_table_spare *spare, stet_error *err);
void index_table_hold(struct index_table *table);
void index_table_release(struct index_table *table);

uint64_t index_table_log(const struct index_table *table);
uint32_t index_table_count(const struct index_table *table);
uint64_t index_table_bytes(const struct index_table *table); /* of records */

/* Makes room for so many articles, and for so many bytes of their records, at once. */
stet_status index_table_presize(struct index_table *table, size_t articles, size_t bytes, stet_error *err);

/* Makes room, so that index_table_add cannot fail. */
stet_status index_table_reserve(struct index_table *table, size_t record, stet_error *err);

/* Takes in an article's record (which is copied), there from change number `since` on. False when it makes no sense. */
bool index_table_add(struct index_table *table, const unsigned char *payload, size_t size, uint64_t since);

/* Takes over the bytes of a whole log, to be freed with the table; its articles are then added without being copied, each
 * after index_table_reserve for 0 bytes. */
void index_table_adopt(struct index_table *table, struct stet_buf *log);
bool index_table_add_adopted(struct index_table *table, const unsigned char *payload, size_t size, uint64_t since);

/* Gone from change number `since` on. */
void index_table_kill(struct index_table *table, uint32_t article, uint64_t since);
/* Marks what was published before a time; returns how many those were. */
uint64_t index_table_expire(struct index_table *table, int64_t before, uint64_t since);

/* From which change on it is there, and gone (INDEX_NEVER: it is not). */
uint64_t index_table_since(const struct index_table *table, uint32_t article);
uint64_t index_table_until(const struct index_table *table, uint32_t article);
static inline bool index_table_sees(const struct index_table *table, uint32_t article, uint64_t change)
{
    return index_table_since(table, article) <= change && change < index_table_until(table, article);
}

/* The last article with this id that is there at `change`, or INDEX_NO_ARTICLE. */
uint32_t index_table_find(const struct index_table *table, stet_span id, uint64_t change);
/* The next article behind `after` (INDEX_NO_ARTICLE: from the last one) in falling order whose id has this hash. */
uint32_t index_table_find_hash(const struct index_table *table, uint64_t hash, uint32_t after);

/* Appends a record for each key that an article shares with the probe: the article in the upper 32 bits, then 1 bit for
 * a passage, then bits of the key. Equal ones are of a fingerprint that the probe has twice. */
stet_status index_table_lookup(const struct index_table *table, const struct index_probe *probe, uint64_t **records,
                               size_t *count, size_t *capacity, stet_error *err);

void index_table_get(const struct index_table *table, uint32_t article, struct index_logged *out);

#endif
