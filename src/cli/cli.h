/* The command line: verbs, exit codes and messages. Everything below stands on the public headers alone. */
#ifndef STET_CLI_CLI_H
#define STET_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

enum cli_exit { CLI_DONE = 0, CLI_NO = 1, CLI_FAILED = 2, CLI_LOCKED = 75 };

struct cli_options;

enum cli_verb_id { CLI_DEDUP, CLI_CLUSTER, CLI_EXTRACT, CLI_PARAMS, CLI_EVAL, CLI_HELP, CLI_VERBS };

struct cli_example {
    const char *command, *what;
};

struct cli_verb {
    const char *name;
    const char *arguments; /* as in the synopsis, or "" */
    const char *summary;   /* one line, no full stop */
    const char *about;     /* paragraphs, parted by newlines */
    struct cli_example examples[3];
    int max_inputs; /* -1: any number */
    int (*run)(const struct cli_options *options);
};

extern const struct cli_verb cli_verbs[CLI_VERBS];

/* NULL when there is none. */
const struct cli_verb *cli_verb_find(const char *name);

int cli_dedup(const struct cli_options *options);
int cli_cluster(const struct cli_options *options);
int cli_extract(const struct cli_options *options);
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
