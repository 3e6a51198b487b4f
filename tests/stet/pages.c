/* Extracting as a whole: the page that everything here was made for, windows, counts, failures. */
#include <stdio.h>
#include <string.h>

#include <stet/page.h>

#include "base/buf.h"
#include "support/failing_alloc.h"
#include "support/folder.h"
#include "support/main.h"

static char folder[256];
static struct stet_buf out;

static void begin(void)
{
    ck_assert(folder_make(folder, sizeof folder));
    out.size = 0;
}

static void end(void)
{
    folder_remove(folder);
    stet_buf_free(&out);
}

static const char *write_file(const char *name, const char *text)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static stet_status append(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)err;
    return stet_buf_add(payload, data, size) ? STET_OK : STET_ERR_MEMORY;
}

static stet_status extract(const char *path, const stet_pages_options *options, stet_pages_stats *stats,
                           stet_error *err)
{
    stet_pages *pages;
    stet_status status = stet_pages_create(&pages, options, err);
    if (status)
        return status;
    status = stet_pages_read(pages, path, append, &out, err);
    if (!status)
        status = stet_pages_finish(pages, append, &out, err);
    if (stats)
        stet_pages_get_stats(pages, stats);
    stet_pages_free(pages);
    return status;
}

/* Line i of the output has `text`, or has it not. */
static bool has(size_t i, const char *text)
{
    const char *at = out.data, *stop = out.data + out.size;
    for (; i && at < stop; i--)
        at = (const char *)memchr(at, '\n', (size_t)(stop - at)) + 1;
    const char *newline = at < stop ? memchr(at, '\n', (size_t)(stop - at)) : NULL;
    ck_assert_ptr_nonnull(newline);
    return memmem(at, (size_t)(newline - at), text, strlen(text)) != NULL;
}

static bool anywhere(const char *text)
{
    return memmem(out.data, out.size, text, strlen(text)) != NULL;
}

START_TEST(the_shared_page_gives_its_four_articles)
{
    const char *shared = getenv("STET_SHARED");
    char path[512];
    snprintf(path, sizeof path, "%s/page/daily8-nato.txt", shared ? shared : "");
    if (access(path, R_OK) != 0) {
        printf("skipped, not there: %s\n", path);
        return;
    }
    stet_pages_options options = STET_PAGES_OPTIONS_INIT;
    stet_pages_stats stats;
    stet_precision precision;
    ck_assert_int_eq(stet_time_parse("2025-08-21T12:00:00Z", 20, &options.fetched, &precision, NULL), STET_OK);
    ck_assert_int_eq(extract(path, &options, &stats, NULL), STET_OK);
    ck_assert_uint_eq(stats.main, 1);
    ck_assert_uint_eq(stats.related, 2);
    ck_assert_uint_eq(stats.teasers, 1);
    ck_assert_uint_eq(stats.dropped, 9);
    ck_assert(has(0, "\"part\":\"main\"") && has(0, "\"title\":\"NATO defence chiefs hold"));
    ck_assert(has(0, "\"credit\":[{\"agency\":\"CP\","));
    ck_assert(has(0, "\"text\":\"Italian Admiral") && has(0, "\\nWith files from the Canadian Press\"}"));
    static const char *const junk[] = {"Trump rules out sending",
                                       "Trump, Zelensky discuss",
                                       "Opinion:",
                                       "Hashtags",
                                       "Try Our AI",
                                       "Explore what",
                                       "Comments",
                                       "Related Articles",
                                       "- CTV News"};
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++)
        ck_assert_msg(!anywhere(junk[i]), "%s", junk[i]);
    ck_assert(has(1, "\"part\":\"teaser\",\"source\":\"CBC\"") && has(1, "\"published\":\"2025-08-21T11:54:00Z\""));
    ck_assert(has(1, "\"title\":\"'A chance to return home'") && has(1, "or here in Canada.\"}"));
    ck_assert(has(2, "\"part\":\"related\",\"source\":\"CTV News\",\"title\":\"Vance says"));
    ck_assert(has(2, "\"age\":\"2 hours ago\"") && has(2, "\"published\":\"2025-08-21T10:00:00Z\""));
    ck_assert(has(3, "\"part\":\"related\",\"source\":\"CTV News\",\"title\":\"Top U.S., Europe officers"));
    ck_assert(has(3, "\"age\":\"3 hours ago\"") && has(3, "(AP / Lefteris Pitarakis)") && has(3, "told AFP"));
    for (size_t i = 1; i < 4; i++)
        ck_assert(has(i, "\"credit\":[]"));
}
END_TEST

START_TEST(what_windows_have_counted_is_kept)
{
    struct stet_buf feed = STET_BUF_INIT;
    for (int i = 0; i < 40; i++)
        ck_assert(stet_buf_printf(
            &feed,
            "{\"source\":\"s\",\"text\":\"Story %d of the day and more\\nThe %d%d men of ship number %d%d%d have "
            "seen the %d%d whales of the coast.\\nThe letter of the harbour has many readers in all "
            "towns.\"}\n",
            i, i * 7919, i, i * 31, i, i * i, i * 104729, i));
    ck_assert(stet_buf_add_byte(&feed, 0));
    stet_pages_options options = STET_PAGES_OPTIONS_INIT;
    options.window = 1000;
    stet_pages_stats stats;
    ck_assert_int_eq(extract(write_file("feed.jsonl", feed.data), &options, &stats, NULL), STET_OK);
    stet_buf_free(&feed);
    ck_assert_uint_eq(stats.pages, 40);
    ck_assert_uint_eq(stats.main, 40);
    ck_assert(!has(39, "The letter of the harbour") && has(39, "whales of the coast"));
}
END_TEST

static bool stop(void *payload, const stet_progress *progress)
{
    (void)payload, (void)progress;
    return false;
}

static void first_bad(void *payload, const char *file, uint64_t line, const char *reason)
{
    (void)file, (void)line;
    snprintf(payload, 64, "%s", reason);
}

START_TEST(options_are_checked_and_heeded)
{
    stet_pages_options options = STET_PAGES_OPTIONS_INIT;
    stet_error err;
    char reason[64] = "";
    const char *path = write_file("page.txt", "{\"a\": 1}");
    options.on_bad = first_bad;
    options.payload = reason;
    options.strict = true;
    ck_assert_int_eq(extract(path, &options, NULL, &err), STET_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(reason, "--pages"));
    options.strict = false;
    options.on_progress = stop;
    ck_assert_int_eq(extract(path, &options, NULL, &err), STET_ERR_CANCELLED);
    options.version = 9;
    ck_assert_int_eq(extract(path, &options, NULL, &err), STET_ERR_USAGE);
    options = (stet_pages_options)STET_PAGES_OPTIONS_INIT;
    options.feeds = true;
    options.format = STET_FORMAT_TEXT;
    ck_assert_int_eq(extract(path, &options, NULL, &err), STET_ERR_USAGE);
    ck_assert_int_eq(extract("/nonexistent/page", &(stet_pages_options)STET_PAGES_OPTIONS_INIT, NULL, &err),
                     STET_ERR_IO);
}
END_TEST

START_TEST(each_failed_allocation_is_reported)
{
    stet_pages_options options = STET_PAGES_OPTIONS_INIT;
    options.dropped = true;
    options.window = 400;
    const char *path = write_file(
        "feed.jsonl",
        "{\"text\":\"Lamp of Ellery is lit again\\nThe lamp of Ellery was lit again on Wednesday night.\\nFerry stays "
        "in port until "
        "spring\\nPeople of Ellery came to see the lamp, and stayed (AP).\\n\\nPost\\n2 hours ago\\nFerry will stay in "
        "port\\nThe ferry is old.\"}\n"
        "{\"text\":\"<html><script "
        "type='application/ld+json'>{\\\"@type\\\":\\\"Article\\\",\\\"author\\\":\\\"AP\\\"}</script>"
        "<p>The lamp of Ellery was lit again on Wednesday night.<p>Other text of the same page.\"}\n");
    for (size_t n = 1;; n++) {
        out.size = 0;
        ck_assert(stet_buf_reserve(&out, 1 << 16));
        failing_alloc_at(n);
        stet_status status = extract(path, &options, NULL, NULL);
        if (!failing_alloc_stop()) {
            ck_assert_int_eq(status, STET_OK);
            break;
        }
        ck_assert_msg(status == STET_ERR_MEMORY, "allocation %zu: %d", n, status);
    }
    ck_assert(has(0, "\"part\":\"main\"") && anywhere("\"agency\":\"AP\""));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pages");
    TCase *tcase = tcase_create("pages");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, the_shared_page_gives_its_four_articles);
    tcase_add_test(tcase, what_windows_have_counted_is_kept);
    tcase_add_test(tcase, options_are_checked_and_heeded);
    tcase_add_test(tcase, each_failed_allocation_is_reported);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
