#include "index/salvage_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"

struct log_file {
    uint64_t number;
    uint64_t known; /* bytes of it that the manifest knows */
    struct index_path path;
    struct stet_buf bytes;
    bool missing;
    bool headless; /* the head is not sound */
    bool stale;    /* left by a compaction */
    stet_error damage; /* of the head */
    struct index_log_reader log;
};

static uint64_t known_bytes(const struct index_manifest *manifest, uint64_t number)
{
    for (size_t i = 0; manifest && i < manifest->log_count; i++)
        if (manifest->logs[i].number == number)
            return manifest->logs[i].bytes;
    return 0;
}

static stet_status read_file(const struct index_salvage_logs *logs, struct log_file *file, uint64_t number,
                             stet_error *err)
{
    file->number = number;
    file->known = known_bytes(logs->manifest, number);
    file->headless = file->stale = false;
    stet_status status = index_path(&file->path, logs->folder, INDEX_LOG, number, "", err);
    if (!status)
        status = index_file_read(file->path.text, &file->bytes, &file->missing, err);
    if (status || file->missing)
        return status;
    const struct stet_buf *bytes = &file->bytes;
    status = index_log_open(&file->log, bytes->data, bytes->size, file->path.text, &file->damage);
    file->headless = status == STET_ERR_CORRUPT;
    if (file->headless)
        index_log_open_damaged(&file->log, bytes->data, bytes->size, file->path.text, number);
    else if (!status)
        file->stale = logs->manifest && file->log.head.lineage != logs->manifest->lineage;
    if (status && !file->headless && err)
        *err = file->damage;
    return file->headless ? STET_OK : status;
}

/* How long the log before it was, if that can be relied on: as opening takes it. */
static uint64_t bytes_before(const struct log_file *next)
{
    bool sound = !next->missing && !next->headless && !next->stale;
    return sound && (next->known || index_log_marked(&next->log)) ? next->log.head.before : 0;
}

static void tell(const struct index_salvage_logs *logs, const struct log_file *file, uint64_t at, const char *what)
{
    stet_error damage;
    (void)stet_fail(&damage, STET_ERR_CORRUPT, "%s: byte %" PRIu64 ": %s", file->path.text, at, what);
    damage.offset = at;
    logs->damaged(logs->ctx, &damage);
}

/* Bytes in which no sound record stands; some of them may be missing. */
static void tell_gap(const struct index_salvage_logs *logs, const struct log_file *file, uint64_t begin, uint64_t end)
{
    char what[200];
    struct index_log_guess guess;
    uint64_t size = file->missing ? 0 : file->log.size;
    const char *gone = end <= size ? "could not be read" : begin >= size ? "are missing" : "are missing or damaged";
    if (file->missing || !index_log_guess(&file->log, begin, end, &guess)) {
        snprintf(what, sizeof what, "%" PRIu64 " bytes %s: the articles in them are lost, their number is not known",
                 end - begin, gone);
        logs->out->unread += end - begin;
    } else if (guess.others) {
        snprintf(what, sizeof what,
                 "%" PRIu64 " bytes %s: articles lost: %" PRIu64 "; removals and expiries lost: %" PRIu64
                 ", what they took out is back",
                 end - begin, gone, guess.articles, guess.others);
        logs->out->lost += guess.articles;
    } else {
        snprintf(what, sizeof what, "%" PRIu64 " bytes %s: articles lost: %" PRIu64, end - begin, gone, guess.articles);
        logs->out->lost += guess.articles;
    }
    tell(logs, file, begin, what);
}

/* What stands behind the last sound record. A crash leaves such bytes, too, where nobody says that more was written. */
static void tell_end(const struct index_salvage_logs *logs, const struct log_file *file, uint64_t begin,
                     uint64_t written)
{
    char what[200];
    uint64_t size = file->log.size;
    if (written > begin) {
        tell_gap(logs, file, begin, written);
    } else if (size > begin) {
        snprintf(what, sizeof what,
                 "the last %" PRIu64 " bytes hold no sound record: a write that was broken off, or lost articles",
                 size - begin);
        tell(logs, file, begin, what);
    }
}

static stet_status hand_on(const struct index_salvage_logs *logs, const struct log_file *file,
                           const struct index_log_record *record, stet_error *err)
{
    bool sense = true;
    stet_status status = logs->change(logs->ctx, record, &sense, err);
    if (status || sense)
        return status;
    logs->out->lost += record->kind == INDEX_RECORD_ARTICLE;
    tell(logs, file, (uint64_t)(record->payload - file->log.data), "the record makes no sense");
    return STET_OK;
}

static stet_status replay(const struct index_salvage_logs *logs, struct log_file *file, uint64_t written,
                          stet_error *err)
{
    struct index_log_reader *log = &file->log;
    for (;;) {
        struct index_log_record record;
        size_t begin = log->at, skipped;
        bool more = index_log_seek(log, &record, &skipped);
        if (!more) {
            tell_end(logs, file, begin, written);
            return STET_OK;
        }
        if (skipped)
            tell_gap(logs, file, begin, begin + skipped);
        stet_status status = hand_on(logs, file, &record, err);
        if (status)
            return status;
    }
}

static stet_status salvage_file(const struct index_salvage_logs *logs, struct log_file *file,
                                const struct log_file *next, stet_error *err)
{
    uint64_t before = next ? bytes_before(next) : 0, written = file->known > before ? file->known : before;
    if (file->missing) {
        if (written)
            tell(logs, file, 0, "the file is missing");
        if (written > INDEX_LOG_HEAD)
            tell_gap(logs, file, INDEX_LOG_HEAD, written);
        return STET_OK;
    }
    if (file->headless)
        logs->damaged(logs->ctx, &file->damage);
    return file->stale ? STET_OK : replay(logs, file, written, err);
}

/* A log is read before the one ahead of it is gone through, as it may say how long that one was. */
stet_status index_salvage_logs(const struct index_salvage_logs *logs, stet_error *err)
{
    struct log_file *files = calloc(2, sizeof *files);
    if (!files)
        return stet_fail_memory(err);
    stet_status status = logs->count ? read_file(logs, &files[0], logs->numbers[0], err) : STET_OK;
    for (size_t i = 0; !status && i < logs->count; i++) {
        struct log_file *file = &files[i % 2], *next = i + 1 < logs->count ? &files[(i + 1) % 2] : NULL;
        if (next)
            status = read_file(logs, next, logs->numbers[i + 1], err);
        bool follows = next && next->number == file->number + 1;
        if (!status)
            status = salvage_file(logs, file, follows ? next : NULL, err);
    }
    stet_buf_free(&files[0].bytes);
    stet_buf_free(&files[1].bytes);
    free(files);
    return status;
}
