/*
 * camera_sim: the camera of a simulated booth; a world process hands out JPEG frames.
 * Knows the protocol of its header. Never decodes a frame.
 */
#include "hal/camera_sim.h"

#include "hal/sim_line.h"

#include <stdlib.h>

struct camera {
	struct sim_line line; /* owned; it lends a frame */
	bool asked;           /* an 'N' is not answered yet */
};

static void sim_close(struct camera **c)
{
	if (*c != NULL) {
		sim_line_close(&(*c)->line);
		free(*c);
		*c = NULL;
	}
}

static enum eg_err sim_open(struct camera **out, const char *where, enum camera_wish wish)
{
	(void)wish; /* the world knows what stands before its camera */
	EG_AUTO(sim_close) struct camera *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "camera");
	}
	EG_TRY(sim_line_open(&c->line, where));
	*out = c;
	c = NULL;
	return EG_OK;
}

static enum eg_err sim_start(struct camera *c)
{
	(void)c; /* a frame is made when it is asked for */
	return EG_OK;
}

static int sim_wake_fd(const struct camera *c)
{
	return c->line.fd;
}

static enum eg_err sim_stop(struct camera *c)
{
	sealed_frame_unmap(&c->line.lent);
	return EG_OK;
}

static enum eg_err ask(struct camera *c)
{
	const uint8_t want = CAMERA_SIM_WANT;
	if (c->asked) {
		return EG_OK;
	}
	EG_TRY(sim_line_say(&c->line, rd_of(&want, sizeof(want))));
	c->asked = true;
	return EG_OK;
}

static enum eg_err receive(struct camera *c, struct camera_sim_header *header, int *fd)
{
	enum eg_err err = sealed_frame_receive(c->line.fd, header, sizeof(*header), fd);
	if (err == EG_TIMEOUT) {
		return err;
	}
	c->asked = false;
	EG_TRY(err);
	if (*fd < 0 || header->magic != CAMERA_SIM_MAGIC) {
		return EG_FAIL(EG_BAD_DATA, "header of a frame, or no frame beside it");
	}
	if (header->size == 0 || header->size > CAMERA_SIM_SIZE_MAX || header->width == 0 ||
	    header->height == 0 || header->width > CAMERA_SIM_SIDE_MAX ||
	    header->height > CAMERA_SIM_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "announced size of a frame");
	}
	return EG_OK;
}

static enum eg_err sim_next(struct camera *c, uint32_t ms, struct camera_frame *frame)
{
	struct camera_sim_header header = {0};
	EG_AUTO(eg_close) int fd = -1;
	*frame = (struct camera_frame){0};
	sealed_frame_unmap(&c->line.lent);
	EG_TRY(ask(c));
	EG_TRY(sim_line_wait(&c->line, ms));
	EG_TRY(receive(c, &header, &fd));
	EG_TRY(sealed_frame_map(fd, header.size, &c->line.lent));
	*frame = (struct camera_frame){
		.format = CAMERA_MJPEG,
		.width = header.width,
		.height = header.height,
		.bytes = sealed_frame_rd(&c->line.lent),
	};
	return EG_OK;
}

static bool sim_there(struct camera *c)
{
	return sim_line_there(&c->line);
}

const struct camera_backend camera_sim = {
	.name = "sim",
	.open = sim_open,
	.start = sim_start,
	.wake_fd = sim_wake_fd,
	.next = sim_next,
	.there = sim_there,
	.stop = sim_stop,
	.close = sim_close,
};
