/* How often a line recurs in the pages of a site: what many pages share is the site's, not the article's.
 *
 * A line counts once for each story it is met in, so that pages of one story, scraped again or updated, do not turn it
 * into junk. The table is of bounded size: when it is full, lines that were seen only once make room.
 *
 * Whoever keeps counts for longer than a run (an index) fills a table by page_counts_set before the run and reads it
 * by page_counts_each after it. */
#ifndef STET_PAGE_COUNTS_H
#define STET_PAGE_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/status.h>

#define PAGE_COUNTS_MAX (UINT32_C(1) << 21) /* entries; 16 bytes each, and as many again while it grows */

/* A line becomes junk when it recurs in so many stories of a site and in this share of its pages. */
#define PAGE_COUNTS_STORIES 3
#define PAGE_COUNTS_PROSE 4
#define PAGE_COUNTS_SHARE 20 /* one in so many */

struct page_count {
    uint64_t key; /* of site and line; 0: free */
    uint32_t stories;
    uint32_t story; /* the one counted last */
};

struct page_counts {
    struct page_count *slots;
    size_t used, capacity; /* a power of two, or 0 */
};

/* The key of a line of a site. With an empty line, that of the site itself: its stories are counted the same way. */
uint64_t page_counts_key(stet_span site, stet_span line);

/* Counts a line in a story, which is given as a SimHash of its lines: where few bits differ it is the same, updated or
 * with other junk around it. False when memory ran out. */
bool page_counts_add(struct page_counts *counts, uint64_t key, uint32_t story);

/* Sets what an earlier run has learned. False when memory ran out. */
bool page_counts_set(struct page_counts *counts, const struct page_count *count);

/* Stories in which a line was met; 0 when it is not known. */
uint32_t page_counts_get(const struct page_counts *counts, uint64_t key);

/* Whether a line that was met in `stories` stories of a site with `pages` in all is the site's. Prose must recur more
 * often: one story may share a passage with the next. */
bool page_counts_junk(uint32_t stories, uint32_t pages, bool prose);

/* Hands over all counts, in no particular order. */
void page_counts_each(const struct page_counts *counts, void (*each)(void *ctx, const struct page_count *count),
                      void *ctx);

void page_counts_free(struct page_counts *counts);

#endif
