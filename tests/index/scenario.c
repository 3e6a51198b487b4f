#include "index/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/writer.h"

#define ARTICLES 64
#define DAY 86400

enum verb { CREATE, OPEN, BEGIN, ADD, END, REMOVE, EXPIRE, FLUSH, SEAL, COMPACT, SYNC, BLOB, CLOSE };

struct step {
    enum verb verb;
    size_t article;
};

struct live {
    size_t article;
    unsigned version;
};

struct plan {
    struct step steps[SCENARIO_STEPS_MOST];
    size_t count;
};

static void put(struct plan *plan, enum verb verb, size_t article)
{
    if (plan->count == SCENARIO_STEPS_MOST)
        abort();
    plan->steps[plan->count++] = (struct step){verb, article};
}

/* Flushes come of themselves after every four articles in the log. */
static void make_plan(struct plan *plan, unsigned rounds)
{
    plan->count = 0;
    put(plan, CREATE, 0);
    put(plan, OPEN, 0);
    for (unsigned round = 0; round < rounds; round++) {
        size_t base = round * 12 % (ARTICLES - 12);
        for (size_t i = 0; i < 6; i++)
            put(plan, ADD, base + i);
        put(plan, ADD, base + 1); /* an update, of an article in a segment */
        put(plan, REMOVE, base + 2);
        put(plan, BLOB, round);
        put(plan, ADD, base + 6);
        put(plan, ADD, base + 6); /* and of one in the log */
        put(plan, SYNC, 0);
        put(plan, FLUSH, 0);
        put(plan, BEGIN, 0); /* from here on written together, as far as the log goes */
        for (size_t i = 7; i < 11; i++)
            put(plan, ADD, base + i);
        put(plan, ADD, base + 7);
        put(plan, END, 0);
        put(plan, EXPIRE, base + 4);
        put(plan, ADD, base + 0);
        put(plan, SEAL, 0); /* as while a segment has to wait: what follows goes into the next log */
        put(plan, ADD, base + 5);
        put(plan, ADD, base + 10);
        if (round % 2)
            put(plan, COMPACT, 0);
        put(plan, REMOVE, base + 8);
        put(plan, CLOSE, 0);
        put(plan, OPEN, 0);
    }
    put(plan, ADD, 1);
    put(plan, COMPACT, 0);
    put(plan, ADD, 2);
    put(plan, CLOSE, 0);
}

static int64_t published(size_t article)
{
    return (int64_t)article * DAY;
}

static void forget(struct live *live, size_t *count, size_t article)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (live[i].article != article)
            live[kept++] = live[i];
    *count = kept;
}

static char *describe(const struct live *live, size_t count)
{
    struct stet_buf text = STET_BUF_INIT;
    bool ok = stet_buf_reserve(&text, 1);
    for (size_t i = 0; ok && i < count; i++)
        ok = stet_buf_printf(&text, "a%zu:%u ", live[i].article, live[i].version);
    if (!ok || !stet_buf_add_byte(&text, '\0'))
        abort();
    return text.data;
}

static void make_states(struct scenario *scenario, const struct plan *plan)
{
    struct live live[SCENARIO_STEPS_MOST];
    size_t count = 0;
    bool held = false;
    scenario->steps = plan->count;
    scenario->states[0] = strdup("none");
    for (size_t n = 0; n < plan->count; n++) {
        const struct step *step = &plan->steps[n];
        if (step->verb == ADD || step->verb == REMOVE)
            forget(live, &count, step->article);
        if (step->verb == ADD)
            live[count++] = (struct live){step->article, (unsigned)n};
        if (step->verb == EXPIRE) {
            size_t kept = 0;
            for (size_t i = 0; i < count; i++)
                if (published(live[i].article) >= published(step->article))
                    live[kept++] = live[i];
            count = kept;
        }
        scenario->states[n + 1] = describe(live, count);
        held = step->verb == BEGIN || (held && step->verb != END);
        scenario->written[n] = !held;
        scenario->durable[n] = !held && step->verb != END && step->verb != ADD && step->verb != BLOB &&
                               step->verb != OPEN && step->verb != SEAL;
    }
}

void scenario_init(struct scenario *scenario, enum index_sync sync, unsigned rounds)
{
    struct index_shape shape = made_shape();
    struct plan plan;
    *scenario = (struct scenario){.sync = sync};
    made_articles(&scenario->made, &shape, ARTICLES, 50, 11);
    make_plan(&plan, rounds);
    make_states(scenario, &plan);
    scenario->rounds = rounds;
}

void scenario_free(struct scenario *scenario)
{
    for (size_t i = 0; i <= scenario->steps; i++)
        free(scenario->states[i]);
    made_free(&scenario->made);
}

/* ---- Running -------------------------------------------------------------------------------------------------*/

static stet_status add(struct scenario *scenario, struct index *index, size_t number, size_t version, stet_error *err)
{
    struct index_article article = scenario->made.articles[number];
    char id[16], meta[16], text[200];
    article.id = (stet_span){id, (size_t)snprintf(id, sizeof id, "a%zu", number)};
    article.published = published(number);
    article.precision = STET_PRECISION_SECOND;
    stet_span its_meta = {meta, (size_t)snprintf(meta, sizeof meta, "%zu", version)};
    stet_span its_text = {text, (size_t)snprintf(text, sizeof text, "The text of article %zu, version %zu, ends here.",
                                                 number, version)};
    return index_add(index, &article, its_meta, its_text, NULL, err);
}

static stet_status take_step(struct scenario *scenario, const char *path, const struct step *step, size_t n,
                             struct index **index, stet_error *err)
{
    const struct index_options options = {.sync = scenario->sync, .flush_articles = 4, .foreground = true};
    char id[16], blob[32];
    stet_span span = {id, (size_t)snprintf(id, sizeof id, "a%zu", step->article)};
    bool removed;
    stet_status status;
    switch (step->verb) {
    case CREATE:
        return index_create(path, &scenario->made.shape, err);
    case OPEN:
        return index_open(index, path, &options, err);
    case ADD:
        return add(scenario, *index, step->article, n, err);
    case BEGIN:
        index_begin_adds(*index);
        return STET_OK;
    case END:
        return index_end_adds(*index, err);
    case REMOVE:
        return index_remove(*index, span, &removed, err);
    case EXPIRE:
        return index_expire(*index, published(step->article), NULL, err);
    case FLUSH:
        return index_flush(*index, err);
    case SEAL:
        return index_seal(*index, err);
    case COMPACT:
        return index_compact(*index, err);
    case SYNC:
        return index_sync(*index, err);
    case BLOB:
        return index_set_blob(*index, blob, (size_t)snprintf(blob, sizeof blob, "blob %zu", step->article), err);
    case CLOSE:
        status = index_close(*index, err);
        *index = NULL;
        return status;
    }
    return STET_OK;
}

stet_status scenario_run(struct scenario *scenario, const char *path, size_t *done,
                         void (*reached)(void *ctx, size_t done), void *ctx, stet_error *err)
{
    struct plan plan;
    struct index *index = NULL;
    stet_status status = STET_OK;
    make_plan(&plan, scenario->rounds);
    if (scenario->most && scenario->most < plan.count)
        plan.count = scenario->most;
    for (*done = 0; *done < plan.count; ++*done) {
        if (reached)
            reached(ctx, *done);
        status = take_step(scenario, path, &plan.steps[*done], *done, &index, err);
        if (status)
            break;
    }
    if (reached && !status)
        reached(ctx, *done);
    index_close(index, NULL);
    return status;
}

/* ---- Reading -------------------------------------------------------------------------------------------------*/

static stet_status read_article(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref,
                                struct stet_buf *out, stet_error *err)
{
    stet_span id, meta, text, source;
    struct index_row row;
    index_ref again;
    bool found;
    stet_status status = index_id(snapshot, cursor, ref, &id, err);
    if (!status && !stet_buf_printf(out, "%.*s:", (int)id.size, id.data))
        abort();
    if (!status)
        status = index_find(snapshot, cursor, id, &again, &found, err);
    if (!status && (!found || again != ref)) {
        snprintf(err->message, sizeof err->message, "an article is not found by its id");
        return STET_ERR_CORRUPT;
    }
    if (!status)
        status = index_row(snapshot, cursor, ref, &row, err);
    if (!status)
        status = index_source(snapshot, cursor, ref, &source, err);
    if (!status)
        status = index_text(snapshot, cursor, ref, &meta, &text, err);
    if (!status && (!stet_buf_printf(out, "%.*s ", (int)meta.size, meta.data) || !memchr(text.data, 'v', text.size)))
        abort();
    return status;
}

static stet_status read_all(struct index_snapshot *snapshot, struct stet_buf *out, stet_error *err)
{
    struct index_cursor cursor = {0};
    stet_status status = STET_OK;
    index_ref ref = 0;
    for (bool more = true; !status; ref++) {
        status = index_next(snapshot, &ref, &more, err);
        if (status || !more)
            break;
        status = read_article(snapshot, &cursor, ref, out, err);
    }
    index_cursor_free(&cursor);
    return status;
}

char *scenario_read(const char *path, stet_error *err)
{
    struct index_snapshot *snapshot;
    struct stet_buf text = STET_BUF_INIT;
    stet_status status = index_snapshot_open(&snapshot, path, err);
    if (status)
        return NULL;
    status = read_all(snapshot, &text, err);
    index_snapshot_release(snapshot);
    if (status || !stet_buf_add_byte(&text, '\0')) {
        stet_buf_free(&text);
        return NULL;
    }
    return text.data;
}

/* ---- Judging -------------------------------------------------------------------------------------------------*/

static char wrong[2000];

static const char *judge_state(struct scenario *scenario, const char *path, size_t safe, size_t done)
{
    stet_error err = {0};
    char *state = scenario_read(path, &err);
    if (!state) {
        snprintf(wrong, sizeof wrong, "after %zu steps it does not open: %s", done, err.message);
        return wrong;
    }
    for (size_t n = safe; n <= done + 1 && n <= scenario->steps; n++)
        if (!strcmp(state, scenario->states[n])) {
            free(state);
            return NULL;
        }
    snprintf(wrong, sizeof wrong, "after %zu steps, %zu of them safe, it has\n%s\nand should have\n%s", done, safe, state,
             scenario->states[done]);
    free(state);
    return wrong;
}

static const char *judge_writing(struct scenario *scenario, const char *path, size_t safe, size_t done)
{
    const struct index_options options = {.sync = INDEX_SYNC_EACH, .flush_articles = 4, .foreground = true};
    struct index *index;
    stet_error err = {0};
    char *before = scenario_read(path, &err), *after = NULL;
    stet_status status = index_open(&index, path, &options, &err);
    if (!status) {
        const char *state = judge_state(scenario, path, safe, done);
        if (state) {
            index_close(index, NULL);
            free(before);
            return state;
        }
        for (size_t i = 0; !status && i < 5; i++)
            status = add(scenario, index, ARTICLES - 5 + i, 999, &err);
        stet_status closed = index_close(index, &err);
        status = status ? status : closed;
    }
    if (!status)
        after = scenario_read(path, &err);
    /* The five that were added stand at the end. */
    bool same = before && after && strlen(after) == strlen(before) + 5 * strlen("a63:999 ") &&
                !strncmp(before, after, strlen(before));
    if (!same)
        snprintf(wrong, sizeof wrong, "after %zu steps it does not go on: %s\n%s\n%s", done, err.message,
                 before ? before : "", after ? after : "");
    free(before);
    free(after);
    return same ? NULL : wrong;
}

const char *scenario_wrong(struct scenario *scenario, const char *path, size_t safe, size_t done)
{
    char manifest[400];
    snprintf(manifest, sizeof manifest, "%s/MANIFEST", path);
    FILE *there = fopen(manifest, "rb");
    if (!there && safe == 0) {
        /* It was never made; then it can be. */
        stet_error err = {0};
        if (!index_create(path, &scenario->made.shape, &err))
            return judge_writing(scenario, path, 1, 1);
        snprintf(wrong, sizeof wrong, "after %zu steps it cannot be created: %s", done, err.message);
        return wrong;
    }
    if (there)
        fclose(there);
    const char *state = judge_state(scenario, path, safe, done);
    return state ? state : judge_writing(scenario, path, safe, done);
}
