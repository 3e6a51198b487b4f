/* Feeds for the tests of the batch, and the whole way through it. */
#ifndef STET_TESTS_STET_NEWS_H
#define STET_TESTS_STET_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <stet/stet.h>

/* Makes the folder that files of the test go to, and removes it. */
bool news_begin(void);
void news_end(void);

/* The path of a file in that folder; static memory, for one name at a time. */
const char *news_path(const char *name);

/* Writes `articles` articles of `words` words: every third is a copy of the one two places before it, somewhat cut, and
 * every 50th line is bad. The same seed gives the same bytes. NULL when that fails. */
const char *news_write(const char *name, unsigned articles, unsigned words, unsigned seed);

/* An article put together from the words [from, to) of stories. */
#define NEWS_PARTS 4
struct news_article {
    const char *id, *title;
    unsigned hour;
    struct {
        unsigned story, from, to;
    } parts[NEWS_PARTS]; /* up to the first one that ends at 0 */
};

void news_write_parts(FILE *file, const struct news_article *article);

/* Bytes written by the batch. */
struct news_text {
    char *data;
    size_t size, capacity;
    size_t writes_left; /* until one fails with STET_ERR_IO; 0: none does */
};

stet_status news_take(void *text, const void *data, size_t size, stet_error *err);

/* Everything in one go: reads `path`, runs, and takes the clusters (singletons too), what is kept and what is bad, one
 * behind the other. `stats` may be NULL. */
stet_status news_run(const stet_batch_options *options, const char *path, struct news_text *text,
                     stet_batch_stats *stats, stet_error *err);

#endif
