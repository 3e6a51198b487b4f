#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "cli/flags.h"

const struct cli_verb cli_verbs[CLI_VERBS] = {
    [CLI_DEDUP] = {NULL, "dedup",
                   "[INPUT...]",
                   "Keep each story once",
                   "Writes the input lines of the articles to keep, byte for byte, in input order: one of each cluster "
                   "of copies, "
                   "and every article that has no copy.\n"
                   "INPUT is JSON Lines, CSV or TSV with a header line, a folder or files of text, plain or compressed "
                   "(gz, zst); "
                   "without INPUT, or with -, stdin. Output may replace an input: -o moves it into place at the end.",
                   {{"stet dedup feed.jsonl.zst > once.jsonl", "Each story of a feed once, the best copy of it."},
                    {"stet dedup --keep earliest --clusters clusters.jsonl -o once.jsonl monday.jsonl tuesday.jsonl",
                     "The first copy to appear, and a table of who reprinted whom."}},
                   0, -1, cli_dedup},
    [CLI_CLUSTER] = {NULL, "cluster",
                     "[INPUT...]",
                     "Say who reprinted whom",
                     "Writes one JSON object a line for each cluster of two or more articles, ordered by the first "
                     "member's place in "
                     "the input: which copy is canonical and why, and what each member is to it (exact, reprint, "
                     "abridged, expanded, "
                     "partial, update), with Jaccard and containment. An article that carries several stories is listed "
                     "under each of them, as a guest.\n"
                     "INPUT is as for dedup.",
                     {{"stet cluster feed.jsonl | jq -r 'select(.size > 4) | .canonical.id'",
                       "The stories that more than four outlets ran."},
                      {"stet cluster --text body --id article_id articles.csv.gz",
                       "A table with column names of its own."},
                      {"stet cluster --report clusters.html feed.jsonl > clusters.jsonl",
                       "The same to look at, as a page of HTML that needs nothing else."}},
                     0, -1, cli_cluster},
    [CLI_EXTRACT] =
        {NULL, "extract", "[INPUT...]",
         "Find the articles on scraped pages",
         "Splits pages, as plain text or HTML, into articles, one JSON object a line: the main one, related ones and "
         "teasers, each with its outlet, headline, time or age, credited agencies, places where agencies are named, and text. "
         "Links to other stories, "
         "widgets, notices and readers' comments are dropped, and so are lines that recur in the pages of one site.\n"
         "INPUT is a page in a file of any name, a folder of .txt, .html and .htm files, or, by its name (.jsonl, "
         ".ndjson, .csv, .tsv) or with --pages, a feed whose text fields are pages; plain or compressed (gz, zst). "
         "Without INPUT, or with -, stdin. Pages are gathered up to 64 MiB to see what recurs, then written. With --index "
         "what recurs is known from run to run; a run that fails leaves the index as it was. Nothing else of it is used.",
         {{"stet extract page.txt | jq -r 'select(.part == \"main\") | .text'", "The article of a page, without the rest."},
          {"stet extract --fetched 2025-08-21T09:00:00Z --show-dropped pages/ > articles.jsonl",
           "All articles of a folder of pages, and what was left out."},
          {"stet extract --pages scraped.jsonl.zst | jq -c 'select(.text != \"\")' | stet cluster",
           "A feed of raw pages, clustered by article; a teaser may be a headline alone."},
          {"stet extract --index news.stet tonight/ > articles.jsonl",
           "What each site repeats is learned from night to night."}},
         0, -1, cli_extract},
    [CLI_FILTER] =
        {NULL, "filter", "--index DIR [INPUT...]",
         "Tell copies as they come in",
         "A stage in a pipeline: compares each article with those before it, adds it to the index, and writes what was "
         "found, one line for each input line, in order: as soon as nothing more is there to be read, otherwise in "
         "batches.\n"
         "annotate writes the line with one more member at its end, all other bytes untouched: "
         "\"stet\":{\"verdict\":\"new\",\"cluster\":...} or \"stet\":{\"verdict\":\"duplicate\",\"of\":ID,\"cluster\":..."
         ",\"relation\":...,\"jaccard\":...,\"containment\":...}. A member \"stet\" that was there stays ahead of it: JSON "
         "readers take the last of two. Bad lines go through as they came. Only JSON Lines can be annotated.\n"
         "drop writes the lines of new articles as they came; bad ones are left out, and go to --reject.\n"
         "verdict writes {\"id\":...,\"verdict\":...} for each line; that of a bad or blank line is bad, with the reason, "
         "and its id is FILE:LINE.\n"
         "An id that is known is an update of that article, never a duplicate of itself. A line is written once its "
         "article is as safe as --sync says; kill -9 loses none that was written, whatever --sync. SIGTERM ends the "
         "input: what was read is decided, written and committed, exit code 0. SIGHUP is ignored.",
         {{"tail -F scraped.jsonl | stet filter --index news.stet --window 7d | publish",
           "What is published, with verdicts."},
          {"stet filter --quiet --index news.stet --emit verdict", "A subprocess that answers each line."}},
         0, -1, cli_filter},
    [CLI_INDEX_CREATE] =
        {"index", "create", "DIR",
         "Make an empty index",
         "Makes the folder DIR with an empty index in it. Bands and rows (or the recall that they follow from), the "
         "shingle and whether text is kept stay as they are made here.\n"
         "Text is kept compressed, so that matches are verified word by word and clusters are those that cluster finds.",
         {{"stet index create news.stet", NULL},
          {"stet index create --no-text --recall 0.9 --at 0.6 news.stet", "Smaller, and with estimated matches."}},
         1, 1, cli_index_create},
    [CLI_INDEX_ADD] =
        {"index", "add", "DIR [INPUT...]",
         "Add articles",
         "Adds the articles of the input, each compared with those before it for the cluster that it belongs to. A known "
         "id is an update of that article. INPUT is as for dedup.",
         {{"stet index add news.stet archive/*.jsonl.zst", NULL}},
         1, -1, cli_index_add},
    [CLI_INDEX_QUERY] =
        {"index", "query", "DIR [INPUT...]",
         "Find what matches an article",
         "For each article of the input, in order, one line: {\"id\":...,\"matches\":[{\"id\":...,\"jaccard\":...,"
         "\"containment\":...,\"relation\":...,\"cluster\":...}]}, the best match first. relation is what the article is to "
         "the match. An article with the same id is not a match. Nothing is added, and a writer may be at work "
         "meanwhile. Exit code 1 when nothing was found for any of them.",
         {{"stet index query news.stet one.jsonl", NULL}},
         1, -1, cli_index_query},
    [CLI_INDEX_REMOVE] =
        {"index", "remove", "DIR ID...",
         "Take articles out",
         "The articles with these ids are not found any more, and their bytes go at the next compaction. Exit code 1 "
         "when none of them was there.",
         {{"stet index remove news.stet cp-1 ctv-7", NULL}},
         2, -1, cli_index_remove},
    [CLI_INDEX_EXPIRE] =
        {"index", "expire", "DIR --before TIME",
         "Forget old articles",
         "Articles published before TIME are not found any more; those without a time stay. Files that hold nothing else "
         "are dropped at once.",
         {{"stet index expire news.stet --before 2026-10-01", NULL}},
         1, 1, cli_index_expire},
    [CLI_INDEX_COMPACT] =
        {"index", "compact", "DIR",
         "Rewrite an index as one segment",
         "Leaves out what was removed, replaced or has expired. The same articles in the same order give the same bytes, "
         "however they were added.",
         {{"stet index compact news.stet", NULL}},
         1, 1, cli_index_compact},
    [CLI_INDEX_STAT] =
        {"index", "stat", "DIR",
         "Say what an index holds",
         "Articles, segments, times, and bytes an article by section, which add up to the files but LOCK; 'left over' is what "
         "the next writer removes. With --boilerplate, what was learned about each "
         "source: passages that recur in many of its stories. An object a line with --json.",
         {{"stet index stat news.stet --json | jq .bytes", NULL},
          {"stet index stat news.stet --boilerplate", NULL}},
         1, 1, cli_index_stat},
    [CLI_INDEX_CHECK] =
        {"index", "check", "DIR",
         "Look for damage",
         "Verifies every checksum and writes a line for each damage: file, place, reason. Exit code 1 when there is any. Damage is also found "
         "whenever damaged bytes are read, which is then an error: there are no wrong answers.",
         {{"stet index check --deep news.stet", NULL}},
         1, 1, cli_index_check},
    [CLI_INDEX_SALVAGE] =
        {"index", "salvage", "DIR NEW",
         "Save what is sound in a damaged index",
         "Makes a new index NEW of all that can be read in DIR, which stays as it is, and writes a line for each damage: file, "
         "place, and what was lost. How many articles were in bytes that cannot be read is not always known; then it says "
         "how many bytes these are. Exit code 0 when NEW was made, also when something was lost.",
         {{"stet index salvage broken.stet sound.stet", NULL}},
         2, 2, cli_index_salvage},
    [CLI_INDEX_CLUSTERS] =
        {"index", "clusters", "DIR",
         "Say who reprinted whom",
         "As cluster, from the index alone, its articles in the order in which they came. Without kept text: the "
         "clusters that articles were put into when they were added, with estimated numbers; of agencies given by --agencies "
         "only outlets are then known, as credits were looked for when articles were added.",
         {{"stet index clusters news.stet | jq -c '[.size, .canonical.id]'", NULL}},
         1, 1, cli_index_clusters},
    [CLI_EXPLAIN] =
        {NULL, "explain", "A B",
         "Say why two articles are, or are not, the same story",
         "Shows the numbers (Jaccard, containment, and the score with its features and their weights), what the two "
         "share and where they differ, side by side, with what each passage weighs; figures, dates and names that "
         "differ; whom each credits; which is likely first, and why; the verdict and the rule that made it.\n"
         "A and B are files of one article each, text or JSON, or two ids of a feed (--in) or of an index (--index). How rare words are "
         "is known from these only: of two files all shingles count the same.\n"
         "Exit: 0 the same story, 1 different ones, 2 error.",
         {{"stet explain monday.txt tuesday.txt", "Two files."},
          {"stet explain cp-1 ctv-7 --in feed.jsonl", "Two articles of a feed, by id."},
          {"stet explain cp-1 ctv-7 --index news.stet", "Two articles of an index."}},
         2, 2, cli_explain},
    [CLI_PARAMS] =
        {NULL, "params",
         "",
         "Choose bands and rows from a wanted recall",
         "Shows how many MinHash bands of how many rows find a pair of the Jaccard J with probability P, what other "
         "pairs these let through, and what they cost: the fewest bands, among the numbers of rows that let through at "
         "most 40% of the pairs below J (all Jaccards equally likely; in a feed nearly all are close to 0, and far "
         "fewer "
         "pass). With --bands or --rows the other follows; with both, they are shown as they are.",
         {{"stet params --recall 0.95 --at 0.5", "The default of dedup and cluster."},
          {"stet params --bands 20 --rows 5 --json", "What a given setting would find."}},
         0, 0, cli_params},
    [CLI_EVAL] =
        {NULL, "eval",
         "[CLUSTERS]",
         "Measure clusters against a truth",
         "Reads clusters as cluster writes them and compares them with a truth (--truth), with judged pairs (--pairs), "
         "or "
         "both. Files may be compressed (gz, zst); blank lines and lines that start with # are ignored, and so are "
         "further "
         "columns.\n"
         "Over all ids of the truth, where an id in no cluster is alone: pairwise precision, recall and F1 (a pair is "
         "found "
         "when one cluster holds both; an id that comes several times counts as found with any of its copies), the "
         "adjusted Rand index, and B-cubed precision, recall and F1. Guests of a cluster (roundups) are not held by it, but "
         "a judged pair of a guest and a member is found.\n"
         "Canonical accuracy, where the truth names canonicals: of the found clusters with at least two ids of the "
         "truth, "
         "whose most frequent truth cluster has at least two ids and a canonical, the share whose canonical is one of "
         "that truth cluster's canonicals. By relation, where the truth has a fourth column: the share of the ids of "
         "that "
         "relation found together with the canonical of their truth cluster.\n"
         "Over the judged pairs: precision, recall, F1 and accuracy; a pair with an id that no cluster holds is not "
         "found.",
         {{"stet cluster feed.jsonl | stet eval --truth truth.tsv", "How good are the clusters of this feed?"},
          {"stet eval --pairs judged.tsv --json clusters.jsonl", "The same on judged pairs, for a script."}},
         0, 1, cli_eval},
    [CLI_HELP] =
        {NULL, "help",
         "[VERB]",
         "Explain a verb",
         "Shows what a verb does and its options. With --man the manual page, with --completions what a shell needs to "
         "complete verbs and options.",
         {{"stet help dedup", NULL},
          {"stet help --man | man -l -", NULL},
          {"stet help --completions bash > ~/.local/share/bash-completion/completions/stet", NULL}},
         0, 2, cli_help},
};

const struct cli_group cli_groups[] = {
    {"index", "Keep articles on disk and find what matches",
     "An index is a folder. It has one writer at a time (for a second one: exit code 75, and its process id is named), and "
     "any number of readers.",
     "stet index create news.stet && stet index add news.stet feed.jsonl.zst"}};

const size_t cli_group_count = sizeof cli_groups / sizeof *cli_groups;

const struct cli_group *cli_group_find(const char *name)
{
    for (size_t i = 0; i < cli_group_count; i++)
        if (!strcmp(cli_groups[i].name, name))
            return &cli_groups[i];
    return NULL;
}

const struct cli_verb *cli_verb_find(int count, char *const *words, int *used)
{
    for (size_t i = 0; i < CLI_VERBS; i++) {
        const struct cli_verb *verb = &cli_verbs[i];
        *used = verb->group ? 2 : 1;
        if (count >= *used && (!verb->group || !strcmp(verb->group, words[0])) &&
            !strcmp(verb->name, words[*used - 1]))
            return verb;
    }
    return NULL;
}

const char *cli_verb_name(const struct cli_verb *verb, char out[CLI_VERB_NAME])
{
    snprintf(out, CLI_VERB_NAME, "%s%s%s", verb->group ? verb->group : "", verb->group ? " " : "", verb->name);
    return out;
}

/* Verbs of a group, or for NULL: verbs of one word, then the groups. */
static const char *name_in(const void *group, size_t i)
{
    if (i >= CLI_VERBS)
        return group ? NULL : cli_groups[i - CLI_VERBS].name;
    const struct cli_verb *verb = &cli_verbs[i];
    if (!group)
        return verb->group ? NULL : verb->name;
    return verb->group && !strcmp(verb->group, group) ? verb->name : NULL;
}

int cli_verb_unknown(int count, char *const *words)
{
    const struct cli_group *group = cli_group_find(words[0]);
    if (!group && words[0][0] == '-')
        return cli_fail("the verb comes first: stet VERB [OPTIONS] [INPUT...]; 'stet help' lists the verbs");
    if (group && count < 2)
        return cli_fail("%s what? 'stet help %s' lists its verbs", group->name, group->name);
    const char *space = group ? " " : "", *name = group ? group->name : "", *typed = words[group ? 1 : 0];
    const char *meant = cli_suggest(typed, CLI_VERBS + cli_group_count, name_in, group ? group->name : NULL);
    return meant ? cli_fail("there is no verb '%s%s%s'; did you mean %s%s%s?", name, space, typed, name, space, meant)
                 : cli_fail("there is no verb '%s%s%s'; 'stet help%s%s' lists them", name, space, typed, space, name);
}
