/* What is told of all clusters, listed or not: how many, who credits whom, who published first. As JSON:
 *
 *     {"articles": ..., counts ..., "credits": [[source, agency, articles] ...],
 *      "first": {"start": time, "step": seconds, "rows": [[source, stories, median lead, [by step ...]] ...]}, lists}
 */
#include <stdlib.h>
#include <string.h>

#include <bsd/stdlib.h>

#include "base/error.h"
#include "report/json.h"
#include "report/page.h"
#include "stet/reporting.h"

#define OUTLETS 12 /* in the picture of credits; the others are one */
#define AGENCIES 9
#define ROWS 10  /* of who was first */
#define STEPS 48 /* of time */
#define DAY 86400
#define TEXT(out, text) stet_buf_add(out, text, sizeof text - 1)

bool report_use_source(struct report *report, uint32_t source)
{
    void *used = report->used;
    bool ok = stet_grow(&used, &report->used_capacity, (size_t)source + 1, sizeof *report->used);
    report->used = used;
    for (; ok && report->used_count <= source; report->used_count++)
        report->used[report->used_count] = false;
    if (ok)
        report->used[source] = true;
    return ok;
}

/* Each agency once an article. */
static bool count_credits(struct report *report, uint32_t source, const struct corpus_meta *meta)
{
    bool ok = true;
    for (size_t i = 0; i < meta->credit_count && ok; i++) {
        uint16_t agency = meta->credits[i].agency;
        bool again = agency == SOURCE_NO_AGENCY;
        for (size_t k = 0; k < i; k++)
            again |= meta->credits[k].agency == agency;
        if (again)
            continue;
        void *credits = report->credits;
        ok = stet_grow(&credits, &report->credit_capacity, report->credit_count + 1, sizeof *report->credits);
        report->credits = credits;
        if (ok)
            report->credits[report->credit_count++] = (uint64_t)source << 16 | agency;
    }
    return ok;
}

/* To the second, and not rounded to the day. */
static bool is_exact(const struct corpus_row *row)
{
    return row->published != STET_TIME_NONE && row->precision == STET_PRECISION_SECOND && row->published % DAY != 0;
}

static bool add_first(struct report *report, struct report_first first)
{
    void *firsts = report->firsts;
    bool ok = stet_grow(&firsts, &report->first_capacity, report->first_count + 1, sizeof *report->firsts);
    report->firsts = firsts;
    if (ok)
        report->firsts[report->first_count++] = first;
    return ok;
}

stet_status report_count(struct report *report, const stet_cluster *cluster, stet_error *err)
{
    const struct corpus *corpus = &report->batch->corpus;
    struct report_first first = {.time = INT64_MAX, .lead = -1};
    int64_t second = INT64_MAX; /* earliest of another source */
    size_t size = cluster->size - cluster->guests;
    if (size < 2)
        return STET_OK;
    for (size_t i = 0; i < size; i++) {
        uint32_t article = (uint32_t)cluster->members[i].article, source;
        const struct corpus_row *row = &corpus->rows[article];
        struct corpus_meta meta;
        stet_status status = corpus_meta(corpus, article, &report->cursor, &meta, err);
        if (status)
            return status;
        if (!numbered_get(&report->sources, meta.source, &source) || !count_credits(report, source, &meta))
            return stet_fail_memory(err);
        report->relations[cluster->members[i].relation]++;
        if (!is_exact(row) || !meta.source.size)
            continue;
        if (row->published < first.time) {
            second = first.time != INT64_MAX && source != first.source ? first.time : second;
            first.time = row->published;
            first.source = source;
        } else if (source != first.source && row->published < second) {
            second = row->published;
        }
    }
    if (first.time == INT64_MAX || second == first.time)
        return STET_OK;
    first.lead = second == INT64_MAX ? -1 : second - first.time;
    return add_first(report, first) ? STET_OK : stet_fail_memory(err);
}

/* The places of the `most` highest counts, highest first; of equal ones the first. Returns how many are not 0. */
static size_t highest(const uint64_t *count, size_t n, uint32_t *out, size_t most)
{
    size_t found = 0;
    for (; found < most; found++) {
        size_t best = n;
        for (size_t i = 0; i < n; i++) {
            bool taken = false;
            for (size_t k = 0; k < found; k++)
                taken |= out[k] == i;
            if (!taken && count[i] && (best == n || count[i] > count[best]))
                best = i;
        }
        if (best == n)
            break;
        out[found] = (uint32_t)best;
    }
    return found;
}

static size_t place_of(const uint32_t *list, size_t n, uint32_t wanted)
{
    size_t i = 0;
    while (i < n && list[i] != wanted)
        i++;
    return i;
}

static bool use_sources(struct report *report, const uint32_t *list, size_t n)
{
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++)
        ok = report_use_source(report, list[i]);
    return ok;
}

static bool put_credits(struct report *report, uint64_t *by_source)
{
    struct stet_buf *out = &report->overview;
    uint64_t by_agency[SOURCE_MAX_AGENCIES] = {0}, cell[OUTLETS + 1][AGENCIES + 1] = {{0}};
    memset(by_source, 0, report->sources.count * sizeof *by_source);
    for (size_t i = 0; i < report->credit_count; i++) {
        by_source[report->credits[i] >> 16]++;
        by_agency[report->credits[i] & 0xffff]++;
    }
    uint32_t outlets[OUTLETS], agencies[AGENCIES];
    size_t outlet_count = highest(by_source, report->sources.count, outlets, OUTLETS);
    size_t agency_count = highest(by_agency, report->batch->agencies->count, agencies, AGENCIES);
    for (size_t i = 0; i < report->credit_count; i++)
        cell[place_of(outlets, outlet_count, (uint32_t)(report->credits[i] >> 16))]
            [place_of(agencies, agency_count, (uint32_t)(report->credits[i] & 0xffff))]++;
    bool ok = use_sources(report, outlets, outlet_count) && TEXT(out, ",\"credits\":["), any = false;
    for (size_t i = 0; i <= outlet_count; i++)
        for (size_t k = 0; k <= agency_count; k++) {
            if (!cell[i][k] || !ok)
                continue;
            ok = stet_buf_printf(out, "%s[%ld,%ld,%llu]", any ? "," : "", i < outlet_count ? (long)outlets[i] : -1L,
                                 k < agency_count ? (long)agencies[k] : -1L, (unsigned long long)cell[i][k]);
            any = true;
        }
    return ok && TEXT(out, "]");
}

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* `leads` has room for those of all. */
static bool put_row(struct report *report, uint32_t source, int64_t start, int64_t step, int64_t *leads)
{
    struct stet_buf *out = &report->overview;
    uint64_t by_step[STEPS] = {0}, stories = 0;
    size_t known = 0;
    for (size_t i = 0; i < report->first_count; i++) {
        const struct report_first *first = &report->firsts[i];
        if (first->source != source)
            continue;
        stories++;
        int64_t at = first->time < start ? -1 : (first->time - start) / step;
        if (at >= 0 && at < STEPS)
            by_step[at]++;
        if (first->lead >= 0)
            leads[known++] = first->lead;
    }
    if (known)
        qsort(leads, known, sizeof *leads, by_number);
    bool ok = stet_buf_printf(out, "[%u,%llu,%lld,[", source, (unsigned long long)stories,
                              known ? (long long)leads[known / 2] : -1LL);
    for (size_t i = 0; i < STEPS && ok; i++)
        ok = stet_buf_printf(out, "%s%llu", i ? "," : "", (unsigned long long)by_step[i]);
    return ok && TEXT(out, "]]");
}

/* From when to when: a hundredth at either end, as wrong times are, is left out. `times` has room for all. */
static void find_range(const struct report *report, int64_t *times, int64_t *start, int64_t *end)
{
    size_t n = report->first_count;
    for (size_t i = 0; i < n; i++)
        times[i] = report->firsts[i].time;
    qsort(times, n, sizeof *times, by_number);
    *start = times[n / 100];
    *end = times[n - 1 - n / 100];
}

static bool put_firsts(struct report *report, uint64_t *by_source)
{
    struct stet_buf *out = &report->overview;
    if (!report->first_count)
        return TEXT(out, ",\"first\":null");
    int64_t *scratch = reallocarray(NULL, report->first_count, sizeof *scratch);
    if (!scratch)
        return false;
    int64_t start, end;
    find_range(report, scratch, &start, &end);
    int64_t step = (end - start) / STEPS + 1;
    memset(by_source, 0, report->sources.count * sizeof *by_source);
    for (size_t i = 0; i < report->first_count; i++)
        by_source[report->firsts[i].source]++;
    uint32_t outlets[ROWS];
    size_t count = highest(by_source, report->sources.count, outlets, ROWS);
    bool ok = use_sources(report, outlets, count) &&
              stet_buf_printf(out, ",\"first\":{\"stories\":%zu,\"start\":%lld,\"step\":%lld,\"rows\":[",
                              report->first_count, (long long)start, (long long)step);
    for (size_t i = 0; i < count && ok; i++)
        ok = (!i || TEXT(out, ",")) && put_row(report, outlets[i], start, step, scratch);
    free(scratch);
    return ok && TEXT(out, "]}");
}

static bool put_counts(struct report *report)
{
    struct stet_buf *out = &report->overview;
    const struct stet_batch *batch = report->batch;
    const stet_batch_stats *stats = &batch->stats;
    return stet_buf_printf(
        out,
        "{\"schema\":\"stet.report/1\",\"version\":\"%s\",\"articles\":%llu,\"stories\":%u,\"clusters\":%llu,"
        "\"clustered\":%llu,\"bad\":%llu,\"listed\":%u,\"members\":%zu,\"texts\":%zu,\"cut\":%zu,\"chunk\":%d",
        stet_version(), (unsigned long long)stats->articles, batch->groups.count, (unsigned long long)stats->clusters,
        (unsigned long long)stats->clustered, (unsigned long long)stats->bad, report->listed, report->members,
        report->kept, report->article_bytes, REPORT_CHUNK);
}

static bool put_lists(struct report *report)
{
    struct stet_buf *out = &report->overview;
    const struct corpus *corpus = &report->batch->corpus;
    bool ok = TEXT(out, ",\"relations\":[");
    for (int i = 0; i <= STET_RELATION_UPDATE && ok; i++)
        ok = stet_buf_printf(out, "%s[\"%s\",%llu]", i ? "," : "", stet_relation_name((stet_relation)i),
                             (unsigned long long)report->relations[i]);
    ok = ok && TEXT(out, "],\"agencies\":[");
    for (size_t i = 0; i < report->batch->agencies->count && ok; i++)
        ok = (!i || TEXT(out, ",")) && TEXT(out, "[") &&
             report_string(out, (stet_span){report->batch->agencies->agencies[i].code, strlen(report->batch->agencies->agencies[i].code)}) &&
             TEXT(out, ",") &&
             report_string(out, (stet_span){report->batch->agencies->agencies[i].name, strlen(report->batch->agencies->agencies[i].name)}) &&
             TEXT(out, "]");
    ok = ok && TEXT(out, "],\"sources\":[");
    for (size_t i = 0; i < report->used_count && ok; i++)
        ok = (!i || TEXT(out, ",")) && (report->used[i] ? report_string(out, report->sources.name[i]) : TEXT(out, "0"));
    ok = ok && TEXT(out, "],\"inputs\":[");
    for (size_t i = 0; i < corpus->input_count && ok && i < 100; i++)
        ok = (!i || TEXT(out, ",")) && report_string(out, (stet_span){corpus->inputs[i], strlen(corpus->inputs[i])});
    return ok && TEXT(out, "]}");
}

stet_status report_overview(struct report *report, stet_error *err)
{
    uint64_t *by_source = reallocarray(NULL, report->sources.count + 1, sizeof *by_source);
    bool ok = by_source && put_counts(report) && put_credits(report, by_source) && put_firsts(report, by_source) &&
              put_lists(report);
    free(by_source);
    return ok ? STET_OK : stet_fail_memory(err);
}
