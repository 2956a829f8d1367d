/*
 * core_console: a connection of an officer, a watcher or a travellers' screen: what it may say, and
 * what it is answered.
 * Knows users and what each may see. Never knows what an order does (core_order.c), nor who is told
 * of changes (core_peers.h).
 */
#include "prog/core_console.h"

#include "base/log.h"
#include "os/link.h"

/* Messages of one connection: all cases of a desk whose lane was away for long are fewer. One that
 * never stops would keep the core, which has the first turn on its processor, from everybody. */
#define SAYS_MAX   200
#define SAYS_IN_US 1000000

/* All that is known of whoever is referred, to an officer who has come later. */
static bool show_referred(const struct lane *l, const struct core_pictures *pictures,
			  const struct peer *one)
{
	bool shown = true;
	for (unsigned place = 0; shown && place < LANE_FACTS; place++) {
		struct msg m;
		shown = !lane_fact(l, place, &m) || link_send(one->fd, &m, -1) == EG_OK;
	}
	return shown && pictures_show_one(pictures, one);
}

static bool answer_watch(const struct lane *l, const struct core_pictures *pictures,
			 const struct core_load *load, const struct peer *one)
{
	struct msg status = lane_status(l);
	struct msg counters = load_msg(load);
	struct msg guide = lane_guidance(l);
	if (one->as == WATCH_TRAVELLER) {
		return link_send(one->fd, &guide, -1) == EG_OK;
	}
	return link_send(one->fd, &status, -1) == EG_OK &&
	       link_send(one->fd, &counters, -1) == EG_OK &&
	       (one->as != WATCH_OFFICER || !lane_shows(l) || show_referred(l, pictures, one));
}

/* Travellers are for the officer alone: an administrator who asks to see them is turned away, and
 * so is a travellers' screen that asks for anything but guidance. */
static bool may_watch(const struct lane *l, uint32_t user, uint8_t as)
{
	bool officer = user == l->settings.officer;
	bool kiosk = lane_is_kiosk(l, user);
	return as == WATCH_TRAVELLER || (!kiosk && (as != WATCH_OFFICER || officer));
}

static bool on_watch(const struct lane *l, const struct core_pictures *pictures,
		     const struct core_load *load, struct peer *one, const struct msg_watch *w)
{
	if (!may_watch(l, one->user, w->as)) {
		LOG(LOG_WARN, "watch-refused", LOG_INT("user", one->user), LOG_INT("as", w->as));
		return false;
	}
	bool again = one->watches && one->as == w->as; /* who attends has changed, no more */
	if (again && w->as == WATCH_TRAVELLER) {
		return false; /* that attends nobody, and has nothing to say twice */
	}
	one->watches = true;
	one->attends = w->attends != 0;
	one->as = w->as;
	return again || answer_watch(l, pictures, load, one);
}

/* Told to others it would end what they wait for. */
static bool answer_refused(const struct lane *l, const struct peer *one)
{
	struct msg m;
	bool hears = one->watches && one->as != WATCH_TRAVELLER;
	return !hears || !lane_refusal(l, &m) || link_send(one->fd, &m, -1) == EG_OK;
}

static bool floods(struct peer *one, int64_t now_us)
{
	if (now_us - one->since_us >= SAYS_IN_US) {
		one->since_us = now_us;
		one->said = 0;
	}
	one->said++;
	return one->said > SAYS_MAX;
}

bool console_hear(struct lane *l, const struct core_pictures *pictures,
		  const struct core_load *load, struct peer *one)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	enum eg_err err = link_recv(one->fd, &m, &bulk);
	if (err == EG_TIMEOUT) {
		return true;
	}
	if (err != EG_OK ||
	    !permit_send(ROLE_CONSOLE, (enum msg_kind)m.kind, (enum gate_state)l->gate.state)) {
		return false;
	}
	if (floods(one, l->mono_us)) {
		LOG(LOG_WARN, "console-floods", LOG_INT("user", one->user));
		return false;
	}
	if (m.kind == MSG_WATCH) {
		return on_watch(l, pictures, load, one, &m.body.watch);
	}
	if (!lane_console(l, &m, one->user)) {
		LOG(LOG_WARN, "console-refused", LOG_INT("user", one->user),
		    LOG_INT("kind", m.kind));
		return false;
	}
	return answer_refused(l, one);
}
