#include <stdlib.h>
#include <string.h>

#include <bsd/stdlib.h>

#include "base/error.h"
#include "report/json.h"
#include "report/page.h"
#include "stet/reporting.h"

#define ENTRY_BYTES 260 /* of a cluster in the list, about */
#define MEMBER_BYTES 50 /* of a member, without what is kept of it */
#define TEXT(out, text) stet_buf_add(out, text, sizeof text - 1)

static uint32_t size_of(const struct stet_batch *batch, uint32_t group)
{
    return batch->groups.first[group + 1] - batch->groups.first[group];
}

static uint32_t listed_of(const struct stet_batch *batch, uint32_t group)
{
    const uint64_t *guests;
    return size_of(batch, group) + (uint32_t)batch_roundups_guests(batch, group, &guests);
}

/* Bytes in the list, about. */
static uint64_t estimate(const struct report *report, uint32_t group)
{
    const struct stet_batch *batch = report->batch;
    uint64_t bytes = ENTRY_BYTES;
    uint32_t size = size_of(batch, group);
    for (uint32_t i = 0; i < size && i < report->options.members; i++) {
        uint32_t article = batch->groups.members[batch->groups.first[group] + i];
        bytes += MEMBER_BYTES + batch->corpus.rows[article].meta_size / 2;
    }
    return bytes;
}

static int larger_first(const void *left, const void *right)
{
    const struct report_entry *a = left, *b = right;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->group < b->group ? -1 : a->group > b->group;
}

stet_status report_choose(struct report *report, stet_error *err)
{
    const struct stet_batch *batch = report->batch;
    uint32_t groups = batch->groups.count;
    report->entries = calloc(batch->stats.clusters + 1, sizeof *report->entries);
    report->entry_of = reallocarray(NULL, (size_t)groups + 1, sizeof *report->entry_of);
    if (!report->entries || !report->entry_of)
        return stet_fail_memory(err);
    uint32_t count = 0;
    for (uint32_t g = 0; g < groups; g++)
        if (batch_is_listed(batch, g))
            report->entries[count++] = (struct report_entry){.group = g, .size = listed_of(batch, g)};
    if (count)
        qsort(report->entries, count, sizeof *report->entries, larger_first);
    memset(report->entry_of, 0xff, groups * sizeof *report->entry_of);
    uint64_t bytes = 0;
    uint32_t kept = 0;
    for (; kept < count && bytes < report->options.list_bytes * REPORT_LIST_RATIO; kept++) {
        report->entry_of[report->entries[kept].group] = kept;
        bytes += estimate(report, report->entries[kept].group);
    }
    report->entry_count = kept;
    return STET_OK;
}

static bool put_time(struct stet_buf *out, int64_t time, stet_precision precision)
{
    if (time == STET_TIME_NONE || precision == STET_PRECISION_NONE)
        return TEXT(out, "null");
    return stet_buf_printf(out, precision == STET_PRECISION_DAY ? "%lld.5" : "%lld", (long long)time);
}

static int agency_number(const struct report *report, const char *code)
{
    uint16_t agency = code ? source_agency_find(report->batch->agencies, code) : SOURCE_NO_AGENCY;
    return agency == SOURCE_NO_AGENCY ? -1 : agency;
}

static bool put_evidence(const struct report *report, struct stet_buf *out, const stet_cluster *cluster)
{
    bool ok = TEXT(out, ",[");
    for (size_t i = 0; i < cluster->evidence_count && ok; i++) {
        const stet_evidence *item = &cluster->evidence[i];
        ok = stet_buf_printf(out, "%s[\"%s\",", i ? "," : "", item->kind) && report_string(out, item->value) &&
             stet_buf_printf(out, ",%d,%.0f]", agency_number(report, item->agency), 100 * item->weight);
    }
    return ok && TEXT(out, "]");
}

static stet_status add_slot(struct report *report, struct report_entry *entry, uint32_t article, stet_error *err)
{
    void *slots = report->slots;
    bool ok = stet_grow(&slots, &report->slot_capacity, report->slot_count + 1, sizeof *report->slots);
    report->slots = slots;
    if (!ok)
        return stet_fail_memory(err);
    report->slots[report->slot_count++] =
        (struct report_slot){.article = article, .entry = (uint32_t)(entry - report->entries)};
    entry->slots++;
    return STET_OK;
}

static stet_status put_member(struct report *report, const stet_cluster *cluster, struct report_entry *entry,
                              const stet_member *member, stet_error *err)
{
    struct stet_buf *out = &report->lists;
    const struct corpus_row *row = &report->batch->corpus.rows[member->article];
    struct corpus_meta meta;
    uint32_t source = 0;
    stet_status status = corpus_meta(&report->batch->corpus, (uint32_t)member->article, &report->cursor, &meta, err);
    if (!status && meta.source.size &&
        !(numbered_get(&report->sources, meta.source, &source) && report_use_source(report, source)))
        status = stet_fail_memory(err);
    if (status)
        return status;
    /* The anchor is perhaps not listed. */
    long to = member->relation == STET_RELATION_CANONICAL ? -1
              : member->to == cluster->canonical          ? (long)entry->canonical
              : member->to < report->options.members      ? (long)member->to
                                                          : -1;
    bool ok = (!entry->slots || TEXT(out, ",")) && TEXT(out, "[") && report_string(out, member->id) &&
              stet_buf_printf(out, ",%ld,", meta.source.size ? (long)source : -1L) &&
              put_time(out, row->published, (stet_precision)row->precision) &&
              stet_buf_printf(out, ",%d,%ld,%.0f,%.0f", (int)member->relation, to, 100 * member->jaccard,
                              100 * member->containment);
    if (ok && (member->at.size || member->guest))
        ok = TEXT(out, ",") && report_string(out, member->at);
    if (ok && member->guest)
        ok = TEXT(out, ",1");
    ok = ok && TEXT(out, "]");
    return ok ? add_slot(report, entry, (uint32_t)member->article, err) : stet_fail_memory(err);
}

/* Listed are the first members, and the canonical behind them if it is none of these. */
static stet_status put_entry(struct report *report, const stet_cluster *cluster, struct report_entry *entry,
                             stet_error *err)
{
    struct stet_buf *out = &report->lists;
    size_t most = report->options.members;
    entry->head.at = out->size;
    entry->slot = (uint32_t)report->slot_count;
    entry->canonical = (uint32_t)(cluster->canonical < most ? cluster->canonical : most);
    bool ok = TEXT(out, "[") && json_key(out, cluster->key) &&
              stet_buf_printf(out, ",%zu,%u,%.0f,%d", cluster->size, entry->canonical, 100 * cluster->confidence,
                              agency_number(report, cluster->origin_agency)) &&
              put_evidence(report, out, cluster) && TEXT(out, ",[");
    stet_status status = ok ? STET_OK : stet_fail_memory(err);
    for (size_t i = 0; i < cluster->size && !status; i++)
        if (i < most || i == cluster->canonical)
            status = put_member(report, cluster, entry, &cluster->members[i], err);
    if (!status && !stet_buf_printf(out, "],%zu,", cluster->size - entry->slots))
        status = stet_fail_memory(err);
    entry->head.size = out->size - entry->head.at;
    return status;
}

stet_status report_take(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct report *report = payload;
    while (!batch_is_listed(report->batch, report->group))
        report->group++;
    uint32_t entry = report->entry_of[report->group++];
    stet_status status = report_count(report, cluster, err);
    if (!status && entry != CORPUS_NONE)
        status = put_entry(report, cluster, &report->entries[entry], err);
    return status;
}
