/*
 * booth: what the camera of the lane sees: frames of the person who stands before it.
 * Knows JPEG files and the camera's protocol. Never decodes a picture, nor knows a name.
 */
#include "simulator/booth.h"

#include "base/secret.h"
#include "os/link.h"
#include "simulator/file.h"

#include <stdio.h>

#define PATH_SIZE 512

/* Width and height from the frame header (ITU-T T.81, B.2.2). */
static enum eg_err jpeg_size(struct rd jpeg, uint16_t *width, uint16_t *height)
{
	uint16_t marker = 0;
	uint16_t length = 0;
	struct rd segment;
	uint8_t precision;
	if (!rd_be16(&jpeg, &marker) || marker != 0xFFD8) {
		return EG_FAIL(EG_BAD_DATA, "frame is no JPEG");
	}
	while (rd_be16(&jpeg, &marker) && rd_be16(&jpeg, &length) && length >= 2 &&
	       rd_take(&jpeg, (size_t)length - 2, &segment)) {
		if (marker < 0xFFC0 || marker > 0xFFC2) {
			continue;
		}
		return rd_u8(&segment, &precision) && rd_be16(&segment, height) &&
				       rd_be16(&segment, width)
			       ? EG_OK
			       : EG_FAIL(EG_BAD_DATA, "JPEG frame header too short");
	}
	return EG_FAIL(EG_BAD_DATA, "JPEG without a frame header");
}

static enum eg_err add_frame(struct booth_reel *r, struct rd jpeg)
{
	struct camera_sim_header h = {.magic = CAMERA_SIM_MAGIC, .size = (uint32_t)jpeg.left};
	EG_TRY(jpeg_size(jpeg, &h.width, &h.height));
	EG_TRY(bulk_make(jpeg, &r->fd[r->count]));
	r->header[r->count++] = h;
	return EG_OK;
}

static enum eg_err load_reel(struct booth_reel *r, const char *folder, const char *person)
{
	while (r->count < BOOTH_FRAMES) {
		char path[PATH_SIZE];
		EG_AUTO(bytes_free) struct bytes jpeg = {0};
		int printed = snprintf(path, sizeof(path), "%s/%s/frames/%04zu.jpg", folder, person,
				       r->count + 1);
		if (printed < 0 || (size_t)printed >= sizeof(path)) {
			return EG_FAIL(EG_CONFIG, "folder of the people has too long a path");
		}
		enum eg_err err = file_read(path, CAMERA_SIM_SIZE_MAX, &jpeg);
		if (err == EG_NOT_FOUND && r->count > 0) {
			break;
		}
		EG_TRY(err);
		EG_TRY(add_frame(r, bytes_rd(&jpeg)));
	}
	return EG_OK;
}

enum eg_err booth_open(struct booth *b, const char *path, const char *folder,
		       const struct scenario *s)
{
	*b = (struct booth){0};
	EG_TRY(serve_open(&b->serve, path));
	for (size_t i = 0; i < s->persons; i++) {
		const char *face = s->person[i].face;
		EG_TRY(load_reel(&b->reel[i], folder, face[0] == '\0' ? "nobody" : face));
	}
	return load_reel(&b->reel[SCENARIO_PERSONS], folder, "nobody");
}

void booth_close(struct booth *b)
{
	serve_close(&b->serve);
	for (size_t i = 0; i <= SCENARIO_PERSONS; i++) {
		for (size_t k = 0; k < b->reel[i].count; k++) {
			eg_close(&b->reel[i].fd[k]);
		}
		b->reel[i].count = 0;
	}
}

static void hear(struct booth *b)
{
	uint8_t wish = 0;
	size_t got;
	int fresh = serve_accept(&b->serve);
	if (fresh >= 0) {
		b->wanted[fresh] = 0;
	}
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		while (serve_recv(&b->serve, i, &wish, sizeof(wish), &got)) {
			b->wanted[i] += wish == CAMERA_SIM_WANT ? 1 : 0;
		}
	}
}

void booth_pass(struct booth *b, int64_t now_us, size_t who)
{
	hear(b);
	if (now_us < b->next_us) {
		return;
	}
	const struct booth_reel *r = &b->reel[who < SCENARIO_PERSONS ? who : SCENARIO_PERSONS];
	size_t frame = b->sequence % r->count;
	struct camera_sim_header h = r->header[frame];
	h.sequence = b->sequence++;
	b->next_us = now_us + BOOTH_PERIOD_US;
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		if (b->wanted[i] > 0) {
			b->wanted[i]--;
			serve_send(&b->serve, i, rd_of(&h, sizeof(h)), r->fd[frame]);
		}
	}
}
