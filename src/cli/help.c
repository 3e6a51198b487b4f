#include "cli/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stet/status.h>

#define WIDTH 80
#define INDENT 26 /* of what an option means */

/* Writes text in lines of WIDTH, each but the first indented; `column` is where the first starts. */
static stet_status wrap(struct cli_output *out, const char *text, int column, int indent, stet_error *err)
{
    stet_status status = STET_OK;
    bool first = true;
    while (*text && !status) {
        int size = (int)strcspn(text, " \n");
        bool paragraph = text[size] == '\n';
        if (!first && column + 1 + size > WIDTH) {
            status = cli_output_printf(out, err, "\n%*s", indent, "");
            column = indent;
        } else if (!first && column > indent) {
            status = cli_output_text(out, " ", err);
            column++;
        }
        if (!status)
            status = cli_output_write(out, text, (size_t)size, err);
        column += size;
        first = false;
        text += size + (text[size] != 0);
        if (paragraph && !status) {
            status = cli_output_printf(out, err, "\n\n%*s", indent, "");
            column = indent;
        }
    }
    return status ? status : cli_output_text(out, "\n", err);
}

static stet_status write_flag(struct cli_output *out, const struct cli_flag *flag, stet_error *err)
{
    char left[64], letter[8] = "    ";
    if (flag->letter)
        snprintf(letter, sizeof letter, "-%c, ", flag->letter);
    int used = snprintf(left, sizeof left, "  %s--%s%s%s", letter, flag->name, flag->argument ? " " : "",
                        flag->argument ? flag->argument : "");
    stet_status status = used < INDENT ? cli_output_printf(out, err, "%-*s", INDENT, left)
                                       : cli_output_printf(out, err, "%s\n%*s", left, INDENT, "");
    return status ? status : wrap(out, flag->help, INDENT, INDENT, err);
}

stet_status cli_write_help(struct cli_output *out, const struct cli_verb *verb, stet_error *err)
{
    char name[CLI_VERB_NAME];
    cli_verb_name(verb, name);
    stet_status status = cli_output_printf(out, err, "stet %s: %s\n\nUsage: stet %s [OPTIONS]%s%s\n\n", name,
                                           verb->summary, name, *verb->arguments ? " " : "", verb->arguments);
    if (!status)
        status = wrap(out, verb->about, 0, 0, err);
    if (!status)
        status = cli_output_text(out, verb->examples[1].command ? "\nExamples:\n" : "\nExample:\n", err);
    for (size_t i = 0; i < CLI_EXAMPLES && verb->examples[i].command && !status; i++) {
        const struct cli_example *example = &verb->examples[i];
        status = example->what ? cli_output_printf(out, err, "  %s\n      %s\n", example->command, example->what)
                               : cli_output_printf(out, err, "  %s\n", example->command);
    }
    if (!status)
        status = cli_output_text(out, "\nOptions:\n", err);
    for (size_t i = 0; i < cli_flag_count && !status; i++)
        if (cli_flag_is_of(&cli_flags[i], verb))
            status = write_flag(out, &cli_flags[i], err);
    return status;
}

stet_status cli_write_overview(struct cli_output *out, stet_error *err)
{
    stet_status status = cli_output_printf(out, err,
                                           "stet %s: finds the copies of a story and names the one that stands\n\n"
                                           "Usage: stet VERB [OPTIONS] [INPUT...]\n\n",
                                           stet_version());
    const struct cli_group *group = NULL;
    for (size_t i = 0; i < CLI_VERBS && !status; i++) {
        const struct cli_verb *verb = &cli_verbs[i];
        bool same = group && verb->group && !strcmp(verb->group, group->name);
        group = verb->group ? cli_group_find(verb->group) : NULL;
        if (!same)
            status = cli_output_printf(out, err, "  %-9s %s\n", group ? group->name : verb->name,
                                       group ? group->summary : verb->summary);
    }
    if (!status)
        status = cli_output_text(out,
                                 "\nExample:\n  stet dedup feed.jsonl.zst > once.jsonl --clusters clusters.jsonl\n\n"
                                 "'stet help VERB' tells more about each; 'stet --version' tells the version.\n"
                                 "Exit: 0 done, 1 the answer is no, 2 error, 75 the index is locked.\n",
                                 err);
    return status;
}

static stet_status write_group(struct cli_output *out, const struct cli_group *group, stet_error *err)
{
    stet_status status = cli_output_printf(out, err, "stet %s: %s\n\nUsage: stet %s VERB [OPTIONS] DIR ...\n\n",
                                           group->name, group->summary, group->name);
    if (!status)
        status = wrap(out, group->about, 0, 0, err);
    if (!status)
        status = cli_output_text(out, "\n", err);
    for (size_t i = 0; i < CLI_VERBS && !status; i++)
        if (cli_verbs[i].group && !strcmp(cli_verbs[i].group, group->name))
            status = cli_output_printf(out, err, "  %-9s %s\n", cli_verbs[i].name, cli_verbs[i].summary);
    return status ? status
                  : cli_output_printf(out, err, "\nExample:\n  %s\n\n'stet help %s VERB' tells more about each.\n",
                                      group->example, group->name);
}

int cli_help(const struct cli_options *options)
{
    const struct cli_verb *verb = NULL;
    cli_write_completions *completions = NULL;
    if (options->completions && !(completions = cli_completions_for(options->completions)))
        return cli_fail("there are completions for bash, zsh and fish, not for '%s'", options->completions);
    const struct cli_group *group = options->input_count == 1 ? cli_group_find(options->inputs[0]) : NULL;
    int used = 0;
    if (options->input_count && !group)
        verb = cli_verb_find(options->input_count, options->inputs, &used);
    if (verb && used < options->input_count)
        return cli_fail("one verb at a time: '%s' is one too many", options->inputs[used]);
    if (options->input_count && !group && !verb)
        return cli_verb_unknown(options->input_count, options->inputs);
    struct cli_output out;
    stet_error err = {0};
    stet_status status = cli_output_open(&out, NULL, &err);
    if (!status)
        status = options->man  ? cli_write_man(&out, &err)
                 : completions ? completions(&out, &err)
                 : group       ? write_group(&out, group, &err)
                 : verb        ? cli_write_help(&out, verb, &err)
                               : cli_write_overview(&out, &err);
    return cli_output_exit(&out, status, &err);
}
