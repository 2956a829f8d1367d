/*
 * egate-kiosk: the travellers' page of one lane, over HTTP.
 * Knows the lane's guidance and the files of the page. Never knows who stands at the gate beyond
 * what a bystander may know; can order nothing.
 *
 *   settings   lane=SOCKET listen=loopback:PORT|unix:PATH web=FOLDER [vendor=FOLDER] [user=UID]
 *              user: who may connect to a path, this process's own if not told
 *   start      a second process connects to the lane (lane_dial.h); files read, listening; sandbox
 *   MSG_GUIDE  told to every browser; again every KIOSK_GUIDE_AGAIN_MS, though nothing is new
 *   lane gone  out of service is told, to whoever was served that an officer helps; the lane is
 * asked for again every second
 */
#include "console/events.h"
#include "console/http_files.h"
#include "os/args.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/become.h"
#include "prog/kiosk_guide.h"
#include "prog/lane_dial.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define CONNECTIONS_MAX 32 /* one screen, and who looks after it */
#define GUIDES_KEPT     64
#define DESCRIPTORS_MAX 64
#define MEMORY_MB       256
#define AGAIN_US        INT64_C(1000000)
#define TICK_US         INT64_C(1000000)
#define MS              INT64_C(1000)
#define SAY_US          (KIOSK_GUIDE_AGAIN_MS * MS)
#define EVENT           "guide"

struct kiosk {
	struct http *http;        /* owned */
	struct events *events;    /* owned */
	struct http_files *files; /* owned */
	int hand;                 /* owned */
	int lane;                 /* owned; -1: none */
	bool asked;               /* the hand, for a lane */
	int64_t ask_us;           /* not before */
	int64_t tick_us;
	struct msg_guide guide;
	int64_t guide_us; /* when the lane told it */
	int64_t said_us;  /* when browsers were told last */
	uint8_t json[KIOSK_GUIDE_SIZE];
};

static enum eg_err say_guide(struct kiosk *k, struct rd *json)
{
	struct wr w = WR_ARRAY(k->json);
	EG_TRY(kiosk_guide_json(&w, &k->guide, (now_mono_us() - k->guide_us) / MS));
	return wr_done(&w, json);
}

/* A browser that comes is told the present guidance, whatever it has heard before. */
static enum eg_err guide_now(void *context, uint32_t audience, struct rd *json)
{
	(void)audience; /* there is but one */
	return say_guide(context, json);
}

static enum eg_err publish_guide(struct kiosk *k, int64_t now_us)
{
	struct rd json;
	k->said_us = now_us;
	EG_TRY(say_guide(k, &json));
	return events_publish(k->events, EVENT, EVENTS_EVERYBODY, json);
}

static enum eg_err set_guide(struct kiosk *k, const struct msg_guide *guide)
{
	k->guide = *guide;
	k->guide_us = now_mono_us();
	return publish_guide(k, k->guide_us);
}

static void serve(void *context, const struct http_request *request, struct http_answer *answer)
{
	struct kiosk *k = context;
	if (request->method != HTTP_GET) {
		http_refuse(answer, 403, "office", "nothing can be ordered here");
		return;
	}
	if (!rd_equal(request->path, RD_TEXT("/api/guide"))) {
		if (!http_files_answer(k->files, request, answer)) {
			http_refuse(answer, 404, "path", "nothing is there");
		}
		return;
	}
	events_forget_whole(k->events); /* time has passed */
	if (events_stream(k->events, EVENTS_EVERYBODY, 0, NULL, &answer->feed) != EG_OK) {
		http_refuse(answer, 503, "busy", "too many screens");
		return;
	}
	answer->status = 200;
}

static enum eg_err lose_lane(struct kiosk *k)
{
	const struct msg_guide lost = kiosk_guide_lost(&k->guide);
	bool had = k->lane >= 0;
	eg_close(&k->lane);
	k->ask_us = now_mono_us() + AGAIN_US;
	return had ? set_guide(k, &lost) : EG_OK;
}

/* Whatever else a lane says is none of a travellers' screen's: it is asked anew. */
static enum eg_err hear_lane(struct kiosk *k)
{
	for (;;) {
		struct msg m;
		EG_AUTO(eg_close) int bulk = -1;
		enum eg_err err = link_recv(k->lane, &m, &bulk);
		if (err == EG_TIMEOUT) {
			return EG_OK;
		}
		if (err != EG_OK || m.kind != MSG_GUIDE) {
			LOG(LOG_WARN, "lane-lost", LOG_INT("kind", err == EG_OK ? m.kind : -1));
			return lose_lane(k);
		}
		EG_TRY(set_guide(k, &m.body.guide));
	}
}

static enum eg_err watch_lane(struct kiosk *k)
{
	struct msg ask = msg_make(MSG_WATCH, 0);
	ask.body.watch.as = WATCH_TRAVELLER;
	int flags = fcntl(k->lane, F_GETFL);
	if (flags < 0 || fcntl(k->lane, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    link_send(k->lane, &ask, -1) != EG_OK) {
		return lose_lane(k);
	}
	LOG(LOG_INFO, "lane", LOG_INT("up", 1));
	return EG_OK;
}

static enum eg_err hear_hand(struct kiosk *k)
{
	unsigned lane = 0;
	int fd = -1;
	enum eg_err err = lane_dial_take(k->hand, &lane, &fd);
	if (err == EG_TIMEOUT) {
		return EG_OK;
	}
	EG_TRY(err);
	k->asked = false;
	k->lane = fd;
	return fd >= 0 ? watch_lane(k) : lose_lane(k);
}

static int wait_ms(const struct kiosk *k, int64_t now_us)
{
	int64_t until = k->tick_us + TICK_US;
	until = k->said_us + SAY_US < until ? k->said_us + SAY_US : until;
	if (k->lane < 0 && !k->asked && k->ask_us < until) {
		until = k->ask_us;
	}
	int http = http_wait_ms(k->http);
	int own = until <= now_us ? 0 : (int)((until - now_us + MS - 1) / MS);
	return http >= 0 && http < own ? http : own;
}

static enum eg_err turn(struct kiosk *k)
{
	struct pollfd p[] = {
		{.fd = k->hand, .events = POLLIN},
		{.fd = k->lane, .events = POLLIN},
		{.fd = http_fd(k->http), .events = POLLIN},
	};
	if (poll(p, 3, wait_ms(k, now_mono_us())) < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "poll");
	}
	if (p[1].revents != 0) {
		EG_TRY(hear_lane(k));
	}
	if (p[0].revents != 0) {
		EG_TRY(hear_hand(k));
	}
	int64_t now_us = now_mono_us();
	if (k->lane < 0 && !k->asked && now_us >= k->ask_us) {
		EG_TRY(lane_dial_ask(k->hand, 1));
		k->asked = true;
	}
	if (now_us - k->said_us >= SAY_US) {
		EG_TRY(publish_guide(k, now_us));
	}
	if (now_us - k->tick_us >= TICK_US) {
		events_tick(k->events, now_us);
		k->tick_us = now_us;
	}
	return http_run(k->http, now_us);
}

static enum eg_err open_files(struct kiosk *k, const struct args *a)
{
	const char *web = args_text(a, "web", NULL);
	const char *vendor = args_text(a, "vendor", NULL);
	if (web == NULL) {
		return EG_FAIL(EG_CONFIG, "setting web is needed");
	}
	EG_TRY(http_files_open(&k->files));
	EG_TRY(http_files_add(k->files, web, "kiosk")); /* nothing of the officers' page */
	if (vendor != NULL) {
		EG_TRY(http_files_add(k->files, vendor, ""));
	}
	return http_files_root(k->files, "/web/kiosk.html");
}

static enum eg_err start(struct kiosk *k, const struct args *a)
{
	struct http_config config = {.listen = args_text(a, "listen", NULL),
				     .user_count = 1,
				     .limit = CONNECTIONS_MAX,
				     .handler = serve,
				     .context = k};
	/* Ids that grow over restarts: fewer than one a millisecond are ever told. */
	const struct events_config events = {.last = (uint64_t)now_unix_ms(),
					     .kept = GUIDES_KEPT,
					     .whole_kind = EVENT,
					     .whole = guide_now,
					     .context = k};
	const struct sandbox_need need = {
		.serve_sockets = true, .files = DESCRIPTORS_MAX, .memory_mb = MEMORY_MB};
	int64_t user;
	EG_TRY(args_number(a, "user", 0, UINT32_MAX, (int64_t)getuid(), &user));
	config.users[0] = (uint32_t)user;
	EG_TRY(open_files(k, a));
	EG_TRY(events_open(&events, &k->events));
	EG_TRY(http_open(&config, &k->http));
	EG_TRY(sandbox_enter(&need));
	LOG(LOG_INFO, "ready", LOG_INT("port", http_port(k->http)));
	return EG_OK;
}

static enum eg_err run(struct kiosk *k, const struct args *a)
{
	const char *lane = args_text(a, "lane", NULL);
	if (lane == NULL || args_text(a, "listen", NULL) == NULL) {
		return EG_FAIL(EG_CONFIG, "settings lane and listen are needed");
	}
	EG_TRY(lane_dial_start(&lane, 1, BECOME_NOBODY_ELSE, &k->hand));
	EG_TRY(start(k, a));
	for (;;) {
		EG_TRY(turn(k));
	}
}

int main(int argc, char *argv[])
{
	static struct kiosk k = {.hand = -1, .lane = -1};
	struct args a = args_of(argc, argv);
	log_open(LOG_WORD("kiosk"), LOG_INFO);
	k.guide = kiosk_guide_none();
	if (run(&k, &a) != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("end"));
	}
	http_close(&k.http);
	events_close(&k.events);
	http_files_close(&k.files);
	return EXIT_FAILURE; /* it serves until it is ended */
}
