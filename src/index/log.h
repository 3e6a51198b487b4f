/* The log: framed records, one after the other, each with a checksum that is seeded with the log's number and the
 * record's place. FORMAT.md has the bytes.
 *
 * A crash may leave half a record, or with a power cut anything at all, behind the last fsync: that is no damage, as none
 * of it was acknowledged. To tell it from damage, a mark is written after each fsync: what stands before the place that
 * a mark names was on the device. So records that are not sound are damage when a mark behind them, the manifest or the
 * next log says that they were, and otherwise the log ends before them.
 *
 * A log is begun without waiting for the device: its head, its name and the end of the log before it get there with the
 * first fsync that something in it is acknowledged by, before the first mark. So a log without a mark that a crash has left
 * without its head, or behind a log that is not whole, is none. */
#ifndef STET_INDEX_LOG_H
#define STET_INDEX_LOG_H

#include "index/files.h"
#include "index/record.h"

#define INDEX_LOG_HEAD 48

struct index_log_head {
    uint64_t number, lineage;
    uint64_t before; /* bytes of the log before it; 0: there is none */
};

struct index_log {
    struct index_path path;
    int file; /* -1: not there yet */
    uint64_t number;
    uint64_t size; /* bytes, those that are held included */
    size_t held;   /* bytes of records at the start of `frame` that are not written yet */
    struct stet_buf frame;
};

/* Makes the file, without waiting: whoever acknowledges what is in it fsyncs it and the folder before. */
stet_status index_log_create(struct index_log *log, const char *folder, const struct index_log_head *head,
                             stet_error *err);
/* Opens an existing one for appending at `size`, cutting off what is behind. */
stet_status index_log_reopen(struct index_log *log, const char *folder, uint64_t number, uint64_t size,
                             stet_error *err);
void index_log_close(struct index_log *log);

/* A record is begun, its payload put behind what is in log->frame, and appended with one write, or held to be written with
 * others. STET_ERR_MEMORY and STET_ERR_LIMIT: the log is as it was. */
bool index_log_begin(struct index_log *log);
stet_status index_log_append(struct index_log *log, enum index_record_kind kind, bool hold, stet_error *err);
/* Writes what is held, as a mark does before it. */
stet_status index_log_write(struct index_log *log, stet_error *err);
stet_status index_log_mark(struct index_log *log, uint64_t place, stet_error *err);

/* What is in a log. */
struct index_log_reader {
    const unsigned char *data;
    size_t size;
    const char *name; /* borrowed */
    struct index_log_head head;
    size_t at;     /* the next record */
    size_t sealed; /* bytes known to have been on the device, by what others say */
    size_t allowance; /* of index_log_seek: bytes that it may hash */
};

struct index_log_record {
    enum index_record_kind kind;
    const unsigned char *payload;
    size_t size;
};

/* Checks the head. */
stet_status index_log_open(struct index_log_reader *log, const void *data, size_t size, const char *name,
                           stet_error *err);

/* Whether a mark says that something in it was on the device, and so all before it and its name. */
bool index_log_marked(const struct index_log_reader *log);

/* Whether the head is not sound and nothing was acknowledged: what a crash leaves of a log that had just been begun. The
 * number is that of the file's name. */
bool index_log_unborn(const void *data, size_t size, uint64_t number);

/* Where the head is not sound, and the number is known from the file's name: for salvage. */
void index_log_open_damaged(struct index_log_reader *log, const void *data, size_t size, const char *name,
                            uint64_t number);

/* How many articles there are, as far as their sizes can be trusted: a guess. */
size_t index_log_count(const struct index_log_reader *log);

/* The next record, marks included; *more is false at the end, which is reader->at. */
stet_status index_log_next(struct index_log_reader *log, struct index_log_record *out, bool *more, stet_error *err);

/* For salvage: the next sound record from log->at on, wherever it stands, and log->at behind it; *skipped bytes before it
 * hold none. False when there is none: *skipped bytes were left, and log->at is their end. Takes time in proportion to the
 * log, whatever is in it. */
bool index_log_seek(struct index_log_reader *log, struct index_log_record *out, size_t *skipped);

/* What the records of bytes `begin` to `end` were, none of them sound, of which the last may reach over the end of the file.
 * False when their heads do not lead from the one to the other: then nobody knows. */
struct index_log_guess {
    uint64_t articles, others; /* removals and expiries */
};

bool index_log_guess(const struct index_log_reader *log, uint64_t begin, uint64_t end, struct index_log_guess *out);

#endif
