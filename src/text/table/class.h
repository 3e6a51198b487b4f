/* What a folded character does to the token that is being built. */
#ifndef STET_TEXT_TABLE_CLASS_H
#define STET_TEXT_TABLE_CLASS_H

enum text_class {
    TEXT_LETTER,     /* goes on a word. Also what vanishes: a letter of no bytes */
    TEXT_MARK,       /* goes on a word, or on a character that is a token */
    TEXT_ORDERED,    /* a mark with a canonical combining class other than 0: its place among marks may change */
    TEXT_SECOND,     /* may compose with the character before it */
    TEXT_DIGIT,      /* goes on a word and makes it a number */
    TEXT_CHARACTER,  /* a token of its own */
    TEXT_HANGUL,     /* a syllable: goes on a word, or is a token of its own where there are many in a row */
    TEXT_POINT,      /* goes on a word between two digits, otherwise separates */
    TEXT_APOSTROPHE, /* vanishes between letters, otherwise separates */
    TEXT_SEPARATOR,
    TEXT_EXPANDED /* becomes several characters */
};

#endif
