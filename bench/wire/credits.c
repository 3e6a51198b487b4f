/* stet-credits FEED TRUTH: precision and recall of the credits found, per language, as a Markdown table; with a third
 * argument (any) what was missed or wrong goes to standard error. */
#include <stdio.h>

#include "score.h"

static double share(unsigned part, unsigned whole)
{
    return whole ? (double)part / whole : 1;
}

static void row(const struct score *score)
{
    printf("| %s | %u | %u | %.3f | %.3f | %.3f | %u of %u |\n", score->language, score->articles, score->expected,
           share(score->right, score->found), share(score->right, score->expected), share(score->kinds, score->labels),
           score->fallen, score->traps);
}

int main(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "usage: stet-credits FEED TRUTH [misses]\n");
        return 2;
    }
    struct score scores[SCORE_LANGUAGES], all = {.language = "all"};
    size_t languages;
    stet_error err = {0};
    if (score_credits(arguments[1], arguments[2], count > 3 ? stderr : NULL, scores, &languages, &err)) {
        fprintf(stderr, "stet-credits: %s\n", err.message);
        return 2;
    }
    puts("| language | articles | credits | precision | recall | recall with kind | traps taken for credits |\n"
         "|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < languages; i++) {
        row(&scores[i]);
        all.articles += scores[i].articles;
        all.expected += scores[i].expected;
        all.found += scores[i].found;
        all.right += scores[i].right;
        all.labels += scores[i].labels;
        all.kinds += scores[i].kinds;
        all.traps += scores[i].traps;
        all.fallen += scores[i].fallen;
    }
    row(&all);
    return 0;
}
