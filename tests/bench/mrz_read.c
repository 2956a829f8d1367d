/*
 * bench mrz_read: pages that the simulator draws, and pictures in a folder, read and compared with
 * the text that is on them. Fails when a reading that was accepted is wrong.
 *
 *   mrz_read PAGES [SEED [LEVEL [FORMAT]]]   so many pages for each level and format
 *   mrz_read FOLDER                          pictures; text in NAME.txt or in NAME itself
 *   mrz_read --draw FOLDER PAGES [SEED]      writes pages there as PGM, with their text beside
 *
 * A page is one of the formats on a glass of A6 or a picture a little larger than itself, at any
 * angle. Each level has the resolutions in levels[]. Times are of the processor.
 */
#include "mrz_folder.h"
#include "mrz_tally.h"
#include "simulator/page_draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FONTS "/usr/share/fonts/opentype/ocr-b"
#define WORDS "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

#define CUTS 24u

/* What the pages of a level have beside what page_draw gives it. */
static const struct {
	const char *name;
	enum page_level level;
	double dpi[4];
	double tilt;
	double width_mm; /* of the glass; 0: the page with a narrow margin */
	double height_mm;
	double blur_mm; /* more than the level has */
	bool any;       /* laid on the glass at any angle, although it may not fit */
	unsigned cuts;  /* of the zone's characters, by chance; 0: the faces of the font */
	double overprint;
	double glare;
	struct page_camera camera;
} levels[] = {
	{.name = "clean", .level = PAGE_CLEAN, .dpi = {150, 300, 400, 600}},
	{.name = "mild", .level = PAGE_MILD, .dpi = {300, 300, 350, 400}, .tilt = 1},
	{.name = "mild A6",
	 .level = PAGE_MILD,
	 .dpi = {300, 300, 400, 400},
	 .tilt = 1,
	 .width_mm = 148,
	 .height_mm = 105},
	{.name = "hard", .level = PAGE_HARD, .dpi = {300, 300, 350, 400}, .tilt = 4},
	{.name = "mild 150", .level = PAGE_MILD, .dpi = {150, 150, 200, 200}, .tilt = 2},
	{.name = "hard 150", .level = PAGE_HARD, .dpi = {150, 150, 200, 200}, .tilt = 4},
	{.name = "beyond",
	 .level = PAGE_HARD,
	 .dpi = {150, 200, 300, 400},
	 .tilt = 8,
	 .blur_mm = 0.18},
	{.name = "any A6",
	 .level = PAGE_MILD,
	 .dpi = {400, 400, 400, 400},
	 .tilt = 1,
	 .width_mm = 148,
	 .height_mm = 105,
	 .any = true},
	{.name = "any hard A6",
	 .level = PAGE_HARD,
	 .dpi = {400, 400, 400, 400},
	 .tilt = 4,
	 .width_mm = 148,
	 .height_mm = 105,
	 .any = true},
	{.name = "mild 100", .level = PAGE_MILD, .dpi = {100, 100, 110, 125}, .tilt = 2},
	{.name = "hard 100", .level = PAGE_HARD, .dpi = {100, 100, 110, 125}, .tilt = 4},
	{.name = "mild 85", .level = PAGE_MILD, .dpi = {85, 85, 90, 95}, .tilt = 2},
	{.name = "mild cuts",
	 .level = PAGE_MILD,
	 .dpi = {300, 300, 350, 400},
	 .tilt = 1,
	 .cuts = CUTS},
	{.name = "hard cuts",
	 .level = PAGE_HARD,
	 .dpi = {300, 300, 350, 400},
	 .tilt = 4,
	 .cuts = CUTS},
	{.name = "cuts 150",
	 .level = PAGE_MILD,
	 .dpi = {125, 150, 175, 200},
	 .tilt = 2,
	 .cuts = CUTS},
	{.name = "web",
	 .level = PAGE_MILD,
	 .dpi = {110, 130, 170, 250},
	 .tilt = 3,
	 .cuts = CUTS,
	 .overprint = 0.4,
	 .glare = 0.15,
	 .camera = {.halo = 1.5, .curve = 0.4, .resized = 0.7}},
	{.name = "web larger",
	 .level = PAGE_MILD,
	 .dpi = {150, 170, 200, 300},
	 .tilt = 3,
	 .cuts = CUTS,
	 .overprint = 0.4,
	 .camera = {.halo = 1, .curve = 0.4, .resized = 1.5}},
	{.name = "telephone",
	 .level = PAGE_HARD,
	 .dpi = {150, 200, 250, 300},
	 .tilt = 20,
	 .cuts = CUTS,
	 .glare = 0.2,
	 .camera = {.shadow = 0.5, .shake_mm = 0.3, .halo = 1.2, .curve = 0.4}},
};
#define LEVELS (sizeof(levels) / sizeof(levels[0]))

static enum eg_err draw_one(struct page_chance *c, size_t level, enum page_kind kind,
			    struct page_text *text, double *dpi, struct page_picture *out)
{
	page_text_make(c, kind, text);
	const struct page_scene scene = {
		.level = levels[level].level,
		.dpi = levels[level].dpi[page_chance_below(c, 4)],
		.angle = page_chance_between(c, 0, 360),
		.tilt = levels[level].tilt,
		.blur_mm = levels[level].blur_mm,
		.width_mm = levels[level].width_mm,
		.height_mm = levels[level].height_mm,
		.overprint = levels[level].overprint,
		.glare = levels[level].glare,
		.camera = levels[level].camera,
		.fonts = FONTS,
		.face = page_chance_below(c, 4) == 0 ? "OCRBS.otf" : "OCRB.otf",
		.words = WORDS,
	};
	struct page_scene laid = scene;
	if (levels[level].cuts > 0) {
		laid.cut = 1 + page_chance_below(c, levels[level].cuts);
	}
	/* A page larger than the glass is turned by halves only. */
	if (laid.width_mm > 0 && !levels[level].any) {
		laid.angle =
			(page_chance_below(c, 2) == 0 ? 0 : 180) + page_chance_between(c, -4, 4);
	}
	*dpi = laid.dpi;
	return page_draw(c, text, &laid, out);
}

static struct mrz_image image_of(const struct page_picture *p)
{
	return (struct mrz_image){p->width, p->height,
				  rd_of(p->grey, (size_t)p->width * p->height)};
}

static enum eg_err one_page(struct mrz_reader *reader, uint64_t seed, size_t level,
			    enum page_kind kind, struct tally *t)
{
	EG_AUTO(page_picture_free) struct page_picture p = {0};
	struct page_chance c = {seed};
	struct page_text text;
	struct mrz_read read;
	char name[64];
	double dpi = 0;
	EG_TRY(draw_one(&c, level, kind, &text, &dpi, &p));
	const struct mrz_image image = image_of(&p);
	EG_TRY(tally_read(t, reader, &image, &read));
	const char *const lines[] = {text.line[0], text.line[1], text.line[2]};
	(void)snprintf(name, sizeof(name), "%s %s seed %llu", levels[level].name,
		       page_kind_name(kind), (unsigned long long)seed); /* long enough */
	tally_count(t, name, &read, lines, text.lines);
	tally_shape(t, &read, (float)dpi / 10);
	return EG_OK;
}

static bool is_wanted(const char *only, const char *name)
{
	return only == NULL || strcmp(only, name) == 0;
}

static enum eg_err run_pages(struct mrz_reader *reader, char **words, unsigned *wrong)
{
	static struct tally t;
	char name[32];
	const unsigned pages = (unsigned)strtoul(words[0], NULL, 10);
	const uint64_t seed = words[1] != NULL ? strtoull(words[1], NULL, 10) : 1;
	const char *only_level = words[1] != NULL ? words[2] : NULL;
	const char *only_kind = only_level != NULL ? words[3] : NULL;
	for (size_t i = 0; i < LEVELS * PAGE_KIND_COUNT; i++) {
		const size_t level = i / PAGE_KIND_COUNT;
		const enum page_kind kind = (enum page_kind)(i % PAGE_KIND_COUNT);
		if (!is_wanted(only_level, levels[level].name) ||
		    !is_wanted(only_kind, page_kind_name(kind))) {
			continue;
		}
		t = (struct tally){0};
		for (unsigned k = 0; k < pages; k++) {
			EG_TRY(one_page(reader, seed + k * 16 + (unsigned)kind, level, kind, &t));
		}
		(void)snprintf(name, sizeof(name), "%s %s", levels[level].name,
			       page_kind_name(kind)); /* long enough */
		tally_print(name, &t);
		tally_print_shapes(name, &t);
		(void)fflush(stdout); /* to see how far it is */
		*wrong += t.wrong;
	}
	return EG_OK;
}

/* Pages as files, with their text beside them and their zone cut out, for other readers. */
static enum eg_err draw_pages(char **words)
{
	const char *folder = words[0];
	const unsigned pages = words[1] != NULL ? (unsigned)strtoul(words[1], NULL, 10) : 10;
	const uint64_t seed =
		words[1] != NULL && words[2] != NULL ? strtoull(words[2], NULL, 10) : 1;
	for (size_t i = 0; i < LEVELS * PAGE_KIND_COUNT * pages; i++) {
		EG_AUTO(page_picture_free) struct page_picture p = {0};
		const size_t level = i / PAGE_KIND_COUNT / pages;
		const unsigned kind = (unsigned)(i / pages % PAGE_KIND_COUNT);
		struct page_chance c = {seed + i % pages * 16 + kind};
		struct page_text text;
		double dpi = 0;
		EG_TRY(draw_one(&c, level, (enum page_kind)kind, &text, &dpi, &p));
		EG_TRY(mrz_folder_put(folder, levels[level].name, (unsigned)(i % pages), &text,
				      &p));
	}
	return EG_OK;
}

static enum eg_err run(char **words, unsigned *wrong)
{
	EG_AUTO(mrz_reader_free) struct mrz_reader *reader = NULL;
	static char *usual[] = {"20", NULL};
	EG_TRY(mrz_reader_new(&reader));
	if (words[0] != NULL && strcmp(words[0], "--draw") == 0 && words[1] != NULL) {
		return draw_pages(words + 1);
	}
	if (words[0] != NULL && (words[0][0] < '0' || words[0][0] > '9')) {
		return mrz_folder_read(reader, words[0], wrong);
	}
	return run_pages(reader, words[0] != NULL ? words : usual, wrong);
}

int main(int count, char **words)
{
	unsigned wrong = 0;
	const enum eg_err err = run(words + (count > 0), &wrong);
	if (err != EG_OK) {
		fprintf(stderr, "mrz_read: %s\n", eg_fault_last().reason);
		return err == EG_NOT_FOUND ? 77 : 1; /* skipped: no such folder */
	}
	return wrong > 0;
}
