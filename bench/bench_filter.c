/* bench_filter: how fast `stet filter` answers.
 *
 *     bench_filter [--rate R] [--sync WHEN] STET INDEX FEED >VERDICTS
 *
 * Starts STET filter on INDEX, sends the lines of FEED and takes the verdicts. With --rate, R lines a second, and the
 * time from sending a line to having its verdict is measured: the added latency. Otherwise as fast as it will go. */
#include <bsd/stdlib.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LINES_MOST 10000000

struct bench {
    const char *feed;
    double rate;
    int to;
    double *sent; /* when, of each line */
    size_t lines;
    bool failed;
};

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static void wait_until(double when)
{
    double left = when - now();
    if (left <= 0)
        return;
    struct timespec nap = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
    nanosleep(&nap, NULL);
}

static bool send_all(int to, const char *line, size_t size)
{
    while (size) {
        ssize_t n = write(to, line, size);
        if (n < 0 && errno != EINTR)
            return false;
        line += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

static void *send_lines(void *arg)
{
    struct bench *bench = arg;
    FILE *feed = fopen(bench->feed, "r");
    char *line = NULL;
    size_t capacity = 0;
    double start = now();
    bench->failed = !feed;
    for (ssize_t size; feed && (size = getline(&line, &capacity, feed)) > 0 && bench->lines < LINES_MOST;) {
        if (bench->rate > 0)
            wait_until(start + (double)bench->lines / bench->rate);
        bench->sent[bench->lines++] = now();
        if (!send_all(bench->to, line, (size_t)size)) {
            bench->failed = true;
            break;
        }
    }
    free(line);
    if (feed)
        fclose(feed);
    close(bench->to);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Takes the verdicts, and turns sent[] into latencies. */
static size_t take_lines(struct bench *bench, FILE *from)
{
    char *line = NULL;
    size_t capacity = 0, got = 0;
    for (ssize_t size; (size = getline(&line, &capacity, from)) > 0; got++) {
        if (got < LINES_MOST)
            bench->sent[got] = now() - bench->sent[got];
        fwrite(line, 1, (size_t)size, stdout);
    }
    free(line);
    return got;
}

static void start_filter(char **argv, int in, int out)
{
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    for (int file = 3; file < 64; file++)
        close(file);
    execv(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

static int run(struct bench *bench, char **argv)
{
    int to[2], from[2];
    pthread_t sender;
    bench->sent = reallocarray(NULL, LINES_MOST, sizeof *bench->sent);
    if (!bench->sent || pipe(to) || pipe(from))
        return 2;
    double start = now();
    pid_t child = fork();
    if (!child)
        start_filter(argv, to[0], from[1]);
    close(to[0]);
    close(from[1]);
    bench->to = to[1];
    FILE *verdicts = fdopen(from[0], "r");
    if (child < 0 || !verdicts || pthread_create(&sender, NULL, send_lines, bench))
        return 2;
    size_t got = take_lines(bench, verdicts);
    double seconds = now() - start;
    pthread_join(sender, NULL);
    int status = 0;
    waitpid(child, &status, 0);
    if (bench->failed || got != bench->lines || status) {
        fprintf(stderr, "bench_filter: %zu lines sent, %zu verdicts, exit %d\n", bench->lines, got, status);
        return 1;
    }
    qsort(bench->sent, got, sizeof *bench->sent, by_size);
    if (bench->rate > 0 && got)
        fprintf(stderr, "%zu lines at %.0f/s: latency p50 %.2f ms, p99 %.2f ms, worst %.2f ms\n", got, bench->rate,
                1e3 * bench->sent[got / 2], 1e3 * bench->sent[got * 99 / 100], 1e3 * bench->sent[got - 1]);
    else
        fprintf(stderr, "%zu lines in %.2f s: %.0f/s\n", got, seconds, (double)got / seconds);
    free(bench->sent);
    return 0;
}

int main(int argc, char **argv)
{
    const struct option options[] = {
        {"rate", required_argument, NULL, 'r'}, {"sync", required_argument, NULL, 's'}, {0}};
    struct bench bench = {.rate = 0};
    static char batch[] = "batch";
    char *sync = batch;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == '?')
            return 2;
        if (option == 'r')
            bench.rate = strtod(optarg, NULL);
        else
            sync = optarg;
    }
    if (optind + 3 != argc) {
        fprintf(stderr, "usage: bench_filter [--rate R] [--sync WHEN] STET INDEX FEED >VERDICTS\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    bench.feed = argv[optind + 2];
    static char filter[] = "filter", quiet[] = "-q", index[] = "--index", emit[] = "--emit", verdict[] = "verdict",
                when[] = "--sync";
    char *command[] = {argv[optind], filter, quiet, index, argv[optind + 1], emit, verdict, when, sync, NULL};
    return run(&bench, command);
}
