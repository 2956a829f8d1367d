/*
 * booth: what the camera of the lane sees: the person who stands before it, or the empty booth.
 * Knows reels of pictures, time, what is wrong with the camera, and its protocol. Never knows a
 * name, nor what the lane makes of a picture.
 */
#include "simulator/booth.h"

#include "base/secret.h"
#include "os/link.h"
#include "simulator/file.h"
#include "simulator/play_camera.h"

#include <stdio.h>
#include <unistd.h>

#define SEED    UINT64_C(0xB007) /* of the noise: one and the same camera in every booth */
#define EMPTY   "nobody"
#define LOOP_US (INT64_C(1) * BOOTH_LOOP * BOOTH_PERIOD_US)

static const char *const looks[SCENARIO_LOOK_COUNT] = {
#define X(name, folder) [name] = (folder),
	SCENARIO_LOOKS(X)
#undef X
};

static enum eg_err keep_text(char out[BOOTH_PATH], const char *text)
{
	int printed = snprintf(out, BOOTH_PATH, "%s", text);
	return printed < 0 || printed >= BOOTH_PATH ? EG_FAIL(EG_CONFIG, "path too long") : EG_OK;
}

static const char *person(const struct booth *b, uint8_t who)
{
	const char *face = who < b->scenario->persons ? b->scenario->person[who].face : "";
	return face[0] == '\0' ? EMPTY : face;
}

static enum eg_err picture_path(const struct booth *b, char out[BOOTH_PATH], const char *name,
				uint8_t look, unsigned number)
{
	int printed = snprintf(out, BOOTH_PATH, "%s/%s/%s/%04u.jpg", b->folder, name, looks[look],
			       number);
	return printed < 0 || printed >= BOOTH_PATH ? EG_FAIL(EG_CONFIG, "path too long") : EG_OK;
}

static uint16_t count_pictures(const struct booth *b, uint8_t who, uint8_t look)
{
	char path[BOOTH_PATH];
	uint16_t count = 0;
	while (count < UINT16_MAX &&
	       picture_path(b, path, person(b, who), look, count + 1u) == EG_OK &&
	       access(path, R_OK) == 0) {
		count++;
	}
	return count;
}

/*
 * The reels that the scenario needs are there; a person without a face is nobody to the camera. Who
 * faces it may be asked for something by the screen: that is shown if it was prepared.
 */
static enum eg_err count_reels(struct booth *b)
{
	uint8_t who;
	uint8_t look;
	bool all = count_pictures(b, PLAY_NOBODY, LOOK_LIVE) > 0;
	for (uint8_t i = 0; i < b->scenario->persons; i++) {
		for (unsigned k = 0; k < SCENARIO_LOOK_COUNT; k++) {
			b->reel[i][k] = count_pictures(b, i, (uint8_t)k);
		}
	}
	for (size_t i = 0; i < b->scenario->steps; i++) {
		if (play_camera_needs(&b->scenario->step[i], &who, &look)) {
			all = all && b->reel[who][look] > 0 &&
			      b->reel[b->scenario->step[i].who][LOOK_LIVE] > 0;
		}
	}
	return all ? EG_OK : EG_FAIL(EG_NOT_FOUND, "nobody prepared pictures of what is shown");
}

enum eg_err booth_open(struct booth *b, const char *path, const char *folder,
		       const struct scenario *s)
{
	*b = BOOTH_CLOSED;
	b->scenario = s;
	b->who = PLAY_NOBODY;
	b->scene = (struct play_scene){.of = PLAY_NOBODY, .beside = PLAY_NOBODY};
	for (size_t i = 0; i < BOOTH_LOOP; i++) {
		b->kept[i].fd = -1;
	}
	EG_TRY(keep_text(b->path, path));
	EG_TRY(keep_text(b->folder, folder));
	EG_TRY(count_reels(b));
	EG_TRY(sensor_open(&b->sensor, SEED));
	return serve_open(&b->serve, path);
}

static void forget_kept(struct booth *b)
{
	for (size_t i = 0; i < BOOTH_LOOP; i++) {
		eg_close(&b->kept[i].fd);
	}
}

void booth_close(struct booth *b)
{
	serve_close(&b->serve);
	if (b->sensor != NULL) { /* opened so far: descriptors of pictures are valid, or -1 */
		forget_kept(b);
	}
	sensor_close(&b->sensor);
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

/* A cable that is pulled ends every connection, and nobody is found at its end. */
static enum eg_err plug(struct booth *b, uint8_t trouble)
{
	bool plugged = b->serve.listener >= 0;
	if (trouble == CAMERA_UNPLUGGED && plugged) {
		serve_close(&b->serve);
		(void)unlink(b->path); /* whoever looks for the camera finds none either way */
	}
	if (trouble != CAMERA_UNPLUGGED && !plugged) {
		return serve_open(&b->serve, b->path);
	}
	return EG_OK;
}

static enum eg_err follow(struct booth *b, int64_t now_us, const struct play *p)
{
	if (p->scene.changes == b->scene.changes && p->camera_on == b->who &&
	    p->scene.trouble == b->scene.trouble) {
		return EG_OK;
	}
	bool troubled = p->scene.trouble != b->scene.trouble;
	if (troubled) {
		forget_kept(b);
		b->trouble_us = now_us;
	} else {
		b->scene_us = now_us;
	}
	/* A loop and a frozen picture show what was seen when they began. */
	bool stays = !troubled &&
		     (p->scene.trouble == CAMERA_LOOPED || p->scene.trouble == CAMERA_FROZEN);
	if (stays) {
		b->scene.changes = p->scene.changes;
	} else {
		b->scene = p->scene;
	}
	b->who = p->camera_on;
	return plug(b, p->scene.trouble);
}

/*
 * The picture of a reel at a time since it began: forwards, then backwards, so that nobody jumps.
 * What somebody does once ends, and they face the camera again.
 */
static unsigned number_of(const struct booth *b, uint8_t who, uint8_t *look, int64_t age_us)
{
	int64_t at = age_us < 0 ? 0 : age_us / BOOTH_REEL_PERIOD_US;
	bool once = *look == LOOK_LEFT || *look == LOOK_RIGHT || *look == LOOK_BLINK;
	if (once && at >= b->reel[who][*look]) {
		at -= b->reel[who][*look];
		*look = LOOK_LIVE;
	}
	int64_t count = b->reel[who][*look];
	int64_t turn = count > 1 ? 2 * (count - 1) : 1;
	at %= turn;
	return (unsigned)(at < count ? at : turn - at) + 1;
}

static enum eg_err lay(struct booth *b, uint8_t who, uint8_t look, int64_t age_us,
		       enum sensor_part part)
{
	char path[BOOTH_PATH];
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	bool seen = who < SCENARIO_PERSONS && b->reel[who][LOOK_LIVE] > 0;
	uint8_t shown = seen ? look : LOOK_LIVE;
	unsigned number = seen ? number_of(b, who, &shown, age_us) : 1;
	EG_TRY(picture_path(b, path, seen ? person(b, who) : EMPTY, shown, number));
	EG_TRY(file_read(path, CAMERA_SIM_SIZE_MAX, &jpeg));
	return sensor_lay(b->sensor, bytes_rd(&jpeg), part);
}

static enum eg_err lay_scene(struct booth *b, int64_t now_us)
{
	const struct play_scene *s = &b->scene;
	int64_t age_us = now_us - b->scene_us;
	if (s->trouble == CAMERA_BLACK) {
		sensor_darken(b->sensor);
		return EG_OK;
	}
	if (s->beside == PLAY_NOBODY) {
		return lay(b, s->of, s->look, age_us, SENSOR_WHOLE);
	}
	EG_TRY(lay(b, s->of, s->look, age_us, SENSOR_LEFT));
	return lay(b, s->beside, s->worn[s->beside], age_us, SENSOR_RIGHT);
}

static enum eg_err take(struct booth *b, int64_t now_us, struct booth_kept *out)
{
	struct rd jpeg;
	EG_TRY(lay_scene(b, now_us));
	EG_TRY(sensor_take(b->sensor, &jpeg));
	out->header = (struct camera_sim_header){
		.magic = CAMERA_SIM_MAGIC,
		.size = (uint32_t)jpeg.left,
		.width = SENSOR_WIDTH,
		.height = SENSOR_HEIGHT,
	};
	return bulk_make(jpeg, &out->fd);
}

/* The place of the picture that is due in what is given over and over; its first is taken when
 * somebody asks for it, with the noise that it then keeps. */
static enum eg_err take_again(struct booth *b, int64_t now_us, struct booth_kept **out)
{
	bool frozen = b->scene.trouble == CAMERA_FROZEN;
	int64_t at_us = frozen ? 0 : (now_us - b->trouble_us) % LOOP_US;
	*out = &b->kept[at_us / BOOTH_PERIOD_US];
	if ((*out)->fd >= 0) {
		return EG_OK;
	}
	return take(b, frozen ? b->trouble_us : b->trouble_us - LOOP_US + at_us, *out);
}

static void give(struct booth *b, const struct booth_kept *picture)
{
	struct camera_sim_header h = picture->header;
	h.sequence = b->sequence;
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		if (b->wanted[i] > 0) {
			b->wanted[i]--;
			serve_send(&b->serve, i, rd_of(&h, sizeof(h)), picture->fd);
		}
	}
}

static bool anybody_waits(const struct booth *b)
{
	bool waits = false;
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		waits = waits || (b->wanted[i] > 0 && b->serve.peer[i] >= 0);
	}
	return waits;
}

static enum eg_err give_fresh(struct booth *b, int64_t now_us)
{
	struct booth_kept once = {.fd = -1};
	EG_TRY(take(b, now_us, &once));
	give(b, &once);
	eg_close(&once.fd);
	return EG_OK;
}

enum eg_err booth_pass(struct booth *b, int64_t now_us, const struct play *p)
{
	struct booth_kept *kept;
	EG_TRY(follow(b, now_us, p));
	hear(b);
	if (now_us < b->next_us) {
		return EG_OK;
	}
	b->sequence++;
	b->next_us = now_us + BOOTH_PERIOD_US;
	if (!anybody_waits(b)) {
		return EG_OK;
	}
	if (b->scene.trouble != CAMERA_FROZEN && b->scene.trouble != CAMERA_LOOPED) {
		return give_fresh(b, now_us);
	}
	EG_TRY(take_again(b, now_us, &kept));
	give(b, kept);
	return EG_OK;
}
