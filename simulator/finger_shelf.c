/*
 * finger_shelf: pictures of fingers for the sensor of a booth, as files of a folder or blank.
 * Knows names of files and PGM. Never knows ridges, nor who has which finger.
 */
#include "simulator/finger_shelf.h"

#include "simulator/file.h"

#include <stdio.h>

#define PATH_ROOM 512
#define HEAD_MAX  64
#define SIZE_MOST ((size_t)FINGER_SENSOR_SIDE_MAX * FINGER_SENSOR_SIDE_MAX)

void finger_taken_free(struct finger_taken *t)
{
	if (t != NULL) {
		bytes_free(&t->file);
		*t = (struct finger_taken){0};
	}
}

/* Decimal digits up to a white space, which is dropped. */
static bool number(struct rd *r, uint32_t most, uint32_t *out)
{
	struct rd digits = rd_until(r, " \t\r\n");
	uint32_t sum = 0;
	uint8_t digit;
	if (digits.left == 0 || digits.left > 4) {
		return false;
	}
	while (rd_u8(&digits, &digit)) {
		if (digit < '0' || digit > '9') {
			return false;
		}
		sum = sum * 10 + (uint32_t)(digit - '0');
	}
	*out = sum; /* four digits */
	return sum > 0 && sum <= most;
}

static enum eg_err parse(struct finger_taken *t, uint16_t dpi)
{
	struct rd r = bytes_rd(&t->file);
	uint32_t width;
	uint32_t height;
	uint32_t depth;
	if (!rd_equal(rd_until(&r, " \t\r\n"), RD_TEXT("P5"))) {
		return EG_FAIL(EG_BAD_DATA, "picture of a finger is no binary PGM");
	}
	if (!number(&r, FINGER_SENSOR_SIDE_MAX, &width) ||
	    !number(&r, FINGER_SENSOR_SIDE_MAX, &height)) {
		return EG_FAIL(EG_TOO_BIG, "sides of a finger's picture");
	}
	if (!number(&r, UINT8_MAX, &depth) || depth != UINT8_MAX ||
	    r.left != (size_t)width * height) {
		return EG_FAIL(EG_BAD_DATA, "depth of a finger's picture, or its size");
	}
	t->picture = (struct finger_picture){(uint16_t)width, (uint16_t)height, dpi, r};
	return EG_OK;
}

enum eg_err finger_shelf_take(const char *folder, unsigned finger, unsigned impression,
			      uint16_t dpi, struct finger_taken *out)
{
	char path[PATH_ROOM];
	finger_taken_free(out);
	int printed = snprintf(path, sizeof(path), "%s/%u_%u.pgm", folder, finger, impression);
	if (printed < 0 || (size_t)printed >= sizeof(path)) {
		return EG_FAIL(EG_CONFIG, "path too long");
	}
	EG_TRY(file_read(path, SIZE_MOST + HEAD_MAX, &out->file));
	enum eg_err err = parse(out, dpi);
	if (err != EG_OK) {
		finger_taken_free(out);
	}
	return err;
}

enum eg_err finger_shelf_blank(uint16_t width, uint16_t height, uint16_t dpi, uint8_t level,
			       struct finger_taken *out)
{
	finger_taken_free(out);
	if (width == 0 || height == 0 || width > FINGER_SENSOR_SIDE_MAX ||
	    height > FINGER_SENSOR_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "sides of a blank picture");
	}
	size_t size = (size_t)width * height;
	EG_TRY(bytes_reserve(&out->file, size, SIZE_MOST));
	out->file.size = size;
	for (size_t i = 0; i < size; i++) {
		out->file.data[i] = level;
	}
	out->picture = (struct finger_picture){width, height, dpi, bytes_rd(&out->file)};
	return EG_OK;
}
