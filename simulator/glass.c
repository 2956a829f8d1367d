/*
 * glass: the page reader of a lane, and what lies on it: gives lines, still pictures, or what a
 * camera below it sees.
 * Knows documents' folders, the readers' protocols and time. Never knows what the lane makes of it.
 */
#include "simulator/glass.h"

#include "hal/camera_sim.h"
#include "os/link.h"
#include "simulator/file.h"
#include "simulator/page_print.h"
#include "simulator/page_shelf.h"
#include "simulator/play_page.h"

#include <stdio.h>
#include <unistd.h>

#define ZONE_MAX 256

/* A wish for a page, and what it borrows. */
struct order {
	char folder[GLASS_PATH];
	char portrait[GLASS_PATH];
	struct page_wish wish;
};

static bool is_camera(const struct glass *g)
{
	return g->scenario->page == SCENARIO_PAGE_CAMERA;
}

static enum eg_err path_of(char out[GLASS_PATH], const char *folder, const char *name,
			   const char *file)
{
	const int printed = snprintf(out, GLASS_PATH, "%s/%s/%s", folder, name, file);
	return printed < 0 || printed >= GLASS_PATH ? EG_FAIL(EG_CONFIG, "path too long") : EG_OK;
}

static enum eg_err order_of(const struct glass *g, uint8_t who, uint8_t laid, uint16_t degrees,
			    struct order *out)
{
	const struct scenario_person *p = &g->scenario->person[who];
	const bool stuck = p->page_face[0] != '\0';
	EG_TRY(path_of(out->portrait, stuck ? g->folders.people : g->folders.documents,
		       stuck ? p->page_face : p->passport, "portrait.pgm"));
	const int printed =
		snprintf(out->folder, GLASS_PATH, "%s/%s", g->folders.documents, p->passport);
	if (printed < 0 || printed >= GLASS_PATH) {
		return EG_FAIL(EG_CONFIG, "path too long");
	}
	out->wish = (struct page_wish){
		.folder = out->folder,
		.portrait = out->portrait,
		.name = p->page_name,
		.laid = laid,
		.degrees = degrees,
		.camera = is_camera(g),
	};
	return EG_OK;
}

/* Infrared, then visible; a camera has the latter alone. */
static enum eg_err take_shot(const struct glass *g, struct order *o, unsigned shot,
			     struct bytes *out)
{
	o->wish.infrared = !is_camera(g) && shot == 0;
	return page_shelf_take(g->folders.kept, &o->wish, out);
}

static enum eg_err draw_all(const struct glass *g)
{
	struct order o;
	uint8_t laid;
	uint16_t degrees;
	for (size_t i = 0; i < g->scenario->steps; i++) {
		const struct scenario_step *s = &g->scenario->step[i];
		if (g->scenario->page == SCENARIO_PAGE_LINES ||
		    !play_page_lays(s, &laid, &degrees)) {
			continue;
		}
		EG_TRY(order_of(g, s->who, laid, degrees, &o));
		for (unsigned shot = 0; shot < GLASS_LIGHTS; shot++) {
			EG_AUTO(bytes_free) struct bytes unused = {0};
			EG_TRY(take_shot(g, &o, shot, &unused));
		}
	}
	return EG_OK;
}

enum eg_err glass_open(struct glass *g, const char *folder, const struct glass_folders *folders,
		       const struct scenario *s)
{
	*g = GLASS_CLOSED;
	g->scenario = s;
	g->folders = *folders;
	EG_TRY(path_of(g->path, folder, ".", is_camera(g) ? "glass.sock" : "page.sock"));
	EG_TRY(draw_all(g));
	if (is_camera(g)) {
		EG_TRY(glass_camera_open(&g->camera));
	}
	return serve_open(&g->serve, g->path);
}

static void clear(struct glass *g)
{
	g->zone_size = 0;
	g->given = GLASS_LIGHTS;
	for (unsigned i = 0; i < GLASS_LIGHTS; i++) {
		eg_close(&g->shot[i].fd);
	}
}

void glass_close(struct glass *g)
{
	serve_close(&g->serve);
	clear(g);
	glass_camera_close(&g->camera);
}

/* What a reader that gives lines makes of it: of another page or side it makes nothing. */
static enum eg_err lay_lines(struct glass *g, const struct order *o)
{
	char path[GLASS_PATH];
	struct page_print print;
	const uint8_t laid = o->wish.laid;
	EG_AUTO(bytes_free) struct bytes zone = {0};
	if (laid == LAID_WRONG_PAGE || laid == LAID_FRONT || laid == LAID_CLOSED) {
		return EG_OK;
	}
	EG_TRY(path_of(path, o->folder, ".", "mrz.txt"));
	EG_TRY(file_read(path, ZONE_MAX, &zone));
	EG_TRY(page_print_take(bytes_rd(&zone), o->wish.name, &print));
	for (unsigned i = 0; i < print.text.lines; i++) {
		const int printed =
			snprintf((char *)g->zone + g->zone_size, sizeof(g->zone) - g->zone_size,
				 "%s\n", print.text.line[i]);
		g->zone_size += printed > 0 ? (size_t)printed : 0; /* three lines of 30 have room */
	}
	serve_send_all(&g->serve, rd_of(g->zone, g->zone_size));
	return EG_OK;
}

static enum eg_err lay_pictures(struct glass *g, struct order *o, int64_t now_us)
{
	for (unsigned i = 0; i < GLASS_LIGHTS; i++) {
		EG_AUTO(bytes_free) struct bytes png = {0};
		EG_TRY(take_shot(g, o, i, &png));
		EG_TRY(bulk_make(bytes_rd(&png), &g->shot[i].fd));
		g->shot[i].header = (struct page_sim_header){
			.magic = PAGE_SIM_MAGIC,
			.size = (uint32_t)png.size,
			.dpi = i == 0 ? PAGE_SHELF_INFRARED : PAGE_SHELF_DPI,
			.light = i == 0 ? PAGE_INFRARED : PAGE_VISIBLE,
		};
	}
	g->given = 0;
	g->next_us = now_us;
	return EG_OK;
}

static enum eg_err lay(struct glass *g, int64_t now_us, const struct play *p)
{
	struct order o;
	EG_AUTO(bytes_free) struct bytes page = {0};
	EG_TRY(order_of(g, p->document_of, p->page.laid, p->page.degrees, &o));
	switch ((enum scenario_page)g->scenario->page) {
	case SCENARIO_PAGE_LINES:
		return lay_lines(g, &o);
	case SCENARIO_PAGE_PICTURES:
		return lay_pictures(g, &o, now_us);
	case SCENARIO_PAGE_CAMERA:
		EG_TRY(take_shot(g, &o, 0, &page));
		return glass_camera_lay(g->camera, &page, now_us);
	case SCENARIO_PAGE_COUNT:
		break;
	}
	return EG_FAIL(EG_STATE, "no such page reader");
}

enum eg_err glass_follow(struct glass *g, int64_t now_us, const struct play *p)
{
	clear(g);
	if (p->document_of != PLAY_NOBODY) {
		return lay(g, now_us, p);
	}
	if (g->camera != NULL) {
		glass_camera_lift(g->camera, now_us);
	} else {
		serve_send_all(&g->serve, RD_TEXT("\n"));
	}
	return EG_OK;
}

static void send_shot(struct glass *g, size_t peer, unsigned shot)
{
	const struct page_sim_header *h = &g->shot[shot].header;
	serve_send(&g->serve, peer, rd_of(h, sizeof(*h)), g->shot[shot].fd);
}

/* Who connects while something lies there is told of it. */
static void tell_fresh(struct glass *g, size_t peer)
{
	g->wanted[peer] = 0;
	if (g->zone_size > 0 || (g->given > 0 && g->shot[0].fd >= 0)) {
		serve_send(&g->serve, peer, RD_TEXT("+"), -1);
	}
	if (g->zone_size > 0) {
		serve_send(&g->serve, peer, rd_of(g->zone, g->zone_size), -1);
	}
	for (unsigned i = 0; i < g->given && g->shot[i].fd >= 0; i++) {
		send_shot(g, peer, i);
	}
}

static void hear(struct glass *g)
{
	uint8_t wish = 0;
	size_t got;
	const int fresh = serve_accept(&g->serve);
	if (fresh >= 0) {
		tell_fresh(g, (size_t)fresh);
	}
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		while (serve_recv(&g->serve, i, &wish, sizeof(wish), &got)) {
			if (g->camera != NULL && wish == CAMERA_SIM_WANT) {
				g->wanted[i]++;
			} else {
				serve_drop(&g->serve, i); /* a reader of this kind only listens */
			}
		}
	}
}

static void give_shot(struct glass *g, int64_t now_us)
{
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		send_shot(g, i, g->given);
	}
	g->given++;
	g->next_us = now_us + GLASS_TAKE_US;
}

static enum eg_err give_frame(struct glass *g, int64_t now_us)
{
	struct rd jpeg;
	bool wanted = false;
	EG_AUTO(eg_close) int fd = -1;
	g->sequence++;
	g->next_us = now_us + GLASS_CAMERA_PERIOD_US;
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		wanted = wanted || (g->wanted[i] > 0 && g->serve.peer[i] >= 0);
	}
	if (!wanted) {
		return EG_OK; /* a picture that nobody sees costs nothing */
	}
	EG_TRY(glass_camera_take(g->camera, now_us, &jpeg));
	EG_TRY(bulk_make(jpeg, &fd));
	const struct camera_sim_header h = {
		.magic = CAMERA_SIM_MAGIC,
		.size = (uint32_t)jpeg.left,
		.width = PAGE_SHELF_WIDTH,
		.height = PAGE_SHELF_HEIGHT,
		.sequence = g->sequence,
	};
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		if (g->wanted[i] > 0) {
			g->wanted[i]--;
			serve_send(&g->serve, i, rd_of(&h, sizeof(h)), fd);
		}
	}
	return EG_OK;
}

/* A cable that is pulled ends every connection, and nobody is found at its end. */
static enum eg_err plug(struct glass *g, bool unplugged)
{
	const bool plugged = g->serve.listener >= 0;
	if (unplugged && plugged) {
		serve_close(&g->serve);
		(void)unlink(g->path); /* whoever looks for the reader finds none either way */
	}
	return !unplugged && !plugged ? serve_open(&g->serve, g->path) : EG_OK;
}

enum eg_err glass_pass(struct glass *g, int64_t now_us, const struct play *p)
{
	EG_TRY(plug(g, p->page.unplugged));
	if (g->serve.listener >= 0) {
		hear(g);
	}
	if (now_us < g->next_us) {
		return EG_OK;
	}
	if (g->camera != NULL) {
		return give_frame(g, now_us);
	}
	if (g->given < GLASS_LIGHTS && g->shot[g->given].fd >= 0) {
		give_shot(g, now_us);
	}
	return EG_OK;
}
