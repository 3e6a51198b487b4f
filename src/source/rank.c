/* Which copy stands.
 *
 * Each member gets points for what it says about itself and what others say about it:
 *
 *      8    it is the own copy of the agency whose story it is
 *      6    others credit this outlet by name or link to it; 2 when the story is an agency's
 *      3    it carries that agency's dateline, byline, author, copyright or credit line, sure enough to be believed, or a
 *           link to it
 *      1    "With files from ...", a weak signature, or another agency than the story's
 *    - 2    it credits another outlet or links to one
 *    - 3.5  it is shorter than three quarters of another one that is not known to be later: the abridged copy is not the
 *           source of the fuller one
 *      ?    what the user gives the outlet (prefer.h)
 *
 * Most points stand; then the earliest time that can be believed (trust.h), then the fullest text, then the first seen.
 * How sure that is: confidence.c.
 *
 * Origin: each member votes for the agencies that it credits, by kind and the finding's confidence; the agency's own
 * copy has the most votes. */
#include "source/rank.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "feed/time.h"
#include "source/prefer.h"
#include "source/ranker.h"
#include "source/trust.h"

#define SURE .6f     /* a credit less sure than this does not make a wire copy */
#define GUESS .3f    /* an outlet's name less sure than this must be that of another member */
#define ABRIDGED .75 /* of the length of another one */

/* Points. */
#define OWN 8
#define NAMED 6
#define NAMED_BESIDE_AGENCY 2
#define WIRE 3
#define HELPED 1
#define CREDITS_ANOTHER (-2)
#define SHORTENED (-3.5)

/* Votes for the origin, and weight as evidence, by kind. */
static const double weights[] = {
    [SOURCE_KIND_OUTLET] = 4,      [SOURCE_KIND_DATELINE] = 2, [SOURCE_KIND_BYLINE] = 2, [SOURCE_KIND_AUTHOR] = 1.5,
    [SOURCE_KIND_COPYRIGHT] = 1.5, [SOURCE_KIND_CREDIT] = 1.5, [SOURCE_KIND_FILES] = 1,  [SOURCE_KIND_LINK] = 2};

static void note_rival(struct ranker *ranker, const uint64_t *votes)
{
    for (size_t i = 0; i < ranker->n && !ranker->rival; i++) {
        const struct source_candidate *member = &ranker->members[i];
        for (size_t c = 0; c < member->credit_count && !ranker->rival; c++) {
            uint16_t agency = member->credits[c].agency;
            if (agency < ranker->policy->book->count && agency != ranker->origin &&
                votes[agency] >= votes[ranker->origin] / 2)
                ranker->rival = &member->credits[c];
        }
    }
}

/* The agencies with most votes beside the origin. */
static void list_beside(const struct ranker *ranker, uint64_t *votes, struct source_ranking *out)
{
    const struct source_book *book = ranker->policy->book;
    votes[ranker->origin] = 0;
    while (out->beside_count < SOURCE_MAX_BESIDE) {
        uint16_t best = 0;
        for (uint16_t a = 1; a < book->count; a++)
            best = votes[a] > votes[best] ? a : best;
        if (!votes[best])
            return;
        out->beside[out->beside_count++] = (stet_agency){book->agencies[best].code, book->agencies[best].name};
        votes[best] = 0;
    }
}

static void vote(struct ranker *ranker, struct source_ranking *out)
{
    const struct source_book *book = ranker->policy->book;
    uint64_t votes[SOURCE_MAX_AGENCIES]; /* in thousandths: sums of integers do not depend on their order */
    memset(votes, 0, book->count * sizeof *votes);
    bool any = false;
    for (size_t i = 0; i < ranker->n; i++) {
        const struct source_candidate *member = &ranker->members[i];
        for (size_t c = 0; c < member->credit_count; c++) {
            const struct source_credit *credit = &member->credits[c];
            if (credit->agency < book->count) {
                votes[credit->agency] += (uint64_t)(weights[credit->kind] * (double)credit->confidence * 1000 + .5);
                any = true;
            } else if (ranker->unknown_count < RANKER_UNKNOWN) {
                ranker->unknown[ranker->unknown_count] = credit;
                ranker->unknown_by[ranker->unknown_count++] = i;
            }
        }
    }
    ranker->origin = SOURCE_NO_AGENCY;
    if (!any)
        return;
    uint16_t best = 0;
    for (uint16_t a = 1; a < book->count; a++)
        best = votes[a] > votes[best] ? a : best;
    ranker->origin = best;
    out->origin = (stet_agency){book->agencies[best].code, book->agencies[best].name};
    note_rival(ranker, votes);
    list_beside(ranker, votes, out);
}

/* Letters and digits of ASCII, in lower case. */
static size_t squeeze(const char *at, const char *end, char *out, size_t room)
{
    size_t size = 0;
    for (; at < end && size < room; at++)
        if (stet_ascii_is_alpha(*at) || stet_ascii_is_digit(*at) || (unsigned char)*at >= 0x80)
            out[size++] = stet_ascii_lower(*at);
    return size;
}

/* What of a credit may name an outlet: of a link its host. */
static stet_span naming(const struct source_credit *credit)
{
    stet_span value = credit->value;
    const char *host = credit->kind == SOURCE_KIND_LINK ? memmem(value.data, value.size, "://", 3) : NULL;
    if (!host)
        return value;
    host += 3;
    const char *end = value.data + value.size, *path = memchr(host, '/', (size_t)(end - host));
    return (stet_span){host, (size_t)((path ? path : end) - host)};
}

/* Whether the credit names the outlet: "Source: Harbour Herald" and harbourherald.com, or "Harbour Herald". */
static bool names(const struct source_credit *credit, stet_span source)
{
    if (source.size < 4)
        return false;
    const char *at = source.data, *end = at + source.size;
    if (source.size > 4 && !memcmp(at, "www.", 4))
        at += 4;
    const char *dot = memchr(at, '.', (size_t)(end - at));
    char name[64], value[SOURCE_MAX_VALUE];
    size_t size = squeeze(at, dot ? dot : end, name, sizeof name);
    stet_span said = naming(credit);
    size_t value_size = squeeze(said.data, said.data + said.size, value, sizeof value);
    return size >= 4 && memmem(value, value_size, name, size);
}

/* Which credit by another outlet names that of `member`; unknown_count when none does. */
static size_t named_by(const struct ranker *ranker, size_t i)
{
    stet_span source = ranker->members[i].source;
    for (size_t u = 0; u < ranker->unknown_count; u++) {
        stet_span by = ranker->members[ranker->unknown_by[u]].source;
        bool other = by.size != source.size || memcmp(by.data, source.data, by.size) != 0;
        if (other && names(ranker->unknown[u], source))
            return u;
    }
    return ranker->unknown_count;
}

/* For what the member says of itself. */
static double own_points(const struct ranker *ranker, const struct source_candidate *member)
{
    double points = 0;
    bool another = false;
    for (size_t c = 0; c < member->credit_count; c++) {
        const struct source_credit *credit = &member->credits[c];
        double these = HELPED;
        another |= credit->agency == SOURCE_NO_AGENCY && credit->confidence >= GUESS && !names(credit, member->source);
        if (credit->agency >= ranker->policy->book->count)
            continue;
        if (credit->agency == ranker->origin && credit->kind != SOURCE_KIND_FILES && credit->confidence >= SURE)
            these = credit->kind == SOURCE_KIND_OUTLET ? OWN : WIRE;
        points = these > points ? these : points;
    }
    return points || !another ? points : CREDITS_ANOTHER;
}

/* Whether another member has more text and is not known to be later. */
static bool shortened(const struct ranker *ranker, const struct standing_key *key)
{
    for (size_t i = 0; i < ranker->n; i++) {
        const struct source_candidate *other = &ranker->members[i];
        if (key->length < ABRIDGED * trust_length(&ranker->trust, other) &&
            trust_order(&ranker->trust, other) <= key->time)
            return true;
    }
    return false;
}

static struct standing_key key_of(const struct ranker *ranker, size_t i)
{
    const struct source_candidate *member = &ranker->members[i];
    struct standing_key key = {.points = own_points(ranker, member),
                               .time = trust_order(&ranker->trust, member),
                               .said = member->published == STET_TIME_NONE ? TRUST_NO_TIME : member->published,
                               .length = trust_length(&ranker->trust, member),
                               .article = member->article};
    if (named_by(ranker, i) < ranker->unknown_count)
        key.points += ranker->origin == SOURCE_NO_AGENCY ? NAMED : NAMED_BESIDE_AGENCY;
    if (shortened(ranker, &key))
        key.points += SHORTENED;
    key.points += source_prefer_points(ranker->policy->prefer, member->source);
    return key;
}

/* Negative when a stands before b. */
static int compare(const struct standing_key *a, const struct standing_key *b)
{
    if (a->points != b->points)
        return a->points > b->points ? -1 : 1;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->said != b->said)
        return a->said < b->said ? -1 : 1;
    if (a->length != b->length)
        return a->length > b->length ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

static void add_evidence(struct source_ranking *out, const char *kind, stet_span value, const char *agency,
                         double weight)
{
    if (out->evidence_count < SOURCE_MAX_EVIDENCE)
        out->evidence[out->evidence_count++] =
            (stet_evidence){.kind = kind, .value = value, .agency = agency, .weight = weight};
}

static stet_span time_value(int64_t time, char out[32])
{
    feed_format_time(time, out);
    return (stet_span){out, strlen(out)};
}

static stet_span length_value(const struct source_candidate *member, struct source_ranking *out)
{
    int size = snprintf(out->length, sizeof out->length, "%" PRIu32 " tokens", member->tokens);
    return (stet_span){out->length, size > 0 ? (size_t)size : 0};
}

/* The winner and the best of the others are in `contest` already. */
static void compare_with_all(const struct ranker *ranker, size_t winner, struct contest *contest)
{
    const struct source_candidate *best = &ranker->members[winner];
    contest->trusted = contest->first = trust_time(&ranker->trust, best);
    contest->fullest = true;
    contest->earliest = best->published;
    for (size_t i = 0; i < ranker->n; i++) {
        const struct source_candidate *member = &ranker->members[i];
        if (i == winner)
            continue;
        bool comparable = contest->trusted && trust_time(&ranker->trust, member);
        if (comparable && member->published < contest->earliest) {
            contest->earlier = true;
            contest->earliest = member->published;
        }
        contest->first &= !comparable || member->published > best->published;
        contest->fullest &= trust_length(&ranker->trust, member) < contest->best.length;
    }
}

/* What speaks against it has no weight: the weights share out what speaks for it. */
static void add_conflicts(const struct ranker *ranker, const struct contest *contest, struct source_ranking *out)
{
    const struct source_credit *rival = ranker->rival;
    if (rival)
        add_evidence(out, "conflict", rival->value, ranker->policy->book->agencies[rival->agency].code, 0);
    if (contest->earlier)
        add_evidence(out, "conflict", time_value(contest->earliest, out->other_time), NULL, 0);
}

static void explain(const struct ranker *ranker, const struct contest *contest, struct source_ranking *out)
{
    const struct source_candidate *winner = &ranker->members[out->canonical];
    for (size_t c = 0; c < winner->credit_count; c++) {
        const struct source_credit *credit = &winner->credits[c];
        if (credit->agency < ranker->policy->book->count)
            add_evidence(out, source_kind_name(credit->kind), credit->value,
                         ranker->policy->book->agencies[credit->agency].code,
                         weights[credit->kind] * (double)credit->confidence);
    }
    size_t named = named_by(ranker, out->canonical);
    if (named < ranker->unknown_count)
        add_evidence(out, "named", ranker->unknown[named]->value, NULL, 2);
    double preferred = source_prefer_points(ranker->policy->prefer, winner->source);
    if (preferred > 0)
        add_evidence(out, "preferred", winner->source, NULL, preferred / 2);
    if (contest->first && ranker->n > 1)
        add_evidence(out, "earliest", time_value(winner->published, out->time), NULL, 1);
    if (contest->fullest && ranker->n > 1)
        add_evidence(out, "fullest", length_value(winner, out), NULL, .5);
    if (!out->evidence_count)
        add_evidence(out, "first", (stet_span){NULL, 0}, NULL, 1);
    double sum = 0;
    for (size_t i = 0; i < out->evidence_count; i++)
        sum += out->evidence[i].weight;
    for (size_t i = 0; i < out->evidence_count; i++)
        out->evidence[i].weight /= sum;
    add_conflicts(ranker, contest, out);
}

static void rank_canonical(const struct ranker *ranker, struct source_ranking *out)
{
    struct contest contest = {.best = key_of(ranker, 0)};
    for (size_t i = 1; i < ranker->n; i++) {
        struct standing_key key = key_of(ranker, i);
        if (compare(&key, &contest.best) < 0) {
            contest.second = contest.best;
            contest.best = key;
            out->canonical = i;
        } else if (i == 1 || compare(&key, &contest.second) < 0) {
            contest.second = key;
        }
    }
    compare_with_all(ranker, out->canonical, &contest);
    out->confidence = ranker->n == 1 ? 1 : ranker_confidence(ranker, &contest);
    explain(ranker, &contest, out);
}

/* The simple policies. A missing time is neither early nor late: it comes last. */
static bool before(const struct source_candidate *a, const struct source_candidate *b, stet_keep keep)
{
    bool a_time = a->published != STET_TIME_NONE, b_time = b->published != STET_TIME_NONE;
    if (keep == STET_KEEP_LONGEST && a->tokens != b->tokens)
        return a->tokens > b->tokens;
    if ((keep == STET_KEEP_EARLIEST || keep == STET_KEEP_LATEST) && a_time != b_time)
        return a_time;
    if (keep == STET_KEEP_EARLIEST && a->published != b->published)
        return a->published < b->published;
    if (keep == STET_KEEP_LATEST && a->published != b->published)
        return a->published > b->published;
    return a->article < b->article;
}

static void rank_simply(const struct ranker *ranker, stet_keep keep, struct source_ranking *out)
{
    for (size_t i = 1; i < ranker->n; i++)
        if (before(&ranker->members[i], &ranker->members[out->canonical], keep))
            out->canonical = i;
    const struct source_candidate *winner = &ranker->members[out->canonical];
    bool by_time = keep == STET_KEEP_EARLIEST || keep == STET_KEEP_LATEST;
    out->confidence = 1;
    if (keep == STET_KEEP_LONGEST)
        add_evidence(out, "fullest", length_value(winner, out), NULL, 1);
    else if (by_time && winner->published != STET_TIME_NONE)
        add_evidence(out, keep == STET_KEEP_EARLIEST ? "earliest" : "latest",
                     time_value(winner->published, out->time), NULL, 1);
    else
        add_evidence(out, "first", (stet_span){NULL, 0}, NULL, 1);
}

stet_status source_rank(const struct source_candidate *members, size_t n, const struct source_policy *policy,
                        struct source_ranking *out, stet_error *err)
{
    struct ranker ranker = {.members = members, .n = n, .policy = policy};
    memset(out, 0, sizeof *out);
    stet_status status = trust_medians(members, n, &ranker.trust, err);
    if (status)
        return status;
    vote(&ranker, out);
    if (policy->keep == STET_KEEP_CANONICAL)
        rank_canonical(&ranker, out);
    else
        rank_simply(&ranker, policy->keep, out);
    return STET_OK;
}
