/*
 * egate_lane: egate order: an officer's word to a lane.
 * Knows the words of orders and reasons. Never knows how a status is told (lane_tell.h).
 */
#include "os/link.h"
#include "prog/egate.h"
#include "prog/lane_link.h"
#include "prog/lane_tell.h"
#include "prog/words.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define CASE_SESSION_DIGITS 8

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
	EG_TRY(lane_watch(fd, WATCH_LANE, false)); /* an order is no look */
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

/* The status that the order has led to, or with which it was refused. */
static enum eg_err answer(int fd, uint8_t order, struct msg *m)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	do {
		if (poll(&p, 1, LANE_ANSWER_MS) <= 0) {
			return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
		}
		EG_TRY(next_status(fd, m));
	} while (m->body.status.event != order && m->body.status.refused != order);
	return EG_OK;
}

static bool count_of(struct rd text, uint32_t *out)
{
	uint8_t c;
	bool some = text.left > 0 && text.left <= 9;
	while (some && rd_u8(&text, &c)) {
		some = c >= '0' && c <= '9';
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return some;
}

struct order_words {
	const char *socket;
	uint8_t order;
	bool named;
	uint32_t traveller; /* that must be there, where one is named */
	struct lane_why why;
};

static bool find_code(const char *word, enum case_code *out)
{
	for (unsigned i = CASE_CODE_NONE + 1; i < CASE_CODE_COUNT; i++) {
		if (strcmp(word, case_code_word(i)) == 0) {
			*out = (enum case_code)i;
			return true;
		}
	}
	return false;
}

/* "1-1024-0d5c8e21", as a console names a case and egate journal shows it. */
static bool find_case(const char *word, struct case_ref *out)
{
	struct rd text = rd_cstr(word);
	struct rd lane = rd_until(&text, "-");
	struct rd traveller = rd_until(&text, "-");
	uint8_t c;
	bool fits = text.left == CASE_SESSION_DIGITS && count_of(lane, &out->lane) &&
		    count_of(traveller, &out->traveller);
	while (fits && rd_u8(&text, &c)) {
		bool digit = c >= '0' && c <= '9';
		fits = digit || (c >= 'a' && c <= 'f');
		out->session = out->session << 4 | (uint32_t)(digit ? c - '0' : c - 'a' + 10);
	}
	return fits && out->lane != 0 && case_ref_ok(out);
}

static bool read_words(int count, char *const words[], struct order_words *out)
{
	enum { CODE, NOTE, FROM, OPTIONS };
	static const struct words_option options[OPTIONS] = {
		[CODE] = {"--code", false}, [NOTE] = {"--note", false}, [FROM] = {"--from", false}};
	struct words w;
	*out = (struct order_words){0};
	if (words_take(count, words, options, OPTIONS, &w) != EG_OK || w.plain_count < 2 ||
	    w.plain_count > 3) {
		return false;
	}
	out->socket = w.plain[0];
	out->named = w.plain_count == 3;
	out->why.note = w.value[NOTE] == NULL ? RD_EMPTY : rd_cstr(w.value[NOTE]);
	return find_order(w.plain[1], &out->order) &&
	       (!out->named || count_of(rd_cstr(w.plain[2]), &out->traveller)) &&
	       (w.value[FROM] == NULL || find_case(w.value[FROM], &out->why.from)) &&
	       (w.value[CODE] == NULL || find_code(w.value[CODE], &out->why.code));
}

/* What has come of it; before is the status before it. */
static int tell_effect(const struct msg_status *before, const struct msg_status *after,
		       uint8_t order)
{
	if (after->refused == order) {
		bool passing = after->desk != 0 && after->state == GATE_RECORDING;
		printf("%s\n", passing ? "the traveller has been let pass before"
				       : "the lane does not take the order now");
		return EGATE_FAILED;
	}
	if (after->agreeing != 0 && before->agreeing == 0) {
		printf("on a watchlist: another officer has to let the traveller pass, too\n");
		return EGATE_DONE;
	}
	if (order == GATE_EV_ORDER_HOLD && after->state == GATE_REFERRED_OUTSIDE) {
		printf("the traveller waits for your decision, two minutes at most\n");
		return EGATE_DONE;
	}
	if (after->state == before->state && after->reversed == before->reversed) {
		printf("the order has no effect now\n");
		return EGATE_FAILED;
	}
	return EGATE_DONE;
}

/* The order goes to the traveller whom the lane tells now, not to whoever may come next. */
int egate_order(int count, char *const words[])
{
	EG_AUTO(eg_close) int fd = -1;
	struct order_words w;
	struct msg before;
	struct msg after;
	if (!read_words(count, words, &w)) {
		return EGATE_USAGE;
	}
	if (lane_connect(w.socket, &fd) != EG_OK || watch(fd, &before) != EG_OK) {
		return egate_failed();
	}
	if (w.named && before.epoch != w.traveller) {
		lane_tell_text(stdout, &before);
		printf("that traveller is not there now\n");
		return EGATE_FAILED;
	}
	if (lane_send_order(fd, before.epoch, (enum gate_event_kind)w.order, &w.why) != EG_OK ||
	    answer(fd, w.order, &after) != EG_OK) {
		return egate_failed();
	}
	lane_tell_text(stdout, &after);
	return tell_effect(&before.body.status, &after.body.status, w.order);
}
