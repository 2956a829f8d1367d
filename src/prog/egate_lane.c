/*
 * egate_lane: egate watch and egate order: a console on the lane's socket.
 * Knows the status message and words for it. Never knows who the traveller is: a status holds
 * no personal data.
 */
#include "biometrics/face_prompt.h"
#include "os/link.h"
#include "prog/egate.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define ANSWER_MS 3000

static enum eg_err lane_connect(const char *path, int *out)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct wr w = wr_of(a.sun_path, sizeof(a.sun_path));
	wr_put(&w, rd_cstr(path));
	wr_u8(&w, '\0');
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (w.bad || fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof(a)) != 0) {
		return EG_FAIL(EG_GONE, "no lane at this socket");
	}
	*out = fd;
	fd = -1;
	return EG_OK;
}

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
	struct msg ask = msg_make(MSG_WATCH, 0);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	EG_TRY(link_send(fd, &ask, -1));
	if (poll(&p, 1, ANSWER_MS) <= 0) {
		return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
	}
	return next_status(fd, m);
}

static const char *on(uint32_t levels, uint32_t bit, const char *yes, const char *no)
{
	return (levels & bit) != 0 ? yes : no;
}

static void print_why(const struct msg_status *s)
{
	if (s->why != GATE_WHY_NONE) {
		printf("; %s", gate_why_text(s->why));
	}
	if (s->reason != REASON_NONE) {
		printf("; %s: %s", check_text(s->check), reason_text(s->reason));
	}
}

static void print_status(const struct msg *m)
{
	const struct msg_status *s = &m->body.status;
	printf("%" PRId64 ".%03" PRId64 " ", s->mono_us / 1000000, s->mono_us / 1000 % 1000);
	if (s->step != STEP_NONE) {
		printf("traveller %" PRIu32 ": step %s %" PRIu32 ".%03" PRIu32 " ms\n", m->epoch,
		       step_text(s->step), s->step_us / 1000, s->step_us % 1000);
		return;
	}
	printf("%s", gate_state_text(s->state));
	if (m->epoch != 0) {
		printf(" [traveller %" PRIu32 "]", m->epoch);
	}
	printf(" entry %s/%s exit %s/%s", on(s->inputs, GATE_IN_ENTRY_CLOSED, "closed", "OPEN"),
	       on(s->outputs, GATE_OUT_ENTRY_LOCK, "locked", "FREE"),
	       on(s->inputs, GATE_IN_EXIT_CLOSED, "closed", "OPEN"),
	       on(s->outputs, GATE_OUT_EXIT_LOCK, "locked", "FREE"));
	if (s->prompt != FACE_PROMPT_NONE) {
		printf("; \"%s\"", face_prompt_text(s->prompt));
	}
	print_why(s);
	printf("\n");
}

int egate_watch(int count, char *const words[])
{
	EG_AUTO(eg_close) int fd = -1;
	struct msg m;
	if (count != 1) {
		return EGATE_USAGE;
	}
	if (lane_connect(words[0], &fd) != EG_OK || watch(fd, &m) != EG_OK) {
		return egate_failed();
	}
	do {
		print_status(&m);
		if (fflush(stdout) != 0) {
			return EGATE_FAILED; /* the reader has gone */
		}
	} while (next_status(fd, &m) == EG_OK);
	return EGATE_DONE; /* the lane has ended */
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
		if (poll(&p, 1, ANSWER_MS) <= 0) {
			return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
		}
		EG_TRY(next_status(fd, m));
	} while (m->body.status.event != order);
	return EG_OK;
}

/* The order goes to the traveller whom the lane tells now, not to whoever may come next. */
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
		print_status(&before);
		printf("that traveller is not there now\n");
		return EGATE_FAILED;
	}
	if (link_send(fd, &m, -1) != EG_OK || answer(fd, m.body.order.order, &after) != EG_OK) {
		return egate_failed();
	}
	print_status(&after);
	if (after.body.status.state == before.body.status.state) {
		printf("the order has no effect now\n");
		return EGATE_FAILED;
	}
	return EGATE_DONE;
}
