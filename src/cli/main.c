#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "cli/flags.h"
#include "cli/help.h"
#include "cli/interrupt.h"

static int version(void)
{
    struct cli_output out;
    stet_error err = {0};
    stet_status status = cli_output_open(&out, NULL, &err);
    if (!status)
        status = cli_output_printf(&out, &err, "stet %s\n", stet_version());
    return cli_output_exit(&out, status, &err);
}

/* `stet VERB --help` is `stet help VERB`. */
static int help_about(int count, char **words)
{
    struct cli_options options = {.verb = &cli_verbs[CLI_HELP], .inputs = words, .input_count = count};
    return cli_help(&options);
}

static bool asks_for_help(const char *word)
{
    return !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* Left to itself, glibc raises its threshold to 32 MiB when it sees the buffers of the first long article, and from
 * then on keeps freed ones: twice the memory for articles of 14 MB. Ordinary feeds do not notice. */
static void give_memory_back(void)
{
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
#endif
}

int main(int argc, char **argv)
{
    give_memory_back();
    cli_interrupt_init();
    if (argc < 2)
        return cli_fail(
            "what shall be done? 'stet help' lists the verbs; for example: stet dedup feed.jsonl > once.jsonl");
    if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V"))
        return version();
    if (asks_for_help(argv[1]))
        return help_about(0, NULL);
    if (argc == 3 && cli_group_find(argv[1]) && asks_for_help(argv[2]))
        return help_about(1, argv + 1);
    int used;
    const struct cli_verb *verb = cli_verb_find(argc - 1, argv + 1, &used);
    if (!verb)
        return cli_verb_unknown(argc - 1, argv + 1);
    struct cli_options options;
    int code = cli_parse(&options, verb, argc - 1 - used, argv + 1 + used);
    if (code)
        return code;
    code = options.help ? help_about(used, argv + 1) : verb->run(&options);
    cli_interrupt_finish();
    return code;
}
