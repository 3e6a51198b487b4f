#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stet/explain.h>

#include "cli/columns.h"
#include "cli/flags.h"
#include "cli/interrupt.h"

struct printing {
    struct cli_output *out;
    struct cli_columns columns;
    const stet_explanation *shown;
};

static stet_status bold(struct printing *printing, const char *text, stet_error *err)
{
    stet_status status = cli_columns_colour(&printing->columns, "1", err);
    if (!status)
        status = cli_output_text(printing->out, text, err);
    return status ? status : cli_columns_colour(&printing->columns, "0", err);
}

/* The day, or the time to the second, as RFC 3339; a dash where it is not known. */
static const char *time_text(const stet_article *article, char text[40])
{
    snprintf(text, 40, "-");
    if (article->published == STET_TIME_NONE || article->precision == STET_PRECISION_NONE)
        return text;
    /* Days since 0000-03-01, Gregorian (Hinnant, "chrono-compatible low-level date algorithms"). */
    int64_t days = article->published / 86400, rest = article->published % 86400;
    days -= rest < 0;
    rest += rest < 0 ? 86400 : 0;
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100),
            part = (5 * of_year + 2) / 153;
    int64_t month = part < 10 ? part + 3 : part - 9, year = year_of_era + era * 400 + (month <= 2);
    int used =
        snprintf(text, 40, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, year, month, of_year - (153 * part + 2) / 5 + 1);
    if (article->precision == STET_PRECISION_SECOND && used > 0 && used < 20)
        snprintf(text + used, 40 - (size_t)used, "T%02" PRId64 ":%02" PRId64 ":%02" PRId64 "Z", rest / 3600,
                 rest / 60 % 60, rest % 60);
    return text;
}

static stet_status head(struct printing *printing, const char *name, const stet_explain_side *side, stet_error *err)
{
    char time[40];
    struct cli_columns *columns = &printing->columns;
    int room = columns->width - 3;
    stet_status status = bold(printing, name, err);
    if (!status)
        status = cli_output_text(printing->out, "  ", err);
    if (!status)
        status = cli_columns_line(columns, side->article.id, room, err);
    if (!status && side->article.title.size) {
        status = cli_output_text(printing->out, "\n   ", err);
        if (!status)
            status = cli_columns_line(columns, side->article.title, room, err);
    }
    if (!status)
        status = cli_output_text(printing->out, "\n   ", err);
    if (!status && side->article.source.size) {
        status = cli_columns_line(columns, side->article.source, room / 2, err);
        status = status ? status : cli_output_text(printing->out, ", ", err);
    }
    return status ? status
                  : cli_output_printf(printing->out, err, "%s%s%" PRIu32 " words\n",
                                      side->article.published == STET_TIME_NONE ? "" : time_text(&side->article, time),
                                      side->article.published == STET_TIME_NONE ? "" : ", ", side->words);
}

static stet_status verdict(struct printing *printing, stet_error *err)
{
    const stet_explanation *shown = printing->shown;
    stet_status status = bold(printing, shown->same ? "\nThe same story" : "\nDifferent stories", err);
    if (!status && shown->same)
        status = cli_output_printf(printing->out, err, "; A to B: %s", stet_relation_name(shown->relation));
    if (!status)
        status = cli_output_printf(printing->out, err, "\n   %s", shown->rule);
    if (!status && shown->measured)
        status = cli_output_printf(printing->out, err, " (%.2f)", shown->score);
    if (!status && shown->relation_rule && shown->relation != STET_RELATION_EXACT)
        status = cli_output_printf(printing->out, err, "\n   %s", shown->relation_rule);
    return status ? status : cli_output_text(printing->out, "\n", err);
}

static stet_status cluster_of(struct printing *printing, const char *name, const stet_explain_side *side,
                              stet_error *err)
{
    if (!side->clustered)
        return STET_OK;
    stet_status status = cli_output_printf(printing->out, err, "   %s is in cluster %016" PRIx64 ", in which stands ",
                                           name, side->cluster);
    if (!status)
        status = cli_columns_line(&printing->columns, side->canonical, printing->columns.width - 3, err);
    return status ? status : cli_output_text(printing->out, "\n", err);
}

static stet_status numbers(struct printing *printing, stet_error *err)
{
    const stet_explanation *shown = printing->shown;
    stet_status status = bold(printing, "\nNumbers\n", err);
    if (!status && !shown->measured)
        return cli_output_text(printing->out, "   none: fewer than 8 shingles are shared\n", err);
    if (!status)
        status = cli_output_printf(printing->out, err, "   Jaccard %.4f   of A in B %.4f   of B in A %.4f\n   %s\n\n",
                                   shown->jaccard, shown->a.containment, shown->b.containment,
                                   shown->rare ? "(shares of A and B: rare shingles count more)"
                                               : "(two articles alone: all shingles count the same; --in FEED knows "
                                                 "which are rare)");
    if (!status)
        status = cli_output_printf(printing->out, err, "   %-14s %8s %8s %8s\n", "feature", "value", "weight", "adds");
    for (size_t i = 0; i < shown->feature_count && !status; i++) {
        const stet_explain_feature *feature = &shown->features[i];
        status = cli_output_printf(printing->out, err, "   %-14s %8.3f %8.2f %+8.2f\n", feature->name, feature->value,
                                   feature->weight, feature->value * feature->weight + 0.0);
    }
    if (!status)
        status = cli_output_printf(printing->out, err, "   %-14s %17s %+8.2f\n   %-14s %17s %+8.2f\n", "bias", "",
                                   shown->bias, "score", "", shown->score);
    return status;
}

static stet_status passage(struct printing *printing, const stet_explain_passage *passage, stet_error *err)
{
    char mark = passage->shared ? '=' : !passage->b.size ? '<' : !passage->a.size ? '>' : '~';
    char head[160];
    if (passage->shared)
        snprintf(head, sizeof head, "shared, %" PRIu32 " word%s: %.1f%% of A, %.1f%% of B", passage->words_a,
                 passage->words_a == 1 ? "" : "s", 100 * passage->weight_a, 100 * passage->weight_b);
    else if (mark == '~')
        snprintf(head, sizeof head, "differs: %.1f%% of A, %.1f%% of B", 100 * passage->weight_a,
                 100 * passage->weight_b);
    else
        snprintf(head, sizeof head, "only in %c: %.1f%%", mark == '<' ? 'A' : 'B',
                 100 * (mark == '<' ? passage->weight_a : passage->weight_b));
    stet_status status = cli_columns_colour(&printing->columns, "2", err);
    if (!status)
        status = cli_output_printf(printing->out, err, "-- %s\n", head);
    if (!status)
        status = cli_columns_colour(&printing->columns, "0", err);
    return status ? status : cli_columns_pair(&printing->columns, passage->a, passage->b, mark, passage->shared, err);
}

static stet_status passages(struct printing *printing, stet_error *err)
{
    const stet_explanation *shown = printing->shown;
    stet_status status = bold(printing, "\nPassages", err);
    if (!status)
        status =
            cli_output_text(printing->out, " (A left, B right; = shared, ~ differs, < only in A, > only in B)\n", err);
    for (size_t i = 0; i < shown->passage_count && !status; i++)
        status = passage(printing, &shown->passages[i], err);
    return status;
}

static stet_status value(struct printing *printing, stet_span text, stet_error *err)
{
    return text.size ? cli_columns_line(&printing->columns, text, printing->columns.width / 2 - 8, err)
                     : cli_output_text(printing->out, "-", err);
}

static stet_status differences(struct printing *printing, stet_error *err)
{
    const stet_explanation *shown = printing->shown;
    if (!shown->difference_count)
        return STET_OK;
    stet_status status = bold(printing, "\nFigures, dates and names that differ", err);
    if (!status)
        status = cli_output_text(printing->out, " (A | B)\n", err);
    for (size_t i = 0; i < shown->difference_count && !status; i++) {
        const stet_explain_difference *difference = &shown->differences[i];
        status = cli_output_printf(printing->out, err, "   %-7s ", difference->kind);
        if (!status)
            status = value(printing, difference->a, err);
        if (!status)
            status = cli_output_text(printing->out, " | ", err);
        if (!status)
            status = value(printing, difference->b, err);
        if (!status)
            status = cli_output_text(printing->out, "\n", err);
    }
    if (!status && shown->more_differences)
        status = cli_output_text(printing->out, "   and more\n", err);
    return status;
}

static stet_status credits(struct printing *printing, const char *name, const stet_explain_side *side, stet_error *err)
{
    stet_status status = STET_OK;
    if (!side->credit_count)
        status = cli_output_printf(printing->out, err, "   %s  credits nobody\n", name);
    for (size_t i = 0; i < side->credit_count && !status; i++) {
        const stet_explain_credit *credit = &side->credits[i];
        status = cli_output_printf(printing->out, err, "   %s  %s%s%s (%.2f): ", name, credit->kind,
                                   credit->name ? " of " : "", credit->name ? credit->name : "", credit->confidence);
        if (!status)
            status = value(printing, credit->value, err);
        if (!status)
            status = cli_output_text(printing->out, "\n", err);
    }
    return status;
}

static stet_status first(struct printing *printing, stet_error *err)
{
    const stet_explanation *shown = printing->shown;
    stet_status status = cli_output_printf(printing->out, err, "   likely first: %s, confidence %.2f\n",
                                           shown->b_first ? "B" : "A", shown->confidence);
    for (size_t i = 0; i < shown->evidence_count && !status; i++) {
        const stet_evidence *item = &shown->evidence[i];
        status = cli_output_printf(printing->out, err, "      %-13s %3.0f%%  ", item->kind, 100 * item->weight);
        if (!status)
            status = value(printing, item->value, err);
        if (!status)
            status = cli_output_text(printing->out, "\n", err);
    }
    if (!status && shown->origin_name)
        status =
            cli_output_printf(printing->out, err, "   origin: %s (%s)\n", shown->origin_name, shown->origin_agency);
    return status;
}

static stet_status as_text(struct printing *printing, stet_error *err)
{
    const stet_explanation *shown = printing->shown;
    stet_status status = head(printing, "A", &shown->a, err);
    if (!status)
        status = head(printing, "B", &shown->b, err);
    if (!status)
        status = verdict(printing, err);
    if (!status)
        status = cluster_of(printing, "A", &shown->a, err);
    if (!status)
        status = cluster_of(printing, "B", &shown->b, err);
    if (!status)
        status = numbers(printing, err);
    if (!status)
        status = passages(printing, err);
    if (!status)
        status = differences(printing, err);
    if (!status)
        status = bold(printing, "\nAttribution\n", err);
    if (!status)
        status = credits(printing, "A", &shown->a, err);
    if (!status)
        status = credits(printing, "B", &shown->b, err);
    return status ? status : first(printing, err);
}

static void bad_line(void *payload, const char *file, uint64_t line, const char *reason)
{
    (void)payload;
    fprintf(stderr, "%s:%" PRIu64 ": %s\n", file, line, reason);
}

static bool go_on(void *payload, const stet_progress *now)
{
    (void)payload, (void)now;
    return !cli_interrupted();
}

static stet_status explain(const struct cli_options *from, stet_explanation **out, stet_error *err)
{
    stet_batch_options to = STET_BATCH_OPTIONS_INIT;
    to.threads = (uint32_t)from->threads;
    to.memory = from->memory;
    to.tmp = from->tmp;
    to.shingle = (uint32_t)from->shingle;
    to.format = (stet_format)from->format;
    to.names =
        (stet_field_names){from->id, from->text, from->title, from->source, from->published, from->url, from->language};
    to.max_line = from->max_line;
    to.agencies = from->agencies;
    to.on_bad = bad_line;
    to.on_progress = go_on;
    const char *a = from->inputs[0], *b = from->inputs[1];
    if (from->index)
        return stet_explain_index(out, from->index, a, b, &to, err);
    return from->in ? stet_explain_in(out, &from->in, 1, a, b, &to, err) : stet_explain_files(out, a, b, &to, err);
}

int cli_explain(const struct cli_options *options)
{
    if (options->in && options->index)
        return cli_fail("the articles are either --in a feed or in an --index");
    stet_explanation *explanation = NULL;
    stet_error err = {0};
    stet_status status = explain(options, &explanation, &err);
    if (status)
        return cli_interrupted() ? CLI_FAILED : cli_fail_status(status, &err);
    struct cli_output out;
    struct printing printing = {.out = &out, .shown = explanation};
    status = cli_output_open(&out, NULL, &err);
    cli_columns_init(&printing.columns, &out);
    if (!status)
        status = options->json ? stet_explain_write_json(explanation, cli_output_write, &out, &err)
                               : as_text(&printing, &err);
    int code = cli_output_exit(&out, status, &err);
    bool same = explanation->same;
    stet_explain_free(explanation);
    return code ? code : same ? CLI_DONE : CLI_NO;
}
