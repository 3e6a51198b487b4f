/* A small life of an index, step by step, and what must be in it after each: for tests that break it off anywhere. */
#ifndef TESTS_INDEX_SCENARIO_H
#define TESTS_INDEX_SCENARIO_H

#include "index/index.h"
#include "index/made.h"

#define SCENARIO_STEPS_MOST 256

struct scenario {
    struct made made;
    enum index_sync sync;
    unsigned rounds;
    size_t steps;
    size_t most; /* steps that are run; 0: all */
    /* The articles after n steps, as "id:version id:version ...", in order of arrival. "none" before the index is there. */
    char *states[SCENARIO_STEPS_MOST + 1];
    bool written[SCENARIO_STEPS_MOST]; /* what the steps did is in files when it returns, in every mode */
    bool durable[SCENARIO_STEPS_MOST]; /* what the step did is on the device when it returns, in every mode */
};

/* `rounds` of adding, updating, removing, flushing, expiring and compacting. */
void scenario_init(struct scenario *scenario, enum index_sync sync, unsigned rounds);
void scenario_free(struct scenario *scenario);

/* Runs it in `path` up to the first failure; *done counts the steps that succeeded, as they do; called after each. Returns
 * the failure. `reached` (may be NULL) is called with each count. */
stet_status scenario_run(struct scenario *scenario, const char *path, size_t *done,
                         void (*reached)(void *ctx, size_t done), void *ctx, stet_error *err);

/* The state of the index in `path`, malloc'd, as in states; NULL with the reason in err when it cannot be read or
 * disagrees with itself. */
char *scenario_read(const char *path, stet_error *err);

/* What is wrong when the index in `path` was broken off after `done` steps, of which those up to `safe` must be there;
 * NULL when nothing is: it opens for reading and for writing, has the state after one of the steps safe..done + 1, and
 * takes up work again. */
const char *scenario_wrong(struct scenario *scenario, const char *path, size_t safe, size_t done);

#endif
