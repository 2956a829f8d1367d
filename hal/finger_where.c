/*
 * finger_where: the text that names a sensor of libfprint, and says how its pictures lie.
 * Knows its grammar. Never knows the library, nor which drivers there are.
 */
#include "hal/finger_where.h"

#include "hal/finger_sensor.h"

#define QUARTER 90 /* degrees */

static bool number(struct rd text, uint32_t least, uint32_t most, uint16_t *out)
{
	uint32_t sum = 0;
	uint8_t digit;
	if (text.left == 0 || text.left > 4) {
		return false;
	}
	while (rd_u8(&text, &digit)) {
		if (digit < '0' || digit > '9') {
			return false;
		}
		sum = sum * 10 + (uint32_t)(digit - '0');
	}
	*out = (uint16_t)sum; /* four digits */
	return sum >= least && sum <= most;
}

static enum eg_err set_crop(struct finger_where *w, struct rd value)
{
	uint16_t *const sides[] = {&w->left, &w->top, &w->right, &w->bottom};
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		/* The last one takes all that is left: a fifth number is none. */
		struct rd side = i < 3 ? rd_until(&value, ":") : value;
		if (!number(side, 0, FINGER_SENSOR_SIDE_MAX, sides[i])) {
			return EG_FAIL(EG_CONFIG, "crop of a finger sensor: LEFT:TOP:RIGHT:BOTTOM");
		}
	}
	return EG_OK;
}

static enum eg_err set_key(struct finger_where *w, struct rd key, struct rd value)
{
	if (rd_equal(key, RD_TEXT("dpi"))) {
		return number(value, FINGER_SENSOR_DPI_MIN, FINGER_SENSOR_DPI_MAX, &w->dpi)
			       ? EG_OK
			       : EG_FAIL(EG_CONFIG, "dpi of a finger sensor is 250 to 1000");
	}
	if (rd_equal(key, RD_TEXT("rotate"))) {
		return number(value, 0, 3 * QUARTER, &w->rotate) && w->rotate % QUARTER == 0
			       ? EG_OK
			       : EG_FAIL(EG_CONFIG,
					 "rotate of a finger sensor is 0, 90, 180 or 270");
	}
	if (rd_equal(key, RD_TEXT("crop"))) {
		return set_crop(w, value);
	}
	return EG_FAIL(EG_CONFIG, "a key that no finger sensor has");
}

enum eg_err finger_where_keys(struct rd text, struct finger_where *out)
{
	while (text.left > 0) {
		struct rd value = rd_until(&text, ",");
		struct rd key = rd_until(&value, "=");
		EG_TRY(set_key(out, key, value));
	}
	return EG_OK;
}

static bool set_text(char *out, size_t cap, struct rd text)
{
	size_t size = 0;
	uint8_t c;
	if (!rd_dump(text, out, cap - 1, &size)) {
		return false;
	}
	out[size] = '\0';
	while (rd_u8(&text, &c)) {
		if (c <= ' ' || c > '~') {
			return false;
		}
	}
	return true;
}

enum eg_err finger_where_parse(struct rd text, struct finger_where *out)
{
	*out = (struct finger_where){0};
	struct rd place = rd_until(&text, ",");
	struct rd driver = rd_until(&place, ":");
	if (driver.left == 0 || !set_text(out->driver, sizeof(out->driver), driver)) {
		return EG_FAIL(EG_CONFIG, "name of a finger sensor's driver");
	}
	if (!set_text(out->id, sizeof(out->id), place)) {
		return EG_FAIL(EG_CONFIG, "number of a finger sensor");
	}
	return finger_where_keys(text, out);
}
