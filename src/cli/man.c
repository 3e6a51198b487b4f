/* The manual page, in the man macros. */
#include <stdio.h>
#include <string.h>

#include "cli/help.h"

/* Text as roff: hyphens that may be copied, no line that starts with a control character, paragraphs. */
static stet_status prose(struct cli_output *out, const char *text, stet_error *err)
{
    stet_status status = STET_OK;
    bool start = true;
    for (; *text && !status; text++) {
        if (start && (*text == '.' || *text == '\''))
            status = cli_output_text(out, "\\&", err);
        if (status)
            break;
        start = *text == '\n';
        if (*text == '\n')
            status = cli_output_text(out, "\n.PP\n", err);
        else if (*text == '\\')
            status = cli_output_text(out, "\\e", err);
        else if (*text == '-')
            status = cli_output_text(out, "\\-", err);
        else
            status = cli_output_write(out, text, 1, err);
    }
    return status;
}

static stet_status flag_item(struct cli_output *out, const struct cli_flag *flag, stet_error *err)
{
    char tag[96];
    if (flag->letter)
        snprintf(tag, sizeof tag, ".TP\n\\fB\\-%c\\fR, \\fB\\-\\-", flag->letter);
    else
        snprintf(tag, sizeof tag, ".TP\n\\fB\\-\\-");
    stet_status status = cli_output_text(out, tag, err);
    if (!status)
        status = prose(out, flag->name, err);
    if (!status && flag->argument)
        status = cli_output_printf(out, err, "\\fR \\fI%s", flag->argument);
    if (!status)
        status = cli_output_text(out, "\\fR\n", err);
    if (!status)
        status = prose(out, flag->help, err);
    return status ? status : cli_output_text(out, ".\n", err);
}

static stet_status examples(struct cli_output *out, const struct cli_verb *verb, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; i < CLI_EXAMPLES && verb->examples[i].command && !status; i++) {
        status = cli_output_text(out, ".PP\n", err);
        if (!status && verb->examples[i].what)
            status = prose(out, verb->examples[i].what, err);
        if (!status)
            status = cli_output_text(out, verb->examples[i].what ? "\n.PP\n.RS 4\n.EX\n" : ".RS 4\n.EX\n", err);
        if (!status)
            status = prose(out, verb->examples[i].command, err);
        if (!status)
            status = cli_output_text(out, "\n.EE\n.RE\n", err);
    }
    return status;
}

static stet_status verb_section(struct cli_output *out, const struct cli_verb *verb, stet_error *err)
{
    char name[CLI_VERB_NAME];
    cli_verb_name(verb, name);
    stet_status status = cli_output_printf(out, err, ".SS \"stet %s [OPTIONS]%s%s\"\n%s.\n.PP\n", name,
                                           *verb->arguments ? " " : "", verb->arguments, verb->summary);
    if (!status)
        status = prose(out, verb->about, err);
    if (!status)
        status = cli_output_text(out, "\n", err);
    if (!status)
        status = examples(out, verb, err);
    for (size_t i = 0; i < cli_flag_count && !status; i++)
        if (cli_flag_is_of(&cli_flags[i], verb))
            status = flag_item(out, &cli_flags[i], err);
    return status;
}

static const char head[] =
    ".SH NAME\n"
    "stet \\- find the copies of a story and name the one that stands\n"
    ".SH SYNOPSIS\n"
    ".B stet\n"
    ".I VERB\n"
    "[\\fIOPTIONS\\fR] [\\fIINPUT\\fR...]\n"
    ".SH DESCRIPTION\n"
    "Near\\-duplicate news articles: reprints, trimmed copies and updates of one story are put into a\n"
    "cluster, and the copy that stands is named, with the evidence.\n"
    ".PP\n"
    "Results go to stdout and nothing else does; bad lines, progress and a summary go to stderr.\n"
    "Options may stand among the inputs; \\fB\\-\\-\\fR ends them. \\fB\\-\\-name=value\\fR is\n"
    "\\fB\\-\\-name value\\fR.\n"
    ".SH VERBS\n";

static const char tail[] =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nDone. Also when whoever reads the output has closed the pipe.\n"
    ".TP\n.B 1\nThe answer is no.\n"
    ".TP\n.B 2\nWrong use, bad input under \\fB\\-\\-strict\\fR, or an error of input or output.\n"
    ".TP\n.B 75\nThe index is locked by another writer: try again later.\n"
    ".PP\n"
    "An interrupted run leaves no half\\-written file.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.B NO_COLOR\nThe progress bar is drawn without colour.\n"
    ".TP\n.B STET_ISA\nInstruction set of the kernels: scalar, avx2 or avx512 (default: the best there is).\n"
    ".TP\n.B TMPDIR\nFolder for temporary files, unless \\fB\\-\\-tmp\\fR is given.\n";

stet_status cli_write_man(struct cli_output *out, stet_error *err)
{
    stet_status status = cli_output_printf(out, err, ".TH STET 1 \"\" \"stet %s\" \"User Commands\"\n", stet_version());
    if (!status)
        status = cli_output_text(out, head, err);
    for (size_t i = 0; i < CLI_VERBS && !status; i++)
        status = verb_section(out, &cli_verbs[i], err);
    return status ? status : cli_output_text(out, tail, err);
}
