/* stet-measure: runs a command and says what it took, for machines without time(1).
 *
 *     stet-measure -o FILE COMMAND [ARGUMENT...]
 *
 * FILE gets one line of JSON: wall and processor seconds, the peak of resident memory in bytes, and the exit status,
 * which is also that of stet-measure. Standard input and output are the command's. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void report(const char *path, double wall, const struct rusage *usage, int status)
{
    FILE *file = fopen(path, "w");
    if (!file)
        err(2, "%s", path);
    fprintf(file, "{\"wall\":%.3f,\"user\":%.3f,\"system\":%.3f,\"peak\":%lld,\"status\":%d}\n", wall,
            seconds(usage->ru_utime), seconds(usage->ru_stime), (long long)usage->ru_maxrss * 1024, status);
    if (ferror(file) | fclose(file))
        err(2, "%s", path);
}

int main(int argc, char **argv)
{
    const char *path = NULL;
    for (int option; (option = getopt(argc, argv, "+o:")) != -1;) {
        if (option != 'o')
            return 2;
        path = optarg;
    }
    if (!path || optind == argc)
        errx(2, "usage: stet-measure -o FILE COMMAND [ARGUMENT...]");
    struct timespec start, end;
    struct rusage usage;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child < 0)
        err(2, "fork");
    if (child == 0) {
        execvp(argv[optind], argv + optind);
        warn("%s", argv[optind]);
        _exit(127);
    }
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR)
            err(2, "wait4");
    clock_gettime(CLOCK_MONOTONIC, &end);
    double wall = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    report(path, wall, &usage, code);
    return code;
}
