/*
 * page_look: what can be seen of a page beside its text: whether something lies there and keeps
 * still, glare, blur, a screen instead of paper, the shape of the print, the ink in infrared, where
 * the portrait is. Knows grey pixels and the sizes of Doc 9303-3 to -7. Never knows a camera, a
 * file, nor what a field says.
 *
 * Pure: the same pixels give the same answer; nothing is kept but in struct page_watch.
 */
#ifndef EG_DOCUMENT_PAGE_LOOK_H
#define EG_DOCUMENT_PAGE_LOOK_H

#include "document/mrz_read.h"

#include "base/verdict.h"

/* Of a live camera: what lies on the glass, by the last pictures. */
enum page_lies {
	PAGE_LIES_NOTHING, /* the glass alone */
	PAGE_LIES_MOVING,  /* something comes, goes or is held in the hand */
	PAGE_LIES_STILL,   /* something lies there and was still long enough to be read */
	PAGE_LIES_GONE,    /* what page_watch_keep remembered is there no more; told once */
};

#define PAGE_WATCH_COLUMNS 32
#define PAGE_WATCH_ROWS    24
/* One coarse picture: the mean of each field, and how much detail is in it. */
struct page_coarse {
	uint8_t mean[PAGE_WATCH_ROWS][PAGE_WATCH_COLUMNS];
	uint8_t detail[PAGE_WATCH_ROWS][PAGE_WATCH_COLUMNS];
};
/* Start with zeroes. */
struct page_watch {
	struct page_coarse last;  /* the picture before */
	struct page_coarse empty; /* the glass alone, learned slowly while nothing lies there */
	struct page_coarse kept;  /* the document that was read */
	uint32_t pictures;        /* seen so far */
	uint32_t learned;         /* of them, of the glass alone */
	uint32_t still;           /* in a row that did not differ */
	uint32_t differs;         /* in a row that are not what was kept */
	bool keeps;
};
/* Takes the next picture of a live camera. EG_BAD_DATA, EG_TOO_BIG as mrz_read. */
EG_CHECK enum eg_err page_watch_see(struct page_watch *w, const struct mrz_image *image,
				    enum page_lies *out);
/* What lies there now was read: from here on it is watched for being taken away. */
void page_watch_keep(struct page_watch *w);
void page_watch_drop(struct page_watch *w);

/* What of a document's outline is seen. */
enum page_size {
	PAGE_SIZE_UNKNOWN, /* no outline: it fills the picture, or lies on a ground like itself */
	PAGE_SIZE_ID1,     /* a card, 85.6 x 54 mm */
	PAGE_SIZE_ID3,     /* a page of a passport, 125 x 88 mm; or its closed cover */
	PAGE_SIZE_OTHER,
	PAGE_SIZE_ID3_OPEN, /* two pages side by side, 125 x 176 mm, or more than one of them */
};

struct page_seen {
	uint8_t glare;  /* percent of the document (of its zone where one was found) that is burnt
			   out by a reflex: white paper is none */
	uint8_t blur;   /* width of the sharpest edges beyond that which pixels make, 1/50 mm where
			   the resolution is known, else 1/4 pixel; 255: no edge */
	uint8_t size;   /* enum page_size */
	uint8_t screen; /* enum verdict: PASS, paper; FAIL, the grid of a screen is seen */
	uint8_t print;  /* enum verdict: pitch, lines, height as Doc 9303-3, 4.2 asks */
	uint8_t zones;  /* documents with a zone of their own in this picture: 0, 1, 2 */
	uint8_t empty;  /* 1: hardly any detail anywhere: nothing lies there, or something blank */
	uint8_t haze;   /* percent of the paper's light that the print of the zone throws back: a
			   clear one below 50, one that is seen through a milky cover more */
};
/*
 * Looks at a picture; read is what mrz_read made of it. dpi: as the reader tells it, 0: it does
 * not, then what needs it is told by the zone's pitch or not at all. EG_BAD_DATA, EG_TOO_BIG as
 * mrz_read.
 */
EG_CHECK enum eg_err page_look(const struct mrz_image *image, const struct mrz_read *read,
			       unsigned dpi, struct page_seen *out);
/* What to ask of whoever laid it on, of what was seen; PAGE_PROMPT_NONE: nothing. */
unsigned page_look_prompt(const struct page_seen *seen, const struct mrz_read *read);

/* For CHECK_PAGE_PRINT: of print and screen. REASON_NONE with VERDICT_PASS. */
enum verdict page_print_verdict(const struct page_seen *seen, enum reason *why);

/*
 * For CHECK_PAGE_INFRARED: the ink of a zone is dark in the near infrared (B900, Doc 9303-3, 4.4).
 * read and dark: what mrz_read made of the visible and of the infrared picture; their sizes and
 * fields of view may differ. PASS: the same zone is read in infrared, and its print is as dark;
 * FAIL with REASON_INK_DULL: the print fades or is not there, as that of most office printers' dyes
 * and of a screen; with REASON_DIFFERS: another text is read there, of another document, or of
 * this one before it was altered; CANNOT_TELL with REASON_POOR_QUALITY: black or burnt picture, or
 * one in which nothing sure is read.
 */
enum verdict page_infrared_verdict(const struct mrz_image *visible, const struct mrz_read *read,
				   const struct mrz_image *infrared, const struct mrz_read *dark,
				   enum reason *why);

/*
 * Cuts out the side of the page where a portrait is printed (Doc 9303-4 to -7), upright, at most
 * side by side pixels, into out (side * side octets); where the picture ends it is grey.
 * false: this form has none on that side (TD1), or no zone was found.
 */
EG_CHECK bool page_portrait(const struct mrz_image *image, const struct mrz_read *read,
			    uint16_t side, uint8_t *out, uint16_t *width, uint16_t *height,
			    uint16_t *dpi);

#endif
