/*
 * page_shelf: pictures of the pages of a run's documents: drawn when they are first wanted, kept in
 * files, so that many plays draw each but once.
 * Knows documents' folders, and how one may lie. Never knows a play, nor a socket.
 */
#ifndef EG_SIMULATOR_PAGE_SHELF_H
#define EG_SIMULATOR_PAGE_SHELF_H

#include "base/secret.h"
#include "simulator/scenario.h"

#define PAGE_SHELF_DPI      300 /* of a still reader's picture */
#define PAGE_SHELF_INFRARED 200 /* and of its infrared one */
#define PAGE_SHELF_GLASS_MM \
	{                   \
		135, 101    \
	}
#define PAGE_SHELF_CAMERA_DPI 240
#define PAGE_SHELF_BED        28   /* grey of the empty glass in it */
#define PAGE_SHELF_WIDTH      1275 /* pixels of a camera's picture of the glass */
#define PAGE_SHELF_HEIGHT     954

/* What is wanted. Everything is borrowed. */
struct page_wish {
	const char *folder;   /* of the document: mrz.txt */
	const char *portrait; /* file of what is printed, a PGM */
	const char *name;     /* in the zone in place of the holder's; "": the holder's */
	uint8_t laid;         /* enum scenario_laid */
	uint16_t degrees;     /* turned clockwise */
	bool infrared;
	bool camera; /* PPM as a camera below the glass sees it, light and noise to come; else PNG
		      */
};

/*
 * From the folder of kept pictures, or drawn and kept there. EG_NOT_FOUND: a font or a file of the
 * document is missing. Drawing takes 0.2 s of the processor, reading what is kept next to nothing.
 */
EG_CHECK enum eg_err page_shelf_take(const char *kept, const struct page_wish *wish,
				     struct bytes *out);

#endif
