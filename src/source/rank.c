/* Which copy stands.
 *
 * Members are put in classes by what they say about themselves, in this order:
 *
 *     own      the copy of the agency whose story it is, or of the outlet that the others credit
 *     wire     carries the agency's dateline, byline, author, copyright or credit line, sure enough to be believed
 *     helped   "With files from ...", a weak signature, or another agency than the cluster's
 *     plain    says nothing
 *
 * Within a class the earliest time stands that can be believed (trust.h), then the fullest text, then the first seen.
 *
 * Confidence = base of the class (table below)
 *     + .10 when nobody else is in the class, or the next in it came an hour or more later (in proportion before)
 *     - .15 when a trusted time of another member is earlier, - .15 when another agency has half the votes or more
 *     - .15 when time decided nothing,
 * between .05 and .99. A cluster of one is certain.
 *
 * Origin: each member votes for the agencies that it credits, by kind and the finding's confidence; the agency's own
 * copy has the most votes. */
#include "source/rank.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "feed/time.h"
#include "source/trust.h"

#define SURE .6f         /* a credit less sure than this does not make a wire copy */
#define UNKNOWN_NAMES 16 /* credits to outlets beyond the table that are looked at */
#define HOUR 3600.

enum merit { MERIT_OWN, MERIT_WIRE, MERIT_HELPED, MERIT_PLAIN };

static const double base[] = {[MERIT_OWN] = .88, [MERIT_WIRE] = .78, [MERIT_HELPED] = .65, [MERIT_PLAIN] = .6};

/* Votes for the origin, and weight as evidence, by kind. */
static const double weights[] = {
    [SOURCE_KIND_OUTLET] = 4,      [SOURCE_KIND_DATELINE] = 2, [SOURCE_KIND_BYLINE] = 2, [SOURCE_KIND_AUTHOR] = 1.5,
    [SOURCE_KIND_COPYRIGHT] = 1.5, [SOURCE_KIND_CREDIT] = 1.5, [SOURCE_KIND_FILES] = 1};

struct ranker {
    const struct source_candidate *members;
    size_t n;
    struct trust trust;
    uint16_t origin; /* or SOURCE_NO_AGENCY */
    bool rival;      /* another agency has half the origin's votes */
    stet_span unknown[UNKNOWN_NAMES];
    size_t unknown_by[UNKNOWN_NAMES]; /* who says so */
    size_t unknown_count;
};

static void vote(struct ranker *ranker)
{
    uint64_t votes[SOURCE_MAX_AGENCIES]; /* in thousandths: sums of integers do not depend on their order */
    memset(votes, 0, source_agency_count * sizeof *votes);
    bool any = false;
    for (size_t i = 0; i < ranker->n; i++) {
        const struct source_candidate *member = &ranker->members[i];
        for (size_t c = 0; c < member->credit_count; c++) {
            const struct source_credit *credit = &member->credits[c];
            if (credit->agency < source_agency_count) {
                votes[credit->agency] += (uint64_t)(weights[credit->kind] * (double)credit->confidence * 1000 + .5);
                any = true;
            } else if (ranker->unknown_count < UNKNOWN_NAMES) {
                ranker->unknown[ranker->unknown_count] = credit->value;
                ranker->unknown_by[ranker->unknown_count++] = i;
            }
        }
    }
    ranker->origin = SOURCE_NO_AGENCY;
    if (!any)
        return;
    uint16_t best = 0;
    for (uint16_t a = 1; a < source_agency_count; a++)
        best = votes[a] > votes[best] ? a : best;
    ranker->origin = best;
    for (uint16_t a = 0; a < source_agency_count; a++)
        ranker->rival |= a != best && votes[a] >= votes[best] / 2;
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

/* Which credit by another member names the outlet of `member`: "Source: Harbour Herald" and harbourherald.com, or
 * "Harbour Herald". unknown_count when none does. */
static size_t named_by(const struct ranker *ranker, size_t i)
{
    stet_span source = ranker->members[i].source;
    if (!ranker->unknown_count || source.size < 4)
        return ranker->unknown_count;
    const char *at = source.data, *end = at + source.size;
    if (source.size > 4 && !memcmp(at, "www.", 4))
        at += 4;
    const char *dot = memchr(at, '.', (size_t)(end - at));
    char name[64], value[SOURCE_MAX_VALUE];
    size_t size = squeeze(at, dot ? dot : end, name, sizeof name);
    for (size_t u = 0; u < ranker->unknown_count && size >= 4; u++) {
        stet_span by = ranker->members[ranker->unknown_by[u]].source;
        bool other = by.size != source.size || memcmp(by.data, source.data, by.size) != 0;
        size_t value_size =
            squeeze(ranker->unknown[u].data, ranker->unknown[u].data + ranker->unknown[u].size, value, sizeof value);
        if (other && memmem(value, value_size, name, size))
            return u;
    }
    return ranker->unknown_count;
}

static enum merit merit_of(const struct ranker *ranker, size_t i)
{
    const struct source_candidate *member = &ranker->members[i];
    enum merit merit = MERIT_PLAIN;
    for (size_t c = 0; c < member->credit_count; c++) {
        const struct source_credit *credit = &member->credits[c];
        if (credit->agency >= source_agency_count)
            continue;
        enum merit this = MERIT_HELPED;
        if (credit->agency == ranker->origin && credit->kind != SOURCE_KIND_FILES && credit->confidence >= SURE)
            this = credit->kind == SOURCE_KIND_OUTLET ? MERIT_OWN : MERIT_WIRE;
        merit = this < merit ? this : merit;
    }
    if (merit == MERIT_PLAIN && ranker->origin == SOURCE_NO_AGENCY && named_by(ranker, i) < ranker->unknown_count)
        merit = MERIT_OWN;
    return merit;
}

struct standing_key {
    enum merit merit;
    int64_t time;
    uint32_t length;
    uint64_t article;
};

/* Negative when a stands before b. */
static int compare(const struct standing_key *a, const struct standing_key *b)
{
    if (a->merit != b->merit)
        return a->merit < b->merit ? -1 : 1;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->length != b->length)
        return a->length > b->length ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

static struct standing_key key_of(const struct ranker *ranker, size_t i)
{
    const struct source_candidate *member = &ranker->members[i];
    return (struct standing_key){merit_of(ranker, i), trust_order(&ranker->trust, member),
                                 trust_length(&ranker->trust, member), member->article};
}

static void add_evidence(struct source_ranking *out, const char *kind, stet_span value, const char *agency,
                         double weight)
{
    if (out->evidence_count < SOURCE_MAX_EVIDENCE)
        out->evidence[out->evidence_count++] =
            (stet_evidence){.kind = kind, .value = value, .agency = agency, .weight = weight};
}

static stet_span time_value(const struct source_candidate *member, struct source_ranking *out)
{
    feed_format_time(member->published, out->time);
    return (stet_span){out->time, strlen(out->time)};
}

static stet_span length_value(const struct source_candidate *member, struct source_ranking *out)
{
    int size = snprintf(out->length, sizeof out->length, "%" PRIu32 " tokens", member->tokens);
    return (stet_span){out->length, size > 0 ? (size_t)size : 0};
}

/* What else is known of the whole cluster when one stands. */
struct contest {
    bool earlier; /* a trusted time of another member is before the winner's */
    bool first;   /* the winner's trusted time is before every other trusted one */
    bool fullest;
    bool contended;             /* another member is in the winner's class */
    struct standing_key second; /* of these, the best */
};

static struct contest contest_of(const struct ranker *ranker, size_t winner, const struct standing_key *key)
{
    const struct source_candidate *best = &ranker->members[winner];
    bool trusted = trust_time(&ranker->trust, best);
    struct contest contest = {.first = trusted, .fullest = true};
    for (size_t i = 0; i < ranker->n; i++) {
        if (i == winner)
            continue;
        const struct source_candidate *member = &ranker->members[i];
        bool comparable = trusted && trust_time(&ranker->trust, member);
        contest.earlier |= comparable && member->published < best->published;
        contest.first &= !comparable || member->published > best->published;
        contest.fullest &= trust_length(&ranker->trust, member) < key->length;
        struct standing_key other = key_of(ranker, i);
        if (other.merit == key->merit && (!contest.contended || compare(&other, &contest.second) < 0)) {
            contest.contended = true;
            contest.second = other;
        }
    }
    return contest;
}

static double confidence_of(const struct ranker *ranker, const struct standing_key *key, const struct contest *contest)
{
    double confidence = base[key->merit];
    double margin = 1;
    if (contest->contended) {
        margin = (double)contest->second.time - (double)key->time;
        margin = margin > HOUR ? 1 : margin / HOUR;
        confidence -= contest->second.time == key->time ? .15 : 0;
    }
    confidence += .1 * margin;
    confidence -= contest->earlier ? .15 : 0;
    confidence -= ranker->rival ? .15 : 0;
    return confidence < .05 ? .05 : confidence > .99 ? .99 : confidence;
}

static void explain(const struct ranker *ranker, const struct contest *contest, struct source_ranking *out)
{
    const struct source_candidate *winner = &ranker->members[out->canonical];
    for (size_t c = 0; c < winner->credit_count; c++) {
        const struct source_credit *credit = &winner->credits[c];
        bool known = credit->agency < source_agency_count;
        if (known)
            add_evidence(out, source_kind_name(credit->kind), credit->value, source_agencies[credit->agency].code,
                         weights[credit->kind] * (double)credit->confidence);
    }
    size_t named = named_by(ranker, out->canonical);
    if (named < ranker->unknown_count)
        add_evidence(out, "named", ranker->unknown[named], NULL, 2);
    if (contest->first && ranker->n > 1)
        add_evidence(out, "earliest", time_value(winner, out), NULL, 1);
    if (contest->fullest && ranker->n > 1)
        add_evidence(out, "fullest", length_value(winner, out), NULL, .5);
    if (!out->evidence_count)
        add_evidence(out, "first", (stet_span){NULL, 0}, NULL, 1);
    double sum = 0;
    for (size_t i = 0; i < out->evidence_count; i++)
        sum += out->evidence[i].weight;
    for (size_t i = 0; i < out->evidence_count; i++)
        out->evidence[i].weight /= sum;
}

static void rank_canonical(const struct ranker *ranker, struct source_ranking *out)
{
    struct standing_key best = key_of(ranker, 0);
    for (size_t i = 1; i < ranker->n; i++) {
        struct standing_key key = key_of(ranker, i);
        if (compare(&key, &best) < 0) {
            best = key;
            out->canonical = i;
        }
    }
    struct contest contest = contest_of(ranker, out->canonical, &best);
    out->confidence = ranker->n == 1 ? 1 : confidence_of(ranker, &best, &contest);
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
        add_evidence(out, keep == STET_KEEP_EARLIEST ? "earliest" : "latest", time_value(winner, out), NULL, 1);
    else
        add_evidence(out, "first", (stet_span){NULL, 0}, NULL, 1);
}

stet_status source_rank(const struct source_candidate *members, size_t n, stet_keep keep, struct source_ranking *out,
                        stet_error *err)
{
    struct ranker ranker = {.members = members, .n = n};
    memset(out, 0, sizeof *out);
    stet_status status = trust_medians(members, n, &ranker.trust, err);
    if (status)
        return status;
    vote(&ranker);
    if (ranker.origin != SOURCE_NO_AGENCY) {
        out->origin_agency = source_agencies[ranker.origin].code;
        out->origin_name = source_agencies[ranker.origin].name;
    }
    if (keep == STET_KEEP_CANONICAL)
        rank_canonical(&ranker, out);
    else
        rank_simply(&ranker, keep, out);
    return STET_OK;
}
