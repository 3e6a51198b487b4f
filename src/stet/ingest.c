/* Reading: blocks of records in, or articles kept in an index; rows and keys out. A block is read by the caller's
 * thread, its articles are worked on by any thread (ingest_article.c), and appended by the caller's thread in order. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "feed/replay.h"
#include "stet/ingesting.h"
#include "sys/pool.h"

#define SIMHASH_DISTANCE 3

/* So many articles before it is appended, what an article is looked up by is fetched. */
#define EXPECTED 4

/* Blocks are an eighth of a MiB but for very long records. Those are worked on a few at a time, and the buffers that
 * they have filled are given back: otherwise each thread would hold some hundred MiB of them. */
#define LARGE_BLOCK (UINT64_C(1) << 20)
#define LARGE_UNDER_WAY (UINT64_C(8) << 20)

/* A record that is not an article. */
struct ingest_bad {
    uint64_t record; /* of its input */
    uint64_t line;
    size_t file, reason; /* where they begin in the job's texts; each ends in NUL */
};

static uint64_t large_bytes(const struct ingest_job *job)
{
    return job->block.size > LARGE_BLOCK ? job->block.size : 0;
}

static bool room(void *ctx)
{
    const struct ingest *ingest = ctx;
    return ingest->large < LARGE_UNDER_WAY;
}

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct ingest *ingest = ctx;
    struct ingest_job *job = slot;
    *done = ingest->ended;
    if (ingest->ended)
        return STET_OK;
    stet_status status = feed_reader_next(ingest->reader, &job->block, err);
    if (status)
        return status;
    ingest->ended = job->block.end;
    ingest->large += large_bytes(job);
    return batch_progress(ingest->batch, "reading", job->block.position, job->block.total, err);
}

static stet_status produce_kept(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct ingest *ingest = ctx;
    struct ingest_job *job = slot;
    bool more = true;
    stet_status status = STET_OK;
    for (job->ref_count = 0; job->ref_count < INGEST_REREAD && !status;) {
        status = index_next(ingest->snapshot, &ingest->next, &more, err);
        if (status || !more)
            break;
        job->refs[job->ref_count++] = ingest->next++;
    }
    *done = !job->ref_count;
    return status ? status
                  : batch_progress(ingest->batch, "pairing", ingest->batch->corpus.count,
                                   index_snapshot_count(ingest->snapshot), err);
}

/* The texts are copied: the parser reuses its own when it parses the next block. */
static stet_status add_bad(struct ingest_job *job, const struct feed_item *item, stet_error *err)
{
    void *bads = job->bads;
    bool grown = stet_grow(&bads, &job->bad_capacity, job->bad_count + 1, sizeof *job->bads);
    job->bads = bads;
    if (!grown)
        return stet_fail_memory(err);
    struct ingest_bad *bad = &job->bads[job->bad_count++];
    *bad = (struct ingest_bad){.record = job->block.first + item->record, .line = item->line, .file = job->texts.size};
    bool ok = stet_buf_add(&job->texts, item->file, strlen(item->file) + 1);
    bad->reason = job->texts.size;
    return ok && stet_buf_add(&job->texts, item->reason, strlen(item->reason) + 1) ? STET_OK : stet_fail_memory(err);
}

static stet_status start_worker(const struct ingest *ingest, struct ingest_worker *worker, stet_error *err)
{
    const stet_batch_options *options = &ingest->batch->options;
    const struct sketch_options sketch = {
        .shingle = options->shingle,
        .hashes = options->bands * options->rows,
        .window = BATCH_WINDOW,
        .no_simhash = options->method != STET_METHOD_SIMHASH,
    };
    stet_status status = feed_parser_create(&worker->parser, &ingest->batch->feed, err);
    return status ? status : sketch_builder_create(&worker->builder, &sketch, err);
}

static void stop_worker(struct ingest_worker *worker)
{
    feed_parser_free(worker->parser);
    sketch_builder_free(worker->builder);
    text_tokens_free(&worker->title);
    text_tokens_free(&worker->body);
    reread_free(&worker->reread);
    *worker = (struct ingest_worker){NULL};
}

static void free_job(struct ingest_job *job)
{
    feed_block_free(&job->block);
    free(job->entries);
    free(job->bads);
    stet_buf_free(&job->words);
    stet_buf_free(&job->meta);
    stet_buf_free(&job->keys);
    stet_buf_free(&job->passages);
    stet_buf_free(&job->texts);
    *job = (struct ingest_job){.entries = NULL};
}

static stet_status reserve_entries(struct ingest_job *job, size_t count, stet_error *err)
{
    job->entry_count = job->words.size = job->meta.size = job->keys.size = job->passages.size = 0;
    job->bad_count = job->texts.size = 0;
    void *entries = job->entries;
    bool grown = stet_grow(&entries, &job->entry_capacity, count, sizeof *job->entries);
    job->entries = entries;
    return grown ? STET_OK : stet_fail_memory(err);
}

static stet_status work(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct ingest *ingest = ctx;
    struct ingest_job *job = slot;
    struct ingest_worker *mine = &ingest->workers[worker];
    struct feed_item *items;
    size_t count;
    stet_status status = feed_parse_block(mine->parser, &job->block, &items, &count, err);
    if (!status)
        status = reserve_entries(job, count, err);
    for (size_t i = 0; i < count && !status; i++)
        status = items[i].reason ? add_bad(job, &items[i], err)
                                 : ingest_article(ingest, job, mine, &items[i].article, items[i].line,
                                                  job->block.first + items[i].record, err);
    if (status || !large_bytes(job))
        return status;
    stop_worker(mine);
    return start_worker(ingest, mine, err);
}

static stet_status work_kept(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct ingest *ingest = ctx;
    struct ingest_job *job = slot;
    struct ingest_worker *mine = &ingest->workers[worker];
    stet_status status = reserve_entries(job, job->ref_count, err);
    for (size_t i = 0; i < job->ref_count && !status; i++) {
        stet_article article;
        status = reread_article(ingest->snapshot, &mine->reread, job->refs[i], &article, err);
        if (!status)
            status = ingest_article(ingest, job, mine, &article, 0, job->refs[i], err);
    }
    return status;
}

static stet_status append(struct ingest *ingest, struct ingest_job *job, struct ingest_entry *entry, stet_error *err)
{
    struct stet_batch *batch = ingest->batch;
    const void *words = job->words.data + entry->words;
    stet_status status = corpus_add(&batch->corpus, &entry->row, words, job->meta.data + entry->meta, err);
    if (status)
        return status;
    bool exact = entry->row.exact_of != CORPUS_NONE;
    batch->stats.exact += exact;
    /* An exact copy adds what another headline adds: which of them comes first makes no difference then. */
    if (exact && entry->row.words == batch->corpus.rows[entry->row.exact_of].words)
        return STET_OK;
    uint32_t article = (uint32_t)(batch->corpus.count - 1);
    const uint64_t *keys = (const uint64_t *)(const void *)(job->keys.data + entry->keys);
    const uint64_t *passages = (const uint64_t *)(const void *)(job->passages.data + entry->passages);
    status = index_runs_add_keys(batch->bands, keys, ingest->key_count, article, err);
    if (!status && !exact)
        status = index_runs_add_keys(batch->passages, passages, entry->passage_count, article, err);
    return status;
}

static stet_status reject(struct ingest *ingest, const struct ingest_job *job, const struct ingest_bad *bad,
                          stet_error *err)
{
    struct stet_batch *batch = ingest->batch;
    const char *reason = job->texts.data + bad->reason, *file = job->texts.data + bad->file;
    batch->stats.bad++;
    if (batch->options.on_bad)
        batch->options.on_bad(batch->options.payload, file, bad->line, reason);
    if (batch->options.strict)
        return stet_fail(err, STET_ERR_INPUT, "%s:%llu: %s", file, (unsigned long long)bad->line, reason);
    if (!batch->options.rejects)
        return STET_OK;
    void *rejected = batch->rejected;
    bool grown = stet_grow(&rejected, &batch->rejected_capacity, batch->rejected_count + 1, sizeof *batch->rejected);
    batch->rejected = rejected;
    if (!grown)
        return stet_fail_memory(err);
    batch->rejected[batch->rejected_count++] = (struct batch_record){ingest->input, bad->record};
    return STET_OK;
}

static stet_status consume(void *ctx, void *slot, stet_error *err)
{
    struct ingest *ingest = ctx;
    struct ingest_job *job = slot;
    struct stet_batch *batch = ingest->batch;
    batch->stats.bytes += job->block.bytes;
    stet_status status = STET_OK;
    for (size_t i = 0; i < job->bad_count && !status; i++)
        status = reject(ingest, job, &job->bads[i], err);
    for (size_t i = 0; i < job->entry_count && !status; i++) {
        if (i + EXPECTED < job->entry_count)
            corpus_expect(&batch->corpus, job->entries[i + EXPECTED].row.content);
        status = append(ingest, job, &job->entries[i], err);
    }
    batch->stats.articles = batch->corpus.count;
    if (large_bytes(job)) {
        ingest->large -= large_bytes(job);
        free_job(job);
    }
    return status;
}

static stet_status run(struct ingest *ingest, stet_error *err)
{
    uint32_t threads = ingest->batch->options.threads, slots = threads * 2;
    struct ingest_job *jobs = calloc(slots, sizeof *jobs);
    ingest->workers = calloc(threads, sizeof *ingest->workers);
    stet_status status = jobs && ingest->workers ? STET_OK : stet_fail_memory(err);
    for (uint32_t i = 0; i < threads && !status; i++)
        status = start_worker(ingest, &ingest->workers[i], err);
    struct sys_pipeline pipeline = {.threads = threads,
                                    .slots = slots,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .produce = ingest->snapshot ? produce_kept : produce,
                                    .work = ingest->snapshot ? work_kept : work,
                                    .consume = consume,
                                    .room = room,
                                    .ctx = ingest};
    if (!status)
        status = sys_pipeline_run(&pipeline, err);
    for (uint32_t i = 0; i < threads && ingest->workers; i++)
        stop_worker(&ingest->workers[i]);
    for (uint32_t i = 0; i < slots && jobs; i++)
        free_job(&jobs[i]);
    free(ingest->workers);
    free(jobs);
    return status;
}

static stet_status begin(struct ingest *ingest, struct stet_batch *batch, const char *name, stet_error *err)
{
    *ingest = (struct ingest){.batch = batch, .key_count = batch->options.bands};
    if (batch->options.method == STET_METHOD_SIMHASH) {
        lsh_simtables_init(&ingest->simtables, SIMHASH_DISTANCE);
        ingest->key_count = ingest->simtables.count;
    }
    return corpus_add_input(&batch->corpus, name, &ingest->input, err);
}

stet_status batch_ingest(struct stet_batch *batch, const char *path, stet_error *err)
{
    struct ingest ingest;
    stet_status status = begin(&ingest, batch, strcmp(path, "-") ? path : "stdin", err);
    if (!status)
        status = batch->replay ? feed_replay_open(batch->replay, path, &ingest.reader, err)
                               : feed_reader_open(&ingest.reader, path, &batch->feed, err);
    if (!status)
        status = run(&ingest, err);
    feed_reader_close(ingest.reader);
    return status;
}

stet_status batch_ingest_kept(struct stet_batch *batch, struct index_snapshot *snapshot, const char *name,
                              stet_error *err)
{
    struct ingest ingest;
    stet_status status = begin(&ingest, batch, name, err);
    ingest.snapshot = snapshot;
    return status ? status : run(&ingest, err);
}
