#include "cli/flags.h"

#define OF(verb) (1u << (verb))
#define BATCH (OF(CLI_DEDUP) | OF(CLI_CLUSTER))
#define STREAM (OF(CLI_FILTER) | OF(CLI_INDEX_ADD) | OF(CLI_INDEX_QUERY))
#define FEEDS (BATCH | STREAM)
#define READING (FEEDS | OF(CLI_EXTRACT))
#define FIELDS (READING | OF(CLI_EXPLAIN))
#define SHAPED (BATCH | OF(CLI_INDEX_CREATE))
#define EVERY ((1u << CLI_VERBS) - 1)
#define AT(member) offsetof(struct cli_options, member)

static const char *const formats[] = {"auto", "jsonl", "csv", "tsv", "text", NULL};
static const char *const methods[] = {"minhash", "simhash", NULL};
static const char *const clusterings[] = {"anchored", "components", NULL};
static const char *const emits[] = {"annotate", "drop", "verdict", NULL};
static const char *const syncs[] = {"batch", "each", "none", NULL};
static const char *const keeps[] = {"canonical", "earliest", "latest", "longest", "first", NULL};

/* The choices stand in the order of the enums in <stet/batch.h>, <stet/cluster.h> and <stet/index.h>. */
const struct cli_flag cli_flags[] = {
    {"output", 'o', CLI_TEXT, "FILE", AT(output), 0, 0, NULL, BATCH,
     "Write to FILE instead of stdout; it appears when it is complete"},
    {"index", 0, CLI_TEXT, "DIR", AT(index), 0, 0, NULL, OF(CLI_FILTER) | OF(CLI_EXTRACT) | OF(CLI_EXPLAIN),
     "Index that the articles are compared with and added to; it is created, with the defaults of index create, when it "
     "is not there; of explain, the one that holds both articles, with text; of extract, one that keeps how often each "
     "line has come on the pages of its site, so that what recurs from run to run is dropped too"},
    {"window", 0, CLI_SPAN, "TIME", AT(window), 1, 1e10, NULL, STREAM,
     "Compare only articles published within TIME of each other, as 90s, 30m, 12h, 7d or 2w; an article without a time "
     "is compared with all (default: no limit)"},
    {"emit", 0, CLI_CHOICE, "WHAT", AT(emit), 0, 0, emits, OF(CLI_FILTER),
     "annotate (default; each line with its verdict as one more member), drop (the lines of new articles only) or "
     "verdict (only id and verdict of each)"},
    {"sync", 0, CLI_CHOICE, "WHEN", AT(sync), 0, 0, syncs, OF(CLI_FILTER),
     "When an article is safe from a power cut, and its line written: batch (default; with others, within 50 ms), each "
     "(alone, before the next), or none (when the system gets to it; its line is written at once)"},
    {"seen-by-source", 0, CLI_SWITCH, NULL, AT(seen_by_source), 0, 0, NULL, OF(CLI_FILTER) | OF(CLI_INDEX_ADD),
     "Never take an article for a duplicate of one by the same source"},
    {"before", 0, CLI_TIME, "TIME", AT(before), 0, 0, NULL, OF(CLI_INDEX_EXPIRE),
     "Forget what was published before TIME: 2026-10-01, 2026-10-01T12:00:00Z, an RFC 2822 date or Unix seconds"},
    {"no-text", 0, CLI_SWITCH, NULL, AT(no_text), 0, 0, NULL, OF(CLI_INDEX_CREATE),
     "Keep some 200 bytes of samples in place of each text; matches are then estimated, and say so"},
    {"boilerplate", 0, CLI_SWITCH, NULL, AT(boilerplate), 0, 0, NULL, OF(CLI_INDEX_STAT),
     "Instead list, by source, the text that was found to recur in many of its stories and weighs nothing in matching, and "
     "in how many"},
    {"deep", 0, CLI_SWITCH, NULL, AT(deep), 0, 0, NULL, OF(CLI_INDEX_CHECK), "Beside every checksum verify that all that is stored can be read and fits together"},
    {"keep", 0, CLI_CHOICE, "WHICH", AT(keep), 0, 0, keeps, OF(CLI_DEDUP),
     "Which copy of a story to keep: canonical (default; the wire service's own, else the earliest, else the fullest), "
     "earliest, latest, longest, or first in the input"},
    {"clusters", 0, CLI_TEXT, "FILE", AT(clusters), 0, 0, NULL, OF(CLI_DEDUP),
     "Also write every cluster of two or more to FILE, as stet cluster does"},
    {"report", 0, CLI_TEXT, "FILE", AT(report), 0, 0, NULL, BATCH,
     "Also write a page of HTML to FILE: an overview, all clusters, and each copy beside its canonical; it needs no "
     "network and no other files"},
    {"in", 0, CLI_TEXT, "FILE", AT(in), 0, 0, NULL, OF(CLI_EXPLAIN),
     "The feed that holds both articles, which are then named by id (or as FILE:LINE); it is clustered, which tells how "
     "rare words are and which clusters the two are in"},
    {"singletons", 0, CLI_SWITCH, NULL, AT(singletons), 0, 0, NULL, OF(CLI_CLUSTER) | OF(CLI_INDEX_CLUSTERS),
     "Write clusters of one article too"},
    {"agencies", 0, CLI_TEXT, "FILE", AT(agencies), 0, 0, NULL,
     BATCH | OF(CLI_INDEX_CLUSTERS) | OF(CLI_EXTRACT) | OF(CLI_EXPLAIN),
     "More news agencies, one a line: code, name and, if wanted, country, languages, outlets and aliases, divided by tabs; "
     "outlets and aliases are divided by bars, and = before an alias asks for exact case"},
    {"prefer", 0, CLI_TEXT, "FILE", AT(prefer), 0, 0, NULL, BATCH | OF(CLI_INDEX_CLUSTERS),
     "Outlets that you prefer, one a line by name or domain; behind a tab, points from -10 to 10 (default 1; a wire "
     "credit is worth 3, the agency's own copy 8)"},
    {"format", 0, CLI_CHOICE, "FORMAT", AT(format), 0, 0, formats, FIELDS,
     "Format of the input: auto (default; by name and content), jsonl, csv, tsv, or text (a file is an article)"},
    {"id", 0, CLI_TEXT, "NAME", AT(id), 0, 0, NULL, FIELDS,
     "Field that holds the id, as a name or, for this and the fields below, a JSON Pointer like /article/id (default: "
     "the first of id, guid, uuid, url, link)"},
    {"text", 0, CLI_TEXT, "NAME", AT(text), 0, 0, NULL, FIELDS,
     "Field that holds the body (default: the first of text, body, content, maintext, article_body, articleBody)"},
    {"title", 0, CLI_TEXT, "NAME", AT(title), 0, 0, NULL, FIELDS,
     "Field that holds the headline (default: title, headline)"},
    {"source", 0, CLI_TEXT, "NAME", AT(source), 0, 0, NULL, FIELDS,
     "Field that holds the outlet (default: source, outlet, publisher, source_domain, site, domain)"},
    {"published", 0, CLI_TEXT, "NAME", AT(published), 0, 0, NULL, FIELDS,
     "Field that holds the time of publication, as RFC 3339, RFC 2822, YYYY-MM-DD[ hh:mm:ss] or Unix seconds (default: "
     "published, date_publish, publishedAt, published_at, pubDate, date, timestamp)"},
    {"url", 0, CLI_TEXT, "NAME", AT(url), 0, 0, NULL, FIELDS, "Field that holds the address (default: url, link)"},
    {"language", 0, CLI_TEXT, "NAME", AT(language), 0, 0, NULL, FIELDS,
     "Field that holds the language (default: language, lang)"},
    {"pages", 0, CLI_SWITCH, NULL, AT(pages), 0, 0, NULL, OF(CLI_EXTRACT),
     "Inputs are feeds, whatever their names: the text field of each line is a page"},
    {"fetched", 0, CLI_TIME, "TIME", AT(fetched), 0, 0, NULL, OF(CLI_EXTRACT),
     "When the pages were scraped, as 2025-08-20T14:03:00Z: ages such as \"2 hours ago\" count back from it (default: "
     "from the line's own time, if it has one)"},
    {"show-dropped", 0, CLI_SWITCH, NULL, AT(show_dropped), 0, 0, NULL, OF(CLI_EXTRACT),
     "Also write each line that is no article's, behind the articles of its page, with the reason: link, junk, repeated, "
     "comment or caption"},
    {"max-line", 0, CLI_SIZE, "SIZE", AT(max_line), 1, 1 << 30, NULL, FIELDS,
     "Longest line to accept, as 512K or 16M (default 16M, at most 1G); longer ones are bad lines"},
    {"reject", 0, CLI_TEXT, "FILE", AT(reject), 0, 0, NULL, READING, "Write bad lines to FILE, as they came; it appears when it is complete, but filter adds each to its end at once"},
    {"strict", 0, CLI_SWITCH, NULL, AT(strict), 0, 0, NULL, READING,
     "Stop at the first bad line, with exit code 2, instead of skipping it"},
    {"method", 0, CLI_CHOICE, "METHOD", AT(method), 0, 0, methods, BATCH,
     "How reprints are found: minhash (default; MinHash bands) or simhash (SimHash within a distance of 3 bits)"},
    {"no-passages", 0, CLI_SWITCH, NULL, AT(no_passages), 0, 0, NULL, BATCH,
     "Do not look for shared passages: faster, but trimmed and merged copies are missed"},
    {"clustering", 0, CLI_CHOICE, "HOW", AT(clustering), 0, 0, clusterings, BATCH,
     "anchored (default; every member matches the anchor of its cluster) or components (whatever is linked by matches, "
     "however long the chain)"},
    {"recall", 0, CLI_REAL, "P", AT(recall), 0, 1, NULL, SHAPED | OF(CLI_PARAMS),
     "Wanted probability that a pair of the Jaccard given by --at becomes a candidate (default 0.95)"},
    {"at", 0, CLI_REAL, "J", AT(at), 0, 1, NULL, SHAPED | OF(CLI_PARAMS),
     "Jaccard that --recall is wanted at (default 0.5)"},
    {"bands", 0, CLI_COUNT, "N", AT(bands), 1, 256, NULL, SHAPED | OF(CLI_PARAMS),
     "MinHash bands, 1 to 256, instead of those that follow from --recall and --at; times --rows at most 1024"},
    {"rows", 0, CLI_COUNT, "N", AT(rows), 1, 64, NULL, SHAPED | OF(CLI_PARAMS),
     "Rows in a band, 1 to 64, instead of those that follow from --recall and --at"},
    {"shingle", 0, CLI_COUNT, "K", AT(shingle), 1, 16, NULL, SHAPED | OF(CLI_EXPLAIN),
     "Words in a shingle, 1 to 16 (default 5)"},
    {"articles", 0, CLI_COUNT, "N", AT(articles), 1, 1e15, NULL, OF(CLI_PARAMS),
     "Articles in the index, for the bytes that each costs (default 1000000)"},
    {"truth", 0, CLI_TEXT, "FILE", AT(truth), 0, 0, NULL, OF(CLI_EVAL),
     "Where each article belongs: id<TAB>cluster[<TAB>canonical 0|1[<TAB>relation]] on each line"},
    {"pairs", 0, CLI_TEXT, "FILE", AT(pairs), 0, 0, NULL, OF(CLI_EVAL),
     "Judged pairs: id<TAB>id<TAB>1|0 on each line, 1 for copies of one story"},
    {"json", 0, CLI_SWITCH, NULL, AT(json), 0, 0, NULL,
     OF(CLI_EXPLAIN) | OF(CLI_PARAMS) | OF(CLI_EVAL) | OF(CLI_INDEX_STAT), "Write JSON, for machines"},
    {"threads", 0, CLI_COUNT, "N", AT(threads), 1, 1024, NULL, FIELDS | OF(CLI_INDEX_CLUSTERS),
     "Threads to use (default: all cores); the output is the same for any number"},
    {"memory", 0, CLI_SIZE, "SIZE", AT(memory), 1 << 20, 1e15, NULL, BATCH | OF(CLI_EXPLAIN) | OF(CLI_INDEX_CLUSTERS),
     "Memory to use, as 512M or 4G (default: half of the machine's; at least 1M); what does not fit goes to temporary "
     "files"},
    {"tmp", 0, CLI_TEXT, "DIR", AT(tmp), 0, 0, NULL, BATCH | OF(CLI_EXPLAIN) | OF(CLI_INDEX_CLUSTERS),
     "Folder for temporary files (default: $TMPDIR or /tmp)"},
    {"no-progress", 0, CLI_SWITCH, NULL, AT(no_progress), 0, 0, NULL, EVERY & ~OF(CLI_HELP),
     "No progress bar; there is none anyway when stderr is not a terminal"},
    {"man", 0, CLI_SWITCH, NULL, AT(man), 0, 0, NULL, OF(CLI_HELP), "Write the manual page, as roff"},
    {"completions", 0, CLI_TEXT, "SHELL", AT(completions), 0, 0, NULL, OF(CLI_HELP),
     "Write completions for bash, zsh or fish"},
    {"quiet", 'q', CLI_SWITCH, NULL, AT(quiet), 0, 0, NULL, EVERY & ~OF(CLI_HELP),
     "Nothing on stderr but errors and bad lines; of filter, which says in its answers which lines are bad, errors only"},
    {"help", 'h', CLI_SWITCH, NULL, AT(help), 0, 0, NULL, EVERY, "Show help"},
};

const size_t cli_flag_count = sizeof cli_flags / sizeof *cli_flags;
