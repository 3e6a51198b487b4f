/* Text of articles on a terminal: cleaned of what would act there, wrapped, side by side. */
#ifndef STET_CLI_COLUMNS_H
#define STET_CLI_COLUMNS_H

#include <stet/article.h>

#include "cli/output.h"

struct cli_columns {
    struct cli_output *out;
    bool colour;
    int width; /* of the terminal */
};

/* Colours only on a terminal and without NO_COLOR; the width of the terminal, else that of $COLUMNS, else 100. */
void cli_columns_init(struct cli_columns *columns, struct cli_output *out);

/* `code` is an SGR parameter ("1", "32"); nothing without colours. */
stet_status cli_columns_colour(struct cli_columns *columns, const char *code, stet_error *err);

/* At most `most` columns of the text in one line, "..." behind it when there is more: white space becomes a blank,
 * control characters vanish. */
stet_status cli_columns_line(struct cli_columns *columns, stet_span text, int most, stet_error *err);

/* A passage: two texts side by side where there is room, else one below the other. `mark` stands between them. With
 * `fold` the middle of a long one is left out. */
stet_status cli_columns_pair(struct cli_columns *columns, stet_span a, stet_span b, char mark, bool fold,
                             stet_error *err);

#endif
