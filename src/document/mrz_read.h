/*
 * mrz_read: the grey image of a document page becomes the text of its machine-readable zone.
 * Knows pixels, OCR-B, formats and check digits (Doc 9303-3 to -7). Never knows a camera, a file,
 * fields as values, dates or the chip.
 *
 * What it says is right or it is refused: a zone of which one character might be another one is
 * told as far as it goes, with the reason, and is no reading. The same pixels always give the same
 * answer.
 */
#ifndef EG_DOCUMENT_MRZ_READ_H
#define EG_DOCUMENT_MRZ_READ_H

#include "base/rd.h"

/* Largest image: a full A6 page at 600 dpi has 8.7 million pixels, a camera of the trade 12. */
#define MRZ_READ_PIXELS_MAX (16u << 20)
#define MRZ_READ_SIDE_MAX   8192
/* Smallest image that is looked at, pixels: no zone of 150 dpi fits below it. */
#define MRZ_READ_SIDE_MIN    24
#define MRZ_READ_LINES_MAX   3
#define MRZ_READ_COLUMNS_MAX 44

/* The name, the size of the zone, text for people. */
#define MRZ_FORMS(X)                      \
	X(MRZ_FORM_NONE, 0, 0, "none")    \
	X(MRZ_FORM_TD1, 3, 30, "TD1")     \
	X(MRZ_FORM_TD2, 2, 36, "TD2")     \
	X(MRZ_FORM_TD3, 2, 44, "TD3")     \
	X(MRZ_FORM_MRV_A, 2, 44, "MRV-A") \
	X(MRZ_FORM_MRV_B, 2, 36, "MRV-B")

enum mrz_form {
#define X(name, lines, columns, text) name,
	MRZ_FORMS(X)
#undef X
		MRZ_FORM_COUNT
};

/*
 * How far the text is to be believed. KEY: document number, dates of birth and expiry with their
 * check digits are sure, so that the chip can be opened, which then tells the rest; something else
 * is not sure.
 */
enum mrz_read_verdict { MRZ_READ_REFUSED, MRZ_READ_KEY, MRZ_READ_WHOLE };

/* Why it is less than whole. */
#define MRZ_READ_REASONS(X)                                       \
	X(MRZ_READ_NOTHING, "nothing is missing")                 \
	X(MRZ_READ_NO_ZONE, "no machine-readable zone is seen")   \
	X(MRZ_READ_CUT, "the zone runs out of the picture")       \
	X(MRZ_READ_SMALL, "the zone is too small in the picture") \
	X(MRZ_READ_BLURRED, "the zone is blurred")                \
	X(MRZ_READ_GLARE, "light is reflected from the zone")     \
	X(MRZ_READ_DIGITS, "a check digit does not fit")          \
	X(MRZ_READ_AMBIGUOUS, "a character may be another one")

enum mrz_read_reason {
#define X(name, text) name,
	MRZ_READ_REASONS(X)
#undef X
		MRZ_READ_REASON_COUNT
};

/* Rows of 8 bits, black is 0, without gaps; borrowed. */
struct mrz_image {
	uint32_t width;
	uint32_t height;
	struct rd grey; /* width * height octets */
};

/* Pixels of the image, from the centre of its upper left one; may lie outside of it. */
struct mrz_point {
	float x;
	float y;
};

/* Shape of the print, so that somebody may judge whether it is what Doc 9303-3, 4.2 asks for. */
struct mrz_shape {
	float pitch;    /* pixels from a character to the next, the mean */
	float spread;   /* of the places: deviation from even ones along the line, in pitches */
	float wave;     /* of the places: deviation from the line across it, in pitches */
	float line_gap; /* from line to line, in pitches: 2.5 (TD2, TD3, visas), 1.67 (TD1) */
	float height;   /* of the capitals and digits, in pitches */
	float likeness; /* 0 to 1: how much like OCR-B the characters are that were read, the mean
			 */
};

struct mrz_read {
	uint8_t verdict; /* enum mrz_read_verdict */
	uint8_t reason;  /* enum mrz_read_reason */
	uint8_t form;    /* enum mrz_form; NONE: no zone was found, and all below is empty */
	uint8_t lines;
	uint8_t columns;
	uint8_t corrected; /* characters that check digits determined against what was seen */
	uint16_t angle;    /* degrees that the text is turned clockwise: 180 is upside down */
	uint16_t dpi;      /* of the image, by the pitch of the text */
	uint8_t others;    /* further zones in this image that can be read, with another text */
	/* Each line ends with NUL. What is not sure is the likeliest character that may stand
	 * there. */
	char text[MRZ_READ_LINES_MAX][MRZ_READ_COLUMNS_MAX + 1];
	/* Odds against any other text that is possible, in decibans (10 is 10:1), 0 to 39. */
	uint8_t sure[MRZ_READ_LINES_MAX][MRZ_READ_COLUMNS_MAX];
	/* Of the zone as it is read: first character, end of the first line, of the last, its
	 * start. */
	struct mrz_point corner[4];
	struct mrz_shape shape;
};

/* EG_TOO_BIG: a side or the whole is out of its limits; EG_BAD_DATA: rows are missing. */
EG_CHECK enum eg_err mrz_image_check(const struct mrz_image *image);

/* Room for one image at a time, so that nothing is allocated while a traveller waits. */
struct mrz_reader;
/* EG_NO_MEMORY. About 40 MB of addresses; an image uses what its size needs of them. */
EG_CHECK enum eg_err mrz_reader_new(struct mrz_reader **out);
/* Cleanup: wipes; leaves NULL, accepts NULL inside. */
void mrz_reader_free(struct mrz_reader **r);
/*
 * EG_TOO_BIG, EG_BAD_DATA: the image is no such image, and out is empty. Otherwise EG_OK, whatever
 * is seen: the verdict tells. Keeps nothing of the image that a later call could tell.
 */
EG_CHECK enum eg_err mrz_read(struct mrz_reader *r, const struct mrz_image *image,
			      struct mrz_read *out);
/* The lines joined, as mrz_parse takes them, into at least 90 octets; 0 where no zone was found. */
EG_CHECK size_t mrz_read_joined(const struct mrz_read *read, char *out, size_t cap);
/* Static; "?" beyond the last. */
const char *mrz_form_text(unsigned form);
const char *mrz_read_reason_text(unsigned reason);

#endif
