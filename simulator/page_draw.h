/*
 * page_draw: a picture of a document's page as a page reader or a camera takes it, in grey; where
 * that is wanted, with the colours of what is printed.
 * Knows print, paper, wear, light, lenses and where all of it lies. Never reads a zone; knows
 * nothing of how one is read.
 *
 * The same scene and seed always give the same picture.
 */
#ifndef EG_SIMULATOR_PAGE_DRAW_H
#define EG_SIMULATOR_PAGE_DRAW_H

#include "base/err.h"
#include "simulator/page_text.h"

/*
 * CLEAN: as printed. MILD: what a page reader of 300 dpi and more gives of a document in use.
 * HARD: worn, faint or fat print, patterned ground, uneven light, soft and noisy optics, tilted,
 * strongly compressed, but with each character still there.
 */
enum page_level { PAGE_CLEAN, PAGE_MILD, PAGE_HARD, PAGE_LEVEL_COUNT };

/* What of a document is shown. */
enum page_side {
	PAGE_WITH_ZONE, /* the data page; of a card the side without portrait, unless chance draws
			 */
	PAGE_FRONT,     /* the side of a card with the portrait and without zone */
	PAGE_ANOTHER,   /* another page of a passport: number, stamps, no zone */
	PAGE_COVER,     /* closed: dark, with a light emblem */
};

/* What lights it. Infrared: ink with carbon alone is dark, and that is the zone's. */
enum page_lamp { PAGE_LAMP_VISIBLE, PAGE_LAMP_INFRARED };

/* Grey without gaps; borrowed. */
struct page_raster {
	const uint8_t *grey;
	uint32_t width;
	uint32_t height;
};

#define PAGE_VISIBLE_MAX 12
/* What is printed for people: labels and values in turn, borrowed. */
struct page_visible {
	const char *line[PAGE_VISIBLE_MAX];
	unsigned lines;
};

struct page_lain;

/* Beside lamps and lens of a level; all 0: nothing of it. The most that chance may draw. */
struct page_camera {
	double shadow;   /* share of the light that is taken from one side of an edge in the zone */
	double shake_mm; /* way of the page while the picture is taken */
	double halo;     /* strength of sharpening */
	double curve;    /* logarithm of the power that greys are raised to */
	double resized;  /* the picture is taken so much larger or smaller, then scaled by this */
};

/* All that is 0 here is as of a page by chance: paper in visible light, alone. */
struct page_scene {
	enum page_level level;
	double dpi;
	double angle;    /* degrees that the page is turned clockwise */
	double tilt;     /* degrees that it is tilted out of the picture, at most; by chance */
	double width_mm; /* of the picture; 0: the page with a narrow margin */
	double height_mm;
	double blur_mm;   /* more blur than the level has, its deviation; 0 for none */
	double glare;     /* 0 to 1: light reflected from the zone; 0 for none */
	double overprint; /* 0 to 1: darkness of large letters across the page; 0 for none */
	unsigned cut;     /* of the zone's characters (page_cut.h); 0: as in the face */
	struct page_camera camera;
	const char *fonts; /* folder of Debian's fonts-ocr-b */
	const char *face;  /* "OCRB.otf" or another one of them */
	const char *words; /* a file: letters of the other text on the page */
	enum page_side side;
	enum page_lamp lamp;
	bool dye;         /* printed with dyes, as most office printers do: gone in infrared */
	double screen_mm; /* a screen that shows the page: from pixel to pixel of it; 0: paper */
	bool colour;      /* the picture gets a tint; its greys stay the same */
	struct page_raster portrait;  /* no rows: one by chance */
	struct page_visible visible;  /* no lines: words by chance */
	double bed;                   /* level of grey around the document; 0: by chance */
	double at_mm[2];              /* the document's middle, from that of the picture */
	const struct page_lain *over; /* what else lies there, nearer to the glass; NULL: nothing */
};

/* A second document in the same picture: of its scene, size and optics are not heeded. */
struct page_lain {
	const struct page_text *text;
	const struct page_scene *scene;
};

struct page_picture {
	uint32_t width;
	uint32_t height;
	uint8_t *grey;       /* owned: width * height */
	uint8_t *tint;       /* owned: width * height * 2, as of page_tint.h; NULL: in grey */
	double corner[4][2]; /* of the zone, as it is read: x, y of top left, top right, ... */
};
/* Cleanup: frees; leaves an empty picture. Accepts NULL. */
void page_picture_free(struct page_picture *p);

/* EG_NOT_FOUND: a font is missing. EG_UNSUPPORTED: a picture in colour that is resized.
 * EG_NO_MEMORY, EG_TOO_BIG. */
EG_CHECK enum eg_err page_draw(struct page_chance *c, const struct page_text *text,
			       const struct page_scene *scene, struct page_picture *out);
/* Static: "mild". */
const char *page_level_name(enum page_level level);

#endif
