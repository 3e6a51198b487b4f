#include "index/log.h"

#include <xxhash.h>

#include "base/bytes.h"
#include "base/error.h"

/* Head: magic, version, 0 | number | lineage | before | checksum of all that.
 * Record: checksum | payload's size (32 bits), kind (32 bits) | payload | zeros up to a multiple of 8 bytes. */
#define MAGIC "stetlog\n"
#define VERSION 1
#define FRAME 16
#define HELD_MOST ((size_t)1 << 20)
#define RECORD_MOST ((uint64_t)UINT32_MAX - 64)
#define SEARCH_COST 64 /* bytes that a search over damage may hash for each byte that it goes past */

static uint64_t record_checksum(uint64_t number, uint64_t place, const unsigned char *record, size_t payload)
{
    return XXH3_64bits_withSeed(record + 8, FRAME - 8 + payload, number * UINT64_C(0x9e3779b97f4a7c15) ^ place);
}

static size_t padded(size_t payload)
{
    return FRAME + (payload + 7) / 8 * 8;
}

static void put_head(unsigned char *to, const struct index_log_head *head)
{
    memcpy(to, MAGIC, 8);
    stet_store32(to + 8, VERSION);
    stet_store32(to + 12, 0);
    stet_store64(to + 16, head->number);
    stet_store64(to + 24, head->lineage);
    stet_store64(to + 32, head->before);
    stet_store64(to + 40, XXH3_64bits(to, 40));
}

stet_status index_log_create(struct index_log *log, const char *folder, const struct index_log_head *head,
                             stet_error *err)
{
    unsigned char bytes[INDEX_LOG_HEAD];
    put_head(bytes, head);
    log->file = -1;
    stet_status status = index_path(&log->path, folder, INDEX_LOG, head->number, "", err);
    /* A file that is left of this name may be longer on the device than here: it must not get a new head. */
    if (!status)
        status = sys_unlink(log->path.text, err);
    if (!status)
        status = sys_create(&log->file, log->path.text, err);
    if (!status)
        status = sys_pwrite(log->file, bytes, sizeof bytes, 0, log->path.text, err);
    if (status) {
        index_log_close(log);
        return status;
    }
    log->number = head->number;
    log->size = sizeof bytes;
    return STET_OK;
}

stet_status index_log_reopen(struct index_log *log, const char *folder, uint64_t number, uint64_t size,
                             stet_error *err)
{
    struct sys_info info = {0};
    log->file = -1;
    stet_status status = index_path(&log->path, folder, INDEX_LOG, number, "", err);
    if (!status)
        status = sys_open_update(&log->file, log->path.text, err);
    if (!status)
        status = sys_info_of(log->file, log->path.text, &info, err);
    /* What is cut off must not come back behind new records after a power cut. */
    if (!status && info.size > size) {
        status = sys_truncate(log->file, size, log->path.text, err);
        if (!status)
            status = sys_sync(log->file, log->path.text, err);
    }
    if (status) {
        index_log_close(log);
        return status;
    }
    log->number = number;
    log->size = size;
    return STET_OK;
}

void index_log_close(struct index_log *log)
{
    sys_close(log->file);
    log->file = -1;
    stet_buf_free(&log->frame);
}

bool index_log_begin(struct index_log *log)
{
    static const char frame[FRAME];
    log->frame.size = log->held;
    return stet_buf_add(&log->frame, frame, sizeof frame);
}

/* `record` has room for a head before the payload and for padding behind it. Its size. */
static size_t seal_record(const struct index_log *log, enum index_record_kind kind, unsigned char *record,
                          size_t payload)
{
    size_t size = padded(payload);
    memset(record + FRAME + payload, 0, size - FRAME - payload);
    stet_store32(record + 8, (uint32_t)payload);
    stet_store32(record + 12, (uint32_t)kind);
    stet_store64(record, record_checksum(log->number, log->size, record, payload));
    return size;
}

stet_status index_log_write(struct index_log *log, stet_error *err)
{
    if (!log->held)
        return STET_OK;
    stet_status status =
        sys_pwrite(log->file, log->frame.data, log->held, log->size - log->held, log->path.text, err);
    if (!status)
        log->held = 0;
    return status;
}

stet_status index_log_append(struct index_log *log, enum index_record_kind kind, bool hold, stet_error *err)
{
    size_t payload = log->frame.size - log->held - FRAME;
    if (payload > RECORD_MOST)
        return stet_fail(err, STET_ERR_LIMIT, "an article takes more than 4 GiB in the log");
    if (!stet_buf_reserve(&log->frame, log->held + padded(payload) - log->frame.size))
        return stet_fail_memory(err);
    size_t size = seal_record(log, kind, (unsigned char *)log->frame.data + log->held, payload);
    log->held += size;
    log->size += size;
    return hold && log->held < HELD_MOST ? STET_OK : index_log_write(log, err);
}

stet_status index_log_mark(struct index_log *log, uint64_t place, stet_error *err)
{
    unsigned char record[FRAME + 8];
    stet_store64(record + FRAME, place);
    stet_status status = index_log_write(log, err);
    size_t size = seal_record(log, INDEX_RECORD_MARK, record, 8);
    if (!status)
        status = sys_pwrite(log->file, record, size, log->size, log->path.text, err);
    log->size += status ? 0 : size;
    return status;
}

static stet_status damaged(const struct index_log_reader *log, const char *reason, stet_error *err)
{
    stet_status status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte %zu: %s", log->name, log->at, reason);
    if (err)
        err->offset = log->at;
    return status;
}

stet_status index_log_open(struct index_log_reader *log, const void *data, size_t size, const char *name,
                           stet_error *err)
{
    const unsigned char *bytes = data;
    *log = (struct index_log_reader){.data = data, .size = size, .name = name, .allowance = size};
    if (size < INDEX_LOG_HEAD)
        return damaged(log, "the log is shorter than its head", err);
    if (memcmp(bytes, MAGIC, 8))
        return damaged(log, "it is no log of a stet index", err);
    if (stet_load64(bytes + 40) != XXH3_64bits(bytes, 40))
        return damaged(log, "the checksum of the head is wrong", err);
    if (stet_load32(bytes + 8) != VERSION)
        return damaged(log, "the version of the log is unknown", err);
    log->head = (struct index_log_head){stet_load64(bytes + 16), stet_load64(bytes + 24), stet_load64(bytes + 32)};
    log->at = log->sealed = INDEX_LOG_HEAD;
    return STET_OK;
}

void index_log_open_damaged(struct index_log_reader *log, const void *data, size_t size, const char *name,
                            uint64_t number)
{
    size_t head = size < INDEX_LOG_HEAD ? size : INDEX_LOG_HEAD;
    *log = (struct index_log_reader){
        .data = data, .size = size, .name = name, .head = {.number = number}, .at = head, .allowance = size};
}

size_t index_log_count(const struct index_log_reader *log)
{
    size_t count = 0, at = log->at;
    while (at <= log->size && log->size - at >= FRAME) {
        size_t size = padded(stet_load32(log->data + at + 8));
        if (size > log->size - at)
            break;
        count += stet_load32(log->data + at + 12) == INDEX_RECORD_ARTICLE;
        at += size;
    }
    return count;
}

/* Whether what stands at a place is a record in all but the checksum. */
static bool looks_sound(const struct index_log_reader *log, size_t at, struct index_log_record *out)
{
    if (at > log->size || log->size - at < FRAME)
        return false;
    const unsigned char *record = log->data + at;
    size_t payload = stet_load32(record + 8), size = padded(payload);
    uint32_t kind = stet_load32(record + 12);
    if (kind < INDEX_RECORD_ARTICLE || kind > INDEX_RECORD_MARK || size > log->size - at)
        return false;
    for (size_t i = FRAME + payload; i < size; i++)
        if (record[i])
            return false;
    *out = (struct index_log_record){(enum index_record_kind)kind, record + FRAME, payload};
    return true;
}

static bool is_sealed(const struct index_log_reader *log, size_t at, size_t payload)
{
    const unsigned char *record = log->data + at;
    return stet_load64(record) == record_checksum(log->head.number, at, record, payload);
}

/* Whether a sound record stands at a place. */
static bool sound(const struct index_log_reader *log, size_t at, struct index_log_record *out)
{
    struct index_log_record record;
    if (!looks_sound(log, at, &record) || !is_sealed(log, at, record.size))
        return false;
    *out = record;
    return true;
}

/* Whether a mark at `at` or behind says that more than `place` bytes were on the device. A record's length cannot be trusted
 * where the record is not sound, but records stand at multiples of 8 bytes. */
static bool marked_beyond(const struct index_log_reader *log, size_t at, uint64_t place)
{
    for (; at < log->size; at += 8) {
        struct index_log_record record;
        uint64_t end;
        if (log->size - at >= FRAME && stet_load32(log->data + at + 12) == INDEX_RECORD_MARK &&
            stet_load32(log->data + at + 8) == 8 && sound(log, at, &record) &&
            index_record_get_word(&end, record.payload, record.size) && end > place)
            return true;
    }
    return false;
}

bool index_log_marked(const struct index_log_reader *log)
{
    return marked_beyond(log, INDEX_LOG_HEAD, 0);
}

bool index_log_unborn(const void *data, size_t size, uint64_t number)
{
    const struct index_log_reader log = {.data = data, .size = size, .head = {.number = number}};
    bool has_head = size >= INDEX_LOG_HEAD && stet_load64(log.data + 40) == XXH3_64bits(data, 40);
    return !has_head && !index_log_marked(&log);
}

stet_status index_log_next(struct index_log_reader *log, struct index_log_record *out, bool *more, stet_error *err)
{
    *more = false;
    if (log->at == log->size && log->at >= log->sealed)
        return STET_OK;
    if (sound(log, log->at, out)) {
        *more = true;
        log->at += padded(out->size);
        return STET_OK;
    }
    if (log->at < log->sealed && log->size < log->sealed)
        return damaged(log, "the log ends before what was written safely", err);
    if (log->at < log->sealed || marked_beyond(log, log->at + 8, log->at))
        return damaged(log, "a record's checksum is wrong", err);
    return STET_OK;
}

/* Whoever filled an article with heads of records, each larger than the last, must not have each place cost a hash of all
 * that is behind it: what is hashed is paid for by what was gone past. Where that is used up a place is taken for none, so
 * that a sound record may be missed right behind such bytes. */
bool index_log_seek(struct index_log_reader *log, struct index_log_record *out, size_t *skipped)
{
    size_t begin = log->at;
    for (size_t at = begin; at < log->size; at = (at + 8) / 8 * 8, log->allowance += 8 * SEARCH_COST) {
        struct index_log_record record;
        if (!looks_sound(log, at, &record) || record.size > log->allowance)
            continue;
        log->allowance -= record.size;
        if (!is_sealed(log, at, record.size))
            continue;
        *out = record;
        *skipped = at - begin;
        log->at = at + padded(record.size);
        log->allowance += SEARCH_COST * padded(record.size);
        return true;
    }
    *skipped = log->size - begin;
    log->at = log->size;
    return false;
}

bool index_log_guess(const struct index_log_reader *log, uint64_t begin, uint64_t end, struct index_log_guess *out)
{
    *out = (struct index_log_guess){0};
    while (begin < end) {
        if (begin > log->size || log->size - begin < FRAME)
            return false;
        const unsigned char *record = log->data + begin;
        uint32_t kind = stet_load32(record + 12);
        size_t size = padded(stet_load32(record + 8));
        if (kind < INDEX_RECORD_ARTICLE || kind > INDEX_RECORD_MARK || size > end - begin)
            return false;
        out->articles += kind == INDEX_RECORD_ARTICLE;
        out->others += kind == INDEX_RECORD_REMOVE || kind == INDEX_RECORD_EXPIRE;
        begin += size;
    }
    return true;
}
