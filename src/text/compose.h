/* Canonical ordering and composition of folded characters, as they come (Unicode Standard, 3.11; UAX #15).
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

/* Adds a folded character of the given order; `second` says whether it may compose with one before it. False when it
 * begins a run of its own: settle and use the one that is there, set its count to 0, and add again. */
bool text_run_add(struct text_run *run, uint32_t cp, uint32_t order, bool second);

/* Puts the marks in order and composes. */
void text_run_settle(struct text_run *run);

#endif
