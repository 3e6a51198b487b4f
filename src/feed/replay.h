/* The second pass: chosen records once more, byte for byte, in input order.
 *
 *     feed_replay_create
 *     feed_replay_open instead of feed_reader_open, once for each input: they are numbered from 0
 *     feed_replay_run and feed_replay_articles, as often as wanted, once all readers are closed
 *     feed_replay_free
 *
 * What can be read only once (standard input, pipes) is copied into an anonymous temporary file while it is read for
 * the first time. A file that has changed since is STET_ERR_INPUT: two versions are never mixed. */
#ifndef STET_FEED_REPLAY_H
#define STET_FEED_REPLAY_H

#include "feed/feed.h"

struct feed_replay;

/* `options` is kept by reference; `tmp` is the folder for temporary files, or NULL for the usual one. */
stet_status feed_replay_create(struct feed_replay **out, const struct feed_options *options, const char *tmp,
                               stet_error *err);
void feed_replay_free(struct feed_replay *replay);

/* The reader must be closed before the replay is freed or run. */
stet_status feed_replay_open(struct feed_replay *replay, const char *path, struct feed_reader **out, stet_error *err);

struct feed_sink {
    /* Whether a record is wanted: block.first + item.record of the first pass. Asked once a record, in order. */
    bool (*wanted)(void *ctx, uint64_t input, uint64_t record);
    void *ctx;
    stet_write write;
    void *payload;
    /* Inputs with other headers or formats may be mixed, each header being written before its rows; otherwise they are
     * STET_ERR_INPUT, as no program could read the result. */
    bool mixed;
};

/* Writes the raw bytes of the wanted records. Each line written ends with a line end, also the last of its input. Of
 * CSV the header is written first, if any row is wanted. */
stet_status feed_replay_run(struct feed_replay *replay, const struct feed_sink *sink, stet_error *err);

struct feed_pick {
    bool (*wanted)(void *ctx, uint64_t input, uint64_t record); /* as in feed_sink */
    void *ctx;
    /* An article that was wanted; valid during the call. */
    stet_status (*take)(void *ctx, uint64_t input, uint64_t record, const stet_article *article, stet_error *err);
};

/* Hands over the wanted records as articles. Only these are parsed. */
stet_status feed_replay_articles(struct feed_replay *replay, const struct feed_pick *pick, stet_error *err);

#endif
