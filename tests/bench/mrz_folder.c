/*
 * mrz_folder: pictures of pages in a folder, with the text that is on them.
 */
#include "mrz_folder.h"

#include "base/whole.h"
#include "biometrics/picture_grey.h"
#include "mrz_tally.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE  1024
#define TEXT_MAX   512
#define FILE_MAX   ((size_t)24 << 20)
#define ZONE_PITCH 30 /* pixels a character: 300 dpi */

static enum eg_err whole_file(const char *path, struct bytes *out)
{
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? EG_FAIL(EG_NOT_FOUND, "a file") : whole_read(fd, FILE_MAX, out);
}

/* Lines of a zone in a text, ended in place; the number of those that are there. */
static size_t split(char *text, const char *between, const char **lines)
{
	size_t count = 0;
	char *save = NULL;
	for (char *l = strtok_r(text, between, &save); l != NULL && count < MRZ_READ_LINES_MAX;
	     l = strtok_r(NULL, between, &save)) {
		lines[count++] = l;
	}
	return count > 1 && strlen(lines[0]) >= 30 ? count : 0;
}

static size_t expected(const char *folder, const char *name, char *text, const char **lines)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	char path[PATH_SIZE];
	size_t size = 0;
	const int stem = (int)(strrchr(name, '.') - name);
	const int made = snprintf(path, sizeof(path), "%s/%.*s.txt", folder, stem, name);
	if (made > 0 && (size_t)made < sizeof(path) && whole_file(path, &file) == EG_OK &&
	    rd_dump(bytes_rd(&file), text, TEXT_MAX - 1, &size)) {
		text[size] = '\0';
		return split(text, "\r\n", lines);
	}
	if (stem >= TEXT_MAX || snprintf(text, TEXT_MAX, "%.*s", stem, name) < 0) {
		return 0;
	}
	return split(text, "_", lines);
}

static void tell(const char *name, const struct mrz_read *r)
{
	printf("%s: %s, %s\n", name, mrz_form_text(r->form), mrz_read_reason_text(r->reason));
	for (size_t l = 0; l < r->lines; l++) {
		printf("    %s\n", r->text[l]);
	}
}

static enum eg_err read_file(struct mrz_reader *reader, const char *folder, const char *name,
			     struct tally *t)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_grey_free) struct picture_grey page = {0};
	char path[PATH_SIZE];
	char text[TEXT_MAX];
	const char *lines[MRZ_READ_LINES_MAX] = {"", "", ""};
	struct mrz_read read;
	const int made = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (made < 0 || (size_t)made >= sizeof(path)) {
		return EG_FAIL(EG_TOO_BIG, "path of a picture");
	}
	if (whole_file(path, &file) != EG_OK ||
	    picture_grey_decode(bytes_rd(&file), PICTURE_GREY_SIDE_MAX, &page) != EG_OK) {
		printf("%s: not read: %s\n", name, eg_fault_last().reason);
		return EG_OK;
	}
	const struct mrz_image image = {page.width, page.height,
					rd_of(page.grey, (size_t)page.width * page.height)};
	EG_TRY(tally_read(t, reader, &image, &read));
	const size_t count = expected(folder, name, text, lines);
	if (count > 0) {
		tally_count(t, name, &read, lines, count);
	} else {
		tell(name, &read);
	}
	return EG_OK;
}

static bool is_picture(const char *name)
{
	static const char *const ends[] = {".bmp", ".jpg", ".jpeg", ".pgm",
					   ".png", ".ppm", ".tif",  ".tiff"};
	const char *end = strrchr(name, '.');
	bool is = false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]) && end != NULL; i++) {
		is = is || strcmp(end, ends[i]) == 0;
	}
	return is && strstr(name, ".zone.") == NULL;
}

static int pictures_only(const struct dirent *e)
{
	return is_picture(e->d_name);
}

enum eg_err mrz_folder_read(struct mrz_reader *reader, const char *folder, unsigned *wrong)
{
	static struct tally t;
	struct dirent **names = NULL;
	enum eg_err err = EG_OK;
	const int count = scandir(folder, &names, pictures_only, alphasort);
	if (count <= 0) {
		free(names);
		return EG_FAIL(EG_NOT_FOUND, "no folder with pictures of pages");
	}
	t = (struct tally){0};
	for (int i = 0; i < count; i++) {
		if (err == EG_OK) {
			err = read_file(reader, folder, names[i]->d_name, &t);
		}
		free(names[i]);
	}
	free(names);
	tally_print(folder, &t);
	*wrong += t.wrong;
	return err;
}

static enum eg_err put_file(const char *path, const char *head, struct rd octets)
{
	FILE *to = fopen(path, "wb");
	if (to == NULL) {
		return EG_FAIL(EG_NOT_FOUND, "a folder to write pages into");
	}
	const bool kept =
		fputs(head, to) >= 0 && fwrite(octets.at, 1, octets.left, to) == octets.left;
	return fclose(to) == 0 && kept ? EG_OK : EG_FAIL(EG_IO, "a page cannot be written");
}

static enum eg_err put_pgm(const char *path, uint32_t width, uint32_t height, const uint8_t *grey)
{
	char head[64];
	(void)snprintf(head, sizeof(head), "P5\n%u %u\n255\n", width, height); /* long enough */
	return put_file(path, head, rd_of(grey, (size_t)width * height));
}

/* The zone between its corners, with a character's width around it. */
static enum eg_err put_zone(const char *path, const struct page_text *text,
			    const struct page_picture *p)
{
	const double across = text->columns;
	const double down = text->kind == PAGE_TD1 ? 4.33 : 3.5;
	const uint32_t width = (uint32_t)((across + 2) * ZONE_PITCH);
	const uint32_t height = (uint32_t)((down + 2) * ZONE_PITCH);
	EG_AUTO(eg_free) uint8_t *grey = calloc(width, height);
	if (grey == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "a zone");
	}
	for (size_t i = 0; i < (size_t)width * height; i++) {
		const double u = ((double)(i % width) / ZONE_PITCH - 1) / across;
		const double v = ((double)(i / width) / ZONE_PITCH - 1) / down;
		double at[2];
		for (int k = 0; k < 2; k++) {
			at[k] = (1 - v) * ((1 - u) * p->corner[0][k] + u * p->corner[1][k]) +
				v * ((1 - u) * p->corner[3][k] + u * p->corner[2][k]) + 0.5;
		}
		const bool on = at[0] >= 0 && at[1] >= 0 && at[0] < p->width && at[1] < p->height;
		grey[i] = on ? p->grey[(size_t)at[1] * p->width + (size_t)at[0]] : 0;
	}
	return put_pgm(path, width, height, grey);
}

enum eg_err mrz_folder_put(const char *folder, const char *level, unsigned number,
			   const struct page_text *text, const struct page_picture *p)
{
	char stem[PATH_SIZE / 2];
	char path[PATH_SIZE];
	char lines[PAGE_LINES_MAX * (PAGE_COLUMNS_MAX + 1) + 1] = "";
	const int made = snprintf(stem, sizeof(stem), "%s/%s-%s-%03u", folder, level,
				  page_kind_name(text->kind), number);
	if (made < 0 || (size_t)made >= sizeof(stem)) {
		return EG_FAIL(EG_TOO_BIG, "path of a page");
	}
	(void)snprintf(lines, sizeof(lines), "%s\n%s\n%s", text->line[0], text->line[1],
		       text->line[2]); /* long enough */
	(void)snprintf(path, sizeof(path), "%s.txt", stem);
	EG_TRY(put_file(path, lines, RD_TEXT("\n")));
	(void)snprintf(path, sizeof(path), "%s.pgm", stem);
	EG_TRY(put_pgm(path, p->width, p->height, p->grey));
	(void)snprintf(path, sizeof(path), "%s.zone.pgm", stem);
	return put_zone(path, text, p);
}
