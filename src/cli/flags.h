/* One table of flags: what is parsed, what help, man page and completions say. */
#ifndef STET_CLI_FLAGS_H
#define STET_CLI_FLAGS_H

#include "cli/cli.h"

enum cli_type {
    CLI_SWITCH, /* bool */
    CLI_COUNT,  /* uint64_t in min..max */
    CLI_SIZE,   /* uint64_t bytes in min..max: 4096, 512K, 16M, 4G, 1T */
    CLI_REAL,   /* double above min and below max */
    CLI_TEXT,   /* const char * */
    CLI_SPAN,   /* uint64_t seconds: 90s, 30m, 12h, 7d, 2w */
    CLI_TIME,   /* struct cli_time: a time as in a feed */
    CLI_CHOICE  /* int: index into choices */
};

struct cli_flag {
    const char *name;
    char letter; /* or 0 */
    enum cli_type type;
    const char *argument; /* as shown; NULL for switches */
    size_t offset;        /* in struct cli_options */
    double min, max;
    const char *const *choices; /* NULL-terminated */
    unsigned verbs;             /* a bit for each cli_verb_id */
    const char *help;           /* one or two sentences without a full stop at the end */
};

struct cli_time {
    int64_t seconds;
    bool given;
};

/* Values of all flags; zero, NULL and false where not given. */
struct cli_options {
    const struct cli_verb *verb;
    char **inputs; /* borrowed from argv */
    int input_count;
    bool help, quiet, no_progress, strict, no_passages, singletons, json, man;
    bool no_text, deep, seen_by_source, pages, show_dropped, boilerplate;
    uint64_t window;
    struct cli_time before, fetched;
    uint64_t threads, memory, max_line, shingle, bands, rows, articles;
    double recall, at;
    const char *tmp, *reject, *output, *clusters, *report, *in, *truth, *pairs, *completions, *index;
    const char *agencies, *prefer;
    const char *id, *text, *title, *source, *published, *url, *language;
    int format, method, clustering, keep, emit, sync;
};

extern const struct cli_flag cli_flags[];
extern const size_t cli_flag_count;

static inline bool cli_flag_is_of(const struct cli_flag *flag, const struct cli_verb *verb)
{
    return flag->verbs >> (verb - cli_verbs) & 1;
}

/* Parses what stands behind the verb. Inputs are moved to the front of `arguments` and left there. CLI_DONE, or
 * CLI_FAILED after a message. */
int cli_parse(struct cli_options *options, const struct cli_verb *verb, int count, char **arguments);

/* The one of `count` names that was probably meant by `typed`, or NULL. name(i) gives them. */
const char *cli_suggest(const char *typed, size_t count, const char *(*name)(const void *context, size_t i),
                        const void *context);

#endif
