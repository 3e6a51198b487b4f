#include "cli/cli.h"

#include <string.h>

const struct cli_verb cli_verbs[CLI_VERBS] = {
    [CLI_DEDUP] = {"dedup",
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
                   -1,
                   cli_dedup},
    [CLI_CLUSTER] = {"cluster",
                     "[INPUT...]",
                     "Say who reprinted whom",
                     "Writes one JSON object a line for each cluster of two or more articles, ordered by the first "
                     "member's place in "
                     "the input: which copy is canonical and why, and what each member is to it (exact, reprint, "
                     "abridged, expanded, "
                     "partial, update), with Jaccard and containment.\n"
                     "INPUT is as for dedup.",
                     {{"stet cluster feed.jsonl | jq -r 'select(.size > 4) | .canonical.id'",
                       "The stories that more than four outlets ran."},
                      {"stet cluster --text body --id article_id articles.csv.gz",
                       "A table with column names of its own."}},
                     -1,
                     cli_cluster},
    [CLI_EXTRACT] =
        {"extract",
         "[INPUT...]",
         "Find the articles on scraped pages",
         "Splits pages, as plain text or HTML, into articles, one JSON object a line: the main one, related ones and "
         "teasers, each with its outlet, headline, time or age, credited agencies and text. Links to other stories, "
         "widgets, notices and readers' comments are dropped, and so are lines that recur in the pages of one site.\n"
         "INPUT is a page in a file of any name, a folder of .txt, .html and .htm files, or, by its name (.jsonl, "
         ".ndjson, .csv, .tsv) or with --pages, a feed whose text fields are pages; plain or compressed (gz, zst). "
         "Without INPUT, or with -, stdin. Pages are gathered up to 64 MiB to see what recurs, then written.",
         {{"stet extract page.txt | jq -r 'select(.part == \"main\") | .text'", "The article of a page, without the rest."},
          {"stet extract --fetched 2025-08-21T09:00:00Z --show-dropped pages/ > articles.jsonl",
           "All articles of a folder of pages, and what was left out."},
          {"stet extract --pages scraped.jsonl.zst | stet cluster", "A feed of raw pages, clustered by article."}},
         -1,
         cli_extract},
    [CLI_PARAMS] =
        {"params",
         "",
         "Choose bands and rows from a wanted recall",
         "Shows how many MinHash bands of how many rows find a pair of the Jaccard J with probability P, what other "
         "pairs these let through, and what they cost: the fewest bands, among the numbers of rows that let through at "
         "most 40% of the pairs below J (all Jaccards equally likely; in a feed nearly all are close to 0, and far "
         "fewer "
         "pass). With --bands or --rows the other follows; with both, they are shown as they are.",
         {{"stet params --recall 0.95 --at 0.5", "The default of dedup and cluster."},
          {"stet params --bands 20 --rows 5 --json", "What a given setting would find."}},
         0,
         cli_params},
    [CLI_EVAL] =
        {"eval",
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
         "adjusted Rand index, and B-cubed precision, recall and F1.\n"
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
         1,
         cli_eval},
    [CLI_HELP] =
        {"help",
         "[VERB]",
         "Explain a verb",
         "Shows what a verb does and its options. With --man the manual page, with --completions what a shell needs to "
         "complete verbs and options.",
         {{"stet help dedup", NULL},
          {"stet help --man | man -l -", NULL},
          {"stet help --completions bash > ~/.local/share/bash-completion/completions/stet", NULL}},
         1,
         cli_help},
};

const struct cli_verb *cli_verb_find(const char *name)
{
    for (size_t i = 0; i < CLI_VERBS; i++)
        if (!strcmp(cli_verbs[i].name, name))
            return &cli_verbs[i];
    return NULL;
}
