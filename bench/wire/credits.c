/* stet-credits FEED TRUTH: precision and recall of the credits found, per language, as a Markdown table; with a third
 * argument (any) what was missed or wrong goes to standard error. */
#include <stdio.h>

#include "score.h"

static double share(unsigned part, unsigned whole)
{
    return whole ? (double)part / whole : 1;
}

static void add(struct score *all, const struct score *score)
{
    all->articles += score->articles;
    all->expected += score->expected;
    all->found += score->found;
    all->right += score->right;
    all->whole_found += score->whole_found;
    all->whole_right += score->whole_right;
    all->search_found += score->search_found;
    all->search_right += score->search_right;
    all->labels += score->labels;
    all->kinds += score->kinds;
    all->traps += score->traps;
    all->fallen += score->fallen;
    all->told += score->told;
    all->to_tell += score->to_tell;
}

static void row(const struct score *score)
{
    printf("| %s | %u | %u | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %u of %u | %u of %u |\n", score->language,
           score->articles, score->expected, share(score->right, score->found), share(score->right, score->expected),
           share(score->kinds, score->labels), share(score->whole_right, score->whole_found),
           share(score->whole_right, score->expected), share(score->search_right, score->search_found),
           share(score->search_right, score->expected), score->fallen, score->traps, score->told, score->to_tell);
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
    puts("| language | articles | credits | precision | recall | recall with kind | whole text: precision | recall | "
         "plain search: precision | recall | traps taken for credits | photo credits and quotes told apart |\n"
         "|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < languages; i++) {
        row(&scores[i]);
        add(&all, &scores[i]);
    }
    row(&all);
    return 0;
}
