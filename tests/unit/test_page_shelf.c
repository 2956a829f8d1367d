/*
 * page_shelf: pages of a run's documents are drawn as they are asked for, once, and kept; they can
 * be read, and infrared tells print from print.
 */
#include "biometrics/picture_luma.h"
#include "biometrics/picture_png.h"
#include "document/mrz_read.h"
#include "simulator/file.h"
#include "simulator/page_shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH   256
#define FIRST  "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define SECOND "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define CARD                               \
	"I<UTOD231458907<<<<<<<<<<<<<<<\n" \
	"7408122F1204159UTO<<<<<<<<<<<6\n" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n"

static char folder[PATH];
static char portrait[PATH + 16];
static struct mrz_reader *reader;
static struct bytes file;
static struct bytes grey;

static void put(const char *name, const char *text)
{
	char path[2 * PATH];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(file_write(path, rd_cstr(text)), EG_OK);
}

static int set_up(void **state)
{
	(void)state;
	char path[2 * PATH];
	(void)snprintf(folder, sizeof(folder), "/tmp/test_page_shelf.XXXXXX");
	assert_non_null(mkdtemp(folder));
	for (const char *const *name = (const char *const[]){"kept", "pass", "card", NULL};
	     *name != NULL; name++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, *name);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	put("pass/mrz.txt", FIRST "\n" SECOND "\n");
	put("card/mrz.txt", CARD);
	put("portrait.pgm", "P5\n3 4\n255\n\x20\x20\x20\x20\x20\x20\x20\x20\x20\x20\x20\x20");
	(void)snprintf(portrait, sizeof(portrait), "%s/portrait.pgm", folder);
	return mrz_reader_new(&reader) == EG_OK ? 0 : -1;
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about; /* all of it goes, whatever it is */
	(void)kind;
	(void)place;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	mrz_reader_free(&reader);
	bytes_free(&file);
	bytes_free(&grey);
	return nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static struct page_wish wish_of(const char *document, enum scenario_laid laid)
{
	static char path[2 * PATH];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, document);
	return (struct page_wish){
		.folder = path, .portrait = portrait, .name = "", .laid = (uint8_t)laid};
}

static enum eg_err take(const struct page_wish *w)
{
	char kept[2 * PATH];
	(void)snprintf(kept, sizeof(kept), "%s/kept", folder);
	bytes_free(&file);
	return page_shelf_take(kept, w, &file);
}

/* The picture, as a camera below the glass has it, or as the lane decodes it. */
static struct mrz_image see(const struct page_wish *w)
{
	struct luma luma;
	assert_int_equal(take(w), EG_OK);
	bytes_free(&grey);
	assert_int_equal(bytes_reserve(&grey, MRZ_READ_PIXELS_MAX, MRZ_READ_PIXELS_MAX), EG_OK);
	const struct luma_room room = {grey.data, grey.cap, 4096};
	assert_int_equal(w->camera ? picture_pnm_luma(bytes_rd(&file), &room, &luma)
				   : picture_png_luma(bytes_rd(&file), &room, &luma),
			 EG_OK);
	grey.size = (size_t)luma.width * luma.height;
	return (struct mrz_image){luma.width, luma.height, bytes_rd(&grey)};
}

static struct mrz_read read_page(const struct page_wish *w)
{
	struct mrz_read out;
	const struct mrz_image image = see(w);
	assert_int_equal(mrz_read(reader, &image, &out), EG_OK);
	return out;
}

/* A camera's picture costs half of what a still reader's does. */
static struct page_wish camera_wish(const char *document, enum scenario_laid laid)
{
	struct page_wish w = wish_of(document, laid);
	w.camera = true;
	return w;
}

/* How many of a picture's pixels are of a colour, in percent. */
static unsigned colourful(const struct picture *p)
{
	size_t count = 0;
	for (size_t i = 0; i < picture_size(p); i += 3) {
		count += abs(p->bgr[i] - p->bgr[i + 1]) > 8 ||
			 abs(p->bgr[i + 2] - p->bgr[i + 1]) > 8;
	}
	return (unsigned)(count * 300 / picture_size(p));
}

static struct page_wish infrared_wish(const char *document, enum scenario_laid laid)
{
	struct page_wish w = wish_of(document, laid);
	w.infrared = true;
	return w;
}

/* Mean of a square of 32 pixels at a place of the glass. */
static unsigned light_at(const struct mrz_image *image, double x_mm, double y_mm)
{
	enum { SIDE = 32 };
	const double scale = image->width / 135.0;
	const size_t x0 = (size_t)(x_mm * scale) - SIDE / 2;
	const size_t y0 = (size_t)(y_mm * scale) - SIDE / 2;
	unsigned sum = 0;
	for (size_t i = 0; i < SIDE * SIDE; i++) {
		sum += image->grey.at[(y0 + i / SIDE) * image->width + x0 + i % SIDE];
	}
	return sum / (SIDE * SIDE);
}

static void a_page_says_what_its_document_says(void **state)
{
	(void)state;
	struct page_wish w = wish_of("pass", LAID_AS_ASKED);
	struct mrz_read r = read_page(&w);
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_string_equal(r.text[0], FIRST);
	assert_string_equal(r.text[1], SECOND);
	assert_true(r.dpi > 290 && r.dpi < 310);
	w = camera_wish("card", LAID_AS_ASKED);
	r = read_page(&w);
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_string_equal(r.text[2], "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
}

static void a_still_page_has_colours_and_none_in_infrared(void **state)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct picture_png_head head;
	struct page_wish w = wish_of("pass", LAID_AS_ASKED);
	(void)state;
	assert_int_equal(take(&w), EG_OK);
	assert_int_equal(picture_png_decode(bytes_rd(&file), 4096, &p), EG_OK);
	assert_in_range(colourful(&p), 40, 100);
	w = infrared_wish("pass", LAID_AS_ASKED);
	assert_int_equal(take(&w), EG_OK);
	assert_int_equal(picture_png_look(bytes_rd(&file), 4096, &head), EG_OK);
	assert_int_equal(head.kind, 0);
}

static void it_lies_as_it_was_laid(void **state)
{
	(void)state;
	struct page_wish w = camera_wish("pass", LAID_TURNED);
	w.degrees = 180;
	const struct mrz_read r = read_page(&w);
	assert_string_equal(r.text[1], SECOND);
	assert_true(r.angle > 175 && r.angle < 185);
}

static void another_name_may_be_printed(void **state)
{
	(void)state;
	struct page_wish w = camera_wish("pass", LAID_AS_ASKED);
	w.name = "ERIKSEN<<ANNA";
	const struct mrz_read r = read_page(&w);
	assert_string_equal(r.text[0], "P<UTOERIKSEN<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<");
	assert_string_equal(r.text[1], SECOND);
	w.name = "A<NAME<OF<MORE<LETTERS<THAN<A<PASSPORT<HAS<ROOM<FOR";
	assert_int_equal(take(&w), EG_BAD_DATA);
}

static void sides_without_zone_have_none(void **state)
{
	(void)state;
	struct page_wish w = camera_wish("pass", LAID_WRONG_PAGE);
	assert_int_equal(read_page(&w).form, MRZ_FORM_NONE);
	w = camera_wish("pass", LAID_CLOSED);
	assert_int_equal(read_page(&w).form, MRZ_FORM_NONE);
	w = camera_wish("card", LAID_FRONT);
	assert_int_equal(read_page(&w).form, MRZ_FORM_NONE);
}

/* The portrait given is dark all over; it is printed at the left of the page. */
static void in_infrared_the_zone_alone_is_dark(void **state)
{
	(void)state;
	struct page_wish w = camera_wish("pass", LAID_AS_ASKED);
	struct mrz_image image = see(&w);
	assert_true(light_at(&image, 26, 46) < 90);
	w = infrared_wish("pass", LAID_AS_ASKED);
	image = see(&w);
	assert_true(light_at(&image, 26, 46) > 140);
	assert_int_equal(read_page(&w).verdict, MRZ_READ_WHOLE);
}

static void the_print_of_a_copy_is_gone_in_infrared(void **state)
{
	(void)state;
	struct page_wish w = camera_wish("pass", LAID_COPY);
	assert_int_equal(read_page(&w).verdict, MRZ_READ_WHOLE);
	w = infrared_wish("pass", LAID_COPY);
	assert_int_not_equal(read_page(&w).verdict, MRZ_READ_WHOLE);
}

static void a_screen_is_read_and_black_in_infrared(void **state)
{
	(void)state;
	struct page_wish w = wish_of("pass", LAID_SCREEN);
	assert_int_equal(read_page(&w).verdict, MRZ_READ_WHOLE);
	w = infrared_wish("pass", LAID_SCREEN);
	const struct mrz_image image = see(&w);
	assert_true(light_at(&image, 67, 50) < 25);
}

static void glare_hides_the_zone(void **state)
{
	(void)state;
	struct page_wish w = camera_wish("pass", LAID_GLARE);
	const struct mrz_image image = see(&w);
	struct mrz_read r;
	size_t burnt = 0;
	for (size_t i = 0; i < image.grey.left; i++) {
		burnt += image.grey.at[i] == 255;
	}
	assert_true(burnt > image.grey.left / 50);
	assert_int_equal(mrz_read(reader, &image, &r), EG_OK);
	assert_int_not_equal(r.verdict, MRZ_READ_WHOLE);
}

/* One zone is read; with paper over it, the other one is. */
static void of_two_documents_both_zones_are_seen(void **state)
{
	(void)state;
	struct page_wish w = camera_wish("pass", LAID_TWO);
	struct mrz_image image = see(&w);
	struct mrz_read first;
	struct mrz_read second;
	assert_int_equal(mrz_read(reader, &image, &first), EG_OK);
	const size_t from = (size_t)(first.corner[0].y - 20) * image.width;
	const size_t end = (size_t)(first.corner[2].y + 20) * image.width;
	const size_t skipped = (size_t)(image.grey.at - file.data);
	for (size_t i = from; i < end; i++) {
		file.data[skipped + i] = 200;
	}
	assert_int_equal(mrz_read(reader, &image, &second), EG_OK);
	assert_int_equal(first.verdict, MRZ_READ_WHOLE);
	assert_int_equal(second.verdict, MRZ_READ_WHOLE);
	assert_int_not_equal(first.form, second.form);
}

static void a_page_is_drawn_once(void **state)
{
	(void)state;
	char path[2 * PATH] = "";
	struct page_wish w = camera_wish("card", LAID_AS_ASKED);
	struct dirent *entry;
	assert_int_equal(take(&w), EG_OK);
	(void)snprintf(path, sizeof(path), "%s/kept", folder);
	DIR *kept = opendir(path);
	assert_non_null(kept);
	while ((entry = readdir(kept)) != NULL) {
		if (strncmp(entry->d_name, "card-plain", 10) == 0) {
			(void)snprintf(path, sizeof(path), "kept/%s", entry->d_name);
		}
	}
	assert_int_equal(closedir(kept), 0);
	put(path, "as it was kept");
	assert_int_equal(take(&w), EG_OK);
	assert_true(rd_equal(bytes_rd(&file), RD_TEXT("as it was kept")));
}

static void what_is_missing_is_told(void **state)
{
	(void)state;
	struct page_wish w = wish_of("pass", LAID_AS_ASKED);
	w.portrait = "/nowhere/portrait.pgm";
	assert_int_equal(take(&w), EG_NOT_FOUND);
	w = wish_of("nobody", LAID_AS_ASKED);
	assert_int_equal(take(&w), EG_NOT_FOUND);
	put("pass/mrz.txt", FIRST "\n");
	w = wish_of("pass", LAID_AS_ASKED);
	assert_int_equal(take(&w), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_says_what_its_document_says),
		cmocka_unit_test(a_still_page_has_colours_and_none_in_infrared),
		cmocka_unit_test(it_lies_as_it_was_laid),
		cmocka_unit_test(another_name_may_be_printed),
		cmocka_unit_test(sides_without_zone_have_none),
		cmocka_unit_test(in_infrared_the_zone_alone_is_dark),
		cmocka_unit_test(the_print_of_a_copy_is_gone_in_infrared),
		cmocka_unit_test(a_screen_is_read_and_black_in_infrared),
		cmocka_unit_test(glare_hides_the_zone),
		cmocka_unit_test(of_two_documents_both_zones_are_seen),
		cmocka_unit_test(a_page_is_drawn_once),
		cmocka_unit_test(what_is_missing_is_told),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
