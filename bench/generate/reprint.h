/* What becomes of a story in another's hands. */
#ifndef STET_BENCH_GENERATE_REPRINT_H
#define STET_BENCH_GENERATE_REPRINT_H

#include "generate/story.h"

enum kind {
    KIND_EXACT,     /* the very same text */
    KIND_RETITLED,  /* another headline, credit line or dateline; the text stands */
    KIND_TRIMMED,   /* the first 40 to 80% of the paragraphs (both: 300 bytes at least) */
    KIND_THIRD,     /* the first third of them */
    KIND_CUT,       /* up to a third of the paragraphs is missing in the middle */
    KIND_RESPELLED, /* the other spelling, quotation marks, dashes, figures */
    KIND_LOCAL,     /* own paragraphs added: a tenth to a third */
    KIND_JUNK,      /* lines of the site between the paragraphs */
    KIND_MERGED,    /* one or two briefs of other stories follow; the story is at least 60% */
    KIND_OCR,       /* one to three in a hundred characters misread */
    KIND_UPDATE,    /* by the same source, later: other figures, a paragraph more */
    KIND_COUNT
};

extern const char *const kind_names[KIND_COUNT];

/* In a thousand copies of which all kinds are allowed. */
extern const uint16_t kind_weights[KIND_COUNT];

/* An article as a feed has it. */
struct article {
    struct stet_buf title, text, noise; /* noise: scratch */
    struct stet_buf relation;
};

struct reprint {
    const struct story *story;
    enum kind kind;
    const struct outlet *outlet; /* NULL: the agency's own */
    bool stands_in;              /* for the original, which is not in the feed: whole, and with its credit */
    const struct story *const
        *others; /* recent stories of the same language, for briefs and teasers; NULL ones are skipped */
    uint32_t other_count;
};

/* The story as its author publishes it. */
void reprint_original(struct article *article, const struct world *world, const struct reprint *reprint,
                      struct rng *rng);
/* A copy of it. */
void reprint_copy(struct article *article, const struct world *world, const struct reprint *reprint, struct rng *rng);

/* noise.c: copies `text` into `out`. */
void noise_respell(struct stet_buf *out, const struct stet_buf *text, const struct language *language);
void noise_ocr(struct stet_buf *out, const struct stet_buf *text, uint32_t per_million, struct rng *rng);
void noise_figures(struct stet_buf *out, const struct stet_buf *text, struct rng *rng);

#endif
