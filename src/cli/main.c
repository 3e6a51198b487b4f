#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "cli/flags.h"
#include "cli/help.h"
#include "cli/interrupt.h"

static const char *verb_name(const void *context, size_t i)
{
    (void)context;
    return cli_verbs[i].name;
}

static int version(void)
{
    struct cli_output out;
    stet_error err = {0};
    stet_status status = cli_output_open(&out, NULL, &err);
    if (!status)
        status = cli_output_printf(&out, &err, "stet %s\n", stet_version());
    return cli_output_exit(&out, status, &err);
}

static int unknown_verb(const char *name)
{
    if (name[0] == '-')
        return cli_fail("the verb comes first: stet VERB [OPTIONS] [INPUT...]; 'stet help' lists the verbs");
    const char *meant = cli_suggest(name, CLI_VERBS, verb_name, NULL);
    return meant ? cli_fail("there is no verb '%s'; did you mean %s?", name, meant)
                 : cli_fail("there is no verb '%s'; 'stet help' lists them", name);
}

/* `stet VERB --help` is `stet help VERB`. */
static int help_about(const struct cli_verb *verb)
{
    char name[16];
    snprintf(name, sizeof name, "%s", verb->name);
    char *inputs[] = {name};
    struct cli_options options = {.verb = &cli_verbs[CLI_HELP], .inputs = inputs, .input_count = 1};
    return cli_help(&options);
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
    struct cli_options options = {.verb = &cli_verbs[CLI_HELP]};
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
        return cli_help(&options);
    const struct cli_verb *verb = cli_verb_find(argv[1]);
    if (!verb)
        return unknown_verb(argv[1]);
    int code = cli_parse(&options, verb, argc - 2, argv + 2);
    if (code)
        return code;
    code = options.help ? help_about(verb) : verb->run(&options);
    cli_interrupt_finish();
    return code;
}
