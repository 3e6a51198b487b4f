#include "index/tables.h"

#include <stdlib.h>

#include "base/error.h"
#include "index/collapse.h"
#include "index/postings.h"
#include "index/sort.h"
#include "sys/pool.h"
#include "sys/team.h"

struct run {
    struct tables *tables;
    struct collapse collapse;
    uint64_t *entries; /* of each table, copies included */
    unsigned parts;
    unsigned table; /* that is worked on */
    struct post_table shape;
    unsigned next; /* part to be produced */
    uint64_t posted;
};

struct job {
    unsigned part;
    struct stet_buf pages;
    size_t *sizes;
    size_t size_capacity, posted;
};

static stet_status report(const struct tables *tables, double done, stet_error *err)
{
    return tables->progress ? tables->progress(tables->ctx, done, err) : STET_OK;
}

/* ---- The first reading: copies -------------------------------------------------------------------------------------*/

static stet_status read_parts(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    struct run *run = ctx;
    for (size_t part = begin; part < end; part++) {
        uint64_t *records = NULL;
        size_t count = 0;
        stet_status status = run->tables->load(run->tables->ctx, run->table, (unsigned)part, worker, &records, &count,
                                               err);
        if (status)
            return status;
        __atomic_fetch_add(&run->entries[run->table], count, __ATOMIC_RELAXED);
        if (run->table < run->tables->shape.bands)
            collapse_vote(&run->collapse, records, count);
        else
            collapse_sum(&run->collapse, records, count);
    }
    return STET_OK;
}

static stet_status find_copies(struct run *run, uint32_t *same, stet_error *err)
{
    struct tables *tables = run->tables;
    stet_status status = collapse_init(&run->collapse, tables->articles, tables->shape.bands, err);
    for (run->table = 0; !status && run->table <= tables->shape.bands; run->table++) {
        if (run->table == tables->shape.bands)
            status = collapse_choose(&run->collapse, err);
        if (!status)
            status = sys_parallel_for(tables->threads, run->parts, 1, read_parts, run, err);
        if (!status)
            status = report(tables, 0.4 * (run->table + 1) / (tables->shape.bands + 1), err);
    }
    *same = status ? 0 : collapse_compare(&run->collapse);
    return status;
}

/* ---- The second one: pages -----------------------------------------------------------------------------------------*/

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct run *run = ctx;
    struct job *job = slot;
    (void)err;
    *done = run->next == run->parts;
    if (!*done)
        job->part = run->next++;
    return STET_OK;
}

/* Pages of a part: those whose keys lie in it. */
static stet_status encode(struct run *run, struct job *job, const uint64_t *records, size_t count, stet_error *err)
{
    uint64_t pages = run->shape.pages / run->parts, first = job->part * pages;
    void *sizes = job->sizes;
    bool grown = stet_grow(&sizes, &job->size_capacity, (size_t)pages, sizeof *job->sizes);
    job->sizes = sizes;
    if (!grown)
        return stet_fail_memory(err);
    job->pages.size = 0;
    job->posted = count;
    for (uint64_t page = 0, begin = 0, end = 0; page < pages; page++, begin = end) {
        uint64_t limit = post_first_key(&run->shape, first + page + 1);
        size_t before = job->pages.size;
        while (end < count && records[end] >> 32 < limit)
            end++;
        if (end > begin && !post_encode(&run->shape, first + page, records + begin, end - begin, &job->pages))
            return stet_fail_memory(err);
        job->sizes[page] = job->pages.size - before;
    }
    return STET_OK;
}

static stet_status work(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct run *run = ctx;
    struct job *job = slot;
    uint64_t *records = NULL;
    size_t count = 0;
    stet_status status = run->tables->load(run->tables->ctx, run->table, job->part, worker, &records, &count, err);
    if (status)
        return status;
    if (run->table < run->tables->shape.bands)
        count = collapse_band(&run->collapse, run->table, records, count);
    else if (run->table == run->tables->shape.bands)
        count = collapse_passages(&run->collapse, records, count);
    return encode(run, job, records, count, err);
}

static stet_status consume(void *ctx, void *slot, stet_error *err)
{
    struct run *run = ctx;
    struct job *job = slot;
    unsigned char *page = (unsigned char *)job->pages.data;
    stet_status status = STET_OK;
    for (uint64_t i = 0; !status && i < run->shape.pages / run->parts; i++) {
        status = paged_put(run->tables->writer, page, job->sizes[i], err);
        page = job->sizes[i] ? page + job->sizes[i] : page; /* there may be none at all */
    }
    run->posted += job->posted;
    return status;
}

/* How many postings a table will have: exact without copies, about right with them. Their pages should be full. */
static uint64_t expected(const struct run *run, uint32_t same)
{
    uint64_t entries = run->entries[run->table];
    if (run->table < run->tables->shape.bands) {
        uint64_t saved = run->collapse.agreed / run->tables->shape.bands;
        return saved < entries ? entries - saved : 0;
    }
    if (run->table == run->tables->shape.bands)
        return run->tables->articles ? entries - entries * same / run->tables->articles : 0;
    return run->tables->articles;
}

static stet_status write_table(struct run *run, uint32_t same, struct job *jobs, uint32_t slots, stet_error *err)
{
    struct tables *tables = run->tables;
    bool band = run->table < tables->shape.bands;
    uint64_t pages = (expected(run, same) + (uint64_t)run->parts * POST_PAGE_ENTRIES - 1) /
                     ((uint64_t)run->parts * POST_PAGE_ENTRIES);
    run->shape = (struct post_table){
        .pages = run->parts * (pages ? pages : 1),
        .key_bits = tables_key_bits(&tables->shape, run->table),
        .number_bits = stet_bit_width(tables->articles ? tables->articles - 1 : 0),
    };
    run->next = 0;
    run->posted = 0;
    stet_status status = paged_begin(tables->writer,
                                     band ? PAGED_BAND
                                     : run->table == tables->shape.bands ? PAGED_PASSAGES
                                                                         : PAGED_ID_TABLE,
                                     band ? (uint16_t)run->table : 0, err);
    const struct sys_pipeline pipeline = {.threads = tables->threads,
                                          .slots = slots,
                                          .jobs = jobs,
                                          .job_size = sizeof *jobs,
                                          .ctx = run,
                                          .produce = produce,
                                          .work = work,
                                          .consume = consume};
    if (!status)
        status = sys_pipeline_run(&pipeline, err);
    if (band)
        tables->band_entries += run->posted;
    else if (run->table == tables->shape.bands)
        tables->passage_entries += run->posted;
    return status ? status : paged_end(tables->writer, run->posted, err);
}

static stet_status write_tables(struct run *run, uint32_t same, stet_error *err)
{
    struct tables *tables = run->tables;
    uint32_t slots = 2 * (tables->threads ? tables->threads : 1);
    struct job *jobs = calloc(slots, sizeof *jobs);
    if (!jobs)
        return stet_fail_memory(err);
    stet_status status = STET_OK;
    for (run->table = 0; !status && run->table < tables_count(&tables->shape); run->table++) {
        status = write_table(run, same, jobs, slots, err);
        if (!status)
            status = report(tables, 0.4 + 0.6 * (run->table + 1) / tables_count(&tables->shape), err);
    }
    for (uint32_t i = 0; i < slots; i++) {
        stet_buf_free(&jobs[i].pages);
        free(jobs[i].sizes);
    }
    free(jobs);
    return status;
}

/* ---- Copies --------------------------------------------------------------------------------------------------------*/

/* `order`: article that a copy hangs on << 32 | number of the copy, in ascending order. */
static stet_status write_copy_pages(struct run *run, const uint64_t *order, stet_error *err)
{
    const struct collapse *collapse = &run->collapse;
    const struct copy_table table = {collapse->articles, collapse->bands};
    struct copy *copies = reallocarray(NULL, collapse->count, sizeof *copies);
    const unsigned char **masks = reallocarray(NULL, collapse->count, sizeof *masks);
    struct stet_buf page = STET_BUF_INIT;
    stet_status status = copies && masks ? STET_OK : stet_fail_memory(err);
    for (uint32_t first = 0, i = 0; !status && first < collapse->articles; first += COPIES_PAGE) {
        size_t count = 0;
        for (; i < collapse->count && order[i] >> 32 < first + (uint64_t)COPIES_PAGE; i++, count++) {
            copies[count] = collapse->copies[(uint32_t)order[i]];
            masks[count] = collapse_mask(collapse, (uint32_t)order[i]);
        }
        page.size = 0;
        status = copies_encode(&table, copies, masks, count, &page)
                     ? paged_put(run->tables->writer, (unsigned char *)page.data, page.size, err)
                     : stet_fail_memory(err);
    }
    stet_buf_free(&page);
    free(copies);
    free(masks);
    return status;
}

static stet_status write_copies(struct run *run, stet_error *err)
{
    const struct collapse *collapse = &run->collapse;
    stet_status status = paged_begin(run->tables->writer, PAGED_COPIES, 0, err);
    if (!status && collapse->count) {
        uint64_t *order = reallocarray(NULL, 2 * (size_t)collapse->count, sizeof *order);
        if (!order)
            return stet_fail_memory(err);
        for (uint32_t i = 0; i < collapse->count; i++)
            order[i] = (uint64_t)collapse->copies[i].of << 32 | i;
        status = write_copy_pages(run, index_sort_upper(order, order + collapse->count, collapse->count), err);
        free(order);
    }
    return status ? status : paged_end(run->tables->writer, collapse->count, err);
}

stet_status tables_write(struct tables *tables, stet_error *err)
{
    struct run run = {.tables = tables, .parts = tables_parts(&tables->shape)};
    uint32_t same = 0;
    run.entries = calloc(tables_count(&tables->shape), sizeof *run.entries);
    stet_status status = run.entries ? find_copies(&run, &same, err) : stet_fail_memory(err);
    if (!status)
        status = write_tables(&run, same, err);
    if (!status)
        status = write_copies(&run, err);
    tables->copies = run.collapse.count;
    collapse_free(&run.collapse);
    free(run.entries);
    return status;
}
