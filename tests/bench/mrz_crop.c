/*
 * mrz_crop: of a picture of a page the zone alone, upright, at 300 dpi, for readers that want that;
 * or the whole picture in grey.
 *
 *   mrz_crop FILE OUT.pgm [LINES COLUMNS X Y X Y X Y X Y]
 *
 * The corners as egate mrz --json tells them: first character, end of the first line, end of the
 * last, its start. A character's width is left around them.
 */
#include "biometrics/picture_grey.h"
#include "base/whole.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX     ((size_t)64 << 20)
#define PITCH        30     /* pixels a character: 300 dpi */
#define GAP_TWO      2.5    /* pitches from line to line (Doc 9303-3, 4.2) */
#define GAP_THREE    1.6667 /* TD1 */
#define REACH_MAX    10000.0
#define WORDS_CORNER 4 /* before the corners */
#define WORDS_ALL    12

struct zone {
	double across; /* characters */
	double down;
	double corner[4][2];
};

static enum eg_err take_zone(char **words, struct zone *z)
{
	const long lines = strtol(words[2], NULL, 10);
	const long columns = strtol(words[3], NULL, 10);
	if (lines < 2 || lines > 3 || columns < 30 || columns > 44) {
		return EG_FAIL(EG_CONFIG, "LINES or COLUMNS of no zone");
	}
	z->across = (double)columns;
	z->down = lines == 3 ? 2 * GAP_THREE + 1 : GAP_TWO + 1;
	for (int i = 0; i < 8; i++) {
		z->corner[i / 2][i % 2] = strtod(words[WORDS_CORNER + i], NULL);
		if (!(fabs(z->corner[i / 2][i % 2]) < REACH_MAX)) {
			return EG_FAIL(EG_CONFIG, "a corner far from any picture");
		}
	}
	return EG_OK;
}

/* Between four pixels; the edge goes on beyond the picture. */
static double blend(const struct picture_grey *p, double x, double y)
{
	const double cx = fmin(fmax(x, 0), p->width - 1.0);
	const double cy = fmin(fmax(y, 0), p->height - 1.0);
	const size_t x0 = (size_t)cx;
	const size_t y0 = (size_t)cy;
	const size_t x1 = x0 + 1 < p->width ? x0 + 1 : x0;
	const size_t y1 = y0 + 1 < p->height ? y0 + 1 : y0;
	const double fx = cx - (double)x0;
	const double fy = cy - (double)y0;
	const uint8_t *a = p->grey + y0 * p->width;
	const uint8_t *b = p->grey + y1 * p->width;
	return (1 - fy) * ((1 - fx) * a[x0] + fx * a[x1]) + fy * ((1 - fx) * b[x0] + fx * b[x1]);
}

static enum eg_err cut(const struct picture_grey *p, const struct zone *z, struct picture_grey *out)
{
	const uint32_t width = (uint32_t)((z->across + 2) * PITCH);
	const uint32_t height = (uint32_t)((z->down + 2) * PITCH);
	EG_TRY(picture_grey_new(width, height, PICTURE_GREY_SIDE_MAX, out));
	for (size_t i = 0; i < (size_t)width * height; i++) {
		const double u = ((double)(i % width) / PITCH - 1) / z->across;
		const double v = ((double)(i / width) / PITCH - 1) / z->down;
		double at[2];
		for (int k = 0; k < 2; k++) {
			at[k] = (1 - v) * ((1 - u) * z->corner[0][k] + u * z->corner[1][k]) +
				v * ((1 - u) * z->corner[3][k] + u * z->corner[2][k]);
		}
		out->grey[i] = (uint8_t)lround(blend(p, at[0], at[1]));
	}
	return EG_OK;
}

static enum eg_err write_pgm(const char *path, const struct picture_grey *p)
{
	FILE *to = fopen(path, "wb");
	if (to == NULL) {
		return EG_FAIL(EG_NOT_FOUND, "a file to write into");
	}
	const size_t size = (size_t)p->width * p->height;
	const bool kept = fprintf(to, "P5\n%u %u\n255\n", p->width, p->height) > 0 &&
			  fwrite(p->grey, 1, size, to) == size;
	return fclose(to) == 0 && kept ? EG_OK : EG_FAIL(EG_IO, "a picture cannot be written");
}

static enum eg_err run(int count, char **words)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_grey_free) struct picture_grey page = {0};
	EG_AUTO(picture_grey_free) struct picture_grey zone = {0};
	struct zone z;
	if (count != 2 && count != WORDS_ALL) {
		return EG_FAIL(EG_CONFIG, "FILE OUT.pgm [LINES COLUMNS and four corners]");
	}
	EG_AUTO(eg_close) int fd = open(words[0], O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return EG_FAIL(EG_NOT_FOUND, "no such file");
	}
	EG_TRY(whole_read(fd, FILE_MAX, &file));
	EG_TRY(picture_grey_decode(bytes_rd(&file), PICTURE_GREY_SIDE_MAX, &page));
	if (count == 2) {
		return write_pgm(words[1], &page);
	}
	EG_TRY(take_zone(words, &z));
	EG_TRY(cut(&page, &z, &zone));
	return write_pgm(words[1], &zone);
}

int main(int count, char **words)
{
	const enum eg_err err = run(count - 1, words + 1);
	if (err != EG_OK) {
		fprintf(stderr, "mrz_crop: %s\n", eg_fault_last().reason);
	}
	return err != EG_OK;
}
