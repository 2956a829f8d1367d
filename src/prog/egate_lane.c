/*
 * egate_lane: egate order: an officer's word to a lane.
 * Knows the words of orders. Never knows how a status is told (lane_tell.h).
 */
#include "os/link.h"
#include "prog/egate.h"
#include "prog/lane_link.h"
#include "prog/lane_tell.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

static enum eg_err next_status(int fd, struct msg *m)
{
	do {
		EG_AUTO(eg_close) int bulk = -1;
		EG_TRY(link_recv(fd, m, &bulk));
	} while (m->kind != MSG_STATUS);
	return EG_OK;
}

/* Subscribes; the lane answers with its present status. */
static enum eg_err watch(int fd, struct msg *m)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	EG_TRY(lane_watch(fd, WATCH_LANE, true));
	if (poll(&p, 1, LANE_ANSWER_MS) <= 0) {
		return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
	}
	return next_status(fd, m);
}

static bool find_order(const char *word, uint8_t *order)
{
	static const struct {
		const char *word;
		enum gate_event_kind kind;
	} orders[] = {
		{"pass", GATE_EV_ORDER_PASS},   {"back", GATE_EV_ORDER_BACK},
		{"retry", GATE_EV_ORDER_RETRY}, {"reset", GATE_EV_ORDER_RESET},
		{"close", GATE_EV_ORDER_CLOSE}, {"open", GATE_EV_ORDER_OPEN},
		{"hold", GATE_EV_ORDER_HOLD},   {"free", GATE_EV_ORDER_FREE},
		{"turn", GATE_EV_ORDER_TURN},
	};
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (strcmp(word, orders[i].word) == 0) {
			*order = (uint8_t)orders[i].kind;
			return true;
		}
	}
	return false;
}

/* The status that the order has led to; before stays what it was. */
static enum eg_err answer(int fd, uint8_t order, struct msg *m)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	do {
		if (poll(&p, 1, LANE_ANSWER_MS) <= 0) {
			return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
		}
		EG_TRY(next_status(fd, m));
	} while (m->body.status.event != order);
	return EG_OK;
}

/* The number that watch shows. */
static bool read_traveller(const char *word, uint32_t *out)
{
	struct rd text = rd_cstr(word);
	uint8_t c;
	bool some = text.left > 0 && text.left <= 9;
	while (some && rd_u8(&text, &c)) {
		some = c >= '0' && c <= '9';
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return some;
}

/* The order goes to the traveller whom the lane tells now, not to whoever may come next. */
int egate_order(int count, char *const words[])
{
	EG_AUTO(eg_close) int fd = -1;
	struct msg before;
	struct msg after;
	struct msg m = msg_make(MSG_ORDER, 0);
	uint32_t meant = 0;
	bool named = count == 3 && read_traveller(words[2], &meant);
	if ((count != 2 && !named) || !find_order(words[1], &m.body.order.order)) {
		return EGATE_USAGE;
	}
	if (lane_connect(words[0], &fd) != EG_OK || watch(fd, &before) != EG_OK) {
		return egate_failed();
	}
	m.epoch = before.epoch;
	if (named && before.epoch != meant) {
		lane_tell_text(stdout, &before);
		printf("that traveller is not there now\n");
		return EGATE_FAILED;
	}
	if (link_send(fd, &m, -1) != EG_OK || answer(fd, m.body.order.order, &after) != EG_OK) {
		return egate_failed();
	}
	lane_tell_text(stdout, &after);
	if (after.body.status.state == before.body.status.state &&
	    after.body.status.reversed == before.body.status.reversed) {
		printf("the order has no effect now\n");
		return EGATE_FAILED;
	}
	return EGATE_DONE;
}
