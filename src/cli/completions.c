/* Completions: verbs, the options of each, the choices of an option; files otherwise. */
#include <string.h>

#include "cli/help.h"

/* Whether the value of a flag is the path of a file or folder. */
static bool takes_path(const struct cli_flag *flag)
{
    return flag->argument && (!strcmp(flag->argument, "FILE") || !strcmp(flag->argument, "DIR"));
}

static stet_status bash_choices(struct cli_output *out, const struct cli_flag *flag, stet_error *err)
{
    stet_status status = cli_output_printf(out, err, "    --%s) COMPREPLY=($(compgen -W '", flag->name);
    for (size_t i = 0; flag->choices[i] && !status; i++)
        status = cli_output_printf(out, err, "%s%s", i ? " " : "", flag->choices[i]);
    return status ? status : cli_output_text(out, "' -- \"$word\")); return ;;\n", err);
}

/* Options whose values cannot be guessed offer nothing; paths go on to the default completion of files. */
static stet_status bash_values(struct cli_output *out, stet_error *err)
{
    stet_status status = cli_output_text(out, "    case $before in\n", err);
    for (size_t i = 0; i < cli_flag_count && !status; i++) {
        const struct cli_flag *flag = &cli_flags[i];
        if (flag->type == CLI_CHOICE)
            status = bash_choices(out, flag, err);
        else if (!strcmp(flag->name, "completions"))
            status = cli_output_text(
                out, "    --completions) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\")); return ;;\n", err);
        else if (flag->type != CLI_SWITCH)
            status = cli_output_printf(out, err, "    --%s) %sreturn ;;\n", flag->name,
                                       takes_path(flag) ? "compopt -o default; " : "");
    }
    return status ? status : cli_output_text(out, "    esac\n", err);
}

/* The verbs of a group; with NULL those of one word, and the groups. A blank before each. */
static stet_status names_in(struct cli_output *out, const struct cli_group *group, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; i < CLI_VERBS && !status; i++) {
        const char *in = cli_verbs[i].group;
        if (group ? in && !strcmp(in, group->name) : !in)
            status = cli_output_printf(out, err, " %s", cli_verbs[i].name);
    }
    for (size_t i = 0; i < cli_group_count && !group && !status; i++)
        status = cli_output_printf(out, err, " %s", cli_groups[i].name);
    return status;
}

static stet_status bash_group(struct cli_output *out, const struct cli_group *group, stet_error *err)
{
    stet_status status = cli_output_printf(out, err,
                                           "    if [[ $verb == %s ]]; then\n"
                                           "        verb=\"%s ${COMP_WORDS[2]}\"\n"
                                           "        if ((COMP_CWORD == 2)); then\n"
                                           "            COMPREPLY=($(compgen -W '--help",
                                           group->name, group->name);
    if (!status)
        status = names_in(out, group, err);
    return status ? status
                  : cli_output_text(out, "' -- \"$word\"))\n            return\n        fi\n    fi\n", err);
}

static stet_status bash(struct cli_output *out, stet_error *err)
{
    stet_status status =
        cli_output_text(out,
                        "# bash completion for stet\n"
                        "_stet()\n{\n"
                        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options=\n"
                        "    local verb=${COMP_WORDS[1]}\n"
                        "    COMPREPLY=()\n"
                        "    if ((COMP_CWORD == 1)); then\n"
                        "        COMPREPLY=($(compgen -W '--help --version",
                        err);
    if (!status)
        status = names_in(out, NULL, err);
    if (!status)
        status = cli_output_text(out, "' -- \"$word\"))\n        return\n    fi\n", err);
    for (size_t i = 0; i < cli_group_count && !status; i++)
        status = bash_group(out, &cli_groups[i], err);
    if (!status)
        status = bash_values(out, err);
    if (!status)
        status = cli_output_text(out, "    case $verb in\n", err);
    for (size_t i = 0; i < CLI_VERBS && !status; i++) {
        char name[CLI_VERB_NAME];
        status = cli_output_printf(out, err, "    '%s') options='", cli_verb_name(&cli_verbs[i], name));
        for (size_t k = 0; k < cli_flag_count && !status; k++)
            if (cli_flag_is_of(&cli_flags[k], &cli_verbs[i]))
                status = cli_output_printf(out, err, "--%s ", cli_flags[k].name);
        if (!status)
            status = cli_output_text(out, "' ;;\n", err);
    }
    return status ? status
                  : cli_output_text(out,
                                    "    esac\n"
                                    "    if [[ $word == -* ]]; then\n"
                                    "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
                                    "    else\n"
                                    "        compopt -o default\n"
                                    "    fi\n"
                                    "}\n"
                                    "complete -F _stet stet\n",
                                    err);
}

/* Quoted for zsh's _arguments within single quotes: brackets and colons have a meaning there, quotes end the word. */
static stet_status zsh_text(struct cli_output *out, const char *text, stet_error *err)
{
    stet_status status = STET_OK;
    for (; *text && !status; text++)
        status = *text == '\''            ? cli_output_text(out, "'\\''", err)
                 : strchr("[]:\\", *text) ? cli_output_printf(out, err, "\\%c", *text)
                                          : cli_output_write(out, text, 1, err);
    return status;
}

static stet_status zsh_flag(struct cli_output *out, const struct cli_flag *flag, stet_error *err)
{
    stet_status status = cli_output_printf(out, err, "            '--%s%s[", flag->name, flag->argument ? "=" : "");
    if (!status)
        status = zsh_text(out, flag->help, err);
    if (!status)
        status = cli_output_text(out, "]", err);
    if (!status && flag->argument)
        status = cli_output_printf(out, err, ":%s:%s", flag->argument,
                                   takes_path(flag)           ? "_files"
                                   : flag->type == CLI_CHOICE ? "("
                                                              : " ");
    for (size_t i = 0; flag->type == CLI_CHOICE && flag->choices[i] && !status; i++)
        status = cli_output_printf(out, err, "%s%s", flag->choices[i], flag->choices[i + 1] ? " " : ")");
    return status ? status : cli_output_text(out, "' \\\n", err);
}

/* Offers the verbs of a group, or those of one word and the groups. */
static stet_status zsh_verbs(struct cli_output *out, const struct cli_group *group, stet_error *err)
{
    stet_status status = cli_output_text(out, "        verbs=(\n", err);
    for (size_t i = 0; i < CLI_VERBS && !status; i++) {
        const char *in = cli_verbs[i].group;
        if (group ? in && !strcmp(in, group->name) : !in)
            status = cli_output_printf(out, err, "            '%s:%s'\n", cli_verbs[i].name, cli_verbs[i].summary);
    }
    for (size_t i = 0; i < cli_group_count && !group && !status; i++)
        status = cli_output_printf(out, err, "            '%s:%s'\n", cli_groups[i].name, cli_groups[i].summary);
    return status ? status : cli_output_text(out, "        )\n        _describe verb verbs\n", err);
}

static stet_status zsh_group(struct cli_output *out, const struct cli_group *group, stet_error *err)
{
    stet_status status = cli_output_printf(out, err,
                                           "    if [[ $verb == %s ]]; then\n"
                                           "      if ((CURRENT == 2)); then\n",
                                           group->name);
    if (!status)
        status = zsh_verbs(out, group, err);
    return status ? status
                  : cli_output_printf(out, err,
                                      "        return\n"
                                      "      fi\n"
                                      "      verb=\"%s $words[2]\"\n"
                                      "      shift words\n"
                                      "      ((CURRENT--))\n"
                                      "    fi\n",
                                      group->name);
}

static stet_status zsh(struct cli_output *out, stet_error *err)
{
    stet_status status = cli_output_text(out,
                                         "#compdef stet\n"
                                         "_stet()\n{\n"
                                         "    local -a verbs\n"
                                         "    if ((CURRENT == 2)); then\n",
                                         err);
    if (!status)
        status = zsh_verbs(out, NULL, err);
    if (!status)
        status = cli_output_text(out,
                                 "        return\n"
                                 "    fi\n"
                                 "    local verb=$words[2]\n"
                                 "    shift words\n"
                                 "    ((CURRENT--))\n",
                                 err);
    for (size_t i = 0; i < cli_group_count && !status; i++)
        status = zsh_group(out, &cli_groups[i], err);
    if (!status)
        status = cli_output_text(out, "    case $verb in\n", err);
    for (size_t i = 0; i < CLI_VERBS && !status; i++) {
        char name[CLI_VERB_NAME];
        status = cli_output_printf(out, err, "    '%s')\n        _arguments \\\n", cli_verb_name(&cli_verbs[i], name));
        for (size_t k = 0; k < cli_flag_count && !status; k++)
            if (cli_flag_is_of(&cli_flags[k], &cli_verbs[i]))
                status = zsh_flag(out, &cli_flags[k], err);
        if (!status)
            status = cli_output_text(out, "            '*:input:_files' ;;\n", err);
    }
    return status ? status : cli_output_text(out, "    esac\n}\n_stet \"$@\"\n", err);
}

/* "complete" for when the verb has been typed. */
static stet_status fish_condition(struct cli_output *out, const struct cli_verb *verb, stet_error *err)
{
    return verb->group ? cli_output_printf(out, err,
                                           "complete -c stet -n '__fish_seen_subcommand_from %s; and "
                                           "__fish_seen_subcommand_from %s'",
                                           verb->group, verb->name)
                       : cli_output_printf(out, err, "complete -c stet -n '__fish_seen_subcommand_from %s'",
                                           verb->name);
}

static stet_status fish_flag(struct cli_output *out, const struct cli_verb *verb, const struct cli_flag *flag,
                             stet_error *err)
{
    stet_status status = fish_condition(out, verb, err);
    if (!status)
        status = cli_output_printf(out, err, " -l %s", flag->name);
    if (!status && flag->letter)
        status = cli_output_printf(out, err, " -s %c", flag->letter);
    if (!status && flag->argument)
        status = cli_output_text(out, takes_path(flag) ? " -r -F" : " -x", err);
    for (size_t i = 0; flag->type == CLI_CHOICE && flag->choices[i] && !status; i++)
        status =
            cli_output_printf(out, err, "%s%s%s", i ? " " : " -a '", flag->choices[i], flag->choices[i + 1] ? "" : "'");
    if (!status)
        status = cli_output_text(out, " -d '", err);
    for (const char *at = flag->help; *at && !status; at++)
        status = strchr("'\\", *at) ? cli_output_printf(out, err, "\\%c", *at) : cli_output_write(out, at, 1, err);
    return status ? status : cli_output_text(out, "'\n", err);
}

static stet_status fish(struct cli_output *out, stet_error *err)
{
    stet_status status = cli_output_text(out, "# fish completion for stet\n", err);
    for (size_t i = 0; i < cli_group_count && !status; i++)
        status = cli_output_printf(out, err, "complete -c stet -f -n __fish_use_subcommand -a %s -d '%s'\n",
                                   cli_groups[i].name, cli_groups[i].summary);
    for (size_t i = 0; i < CLI_VERBS && !status; i++) {
        const struct cli_verb *verb = &cli_verbs[i];
        if (verb->group)
            status = cli_output_printf(out, err,
                                       "complete -c stet -f -n '__fish_seen_subcommand_from %s' -a %s -d '%s'\n",
                                       verb->group, verb->name, verb->summary);
        else
            status = cli_output_printf(out, err, "complete -c stet -f -n __fish_use_subcommand -a %s -d '%s'\n",
                                       verb->name, verb->summary);
        for (size_t k = 0; k < cli_flag_count && !status; k++)
            if (cli_flag_is_of(&cli_flags[k], verb))
                status = fish_flag(out, verb, &cli_flags[k], err);
    }
    return status;
}

cli_write_completions *cli_completions_for(const char *shell)
{
    return !strcmp(shell, "bash") ? bash : !strcmp(shell, "zsh") ? zsh : !strcmp(shell, "fish") ? fish : NULL;
}
