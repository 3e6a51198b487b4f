/* A story as its author has written it: paragraphs in one buffer, with what a copy may keep or drop marked. */
#ifndef STET_BENCH_GENERATE_STORY_H
#define STET_BENCH_GENERATE_STORY_H

#include "generate/world.h"

enum { STORY_PARAGRAPHS = 64 };

struct story {
    uint32_t references;
    uint32_t language;
    uint64_t cluster;
    bool template_filled;
    bool absent;                 /* the author's own article is not in the feed */
    const struct agency *agency; /* NULL: the outlet's own */
    const struct outlet *outlet; /* NULL: an agency's */
    struct topic topic;          /* topic.time is when it was published */
    struct stet_buf headline;
    struct stet_buf body;            /* paragraphs without anything between them */
    uint32_t ends[STORY_PARAGRAPHS]; /* of each paragraph in body */
    uint32_t paragraphs;
    uint32_t dateline;        /* bytes at the start of the body */
    uint32_t statement;       /* the paragraph that quotes a statement at length; UINT32_MAX: none */
    struct stet_buf sign_off; /* the agency's last line */
};

struct story_wish {
    uint32_t language, words;
    int64_t time;
    const struct agency *agency;
    const struct outlet *outlet;
    const struct topic *topic; /* NULL: a new one */
    struct span statement;     /* to be quoted as one paragraph; size 0: none */
};

struct span story_paragraph(const struct story *story, uint32_t n);

/* Makes `story`, whose buffers are used again, anew. */
void story_write(struct story *story, const struct world *world, const struct story_wish *wish, struct rng *rng);
void story_fill_template(struct story *story, const struct world *world, const struct story_wish *wish,
                         struct rng *rng);
void story_free(struct story *story);

/* One paragraph of running text; the number of words in it. */
uint32_t story_put_paragraph(struct stet_buf *buf, const struct pattern_context *context);
void story_put_headline(struct stet_buf *buf, const struct pattern_context *context);

#endif
