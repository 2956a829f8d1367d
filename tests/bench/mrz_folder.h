/*
 * mrz_folder: pictures of pages in a folder, with the text that is on them.
 */
#ifndef EG_TESTS_BENCH_MRZ_FOLDER_H
#define EG_TESTS_BENCH_MRZ_FOLDER_H

#include "document/mrz_read.h"
#include "simulator/page_draw.h"

/*
 * Reads all JPEG, PNG, PNM, BMP and TIFF files and tells what is on them. What should be: lines of
 * NAME.txt, or the name itself, when it is a zone with "_" between its lines; otherwise nothing is
 * compared. EG_NOT_FOUND: no such folder, or none of these in it. wrong: accepted readings that are
 * not so.
 */
EG_CHECK enum eg_err mrz_folder_read(struct mrz_reader *reader, const char *folder,
				     unsigned *wrong);
/* FOLDER/LEVEL-FORMAT-NUMBER.pgm, .txt, and .zone.pgm: the zone alone, upright, 300 dpi. */
EG_CHECK enum eg_err mrz_folder_put(const char *folder, const char *level, unsigned number,
				    const struct page_text *text, const struct page_picture *p);

#endif
