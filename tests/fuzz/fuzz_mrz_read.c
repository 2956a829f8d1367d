/*
 * fuzz_mrz_read: any pixels, of any size: what is told of them is a zone of some format, whole only
 * when each character may stand where it does and all check digits fit, and nothing outside the
 * image is read. Knows the layout of an input. Never knows what is shown.
 *
 *   2 bytes width, 2 bytes height, pixels (what is missing goes on as the last one)
 */
#include "tests/fuzz/fuzz.h"

#include "document/mrz_form.h"

#include <math.h>

#define SIDE_MAX 640u /* pixels: larger ones take long and show no more */

static struct mrz_reader *reader;

static void judge_text(const struct mrz_read *r)
{
	uint8_t numbers[MRZ_FORM_SIZE_MAX];
	struct mrz_check checks[MRZ_FORM_CHECKS_MAX];
	char joined[MRZ_FORM_SIZE_MAX];
	size_t count = 0;
	const enum mrz_form form = (enum mrz_form)r->form;
	const size_t size = mrz_read_joined(r, joined, sizeof(joined));
	promise(size == mrz_form_size(form));
	for (size_t i = 0; i < size; i++) {
		numbers[i] = (uint8_t)mrz_letter_number(joined[i]);
		promise((mrz_form_allowed(form, i) >> numbers[i] & 1) != 0);
		promise(r->sure[i / r->columns][i % r->columns] <= 39);
	}
	if (r->verdict != MRZ_READ_WHOLE) {
		return;
	}
	promise(mrz_form_checks(form, numbers, checks, &count));
	for (size_t i = 0; i < count; i++) {
		promise(mrz_check_fits(&checks[i], numbers, size));
	}
}

static void judge(const struct mrz_read *r)
{
	promise(r->form < MRZ_FORM_COUNT && r->reason < MRZ_READ_REASON_COUNT);
	promise(r->verdict <= MRZ_READ_WHOLE && r->angle < 360);
	promise((r->verdict == MRZ_READ_WHOLE) == (r->reason == MRZ_READ_NOTHING));
	promise((r->form == MRZ_FORM_NONE) == (r->reason == MRZ_READ_NO_ZONE));
	for (size_t i = 0; i < 4; i++) {
		promise(isfinite(r->corner[i].x) && isfinite(r->corner[i].y));
	}
	const float shape[] = {r->shape.pitch,    r->shape.spread, r->shape.wave,
			       r->shape.line_gap, r->shape.height, r->shape.likeness};
	for (size_t i = 0; i < sizeof(shape) / sizeof(shape[0]); i++) {
		promise(isfinite(shape[i]));
	}
	promise(r->shape.likeness <= 1.001f && r->others <= 3);
	promise(r->others == 0 || r->verdict != MRZ_READ_REFUSED);
	if (r->form != MRZ_FORM_NONE) {
		judge_text(r);
	} else {
		promise(r->verdict == MRZ_READ_REFUSED && r->lines == 0 && r->text[0][0] == '\0');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	struct mrz_read read;
	uint16_t width;
	uint16_t height;
	if (!rd_be16(&r, &width) || !rd_be16(&r, &height)) {
		return 0;
	}
	if (reader == NULL) {
		promise(mrz_reader_new(&reader) == EG_OK); /* kept: it is 40 MB of addresses */
	}
	const struct mrz_image said = {.width = width, .height = height, .grey = r};
	if (mrz_read(reader, &said, &read) == EG_OK) {
		judge(&read);
	}
	const uint32_t wide = 1 + width % SIDE_MAX;
	const uint32_t high = 1 + height % SIDE_MAX;
	uint8_t *grey = malloc((size_t)wide * high); /* its end is where a sanitizer looks */
	promise(grey != NULL);
	uint8_t value = 128;
	for (size_t i = 0; i < (size_t)wide * high; i++) {
		value = r.left > 0 && rd_u8(&r, &grey[i]) ? grey[i] : value;
		grey[i] = value;
	}
	const struct mrz_image image = {wide, high, rd_of(grey, (size_t)wide * high)};
	if (mrz_read(reader, &image, &read) == EG_OK) {
		judge(&read);
	}
	free(grey);
	return 0;
}
