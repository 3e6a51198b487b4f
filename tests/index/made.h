/* Articles that are made up for tests of segments: stories with copies of every degree, and what an index must say of
 * them. */
#ifndef TESTS_INDEX_MADE_H
#define TESTS_INDEX_MADE_H

#include "base/buf.h"
#include "index/segment.h"
#include "index/textfile.h"

struct made {
    struct index_shape shape;
    struct index_article *articles;
    size_t count;
    void **pieces; /* all that the articles point to */
    size_t piece_count, piece_capacity;
};

/* The shape that tests use unless they say otherwise. */
struct index_shape made_shape(void);

/* `count` articles. Of a hundred, `copies` are copies of an earlier one, a third of them exact. */
void made_articles(struct made *made, const struct index_shape *shape, size_t count, unsigned copies, uint64_t seed);
void made_free(struct made *made);

/* The next of a sequence of random numbers. */
uint64_t made_random(uint64_t *state);

/* A file in memory. */
struct index_sink made_sink(struct stet_buf *buf);
struct index_bytes made_bytes(const struct stet_buf *buf);

/* The segment of articles [begin, end), as a file. `stat` may be NULL. */
void made_segment(const struct made *made, size_t begin, size_t end, uint64_t id, struct stet_buf *out,
                  struct index_segment_stat *stat);

struct index_segment *made_open(const struct stet_buf *buf, uint64_t id);

/* How many articles in [begin, end) the segment names otherwise than an in-memory join does when asked for article
 * `asked`: the join of the posted keys, and that no article is missing with which it shares a key in full. Articles i
 * with left_out[i] are not in the segment (NULL: all are). */
size_t made_wrong(const struct made *made, size_t begin, size_t end, const bool *left_out,
                  const struct index_segment *segment, struct index_cursor *cursor, size_t asked);

/* How many articles have another row, id, source or cluster in the segment than was added. */
size_t made_wrong_rows(const struct made *made, size_t begin, size_t end, const bool *left_out,
                       const struct index_segment *segment, struct index_cursor *cursor);

#endif
