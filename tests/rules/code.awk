# Prints FILE:LINE:CODE for C and C++ files, with comments and the insides of string and character literals left out, so
# that a rule sees code only. The names of #include lines stay.
function strip(line,    out, i, c, two) {
    if (!comment && line ~ /^[ \t]*#[ \t]*include/) {
        sub(/[ \t]*(\/\*.*|\/\/.*)$/, "", line)
        return line
    }
    if (!comment && line !~ /["'\/]/)
        return line
    out = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        two = substr(line, i, 2)
        if (comment) {
            if (two == "*/") {
                comment = 0
                i++
            }
        } else if (quote != "") {
            if (c == "\\")
                i++
            else if (c == quote) {
                out = out c
                quote = ""
            }
        } else if (two == "/*") {
            comment = 1
            out = out " "
            i++
        } else if (two == "//") {
            break
        } else {
            # A ' between digits is a separator of C++, not the start of a character.
            if (c == "\"" || (c == "'" && substr(line, i - 1, 1) !~ /[0-9]/))
                quote = c
            out = out c
        }
    }
    quote = ""
    return out
}

FNR == 1 {
    comment = 0
    quote = ""
}

{
    code = strip($0)
    if (code ~ /[^ \t]/)
        print FILENAME ":" FNR ":" code
}
