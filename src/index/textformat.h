/* The places of things in a text file; for text_build.c and text_read.c. */
#ifndef STET_INDEX_TEXTFORMAT_H
#define STET_INDEX_TEXTFORMAT_H

#define TEXT_BLOCK_HEAD 8 /* bytes ahead of a block's strings: the number of its first entry */
#define TEXT_PLACES 256   /* entries in a page of places */
#define TEXT_PLACES_SIZE (8 + TEXT_PLACES / 8)

/* Facts in the contents of a text file. */
enum { FACT_ENTRIES, FACT_RAW, FACT_DICTIONARY, TEXT_FACTS };

#endif
