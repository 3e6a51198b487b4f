/* What one article of a match is to the other.
 *
 * Shares are of word pairs, plain: garbled letters leave most of them, so that a badly read copy is still a reprint. */
#include "match/prepared.h"

#define MOST_OF 0.6      /* shares of the word pairs: most of it is in the other */
#define NOTHING_NEW 0.95 /* all of it is, but for a word here or there */
#define SHORTER 0.8      /* of the other one's length */

static bool is_exact(const struct match_prepared *a, const struct match_prepared *b)
{
    return a->content == b->content && a->body_count == b->body_count;
}

/* Of b, by the same outlet, later, and with something of its own: figures changed, a paragraph added. */
static bool is_update(const struct match_prepared *a, const struct match_prepared *b, double of_a)
{
    return a->source && a->source == b->source && a->published != STET_TIME_NONE && b->published != STET_TIME_NONE &&
           a->published > b->published && of_a < NOTHING_NEW;
}

static stet_relation relation(const struct match_prepared *a, const struct match_prepared *b, double of_a, double of_b)
{
    if (is_exact(a, b))
        return STET_RELATION_EXACT;
    if (is_update(a, b, of_a))
        return STET_RELATION_UPDATE;
    if (of_a >= MOST_OF && a->body_count < SHORTER * b->body_count)
        return STET_RELATION_ABRIDGED;
    if (of_b >= MOST_OF && b->body_count < SHORTER * a->body_count)
        return STET_RELATION_EXPANDED;
    return of_a >= MOST_OF || of_b >= MOST_OF ? STET_RELATION_REPRINT : STET_RELATION_PARTIAL;
}

void match_relate(const struct match_prepared *a, const struct match_prepared *b, const struct match_breadth *breadth,
                  struct match_verdict *out)
{
    double of_a = breadth->a ? (double)breadth->shared / breadth->a : 0;
    double of_b = breadth->b ? (double)breadth->shared / breadth->b : 0;
    out->relation = relation(a, b, of_a, of_b);
    out->mirrored = relation(b, a, of_b, of_a);
}
