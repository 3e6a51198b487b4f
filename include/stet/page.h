/* Pages: scraped text or HTML in, the articles on it out.
 *
 *     stet_pages_create -> stet_pages_read, once an input -> stet_pages_finish -> stet_pages_free
 *
 * and, to go on with what earlier runs have seen, stet_pages_recall behind create and stet_pages_keep behind finish.
 *
 * A page holds a main article, often others with their outlets and ages, and lines that are no article's. It is taken
 * apart by its structure, and by what recurs: lines that many pages of one site share are the site's. For that, pages
 * are gathered up to `window` bytes, their lines counted, and only then taken apart; counts are kept for the pages that
 * follow, and by an index for later runs. A site is what the source field, the publisher or the host of the address
 * names, else the file's folder.
 *
 * One stet_pages is used by one thread at a time. Callbacks run on the caller's thread. The output depends on nothing
 * but the input, the options and what was recalled. */
#ifndef STET_PAGE_H
#define STET_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/batch.h>
#include <stet/index.h>
#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stet_pages stet_pages;

typedef struct stet_pages_options {
    uint32_t version; /* 1 */
    /* Inputs are feeds, the text field of each line a page. Without it, inputs with the name of a feed (.jsonl,
     * .ndjson, .csv, .tsv; .gz and .zst behind it) are, and others are a page each. */
    bool feeds;
    bool dropped;       /* write what is dropped as well, behind the articles of its page */
    stet_format format; /* of feeds; STET_FORMAT_TEXT: every input is a page */
    stet_field_names names;
    uint64_t max_line; /* bytes of a line or page; 0: 16 MiB */
    bool strict;       /* the first bad page ends stet_pages_read with STET_ERR_INPUT */
    int64_t fetched;   /* when pages were scraped, which ages count back from; STET_TIME_NONE: the line's own time */
    uint64_t window;   /* bytes of pages to gather; 0: 64 MiB */
    const char *agencies; /* a file as in stet_batch_options; NULL: the built-in agencies */
    /* Called for each page that cannot be read, in input order but for those that turn out bad when they are taken
     * apart. NULL: they are only counted. */
    void (*on_bad)(void *payload, const char *file, uint64_t line, const char *reason);
    /* Where the lines of bad pages of feeds go, as they came but for those that are too long. NULL: nowhere. */
    stet_write on_reject;
    /* Called now and then; returning false stops the work with STET_ERR_CANCELLED. May be NULL. */
    bool (*on_progress)(void *payload, const stet_progress *progress);
    void *payload;
} stet_pages_options;

#define STET_PAGES_OPTIONS_VERSION 1
#define STET_PAGES_OPTIONS_INIT                                                                                        \
    {                                                                                                                  \
        .version = STET_PAGES_OPTIONS_VERSION, .fetched = STET_TIME_NONE                                               \
    }

typedef struct stet_pages_stats {
    uint64_t pages; /* good ones */
    uint64_t bad;
    uint64_t main, related, teasers; /* articles written */
    uint64_t dropped;                /* lines */
    uint64_t bytes;                  /* of input read, uncompressed */
} stet_pages_stats;

STET_API stet_status stet_pages_create(stet_pages **out, const stet_pages_options *options, stet_error *err);
STET_API void stet_pages_free(stet_pages *pages);

/* Reads a file, a folder (.txt, .html and .htm files, also compressed) or, for "-", standard input, to its end. Each
 * article is written as one line of JSON, as soon as a window is full. Pages that are no UTF-8, too long, or HTML that
 * is nested too deeply or takes too much memory to parse, are bad ones and passed over. */
STET_API stet_status stet_pages_read(stet_pages *pages, const char *path, stet_write write, void *payload,
                                     stet_error *err);

/* Writes what is left in the window. */
STET_API stet_status stet_pages_finish(stet_pages *pages, stet_write write, void *payload, stet_error *err);

/* Begins with the lines that an index has counted. Once, before anything is read. */
STET_API stet_status stet_pages_recall(stet_pages *pages, const stet_index *index, stet_error *err);

/* Puts the counts of now, those recalled and those of the pages read since, in place of those that the index has. It is
 * the one that they were recalled from, opened for writing, and no other stet_pages kept its counts there meanwhile;
 * nothing is durable before it is closed. Of more than 65,536 lines those are kept that were met in most stories; among
 * equals, those of this run. Pages that are read in a later run once more count once more. */
STET_API stet_status stet_pages_keep(const stet_pages *pages, stet_index *index, stet_error *err);

STET_API void stet_pages_get_stats(const stet_pages *pages, stet_pages_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
