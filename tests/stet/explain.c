/* Why two articles are the same story: what is said of them, and every allocation failing once. */
#include <stet/explain.h>

#include <stdio.h>
#include <string.h>

#include "support/failing_alloc.h"
#include "support/main.h"

static const char story[] = "OTTAWA - Harbour crews voted on Tuesday to end a strike that had left 4.2 thousand "
                            "commuters looking for other ways "
                            "across the water since early August. The agreement, reached after nineteen hours of talks "
                            "in a hotel near the docks, "
                            "raises wages in the first year and adds two deckhands to every evening sailing.";
static const char tail[] = " Shopkeepers along the quay hung paper lanterns in their windows when the result was read.";
static const char other[] = "The museum's new wing opened on Friday with a show of weather maps, tide tables and the "
                            "logbooks of three captains.";

static stet_span span(const char *text)
{
    return (stet_span){text, strlen(text)};
}

static stet_article article(const char *id, const char *text)
{
    return (stet_article){.id = span(id), .text = span(text), .published = STET_TIME_NONE};
}

static stet_explanation *explain(const stet_article *a, const stet_article *b)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_explanation *out;
    stet_error err;
    stet_status status = stet_explain_articles(&out, a, b, &options, &err);
    ck_assert_msg(!status, "%s", status ? err.message : "");
    return out;
}

/* Passages tile both texts. */
static void check_tiles(const stet_explanation *shown)
{
    size_t a = 0, b = 0;
    double weight_a = 0, weight_b = 0;
    for (size_t i = 0; i < shown->passage_count; i++) {
        const stet_explain_passage *passage = &shown->passages[i];
        ck_assert(!passage->a.size || passage->a.data == shown->a.article.text.data + a);
        ck_assert(!passage->b.size || passage->b.data == shown->b.article.text.data + b);
        ck_assert(!i || passage->shared != passage[-1].shared);
        a += passage->a.size;
        b += passage->b.size;
        weight_a += passage->weight_a;
        weight_b += passage->weight_b;
    }
    ck_assert_uint_eq(a, shown->a.article.text.size);
    ck_assert_uint_eq(b, shown->b.article.text.size);
    ck_assert(weight_a > .99 && weight_a < 1.01 && weight_b > .99 && weight_b < 1.01);
}

START_TEST(a_trimmed_copy_is_the_same_story)
{
    char full[sizeof story + sizeof tail];
    snprintf(full, sizeof full, "%s%s", story, tail);
    stet_article a = article("a", story), b = article("b", full);
    b.source = span("Reuters");
    stet_explanation *shown = explain(&a, &b);
    ck_assert(shown->same && shown->matched && shown->measured && !shown->rare);
    ck_assert_int_eq(shown->relation, STET_RELATION_ABRIDGED);
    ck_assert(shown->a.containment > .99 && shown->b.containment < .9);
    ck_assert_uint_eq(shown->passage_count, 2);
    ck_assert(shown->passages[0].shared && !shown->passages[1].a.size);
    check_tiles(shown);
    double score = shown->bias;
    for (size_t i = 0; i < shown->feature_count; i++)
        score += shown->features[i].weight * shown->features[i].value;
    ck_assert_double_eq_tol(score, shown->score, 1e-3);
    ck_assert(shown->b_first && shown->b.credit_count == 1);
    ck_assert_str_eq(shown->b.credits[0].agency, "REUTERS");
    ck_assert_str_eq(shown->origin_agency, "REUTERS");
    stet_explain_free(shown);
}
END_TEST

START_TEST(figures_dates_and_names_that_differ_are_paired)
{
    static const char one[] = "The bank said on Monday that it had accepted bids of 4.8 billion at the auction held by "
                              "Anna Berg on Aug. 20 in the hall.";
    static const char two[] = "The bank said on Friday that it had accepted bids of 6.5 billion at the auction held by "
                              "Piet Aalst on Aug. 21 in the hall.";
    static const char *const wanted[][3] = {{"date", "Monday", "Friday"},
                                            {"figure", "4.8", "6.5"},
                                            {"name", "Anna Berg", "Piet Aalst"},
                                            {"date", "Aug. 20", "Aug. 21"}};
    stet_article a = article("a", one), b = article("b", two);
    stet_explanation *shown = explain(&a, &b);
    ck_assert_uint_eq(shown->difference_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const stet_explain_difference *difference = &shown->differences[i];
        ck_assert_str_eq(difference->kind, wanted[i][0]);
        ck_assert_uint_eq(difference->a.size, strlen(wanted[i][1]));
        ck_assert_mem_eq(difference->a.data, wanted[i][1], difference->a.size);
        ck_assert_uint_eq(difference->b.size, strlen(wanted[i][2]));
        ck_assert_mem_eq(difference->b.data, wanted[i][2], difference->b.size);
    }
    stet_explain_free(shown);
}
END_TEST

START_TEST(other_stories_and_empty_ones_differ)
{
    const char *texts[] = {story, other, ""};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            stet_article a = article("a", texts[i]), b = article("b", texts[k]);
            stet_explanation *shown = explain(&a, &b);
            ck_assert(shown->same == (i == k && *texts[i]));
            ck_assert(!shown->same || shown->relation == STET_RELATION_EXACT);
            if (*texts[i] && *texts[k])
                check_tiles(shown);
            stet_explain_free(shown);
        }
}
END_TEST

static stet_status count(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)data, (void)err;
    *(size_t *)payload += size;
    return STET_OK;
}

START_TEST(every_allocation_may_fail)
{
    char full[sizeof story + sizeof tail];
    snprintf(full, sizeof full, "%s%s", story, tail);
    stet_article a = article("a", other), b = article("b", full);
    b.source = span("Reuters");
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    for (size_t n = 1;; n++) {
        stet_explanation *out;
        stet_error err;
        size_t size = 0;
        failing_alloc_at(n);
        stet_status status = stet_explain_articles(&out, &a, &b, &options, &err);
        if (!status)
            status = stet_explain_write_json(out, count, &size, &err);
        bool failed = failing_alloc_stop();
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        stet_explain_free(out);
        if (!failed)
            break;
    }
}
END_TEST

static const char feed[] = "tests/cli/cases/news.jsonl";

static stet_status explain_feed(stet_explanation **out, const stet_batch_options *options, stet_error *err)
{
    const char *const paths[] = {feed};
    return stet_explain_in(out, paths, 1, "ctv-7", "cp-1", options, err);
}

START_TEST(a_lack_of_memory_is_told_by_feeds_and_files)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.threads = 1;
    options.memory = 1 << 20;
    bool done[2] = {false, false};
    for (size_t n = 1; !done[0] || !done[1]; n += 1 + n / 64)
        for (int way = 0; way < 2; way++) {
            if (done[way])
                continue;
            stet_explanation *out;
            stet_error err;
            failing_alloc_at(n);
            stet_status status = way ? explain_feed(&out, &options, &err)
                                     : stet_explain_files(&out, "LICENSE", "README.md", &options, &err);
            bool failed = failing_alloc_stop();
            ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
            ck_assert(failed == !out);
            stet_explain_free(out);
            done[way] = !failed;
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/explain");
    TCase *all = tcase_create("all");
    tcase_add_test(all, a_trimmed_copy_is_the_same_story);
    tcase_add_test(all, figures_dates_and_names_that_differ_are_paired);
    tcase_add_test(all, other_stories_and_empty_ones_differ);
    tcase_add_test(all, every_allocation_may_fail);
    tcase_add_test(all, a_lack_of_memory_is_told_by_feeds_and_files);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
