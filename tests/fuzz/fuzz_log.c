/* Any bytes as a log: its records are read to the end or to the first damage, and once more over all damage, as salvage does.
 * What makes sense as an article goes into a table and is looked up. In a second pass head and records get the checksums
 * that they should have, so that what stands behind them is reached. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/bytes.h"
#include "index/log.h"
#include "index/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct index_shape shape = {
    .family = 1, .shingle = 5, .bands = 12, .rows = 3, .window = 16, .kept = 4, .keeps_text = true};

static void take(struct index_table *table, const struct index_log_record *record, uint64_t change)
{
    struct index_logged logged;
    struct index_gone gone;
    stet_span id;
    uint64_t word;
    stet_error err;
    (void)index_record_get_word(&word, record->payload, record->size);
    if (record->kind == INDEX_RECORD_REMOVE && index_record_get_remove(&id, &gone, record->payload, record->size))
        (void)index_table_find(table, id, change);
    if (record->kind != INDEX_RECORD_ARTICLE ||
        !index_record_get_article(&logged, &shape, record->payload, record->size))
        return;
    if (index_table_reserve(table, record->size, &err))
        return;
    if (!index_table_add(table, record->payload, record->size, change) ||
        index_table_find(table, logged.article.id, change) != index_table_count(table) - 1)
        abort();
}

static void read_all(const uint8_t *data, size_t size)
{
    struct index_log_reader log;
    struct index_table *table;
    stet_error err;
    if (index_log_open(&log, data, size, "fuzz", &err))
        index_log_open_damaged(&log, data, size, "fuzz", 1);
    if (index_table_create(&table, &shape, 1, NULL, &err))
        return;
    struct index_log_record record;
    size_t begin = log.at, skipped, before = begin;
    uint64_t change = 1;
    for (bool more = true; !index_log_next(&log, &record, &more, &err) && more; before = log.at, change++) {
        if (log.at <= before)
            abort();
        take(table, &record, change);
    }
    log.at = begin;
    for (before = begin; index_log_seek(&log, &record, &skipped); before = log.at) {
        struct index_log_guess guess;
        if (log.at < before + skipped + 16 || log.at > size)
            abort();
        (void)index_log_guess(&log, before, before + skipped, &guess);
    }
    if (before + skipped != size || log.at != size)
        abort();
    index_table_release(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_all(data, size);
    if (size < INDEX_LOG_HEAD)
        return 0;
    uint8_t *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    stet_store64(copy + 40, XXH3_64bits(copy, 40));
    uint64_t seed = stet_load64(copy + 16) * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t at = INDEX_LOG_HEAD; at + 16 <= size;) {
        size_t payload = stet_load32(copy + at + 8), whole = 16 + (payload + 7) / 8 * 8;
        if (whole > size - at)
            break;
        memset(copy + at + 16 + payload, 0, whole - 16 - payload);
        stet_store64(copy + at, XXH3_64bits_withSeed(copy + at + 8, 8 + payload, seed ^ at));
        at += whole;
    }
    read_all(copy, size);
    free(copy);
    return 0;
}
