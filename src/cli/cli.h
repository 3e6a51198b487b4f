/* The command line: verbs, exit codes and messages. Everything below stands on the public headers alone. */
#ifndef STET_CLI_CLI_H
#define STET_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

enum cli_exit { CLI_DONE = 0, CLI_NO = 1, CLI_FAILED = 2, CLI_LOCKED = 75 };

struct cli_options;

enum cli_verb_id {
    CLI_DEDUP,
    CLI_CLUSTER,
    CLI_EXTRACT,
    CLI_FILTER,
    CLI_INDEX_CREATE,
    CLI_INDEX_ADD,
    CLI_INDEX_QUERY,
    CLI_INDEX_REMOVE,
    CLI_INDEX_EXPIRE,
    CLI_INDEX_COMPACT,
    CLI_INDEX_STAT,
    CLI_INDEX_CHECK,
    CLI_INDEX_SALVAGE,
    CLI_INDEX_CLUSTERS,
    CLI_EXPLAIN,
    CLI_PARAMS,
    CLI_EVAL,
    CLI_HELP,
    CLI_VERBS
};

#define CLI_EXAMPLES 4 /* of a verb, at most */

struct cli_example {
    const char *command, *what;
};

/* A verb of two words, "index add", is its group and its name; the verbs of a group stand together in the table. */
struct cli_verb {
    const char *group; /* or NULL */
    const char *name;
    const char *arguments; /* as in the synopsis, or "" */
    const char *summary;   /* one line, no full stop */
    const char *about;     /* paragraphs, parted by newlines */
    struct cli_example examples[CLI_EXAMPLES];
    int min_inputs, max_inputs; /* -1: any number */
    int (*run)(const struct cli_options *options);
};

extern const struct cli_verb cli_verbs[CLI_VERBS];

/* What the verbs of a group have in common. */
struct cli_group {
    const char *name;
    const char *summary, *about, *example;
};

extern const struct cli_group cli_groups[];
extern const size_t cli_group_count;

/* The group of that name, or NULL. */
const struct cli_group *cli_group_find(const char *name);

/* The verb that the first of `count` words name, or NULL; *used says how many of them it took. */
const struct cli_verb *cli_verb_find(int count, char *const *words, int *used);

/* Says what is wrong with words that name no verb; returns CLI_FAILED. */
int cli_verb_unknown(int count, char *const *words);

/* "index add", in `out`, which is returned. */
#define CLI_VERB_NAME 32
const char *cli_verb_name(const struct cli_verb *verb, char out[CLI_VERB_NAME]);

int cli_dedup(const struct cli_options *options);
int cli_cluster(const struct cli_options *options);
int cli_extract(const struct cli_options *options);
int cli_filter(const struct cli_options *options);
int cli_index_create(const struct cli_options *options);
int cli_index_add(const struct cli_options *options);
int cli_index_query(const struct cli_options *options);
int cli_index_remove(const struct cli_options *options);
int cli_index_expire(const struct cli_options *options);
int cli_index_compact(const struct cli_options *options);
int cli_index_stat(const struct cli_options *options);
int cli_index_check(const struct cli_options *options);
int cli_index_salvage(const struct cli_options *options);
int cli_index_clusters(const struct cli_options *options);
int cli_explain(const struct cli_options *options);
int cli_params(const struct cli_options *options);
int cli_eval(const struct cli_options *options);
int cli_help(const struct cli_options *options);

/* "stet: ..." on stderr. cli_fail returns CLI_FAILED. */
void cli_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says what a library call complained about; returns the exit code for it. */
int cli_fail_status(stet_status status, const stet_error *err);

/* Says, unless `quiet`, that input comes from a terminal, where one may wait in vain for results. */
void cli_note_terminal(const char *path, bool quiet);

#endif
