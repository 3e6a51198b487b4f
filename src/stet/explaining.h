/* An explanation while it is made. Private to this folder.
 *
 *     explain_create -> explain_keep (both articles) -> explain_build -> handed to the caller
 *
 * Whoever has two articles and a matcher, from wherever, can have them explained. */
#ifndef STET_STET_EXPLAINING_H
#define STET_STET_EXPLAINING_H

#include <stet/explain.h>

#include "base/arena.h"
#include "match/align.h"
#include "match/match.h"
#include "source/book.h"
#include "source/rank.h"
#include "stet/named.h"
#include "text/spans.h"

struct explain {
    stet_explanation shown; /* the first member: what the caller holds */
    struct stet_arena strings;
    stet_explain_feature features[MATCH_FEATURES];
    stet_explain_passage *passages;
    size_t passage_capacity;
    stet_explain_difference *differences;
    size_t difference_capacity;
    struct source_credit credits[2][SOURCE_MAX_CREDITS];
    struct named named[2];
    struct source_own_book *own_agencies; /* NULL: the built-in ones */
    const struct source_book *agencies;
    struct source_ranking ranking;
};

/* An article as its words. `body` has a token for each of spans.tokens. */
struct explain_text {
    stet_span text;
    struct text_spans spans;
    uint32_t *title, *body;
    uint32_t title_count, body_count;
};

/* With the agencies of the file `agencies`, if it is not NULL, beside those that are built in. */
stet_status explain_create(struct explain **out, const char *agencies, stet_error *err);

/* Copies an article into one of the two sides. */
stet_status explain_keep(struct explain *explain, stet_explain_side *side, const stet_article *article,
                         stet_error *err);

/* Fills in all that follows from the articles. `rare`: the matcher knows how rare shingles are. */
stet_status explain_build(struct explain *explain, const struct match_matcher *matcher, uint32_t shingle, bool rare,
                          stet_error *err);

/* Lists the figures, dates and names that differ. */
stet_status explain_differ(struct explain *explain, const struct explain_text *a, const struct explain_text *b,
                           const struct match_alignment *alignment, stet_error *err);

#endif
