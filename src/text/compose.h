/* Canonical ordering and composition of folded characters, as they come (Unicode Standard, 3.11; UAX #15).
 *
 * Marks in text are nearly always in order, and what folding leaves composes rarely: a few Indic vowel signs, the voicing
 * marks of half-width kana, Hangul spelled in single letters. So whoever builds words takes characters as they are,
 * asks text_compose and text_order where a mark follows, and sends only the stretch around a hit through here.
 *
 * No more than TEXT_RUN marks are ordered at a time, as in the Stream-Safe Text Format (UAX #15, 13): the next one then
 * starts anew. So a million marks on one letter cost no more than a million letters. */
#ifndef STET_TEXT_COMPOSE_H
#define STET_TEXT_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_RUN 30

/* The character that two adjacent ones compose to, or 0. */
uint32_t text_compose(uint32_t first, uint32_t second);

/* Canonical combining class of a folded code point. */
uint32_t text_order(uint32_t folded);

/* A character and the marks on it. */
struct text_run {
    uint32_t cp[1 + TEXT_RUN];
    uint32_t order[1 + TEXT_RUN];
    size_t count;
};

/* Takes the next folded character. When the run that was being collected is complete, it is moved to `done` (in order,
 * composed) and true is returned. Start with a zeroed run. */
bool text_run_add(struct text_run *run, uint32_t cp, struct text_run *done);

/* Completes the run that is being collected, at a separator or at the end. */
void text_run_end(struct text_run *run, struct text_run *done);

#endif
