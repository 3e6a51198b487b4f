/* Leaves indexes that have lived for a while, each for one step longer, and beside each what the library says is in it:
 *
 *     index_lived FOLDER
 *
 * for a reader in another language to say the same of. */
#include <stdio.h>
#include <stdlib.h>

#include "index/scenario.h"

static void die(const char *what, const stet_error *err)
{
    fprintf(stderr, "index_lived: %s: %s\n", what, err->message);
    exit(2);
}

int main(int argc, char **argv)
{
    struct scenario scenario;
    if (argc != 2)
        return 2;
    scenario_init(&scenario, INDEX_SYNC_NONE, 2);
    for (scenario.most = 2; scenario.most <= scenario.steps; scenario.most += 3) {
        stet_error err = {0};
        size_t done;
        char path[1000];
        snprintf(path, sizeof path, "%s/%03zu", argv[1], scenario.most);
        if (scenario_run(&scenario, path, &done, NULL, NULL, &err))
            die(path, &err);
        char *state = scenario_read(path, &err);
        if (!state)
            die(path, &err);
        snprintf(path, sizeof path, "%s/%03zu.expected", argv[1], scenario.most);
        FILE *out = fopen(path, "w");
        if (!out || fputs(state, out) < 0 || fclose(out))
            return 2;
        free(state);
    }
    scenario_free(&scenario);
    return 0;
}
