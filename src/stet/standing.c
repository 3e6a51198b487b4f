#include "stet/standing.h"

#include <bsd/stdlib.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"

#define SOON 2    /* members ahead, whose words are fetched */
#define METAS 8   /* the same of metadata, and twice as many ahead rows; also those of the clusters behind */
#define SEEN 1024 /* strings looked for again; a power of two */

static void free_candidates(struct standing *standing)
{
    free(standing->candidates);
    free(standing->credits);
    standing->candidates = NULL;
    standing->credits = NULL;
    standing->candidate_capacity = standing->credit_capacity = 0;
}

void standing_free(struct standing *standing)
{
    free_candidates(standing);
    free(standing->members);
    free(standing->seen);
    free(standing->versions);
    stet_arena_free(&standing->strings);
    corpus_cursor_free(&standing->cursor);
    match_view_free(&standing->views[0]);
    match_view_free(&standing->views[1]);
    *standing = (struct standing){0};
}

void standing_shrink(struct standing *standing)
{
    if (standing->cluster.size >= STANDING_LARGE)
        standing_free(standing);
}

/* Copies a string out of the cursor, which the next article overwrites. */
static bool keep(struct standing *standing, stet_span *span)
{
    char *copy = stet_arena_bytes(&standing->strings, span->size + 1);
    if (!copy)
        return false;
    memcpy(copy, span->data, span->size);
    span->data = copy;
    return true;
}

/* The same, of a string that may have been kept for another member of a large cluster. */
static bool keep_once(struct standing *standing, stet_span *span)
{
    if (!standing->seen)
        return keep(standing, span);
    stet_span *seen = &standing->seen[XXH3_64bits(span->data, span->size) % SEEN];
    if (!seen->data || seen->size != span->size || memcmp(seen->data, span->data, span->size) != 0) {
        if (!keep(standing, span))
            return false;
        *seen = *span;
    }
    span->data = seen->data;
    return true;
}

/* *credits counts those of all members so far. Where they stand is filled in when all are there. */
static stet_status load_candidate(struct standing *standing, const struct corpus *corpus, size_t i, uint32_t article,
                                  size_t *credits, stet_error *err)
{
    struct corpus_meta meta;
    stet_status status = corpus_meta(corpus, article, &standing->cursor, &meta, err);
    if (status)
        return status;
    void *grown = standing->credits;
    bool ok = stet_grow(&grown, &standing->credit_capacity, *credits + meta.credit_count, sizeof *standing->credits);
    standing->credits = grown;
    ok = ok && keep_once(standing, &meta.source);
    for (size_t c = 0; c < meta.credit_count && ok; c++) {
        ok = keep_once(standing, &meta.credits[c].value);
        standing->credits[(*credits)++] = meta.credits[c];
    }
    const struct corpus_row *row = &corpus->rows[article];
    standing->candidates[i] = (struct source_candidate){.article = article,
                                                        .source = meta.source,
                                                        .published = row->published,
                                                        .precision = row->precision,
                                                        .tokens = row->body_count,
                                                        .credit_count = meta.credit_count};
    return ok ? STET_OK : stet_fail_memory(err);
}

/* What will be looked at soon behind this place of the list of all members. */
static void expect(const struct corpus *corpus, const struct batch_groups *groups, size_t place)
{
    size_t count = groups->first[groups->count];
    if (place + 2 * METAS < count)
        corpus_prefetch_row(corpus, groups->members[place + 2 * METAS]);
    if (place + METAS < count)
        corpus_prefetch_meta(corpus, groups->members[place + METAS]);
}

static stet_status load_candidates(struct standing *standing, const struct stet_batch *batch, uint32_t c,
                                   stet_error *err)
{
    const struct batch_groups *groups = &batch->groups;
    size_t from = groups->first[c], size = groups->first[c + 1] - from;
    stet_arena_reset(&standing->strings);
    void *candidates = standing->candidates;
    bool ok = stet_grow(&candidates, &standing->candidate_capacity, size, sizeof *standing->candidates);
    standing->candidates = candidates;
    if (ok && size >= STANDING_LARGE)
        ok = (standing->seen = calloc(SEEN, sizeof *standing->seen)) != NULL;
    stet_status status = ok ? STET_OK : stet_fail_memory(err);
    size_t credits = 0;
    for (size_t i = 0; i < size && !status; i++) {
        expect(&batch->corpus, groups, from + i);
        status = load_candidate(standing, &batch->corpus, i, groups->members[from + i], &credits, err);
    }
    credits = 0;
    for (size_t i = 0; i < size && !status && standing->credits; i++) {
        standing->candidates[i].credits = &standing->credits[credits];
        credits += standing->candidates[i].credit_count;
    }
    return status;
}

stet_status standing_find(struct standing *standing, const struct stet_batch *batch, uint32_t c, stet_keep policy,
                          stet_error *err)
{
    const struct batch_groups *groups = &batch->groups;
    const uint32_t *articles = groups->members + groups->first[c];
    size_t size = groups->first[c + 1] - groups->first[c];
    stet_status status = load_candidates(standing, batch, c, err);
    struct source_ranking *ranking = &standing->ranking;
    const struct source_policy wanted = {policy, batch->agencies, batch->prefer};
    if (!status)
        status = source_rank(standing->candidates, size, &wanted, ranking, err);
    struct corpus_meta meta;
    if (!status)
        status = corpus_meta(&batch->corpus, articles[ranking->canonical], &standing->cursor, &meta, err);
    if (status)
        return status;
    const struct source_candidate *stands = &standing->candidates[ranking->canonical];
    standing->cluster = (stet_cluster){
        .key = XXH3_64bits(meta.id.data, meta.id.size),
        .size = size,
        .canonical = ranking->canonical,
        .source = stands->source,
        .published = stands->published,
        .precision = stands->precision,
        .confidence = ranking->confidence,
        .evidence = ranking->evidence,
        .evidence_count = ranking->evidence_count,
        .origin_agency = ranking->origin.code,
        .origin_name = ranking->origin.name,
        .beside = ranking->beside,
        .beside_count = ranking->beside_count,
        .estimated = batch->living != NULL,
    };
    if (size >= STANDING_LARGE)
        free_candidates(standing);
    return STET_OK;
}

static stet_status load_member(struct standing *standing, const struct corpus *corpus, stet_member *member,
                               uint32_t article, stet_error *err)
{
    struct corpus_meta meta;
    stet_status status = corpus_meta(corpus, article, &standing->cursor, &meta, err);
    if (status)
        return status;
    bool ok = keep(standing, &meta.id);
    *member = (stet_member){.id = meta.id, .relation = STET_RELATION_EXACT, .article = article};
    const struct corpus_row *row = &corpus->rows[article];
    if (ok && row->repeated_id) {
        const char *at = stet_arena_printf(&standing->strings, "%s:%llu", corpus->inputs[row->input],
                                           (unsigned long long)meta.line);
        ok = at != NULL;
        member->at = ok ? (stet_span){at, strlen(at)} : (stet_span){NULL, 0};
    }
    return ok ? STET_OK : stet_fail_memory(err);
}

static stet_status load_members(struct standing *standing, const struct corpus *corpus, const uint32_t *articles,
                                stet_error *err)
{
    size_t size = standing->cluster.size;
    void *members = standing->members;
    bool grown = stet_grow(&members, &standing->member_capacity, size, sizeof *standing->members);
    standing->cluster.members = standing->members = members;
    stet_status status = grown ? STET_OK : stet_fail_memory(err);
    for (size_t i = 0; i < size && !status; i++)
        status = load_member(standing, corpus, &standing->members[i], articles[i], err);
    return status;
}

/* The article of which copies with the same tokens are members: it is the one that has been judged. */
static uint32_t first_copy(const struct corpus *corpus, uint32_t article)
{
    uint32_t first = corpus->rows[article].exact_of;
    return first == CORPUS_NONE ? article : first;
}

/* True when a tie to the anchor says it. */
static bool is_known(const struct stet_batch *batch, stet_member *member, uint32_t other)
{
    const struct corpus *corpus = &batch->corpus;
    uint32_t article = (uint32_t)member->article;
    batch_tie tie = batch->label[article] == other   ? batch->ties[article]
                    : batch->label[other] == article ? batch->ties[other]
                                                     : 0;
    return batch_tie_unpack(corpus, tie, article, other, &member->relation, &member->jaccard, &member->containment);
}

static stet_status load_view(struct standing *standing, const struct stet_batch *batch, size_t side, uint32_t article,
                             stet_error *err)
{
    struct match_view *view = &standing->views[side];
    stet_status status = corpus_view(&batch->corpus, article, &standing->cursor, view, err);
    return status ? status : match_view_weigh(view, match_living_matcher(batch->living), err);
}

static stet_status judge_pair(struct standing *standing, const struct stet_batch *batch, struct batch_judge *judge,
                              uint32_t a, uint32_t b, struct match_verdict *verdict, stet_error *err)
{
    if (!batch->living)
        return batch_judge_pair(judge, a, b, verdict, err);
    stet_status status = load_view(standing, batch, 0, a, err);
    if (!status)
        status = load_view(standing, batch, 1, b, err);
    if (!status)
        match_estimate(match_living_matcher(batch->living), &standing->views[0], &standing->views[1], verdict);
    return status;
}

/* What member i is to member `to`. */
static stet_status relate(struct standing *standing, const struct stet_batch *batch, struct batch_judge *judge, size_t i,
                          size_t to, stet_error *err)
{
    const struct corpus *corpus = &batch->corpus;
    stet_member *member = &standing->members[i];
    uint32_t article = (uint32_t)member->article, other = (uint32_t)standing->members[to].article;
    member->to = to;
    if (first_copy(corpus, article) == first_copy(corpus, other)) {
        member->relation = STET_RELATION_EXACT;
        member->jaccard = member->containment = 1;
        return STET_OK;
    }
    if (is_known(batch, member, other))
        return STET_OK;
    struct match_verdict verdict;
    stet_status status = judge_pair(standing, batch, judge, article, other, &verdict, err);
    if (status)
        return status;
    member->relation = verdict.match ? verdict.relation : STET_RELATION_PARTIAL;
    member->jaccard = verdict.jaccard;
    member->containment = batch_containment(corpus, article, other, &verdict);
    standing->matched = verdict.match;
    return STET_OK;
}

static int compare_versions(const void *a, const void *b)
{
    const struct standing_version *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->published != y->published)
        return x->published < y->published ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

/* Members whose outlet and time are known, by outlet and then time. */
static stet_status list_versions(struct standing *standing, const struct corpus *corpus, size_t *count, stet_error *err)
{
    size_t size = standing->cluster.size;
    void *versions = standing->versions;
    bool grown = stet_grow(&versions, &standing->version_capacity, size, sizeof *standing->versions);
    standing->versions = versions;
    if (!grown)
        return stet_fail_memory(err);
    *count = 0;
    for (size_t i = 0; i < size; i++) {
        const struct corpus_row *row = &corpus->rows[standing->members[i].article];
        if (row->source && row->published != STET_TIME_NONE)
            standing->versions[(*count)++] = (struct standing_version){row->source, (uint32_t)i, row->published};
    }
    qsort(standing->versions, *count, sizeof *standing->versions, compare_versions);
    return STET_OK;
}

/* What is no version of its own. */
static bool is_less(stet_relation relation)
{
    return relation == STET_RELATION_EXACT || relation == STET_RELATION_ABRIDGED || relation == STET_RELATION_PARTIAL;
}

/* A later version is said to be an update of the one before it by the same outlet, not of the first: they make a
 * chain. */
static stet_status chain_updates(struct standing *standing, const struct stet_batch *batch, struct batch_judge *judge,
                                 stet_error *err)
{
    size_t count = 0;
    stet_status status = list_versions(standing, &batch->corpus, &count, err);
    for (size_t v = 1; v < count && !status; v++) {
        const struct standing_version *before = &standing->versions[v - 1], *now = &standing->versions[v];
        stet_member *member = &standing->members[now->member], whole = *member;
        if (before->source != now->source || before->published == now->published ||
            now->member == standing->cluster.canonical || is_less(member->relation) ||
            (member->relation == STET_RELATION_UPDATE && member->to == before->member))
            continue;
        status = relate(standing, batch, judge, now->member, before->member, err);
        if (member->relation != STET_RELATION_UPDATE)
            *member = whole;
    }
    return status;
}

/* What a guest is to the canonical; where that tells nothing of what the guest has, to a member that does. */
static stet_status relate_guest(struct standing *standing, const struct stet_batch *batch, uint32_t c,
                                struct batch_judge *judge, size_t i, stet_error *err)
{
    stet_member *guest = &standing->members[i];
    stet_status status = relate(standing, batch, judge, i, standing->cluster.canonical, err);
    if (!status && guest->jaccard <= 0) {
        uint32_t teller = batch_roundups_teller(batch, c, (uint32_t)guest->article);
        for (size_t k = 0; k < i && !status; k++)
            if (standing->members[k].article == teller)
                status = relate(standing, batch, judge, i, k, err);
    }
    guest->relation = STET_RELATION_PARTIAL;
    guest->guest = true;
    return status;
}

/* Behind the members stand the roundups that carry the story: what they are to it is always a part. */
static stet_status add_guests(struct standing *standing, const struct stet_batch *batch, uint32_t c,
                              struct batch_judge *judge, stet_error *err)
{
    const uint64_t *guests;
    stet_cluster *cluster = &standing->cluster;
    size_t count = batch_roundups_guests(batch, c, &guests);
    void *members = standing->members;
    bool grown = stet_grow(&members, &standing->member_capacity, cluster->size + count, sizeof *standing->members);
    cluster->members = standing->members = members;
    stet_status status = grown ? STET_OK : stet_fail_memory(err);
    for (size_t i = 0; i < count && !status; i++) {
        status = load_member(standing, &batch->corpus, &standing->members[cluster->size], (uint32_t)guests[i], err);
        if (!status)
            status = relate_guest(standing, batch, c, judge, cluster->size, err);
        cluster->size += !status;
        cluster->guests += !status;
    }
    return status;
}

stet_status standing_relate(struct standing *standing, const struct stet_batch *batch, uint32_t c,
                            struct batch_judge *judge, stet_error *err)
{
    const struct corpus *corpus = &batch->corpus;
    const uint32_t *articles = batch->groups.members + batch->groups.first[c];
    size_t canonical = standing->cluster.canonical, anchor = canonical;
    stet_status status = load_members(standing, corpus, articles, err);
    if (status)
        return status;
    for (size_t i = 0; i < standing->cluster.size; i++)
        if (batch->label[articles[i]] == articles[i])
            anchor = i;
    bool judged = anchor != canonical && !batch->living; /* what others are to the anchor is known */
    for (size_t i = 0; i < standing->cluster.size && !status; i++) {
        if (judged && i + SOON < standing->cluster.size)
            corpus_prefetch_tokens(corpus, articles[i + SOON]);
        if (i == canonical)
            continue;
        standing->matched = true;
        status = relate(standing, batch, judge, i, canonical, err);
        /* Its tie to the cluster is the anchor when it does not match the canonical itself. */
        if (!status && !standing->matched && anchor != canonical && i != anchor)
            status = relate(standing, batch, judge, i, anchor, err);
    }
    standing->members[canonical].relation = STET_RELATION_CANONICAL;
    if (!status)
        status = chain_updates(standing, batch, judge, err);
    return status ? status : add_guests(standing, batch, c, judge, err);
}
