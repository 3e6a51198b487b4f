/* Readers and writers at the same time. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/index.h"
#include "index/made.h"
#include "support/folder.h"
#include "support/main.h"
#include "sys/thread.h"

#define KEYS 50
#define ADDS 1500

static char folder[200], path[300];
static struct made made;
static stet_error err;

static void setup(void)
{
    struct index_shape shape = made_shape();
    ck_assert(folder_make(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/news.stet", folder);
    made_articles(&made, &shape, KEYS, 60, 3);
    ck_assert_int_eq(index_create(path, &shape, &err), STET_OK);
}

static void teardown(void)
{
    made_free(&made);
    folder_remove(folder);
}

static void ok(stet_status status)
{
    ck_assert_msg(status == STET_OK, "%s: %s", stet_status_name(status), err.message);
}

/* Number n has the key n % KEYS, so that after n adds the last KEYS numbers are there, in order, whatever else happens; or
 * fewer, when the older ones of them have expired. */
static void add(struct index *index, size_t n)
{
    struct index_article article = made.articles[n % KEYS];
    char id[16], meta[32];
    stet_span its_meta = {meta, (size_t)snprintf(meta, sizeof meta, "%zu", n)};
    article.id = (stet_span){id, (size_t)snprintf(id, sizeof id, "k%zu", n % KEYS)};
    article.published = (int64_t)n;
    article.precision = STET_PRECISION_SECOND;
    ok(index_add(index, &article, its_meta, (stet_span){"some text", 9}, NULL, &err));
}

struct seen {
    size_t count, last; /* of the numbers */
    stet_error err;
    stet_status status;
    bool gap;
};

static void look(struct index_snapshot *snapshot, struct seen *seen)
{
    struct index_cursor cursor = {0};
    struct index_found found = {0};
    index_ref ref = 0;
    size_t before = 0;
    seen->count = 0;
    for (bool more = true;; ref++, seen->count++) {
        stet_span meta, text;
        seen->status = index_next(snapshot, &ref, &more, &seen->err);
        if (seen->status || !more)
            break;
        seen->status = index_text(snapshot, &cursor, ref, &meta, &text, &seen->err);
        if (seen->status)
            break;
        char number[32];
        snprintf(number, sizeof number, "%.*s", (int)meta.size, meta.data);
        seen->last = strtoul(number, NULL, 10);
        seen->gap |= seen->count && seen->last != before + 1;
        before = seen->last;
    }
    const struct index_article *article = &made.articles[seen->last % KEYS];
    const struct index_query query = {.probe = {article->bands, NULL, article->passages, article->passage_count, NULL},
                                      .from = INT64_MIN,
                                      .to = INT64_MAX};
    if (!seen->status && seen->count)
        seen->status = index_candidates(snapshot, &query, &found, &seen->err);
    bool itself = !seen->count;
    for (size_t i = 0; !seen->status && i < found.count; i++)
        itself |= found.items[i].ref == ref || found.items[i].bands == made.shape.bands;
    seen->gap |= !seen->status && !itself;
    index_found_free(&found);
    index_cursor_free(&cursor);
}

static void write_all(struct index *index)
{
    for (size_t n = 0; n < ADDS; n++) {
        add(index, n);
        if (n % 97 == 96)
            ok(index_expire(index, (int64_t)n - 30, NULL, &err));
        if (n % 701 == 700)
            ok(index_compact(index, &err));
    }
}

/* Opens the index again and again until the last number is there. Exits with 0 when every state was one that has been. */
static void read_until_the_end(void)
{
    size_t last = 0;
    for (;;) {
        struct index_snapshot *snapshot;
        struct seen seen = {0};
        stet_error reason = {0};
        stet_status status = index_snapshot_open(&snapshot, path, &reason);
        if (status) {
            fprintf(stderr, "reader: %s\n", reason.message);
            _exit(1);
        }
        look(snapshot, &seen);
        index_snapshot_release(snapshot);
        if (seen.status || seen.gap || seen.count > KEYS || seen.last < last) {
            fprintf(stderr, "reader: %zu numbers up to %zu after %zu%s %s\n", seen.count, seen.last, last,
                    seen.gap ? ", with a gap" : "", seen.err.message);
            _exit(2);
        }
        last = seen.last;
        if (last == ADDS - 1)
            _exit(0);
    }
}

START_TEST(another_process_sees_only_states_that_have_been)
{
    const struct index_options options = {.sync = INDEX_SYNC_NONE, .flush_articles = 20};
    pid_t readers[2];
    for (size_t i = 0; i < 2; i++) {
        readers[i] = fork();
        if (!readers[i])
            read_until_the_end();
    }
    struct index *index;
    ok(index_open(&index, path, &options, &err));
    write_all(index);
    ok(index_close(index, &err));
    for (size_t i = 0; i < 2; i++) {
        int status;
        ck_assert_int_eq(waitpid(readers[i], &status, 0), readers[i]);
        ck_assert_msg(WIFEXITED(status) && !WEXITSTATUS(status), "reader %zu ended with %d", i, status);
    }
}
END_TEST

/* What a thread gets from the writer, one at a time. */
struct slot {
    pthread_mutex_t lock;
    struct index_snapshot *snapshot;
    size_t expected; /* the last number */
    bool ended, failed;
};

static void *read_snapshots(void *arg)
{
    struct slot *slot = arg;
    for (;;) {
        pthread_mutex_lock(&slot->lock);
        struct index_snapshot *snapshot = slot->snapshot;
        size_t expected = slot->expected;
        bool ended = slot->ended;
        slot->snapshot = NULL;
        pthread_mutex_unlock(&slot->lock);
        if (snapshot) {
            struct seen seen = {0};
            look(snapshot, &seen);
            index_snapshot_release(snapshot);
            slot->failed |= seen.status || seen.gap || seen.last != expected;
        } else if (ended) {
            return NULL;
        }
    }
}

START_TEST(threads_read_snapshots_while_the_writer_goes_on)
{
    const struct index_options options = {.sync = INDEX_SYNC_BATCH, .flush_articles = 20};
    struct slot slots[2] = {{.lock = PTHREAD_MUTEX_INITIALIZER}, {.lock = PTHREAD_MUTEX_INITIALIZER}};
    struct sys_thread threads[2] = {0};
    struct index *index;
    ok(index_open(&index, path, &options, &err));
    for (size_t i = 0; i < 2; i++)
        ok(sys_thread_start(&threads[i], read_snapshots, &slots[i], &err));
    for (size_t n = 0; n < ADDS / 2; n++) {
        struct index_snapshot *snapshot;
        struct slot *slot = &slots[n % 2];
        add(index, n);
        if (n % 97 == 96)
            ok(index_expire(index, (int64_t)n - 30, NULL, &err));
        ok(index_snapshot_take(index, &snapshot, &err));
        pthread_mutex_lock(&slot->lock);
        struct index_snapshot *unread = slot->snapshot;
        slot->snapshot = snapshot;
        slot->expected = n;
        pthread_mutex_unlock(&slot->lock);
        index_snapshot_release(unread);
    }
    ok(index_close(index, &err)); /* snapshots outlive it */
    for (size_t i = 0; i < 2; i++) {
        pthread_mutex_lock(&slots[i].lock);
        slots[i].ended = true;
        pthread_mutex_unlock(&slots[i].lock);
        sys_thread_join(&threads[i]);
        ck_assert(!slots[i].failed);
    }
}
END_TEST

START_TEST(a_second_writer_is_told_who_has_the_lock_and_goes_ahead_when_that_one_dies)
{
    int ready[2];
    char byte;
    struct index *index;
    ck_assert_int_eq(pipe(ready), 0);
    pid_t holder = fork();
    if (!holder) {
        if (index_open(&index, path, NULL, NULL) || write(ready[1], "", 1) != 1)
            _exit(1);
        pause();
    }
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_eq(index_open(&index, path, NULL, &err), STET_ERR_LOCKED);
    ck_assert_int_eq(err.offset, holder);
    struct index_salvage salvaged;
    ck_assert_int_eq(index_salvage(path, "/nowhere", NULL, NULL, &salvaged, &err), STET_ERR_LOCKED);
    kill(holder, SIGKILL);
    ck_assert_int_eq(waitpid(holder, NULL, 0), holder);
    ok(index_open(&index, path, NULL, &err));
    struct index *second;
    ck_assert_int_eq(index_open(&second, path, NULL, &err), STET_ERR_LOCKED);
    ck_assert_int_eq(err.offset, getpid());
    ok(index_close(index, &err));
    ok(index_open(&index, path, NULL, &err));
    ok(index_close(index, &err));
    close(ready[0]);
    close(ready[1]);
}
END_TEST

START_TEST(each_sync_mode_acknowledges_all)
{
    const struct index_options options = {.sync = (enum index_sync)_i};
    struct index *index;
    ok(index_open(&index, path, &options, &err));
    uint64_t number, last = 0;
    for (size_t n = 0; n < 30; n++) {
        ok(index_add(index, &made.articles[n], (stet_span){"", 0}, (stet_span){"", 0}, &number, &err));
        ck_assert_uint_gt(number, last);
        last = number;
        if (options.sync == INDEX_SYNC_EACH)
            ck_assert_uint_eq(index_acknowledged(index), number);
    }
    while (index_acknowledged(index) < last)
        ok(index_wait(index, last, 1000, &err));
    ok(index_sync(index, &err));
    ck_assert_uint_eq(index_acknowledged(index), last);
    ok(index_close(index, &err));
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/readers");
    TCase *tests = tcase_create("");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, another_process_sees_only_states_that_have_been);
    tcase_add_test(tests, threads_read_snapshots_while_the_writer_goes_on);
    tcase_add_test(tests, a_second_writer_is_told_who_has_the_lock_and_goes_ahead_when_that_one_dies);
    tcase_add_loop_test(tests, each_sync_mode_acknowledges_all, 0, 3);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
