/*
 * test_watch_worker: egate-watchlist as a process: what it answers, which lists it does not take.
 */
#include "watch_desk.h"
#include "watch_kit.h"

#include "os/link.h"
#include "prog/watchlist_seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define EPOCH 77

struct worker {
	pid_t pid;
	int link; /* owned */
};

static struct worker start(const struct watch_desk *d, const char *list, const char *trust)
{
	int ends[2];
	static char name[] = "egate-watchlist";
	char list_path[DESK_PATH];
	char trust_path[DESK_PATH];
	char list_word[DESK_PATH + 8];
	char trust_word[DESK_PATH + 8];
	char *const argv[] = {name, list_word, trust_word, NULL};
	assert_true(snprintf(list_word, sizeof(list_word), "list=%s",
			     watch_desk_path(d, list, list_path)) > 0);
	assert_true(snprintf(trust_word, sizeof(trust_word), "trust=%s",
			     watch_desk_path(d, trust, trust_path)) > 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	struct worker w = {.pid = fork(), .link = ends[0]};
	assert_true(w.pid >= 0);
	if (w.pid == 0) {
		if (dup2(ends[1], LINK_FD) == LINK_FD) {
			(void)execv(WORKER, argv); /* returns only on failure */
		}
		_exit(99);
	}
	eg_close(&ends[1]);
	return w;
}

static void assert_ready(const struct worker *w)
{
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(w->link, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, MSG_READY);
	assert_int_equal(m.body.ready.role, ROLE_WATCHLIST);
}

static void assert_ends(struct worker *w, bool well)
{
	int status = -1;
	assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status) == 0, well);
	eg_close(&w->link);
}

/* It ends without having said that it is ready. */
static void assert_refuses(const struct watch_desk *d, const char *list, const char *trust)
{
	struct worker w = start(d, list, trust);
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(w.link, &m, &bulk), EG_GONE);
	assert_ends(&w, false);
}

static void ask(const struct worker *w, const struct msg_lookup *l)
{
	struct msg m = msg_make(MSG_LOOKUP, EPOCH);
	m.body.lookup = *l;
	assert_int_equal(link_send(w->link, &m, -1), EG_OK);
}

static struct msg hear(const struct worker *w, enum msg_kind kind)
{
	struct msg m;
	int bulk = -1;
	assert_int_equal(link_recv(w->link, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, kind);
	assert_int_equal(m.epoch, EPOCH);
	return m;
}

static struct msg_lookup_done hear_done(const struct worker *w)
{
	return hear(w, MSG_LOOKUP_DONE).body.lookup_done;
}

static void it_tells_hits_and_then_that_it_is_done(void **state)
{
	const struct watch_desk *d = *state;
	const struct kit_zone listed = {.kind = DOCUMENT_TD3};
	const struct kit_zone other = {.names = "SMITH<<ANNA", .number = "X12345678"};
	watch_desk_sign(d, "list", DESK_HEAD("42") DESK_DOCUMENT DESK_PERSON);
	struct worker w = start(d, "list", "trust.pem");
	assert_ready(&w);
	/* Long-lived: one traveller after the other. */
	for (unsigned i = 0; i < 3; i++) {
		struct msg_lookup l = kit_lookup(&listed);
		l.source = i == 0 ? LOOKUP_PAGE : LOOKUP_CHIP;
		ask(&w, &l);
		struct msg first = hear(&w, MSG_HIT);
		struct msg second = hear(&w, MSG_HIT);
		assert_int_equal(first.body.hit.kind, HIT_DOCUMENT);
		assert_string_equal(first.body.hit.reference, "R-1");
		assert_int_equal(second.body.hit.kind, HIT_PERSON);
		assert_int_equal(second.body.hit.index, 1);
		assert_int_equal(second.body.hit.source, l.source);
		struct msg_lookup_done done = hear_done(&w);
		assert_int_equal(done.source, l.source);
		assert_int_equal(done.verdict, VERDICT_FAIL);
		assert_int_equal(done.reason, REASON_DOCUMENT_LISTED);
		assert_int_equal(done.count, 2);
		assert_int_equal(done.list, 42);
		l = kit_lookup(&other);
		ask(&w, &l);
		done = hear_done(&w);
		assert_int_equal(done.verdict, VERDICT_PASS);
		assert_int_equal(done.reason, REASON_NONE);
		assert_int_equal(done.count, 0);
	}
	assert_int_equal(shutdown(w.link, SHUT_RDWR), 0);
	assert_ends(&w, true);
}

static void more_hits_than_are_told_are_counted(void **state)
{
	const struct watch_desk *d = *state;
	static char text[8192];
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	struct msg_lookup l = kit_lookup(&z);
	struct wr out = WR_ARRAY(text);
	wr_put(&out, RD_TEXT(DESK_HEAD("1")));
	for (size_t i = 0; i < 11; i++) {
		wr_put(&out, RD_TEXT(DESK_PERSON));
	}
	wr_u8(&out, '\0');
	watch_desk_sign(d, "list", text);
	struct worker w = start(d, "list", "trust.pem");
	assert_ready(&w);
	ask(&w, &l);
	for (unsigned i = 0; i < HITS_MAX; i++) {
		assert_int_equal(hear(&w, MSG_HIT).body.hit.index, i);
	}
	assert_int_equal(hear_done(&w).count, 11);
	eg_close(&w.link);
	assert_ends(&w, true);
}

static void a_list_out_of_date_tells_who_is_on_it_and_of_nobody_that_they_are_not(void **state)
{
	const struct watch_desk *d = *state;
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	const struct kit_zone other = {.number = "L898902C4"};
	struct msg_lookup l = kit_lookup(&z);
	struct msg_lookup nobody = kit_lookup(&other);
	watch_desk_sign(d, "list",
			"egate-watchlist 1\nnumber 5\nmade 2020-01-01\nuntil 2020-02-01\n"
			"authority A\n" DESK_DOCUMENT);
	struct worker w = start(d, "list", "trust.pem");
	assert_ready(&w);
	ask(&w, &l);
	assert_int_equal(hear(&w, MSG_HIT).body.hit.stale, REASON_EXPIRED);
	assert_int_equal(hear_done(&w).verdict, VERDICT_FAIL);
	ask(&w, &nobody);
	struct msg_lookup_done done = hear_done(&w);
	assert_int_equal(done.verdict, VERDICT_CANNOT_TELL);
	assert_int_equal(done.reason, REASON_EXPIRED);
	assert_int_equal(done.count, 0);
	assert_int_equal(done.list, 5);
	/* On a day on which it was still good, it tells. */
	l.today = (struct date){2020, 1, 31};
	ask(&w, &l);
	struct msg_hit hit = hear(&w, MSG_HIT).body.hit;
	assert_int_equal(hit.list, 5);
	assert_int_equal(hit.stale, REASON_NONE);
	assert_int_equal(hear_done(&w).verdict, VERDICT_FAIL);
	eg_close(&w.link);
	assert_ends(&w, true);
}

/* Its signer's certificate ends in 2049, the list in 2199. */
static void a_list_is_not_good_for_longer_than_who_signed_it(void **state)
{
	const struct watch_desk *d = *state;
	const struct kit_zone z = {.number = "L898902C4"};
	struct msg_lookup l = kit_lookup(&z);
	watch_desk_sign(d, "list", DESK_HEAD("42") DESK_DOCUMENT);
	struct worker w = start(d, "list", "trust.pem");
	assert_ready(&w);
	l.today = (struct date){2050, 1, 1};
	ask(&w, &l);
	assert_int_equal(hear_done(&w).reason, REASON_EXPIRED);
	eg_close(&w.link);
	assert_ends(&w, true);
}

static void a_list_that_is_not_right_is_not_taken(void **state)
{
	const struct watch_desk *d = *state;
	watch_desk_sign(d, "list", DESK_HEAD("42") DESK_DOCUMENT);
	assert_refuses(d, "list", "other.pem"); /* signed by nobody who is trusted */
	assert_refuses(d, "list", "absent.pem");
	assert_refuses(d, "list", "list"); /* no certificates */
	assert_refuses(d, "absent", "trust.pem");
	watch_desk_write(d, "bare", RD_TEXT(DESK_HEAD("42") DESK_DOCUMENT));
	assert_refuses(d, "bare", "trust.pem"); /* not signed at all */
	watch_desk_sign(d, "wrong", DESK_HEAD("42") "document\tlost\n");
	assert_refuses(d, "wrong", "trust.pem");
	watch_desk_sign(d, "other", "something else that this key has signed\n");
	assert_refuses(d, "other", "trust.pem");
}

static void an_older_list_than_the_last_one_is_not_taken(void **state)
{
	const struct watch_desk *d = *state;
	static const struct {
		const char *text;
		uint32_t kept;
		bool taken;
	} steps[] = {
		{DESK_HEAD("42"), 42, true},          {DESK_HEAD("41"), 42, false},
		{DESK_HEAD("42"), 42, true},          {DESK_HEAD("43"), 43, true},
		{DESK_HEAD("42"), 43, false},         {DESK_HEAD("4294967295"), UINT32_MAX, true},
		{DESK_HEAD("43"), UINT32_MAX, false},
	};
	char path[DESK_PATH];
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		EG_AUTO(eg_close) int seen = -1;
		uint32_t number;
		watch_desk_sign(d, "list", steps[i].text);
		if (steps[i].taken) {
			struct worker w = start(d, "list", "trust.pem");
			assert_ready(&w);
			eg_close(&w.link);
			assert_ends(&w, true);
		} else {
			assert_refuses(d, "list", "trust.pem");
		}
		assert_int_equal(watchlist_seen_look(watch_desk_path(d, "list", path), &seen),
				 EG_OK);
		assert_int_equal(watchlist_seen_read(seen, &number), EG_OK);
		assert_int_equal(number, steps[i].kept);
	}
}

static void a_kept_number_that_is_none_stops_it(void **state)
{
	const struct watch_desk *d = *state;
	static const char *const bad[] = {"42\n",         "        42",    "        42x",
					  "       4 2\n", "          \n",  "4294967296\n",
					  "        -1\n", "        42\n\n"};
	watch_desk_sign(d, "list", DESK_HEAD("42"));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		watch_desk_write(d, "list.number", rd_cstr(bad[i]));
		assert_refuses(d, "list", "trust.pem");
	}
	watch_desk_write(d, "list.number", RD_TEXT("        42\n"));
	struct worker w = start(d, "list", "trust.pem");
	assert_ready(&w);
	eg_close(&w.link);
	assert_ends(&w, true);
}

static void what_a_core_never_asks_ends_it(void **state)
{
	const struct watch_desk *d = *state;
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	struct msg m = msg_make(MSG_CAPTURE, EPOCH);
	watch_desk_sign(d, "list", DESK_HEAD("42"));
	struct worker w = start(d, "list", "trust.pem");
	assert_ready(&w);
	assert_int_equal(link_send(w.link, &m, -1), EG_OK);
	assert_ends(&w, false);
	w = start(d, "list", "trust.pem");
	assert_ready(&w);
	m = msg_make(MSG_LOOKUP, 0); /* of nobody */
	m.body.lookup = kit_lookup(&z);
	assert_int_equal(link_send(w.link, &m, -1), EG_OK);
	assert_ends(&w, false);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, watch_desk_open, watch_desk_close)
	const struct CMUnitTest tests[] = {
		TEST(it_tells_hits_and_then_that_it_is_done),
		TEST(more_hits_than_are_told_are_counted),
		TEST(a_list_out_of_date_tells_who_is_on_it_and_of_nobody_that_they_are_not),
		TEST(a_list_is_not_good_for_longer_than_who_signed_it),
		TEST(a_list_that_is_not_right_is_not_taken),
		TEST(an_older_list_than_the_last_one_is_not_taken),
		TEST(a_kept_number_that_is_none_stops_it),
		TEST(what_a_core_never_asks_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
