/*
 * page_cut: the characters of a zone in cuts of OCR-B other than those of a font: drawn with a pen
 * along skeletons, as printers of documents have them.
 * Knows skeletons, pens and ink. Never knows fonts, nor how a zone is read.
 */
#ifndef EG_SIMULATOR_PAGE_CUT_H
#define EG_SIMULATOR_PAGE_CUT_H

#include "simulator/page_sheet.h"

/*
 * One character, its cell's middle at x, y (mm of the sheet). Each cut from 1 on has a pen, ends,
 * corners, widths and heights of its own, the same for each of its characters; a few forms differ,
 * too (foot of 1, serifs of I, angle of the filler). What is no letter of a zone is not drawn.
 */
void page_cut_print(struct page_sheet *s, unsigned cut, char c, double x, double y);

#endif
