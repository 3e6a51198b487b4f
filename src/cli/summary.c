#include "cli/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A number with its digits in groups of three. */
struct grouped {
    char text[32];
};

static struct grouped group(uint64_t value)
{
    struct grouped out;
    char digits[24];
    size_t size = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, value), to = 0;
    for (size_t i = 0; i < size; i++) {
        if (i && (size - i) % 3 == 0)
            out.text[to++] = ',';
        out.text[to++] = digits[i];
    }
    out.text[to] = 0;
    return out;
}

static void row(const char *name, uint64_t value, const char *note)
{
    fprintf(stderr, "%-14s %15s%s%s\n", name, group(value).text, *note ? "  " : "", note);
}

/* Zeros that are no news are left out: who sees "bad lines" has some. */
static void row_if(const char *name, uint64_t value, const char *note)
{
    if (value)
        row(name, value, note);
}

static void time_row(uint64_t bytes, double seconds, uint32_t threads, const char *isa)
{
    if (seconds > 0)
        fprintf(stderr, "%-14s %14.1fs  %.1f MB/s, %u thread%s, %s\n", "time", seconds, (double)bytes / seconds / 1e6,
                threads, threads == 1 ? "" : "s", isa ? isa : "scalar");
}

void cli_summary(const stet_batch_stats *stats, uint64_t kept, double seconds)
{
    char note[128];
    row("articles", stats->articles, "");
    if (kept != CLI_KEPT_NONE)
        row("kept", kept, "");
    snprintf(note, sizeof note, "holding %s articles, %s of them word for word", group(stats->clustered).text,
             group(stats->exact).text);
    row("clusters", stats->clusters, stats->clusters ? note : "");
    row_if("roundups", stats->roundups, "listed as guests under each story that they carry");
    row("bad lines", stats->bad, stats->bad ? "skipped" : "");
    row_if("repeated ids", stats->repeated_ids, "");
    snprintf(note, sizeof note, "of %s candidate pairs", group(stats->candidates).text);
    row("matches", stats->matches, note);
    row_if("capped bands", stats->capped_bands, "buckets too common to be compared in full (templates)");
    row_if("capped passages", stats->capped_passages, "passages too common to be compared in full (boilerplate)");
    if (stats->articles) {
        snprintf(note, sizeof note, "%u bands of %u rows, %u-word shingles", stats->bands, stats->rows, stats->shingle);
        row("bytes/article", stats->held / stats->articles, note);
    }
    row_if("spilled", stats->spilled, "bytes written to temporary files");
    time_row(stats->bytes, seconds, stats->threads, stats->isa);
}

void cli_index_summary(const stet_index_stats *stats, double seconds)
{
    char note[128];
    snprintf(note, sizeof note, "%u bands of %u rows, %u-word shingles", stats->bands, stats->rows, stats->shingle);
    row("articles", stats->articles, note);
    row("added", stats->added, "");
    row_if("updated", stats->updated, "known ids");
    row("duplicates", stats->duplicates, stats->estimated ? "estimated, as no text is kept" : "");
    row_if("bad lines", stats->bad, "");
    time_row(stats->bytes, seconds, stats->threads, stats->isa);
}

void cli_query_summary(const stet_index_stats *stats, double seconds)
{
    row("articles", stats->articles, "");
    row("with matches", stats->duplicates, stats->estimated ? "estimated, as no text is kept" : "");
    row_if("bad lines", stats->bad, "skipped");
    time_row(stats->bytes, seconds, stats->threads, stats->isa);
}
