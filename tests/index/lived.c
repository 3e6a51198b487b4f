/* Leaves indexes that have lived for a while, each for one step longer, and beside each what the library says is in it:
 *
 *     index_lived FOLDER
 *
 * for a reader in another language to say the same of. Some were closed; of some the process died; and of some of these a
 * power cut took the end of a log that nobody had been told of, or the head of the newest one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/scenario.h"
#include "sys/folder.h"

enum end { CLOSED, DIED, OLDEST_LOG_CUT, NEWEST_LOG_WITHOUT_HEAD, ENDS };

static void die(const char *what, const stet_error *err)
{
    fprintf(stderr, "index_lived: %s: %s\n", what, err->message);
    exit(2);
}

static void die_when_done(void *ctx, size_t done)
{
    if (done == *(size_t *)ctx)
        _exit(0);
}

static void live(struct scenario *scenario, const char *path, enum end end)
{
    stet_error err = {0};
    size_t done;
    if (end == CLOSED) {
        if (scenario_run(scenario, path, &done, NULL, NULL, &err))
            die(path, &err);
        return;
    }
    int status;
    pid_t child = fork();
    if (!child) {
        scenario_run(scenario, path, &done, die_when_done, &scenario->most, &err);
        die(path, &err);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status)
        exit(2);
}

/* As a power cut does, where there are two logs. */
static bool spoil(const char *path, enum end end)
{
    struct sys_folder names;
    stet_error err = {0};
    char log[2000];
    size_t logs = 0;
    if (sys_folder_list(&names, path, &err))
        die(path, &err);
    for (size_t i = 0; i < names.count; i++)
        if (!strncmp(names.entries[i].name, "log-", 4) && (!logs++ || end == NEWEST_LOG_WITHOUT_HEAD))
            snprintf(log, sizeof log, "%s/%s", path, names.entries[i].name);
    sys_folder_free(&names);
    if (logs < 2)
        return false;
    FILE *file = fopen(log, "r+");
    if (!file)
        exit(2);
    bool failed = fseek(file, end == OLDEST_LOG_CUT ? -8 : 0, end == OLDEST_LOG_CUT ? SEEK_END : SEEK_SET) != 0;
    if (end == OLDEST_LOG_CUT)
        failed = failed || ftruncate(fileno(file), ftell(file));
    else
        failed = failed || fwrite("12345678", 1, 8, file) != 8;
    if (fclose(file) || failed)
        exit(2);
    return true;
}

/* Nothing is left of what the library calls damaged: that is another test's. */
static void say(const char *path, enum end end)
{
    stet_error err = {0};
    char said[1000];
    char *state = scenario_read(path, &err);
    if (!state && (end == CLOSED || end == DIED))
        die(path, &err);
    if (!state)
        return;
    snprintf(said, sizeof said, "%s.expected", path);
    FILE *out = fopen(said, "w");
    if (!out || fputs(state, out) < 0 || fclose(out))
        exit(2);
    free(state);
}

int main(int argc, char **argv)
{
    struct scenario scenario;
    if (argc != 2)
        return 2;
    scenario_init(&scenario, INDEX_SYNC_NONE, 2);
    for (scenario.most = 2; scenario.most <= scenario.steps; scenario.most++)
        for (enum end end = CLOSED; end < ENDS; end++) {
            char path[900];
            if ((end == CLOSED || end == DIED) && scenario.most % 5 != (unsigned)end)
                continue;
            snprintf(path, sizeof path, "%s/%03zu-%u", argv[1], scenario.most, (unsigned)end);
            live(&scenario, path, end);
            if (end == CLOSED || end == DIED || spoil(path, end))
                say(path, end);
        }
    scenario_free(&scenario);
    return 0;
}
