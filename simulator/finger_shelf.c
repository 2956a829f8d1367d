/*
 * finger_shelf: pictures of fingers for the sensor of a booth, as files of a folder or blank.
 * Knows names of files. Never knows ridges, nor who has which finger.
 */
#include "simulator/finger_shelf.h"

#include "simulator/file.h"
#include "simulator/pgm.h"

#include <stdio.h>

#define PATH_ROOM 512
#define SIZE_MOST ((size_t)FINGER_SENSOR_SIDE_MAX * FINGER_SENSOR_SIDE_MAX)

void finger_taken_free(struct finger_taken *t)
{
	if (t != NULL) {
		bytes_free(&t->file);
		*t = (struct finger_taken){0};
	}
}

static enum eg_err parse(struct finger_taken *t, uint16_t dpi)
{
	struct pgm p;
	EG_TRY(pgm_take(bytes_rd(&t->file), FINGER_SENSOR_SIDE_MAX, &p));
	t->picture = (struct finger_picture){(uint16_t)p.width, (uint16_t)p.height, dpi, p.grey};
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
	EG_TRY(file_read(path, SIZE_MOST + PGM_HEAD_MAX, &out->file));
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
