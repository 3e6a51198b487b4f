/* stet-generate: synthetic newswire with the truth about who copied whom. */
#include <bsd/stdlib.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "generate/feed.h"

static const char help[] =
    "stet-generate: synthetic newswire as JSON Lines, with the truth about who copied whom.\n"
    "\n"
    "usage: stet-generate [--articles N | --bytes SIZE] [OPTIONS]\n"
    "\n"
    "  --articles N       so many articles (default 10000)\n"
    "  --bytes SIZE       or so many bytes; K, M, G, T are powers of 1024\n"
    "  --seed N           default 1; the same seed and options give the same bytes on every machine\n"
    "  --reprints SHARE   share of the articles that are copies, 0 to 0.9 (default 0.5)\n"
    "  --templates SHARE  share of the articles that are templates filled in (default 0.1)\n"
    "  --languages LIST   of en,de,fr,es,ru (default: all, English 70 in 100)\n"
    "  --kinds LIST       of exact,retitled,trimmed,third,cut,respelled,local,junk,merged,ocr,update (default: all)\n"
    "  --words MEAN       mean length of a story, 40 to 4000 (default 450)\n"
    "  --fields alt       field names and time formats vary from line to line\n"
    "  --truth FILE       writes id, cluster, canonical (0|1) and relation, divided by tabs, for each article\n"
    "  -o FILE            instead of standard output\n"
    "\n"
    "The canonical member of a cluster is the author's own article. Where it is not in the feed (three in a hundred "
    "new\n"
    "stories), it is the copy marked stand-in: the earliest, whole, with a credit line and its true time.\n"
    "\n"
    "Relations: original; stand-in; template (the same skeleton as others, a cluster of its own); same-event (names "
    "and\n"
    "headline of another story, other text, a cluster of its own); shared-quote (one quoted statement in common, a "
    "cluster\n"
    "of its own); for copies the kind, and behind a plus sign a second change.\n";

/* A share "0.35" of a million, without floating point. */
static uint32_t parse_share(const char *name, const char *text, uint32_t high)
{
    uint64_t share = 0, unit = 1000000;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && share <= unit; p++)
        share = (share * 10) + (uint64_t)(*p - '0') * unit;
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9'; p++)
            share += (uint64_t)(*p - '0') * (unit /= 10);
    if (*p || p == text || share > high)
        errx(2, "--%s: want a share of 0 to %u.%u, not %s", name, high / 1000000, high / 100000 % 10, text);
    return (uint32_t)share;
}

static uint64_t parse_size(const char *text)
{
    static const char units[] = "KMGT";
    char number[24];
    const char *problem = NULL, *unit;
    size_t size = strlen(text);
    unsigned shift = 0;
    if (size > 0 && size < sizeof number && (unit = strchr(units, text[size - 1]))) {
        shift = 10 * (unsigned)(unit - units + 1);
        size--;
    }
    if (size == 0 || size >= sizeof number)
        errx(2, "--bytes: not a size: %s", text);
    memcpy(number, text, size);
    number[size] = '\0';
    long long n = strtonum(number, 1, INT64_MAX >> shift, &problem);
    if (problem)
        errx(2, "--bytes: %s: %s", text, problem);
    return (uint64_t)n << shift;
}

static uint64_t parse_number(const char *name, const char *text, long long low, long long high)
{
    const char *problem = NULL;
    long long n = strtonum(text, low, high, &problem);
    if (problem)
        errx(2, "--%s: %s: %s", name, text, problem);
    return (uint64_t)n;
}

static uint32_t parse_kinds(const char *list)
{
    uint32_t kinds = 0;
    for (const char *p = list; *p;) {
        size_t size = strcspn(p, ",");
        int kind = 0;
        while (kind < KIND_COUNT && (strlen(kind_names[kind]) != size || memcmp(kind_names[kind], p, size)))
            kind++;
        if (kind == KIND_COUNT)
            errx(2, "--kinds: not a kind: %.*s", (int)size, p);
        kinds |= 1u << kind;
        p += size + (p[size] == ',');
    }
    return kinds;
}

static int open_output(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        err(2, "%s", path);
    return fd;
}

struct arguments {
    struct feed_options feed;
    const char *languages, *truth, *output;
};

static void parse(struct arguments *a, int argc, char **argv)
{
    static const struct option options[] = {
        {"articles", 1, NULL, 'n'},  {"bytes", 1, NULL, 'b'},     {"seed", 1, NULL, 's'},  {"reprints", 1, NULL, 'r'},
        {"templates", 1, NULL, 't'}, {"languages", 1, NULL, 'l'}, {"kinds", 1, NULL, 'k'}, {"words", 1, NULL, 'w'},
        {"fields", 1, NULL, 'f'},    {"truth", 1, NULL, 'T'},     {"help", 0, NULL, 'h'},  {NULL, 0, NULL, 0}};
    struct feed_options *feed = &a->feed;
    for (int option; (option = getopt_long(argc, argv, "ho:", options, NULL)) != -1;) {
        switch (option) {
        case 'n':
            feed->articles = parse_number("articles", optarg, 1, INT64_MAX);
            break;
        case 'b':
            feed->bytes = parse_size(optarg);
            break;
        case 's':
            feed->seed = parse_number("seed", optarg, 0, INT64_MAX);
            break;
        case 'r':
            feed->reprints = parse_share("reprints", optarg, 900000);
            break;
        case 't':
            feed->templates = parse_share("templates", optarg, 1000000);
            break;
        case 'l':
            a->languages = optarg;
            break;
        case 'k':
            feed->kinds = parse_kinds(optarg);
            break;
        case 'w':
            feed->words = (uint32_t)parse_number("words", optarg, 40, 4000);
            break;
        case 'f':
            if (strcmp(optarg, "alt"))
                errx(2, "--fields: want alt, not %s", optarg);
            feed->alternative_fields = true;
            break;
        case 'T':
            a->truth = optarg;
            break;
        case 'o':
            a->output = optarg;
            break;
        case 'h':
            fputs(help, stdout);
            exit(fflush(stdout) ? 2 : 0);
        default:
            exit(2);
        }
    }
    if (optind < argc)
        errx(2, "no such argument: %s (try --help)", argv[optind]);
    if (!feed->articles && !feed->bytes)
        feed->articles = 10000;
}

int main(int argc, char **argv)
{
    struct arguments a = {
        .feed = {.seed = 1, .reprints = 500000, .templates = 100000, .words = 450, .kinds = (1u << KIND_COUNT) - 1}};
    struct world *world = calloc(1, sizeof *world);
    parse(&a, argc, argv);
    if (!world)
        errx(2, "out of memory");
    if (!world_init(world, a.languages))
        errx(2, "--languages: want some of en,de,fr,es,ru, not %s", a.languages);
    struct emitter emitter = {.feed_fd = a.output ? open_output(a.output) : STDOUT_FILENO,
                              .truth_fd = a.truth ? open_output(a.truth) : -1};
    feed_run(&a.feed, world, &emitter);
    if (!emit_flush(&emitter))
        err(2, "write");
    if (close(emitter.feed_fd) || (a.truth && close(emitter.truth_fd)))
        err(2, "close");
    stet_buf_free(&emitter.feed);
    stet_buf_free(&emitter.truth);
    world_free(world);
    free(world);
    return 0;
}
