for shell in bash zsh fish; do
    stet help --completions $shell >$shell
    for flag in clusters singletons recall truth completions; do
        grep -c -e "-$flag\>" -e "-l $flag\>" $shell >/dev/null || echo "$shell: $flag is missing"
    done
done
stet help --completions tcsh
