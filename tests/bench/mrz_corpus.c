/*
 * mrz_corpus: the pages of the corpus that mrz_pages.py measures, by number.
 *
 *   mrz_corpus --tiers                          names of the tiers, and of the forms
 *   mrz_corpus TIER FORM FROM COUNT SEED        reads pages, tells one a line
 *   mrz_corpus --draw FILE TIER FORM NUMBER SEED   writes a page as PGM, tells its text
 *
 * Half of the pages lie on a glass of A6 (148 x 105 mm), at any angle at which the zone still lies
 * on it; the others in a picture a little larger than themselves, at any angle. The same numbers
 * and seed always give the same page.
 */
#include "mrz_tally.h"
#include "os/now.h"
#include "simulator/page_draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FONTS   "/usr/share/fonts/opentype/ocr-b"
#define WORDS   "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
#define GLASS_X 148.0 /* mm */
#define GLASS_Y 105.0
#define SPARE   1.5 /* mm that a page may lie off the middle, and a little */
#define TRIES   1000
#define RADIANS (3.14159265358979 / 180)
#define DPIS    6

static const struct {
	const char *name;
	enum page_level level;
	double dpi[DPIS]; /* as likely each */
	double tilt;
} tiers[] = {
	{"clean-300-600", PAGE_CLEAN, {300, 300, 400, 400, 500, 600}, 0},
	{"mild-300-600", PAGE_MILD, {300, 300, 400, 400, 500, 600}, 1},
	{"hard-300-600", PAGE_HARD, {300, 300, 400, 400, 500, 600}, 4},
	{"mild-150-200", PAGE_MILD, {150, 160, 170, 180, 190, 200}, 2},
	{"hard-150-200", PAGE_HARD, {150, 160, 170, 180, 190, 200}, 4},
};
#define TIERS (sizeof(tiers) / sizeof(tiers[0]))

/* mm: the page, and how far above its lower edge the zone begins (Doc 9303-4 to -7). */
static const struct {
	double width;
	double height;
	double zone;
} sizes[PAGE_KIND_COUNT] = {
	[PAGE_TD1] = {85.6, 54.0, 23.2}, [PAGE_TD2] = {105, 74, 23.2},
	[PAGE_TD3] = {125, 88, 23.2},    [PAGE_MRV_A] = {120, 80, 23.2},
	[PAGE_MRV_B] = {105, 74, 23.2},
};

struct page {
	size_t tier;
	enum page_kind kind;
	bool glass;
	struct page_text text;
	struct page_scene scene;
	struct page_picture picture; /* owned */
};

static void page_free(struct page *p)
{
	page_picture_free(&p->picture);
}

/* The zone of a page that lies in the middle of the glass, turned. */
static bool on_glass(enum page_kind kind, double angle)
{
	const double c = cos(angle * RADIANS);
	const double s = sin(angle * RADIANS);
	bool on = true;
	for (int i = 0; i < 4; i++) {
		const double x = (i % 2 == 0 ? -0.5 : 0.5) * sizes[kind].width;
		const double y = sizes[kind].height / 2 - (i < 2 ? 0 : sizes[kind].zone);
		on = on && fabs(x * c - y * s) + SPARE < GLASS_X / 2 &&
		     fabs(x * s + y * c) + SPARE < GLASS_Y / 2;
	}
	return on;
}

static double angle_on_glass(struct page_chance *c, enum page_kind kind)
{
	for (int i = 0; i < TRIES; i++) {
		const double angle = page_chance_between(c, 0, 360);
		if (on_glass(kind, angle)) {
			return angle;
		}
	}
	return 0;
}

/* Each page has a state of its own, far from its neighbours'. */
static struct page_chance chance_of(size_t tier, enum page_kind kind, uint64_t number,
				    uint64_t seed)
{
	const uint64_t cell = tier * PAGE_KIND_COUNT + (unsigned)kind;
	return (struct page_chance){(seed << 40) + (cell << 32) + number};
}

static enum eg_err draw(struct page *p, uint64_t number, uint64_t seed)
{
	struct page_chance c = chance_of(p->tier, p->kind, number, seed);
	page_free(p);
	p->glass = page_chance_below(&c, 2) == 0;
	page_text_make(&c, p->kind, &p->text);
	p->scene = (struct page_scene){
		.level = tiers[p->tier].level,
		.dpi = tiers[p->tier].dpi[page_chance_below(&c, DPIS)],
		.angle = p->glass ? angle_on_glass(&c, p->kind) : page_chance_between(&c, 0, 360),
		.tilt = tiers[p->tier].tilt,
		.width_mm = p->glass ? GLASS_X : 0,
		.height_mm = p->glass ? GLASS_Y : 0,
		.fonts = FONTS,
		.face = page_chance_below(&c, 4) == 0 ? "OCRBS.otf" : "OCRB.otf",
		.words = WORDS,
	};
	return page_draw(&c, &p->text, &p->scene, &p->picture);
}

/* tier, form, number, dpi, angle, glass or margin, verdict, reason, exact, key right, microseconds.
 */
static enum eg_err read_one(struct mrz_reader *reader, const struct page *p, uint64_t number)
{
	const struct page_picture *q = &p->picture;
	const struct mrz_image image = {q->width, q->height,
					rd_of(q->grey, (size_t)q->width * q->height)};
	const char *const lines[] = {p->text.line[0], p->text.line[1], p->text.line[2]};
	static const char *const verdicts[] = {"refused", "key", "whole"};
	struct mrz_read read;
	const int64_t start = now_cpu_us();
	EG_TRY(mrz_read(reader, &image, &read));
	const int64_t took = now_cpu_us() - start;
	const struct likeness same = tally_compare(&read, lines, p->text.lines);
	printf("%s\t%s\t%llu\t%.0f\t%.0f\t%s\t%s\t%s\t%d\t%d\t%lld\n", tiers[p->tier].name,
	       page_kind_name(p->kind), (unsigned long long)number, p->scene.dpi, p->scene.angle,
	       p->glass ? "A6" : "margin", verdicts[read.verdict],
	       mrz_read_reason_text(read.reason), same.whole, same.key, (long long)took);
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static enum eg_err read_pages(struct page *p, uint64_t from, uint64_t count, uint64_t seed)
{
	EG_AUTO(mrz_reader_free) struct mrz_reader *reader = NULL;
	EG_TRY(mrz_reader_new(&reader));
	for (uint64_t i = 0; i < count; i++) {
		EG_TRY(draw(p, from + i, seed));
		EG_TRY(read_one(reader, p, from + i));
	}
	return EG_OK;
}

static enum eg_err write_page(const char *path, struct page *p, uint64_t number, uint64_t seed)
{
	EG_TRY(draw(p, number, seed));
	FILE *to = fopen(path, "wb");
	if (to == NULL) {
		return EG_FAIL(EG_NOT_FOUND, "a file to write a page into");
	}
	const size_t size = (size_t)p->picture.width * p->picture.height;
	const bool kept =
		fprintf(to, "P5\n%u %u\n255\n", p->picture.width, p->picture.height) > 0 &&
		fwrite(p->picture.grey, 1, size, to) == size;
	for (unsigned i = 0; i < p->text.lines; i++) {
		puts(p->text.line[i]);
	}
	return fclose(to) == 0 && kept ? EG_OK : EG_FAIL(EG_IO, "a page cannot be written");
}

static enum eg_err take_cell(char **words, struct page *p)
{
	while (p->tier < TIERS && strcmp(tiers[p->tier].name, words[0]) != 0) {
		p->tier++;
	}
	unsigned kind = 0;
	while (kind < PAGE_KIND_COUNT &&
	       strcmp(page_kind_name((enum page_kind)kind), words[1]) != 0) {
		kind++;
	}
	p->kind = (enum page_kind)kind;
	return p->tier < TIERS && kind < PAGE_KIND_COUNT
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "no such tier or form: --tiers names them");
}

static void name_cells(void)
{
	for (size_t i = 0; i < TIERS; i++) {
		printf("%s%s", tiers[i].name, i + 1 < TIERS ? " " : "\n");
	}
	for (unsigned i = 0; i < PAGE_KIND_COUNT; i++) {
		printf("%s%s", page_kind_name((enum page_kind)i),
		       i + 1 < PAGE_KIND_COUNT ? " " : "\n");
	}
}

static uint64_t number_of(const char *word)
{
	return strtoull(word, NULL, 10);
}

static enum eg_err run(int count, char **words)
{
	EG_AUTO(page_free) struct page p = {.tier = 0};
	if (count == 1 && strcmp(words[0], "--tiers") == 0) {
		name_cells();
		return EG_OK;
	}
	if (count == 6 && strcmp(words[0], "--draw") == 0) {
		EG_TRY(take_cell(words + 2, &p));
		return write_page(words[1], &p, number_of(words[4]), number_of(words[5]));
	}
	if (count != 5) {
		return EG_FAIL(EG_CONFIG, "TIER FORM FROM COUNT SEED are needed");
	}
	EG_TRY(take_cell(words, &p));
	return read_pages(&p, number_of(words[2]), number_of(words[3]), number_of(words[4]));
}

int main(int count, char **words)
{
	const enum eg_err err = run(count - 1, words + 1);
	if (err != EG_OK) {
		fprintf(stderr, "mrz_corpus: %s\n", eg_fault_last().reason);
	}
	return err == EG_OK ? 0 : err == EG_NOT_FOUND ? 77 : 1; /* skipped: a font is missing */
}
