/*
 * forge_fingers: the command of egate-forge that writes a DG3 of made fingers.
 * Knows its settings. Never knows formats.
 */
#include "simulator/forge_fingers.h"

#include "biometrics/wsq_encode.h"
#include "simulator/chip_args.h"
#include "simulator/finger_shelf.h"
#include "simulator/forge_args.h"
#include "simulator/forge_bio.h"
#include "simulator/forge_files.h"

#include <string.h>

#define FINGERS_MAX 10
#define DG3_MAX     65536 /* a file of a chip */

static const char *const keys[] = {"out",   "from",     "positions", "impression",
				   "image", "encoding", "dpi",       NULL};

/* Images of a DG3 that is made. */
struct made {
	struct bytes image[FINGERS_MAX];
	struct forge_finger finger[FINGERS_MAX]; /* borrow them */
	size_t count;
};

static void made_free(struct made *m)
{
	for (size_t i = 0; i < FINGERS_MAX; i++) {
		bytes_free(&m->image[i]);
	}
}

struct order {
	const char *from;
	unsigned impression;
	uint16_t dpi;
	bool damaged;
};

/* The order of a file's parts stays, so every look at its head says a finger: what fails is the
 * decoder, in the middle. */
static enum eg_err damage(struct bytes *wsq)
{
	static const uint8_t noise[] = "no finger was ever compressed into this";
	if (wsq->size < 8 * sizeof(noise)) {
		return EG_FAIL(EG_BAD_DATA, "image too small to be damaged");
	}
	for (size_t i = 0; i < wsq->size / 2; i++) {
		wsq->data[wsq->size / 2 + i] = noise[i % sizeof(noise)];
	}
	return EG_OK;
}

static enum eg_err add_finger(struct made *m, const struct order *o, unsigned position)
{
	EG_AUTO(finger_taken_free) struct finger_taken taken = {0};
	EG_AUTO(finger_image_free) struct finger_image grey = {0};
	const struct wsq_order usual = {0};
	struct bytes *image = &m->image[m->count];
	size_t size;
	EG_TRY(finger_shelf_take(o->from, position, o->impression, o->dpi, &taken));
	const struct finger_picture *p = &taken.picture;
	EG_TRY(finger_image_new(p->width, p->height, p->dpi, &grey));
	if (!rd_dump(p->grey, grey.grey, (size_t)grey.width * grey.height, &size)) {
		return EG_FAIL(EG_BAD_DATA, "rows of a finger's picture");
	}
	EG_TRY(wsq_encode(&grey, &usual, image));
	if (o->damaged) {
		EG_TRY(damage(image));
	}
	m->finger[m->count++] = (struct forge_finger){
		.picture = bytes_rd(image),
		.code = FORGE_IMAGE_WSQ,
		.position = (uint8_t)position,
		.width = p->width,
		.height = p->height,
	};
	return EG_OK;
}

/* "2,7": right index finger, left index finger (ISO/IEC 19794-4, Table 5). */
static enum eg_err add_fingers(struct made *m, const struct order *o, struct rd list)
{
	while (list.left > 0) {
		struct rd word = rd_until(&list, ",");
		unsigned position = 0;
		uint8_t digit;
		while (word.left > 0 && rd_u8(&word, &digit) && digit >= '0' && digit <= '9') {
			position = position * 10 + (digit - '0') % 10u;
			position = position > FINGERS_MAX ? FINGERS_MAX + 1 : position;
		}
		if (word.left > 0 || position < 1 || position > FINGERS_MAX ||
		    m->count == FINGERS_MAX) {
			return EG_FAIL(EG_CONFIG, "positions is 1 to 10, with commas between");
		}
		EG_TRY(add_finger(m, o, position));
	}
	return EG_OK;
}

static enum eg_err read_how(const struct args *a, struct order *o, struct forge_how *how)
{
	const char *encoding = args_text(a, "encoding", "19794");
	const char *image = args_text(a, "image", "wsq");
	int64_t impression;
	int64_t dpi;
	EG_TRY(args_number(a, "impression", 0, 1000000, 0, &impression));
	EG_TRY(args_number(a, "dpi", FINGER_DPI_MIN, FINGER_DPI_MAX, 500, &dpi));
	o->from = args_text(a, "from", ".");
	o->impression = (unsigned)impression;
	o->dpi = (uint16_t)dpi;
	o->damaged = strcmp(image, "damaged") == 0;
	if (!o->damaged && strcmp(image, "wsq") != 0) {
		return EG_FAIL(EG_CONFIG, "image is wsq or damaged");
	}
	how->encoding = strcmp(encoding, "39794") == 0 ? FORGE_39794 : FORGE_19794;
	return how->encoding == FORGE_39794 || strcmp(encoding, "19794") == 0
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "encoding is 19794 or 39794");
}

enum eg_err forge_fingers_command(const struct args *a)
{
	static uint8_t room[DG3_MAX]; /* too large for the stack; of one command */
	EG_AUTO(made_free) struct made made = {0};
	struct wr dg3 = WR_ARRAY(room);
	struct forge_how how = {0};
	struct order o;
	const char *out = args_text(a, "out", NULL);
	EG_TRY(chip_args_check(a, keys));
	EG_TRY(read_how(a, &o, &how));
	EG_TRY(forge_args_folder(out));
	EG_TRY(add_fingers(&made, &o, rd_cstr(args_text(a, "positions", ""))));
	EG_TRY(forge_dg3(&dg3, made.finger, made.count, &how));
	return forge_write_file(out, "dg3.bin", 0644, wr_view(&dg3));
}
