/*
 * test_core_peers: what is left of a connection that the core has closed: nothing.
 */
#include "prog/core_peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct line {
	int ours;   /* owned by the peers once they have it */
	int theirs; /* owned */
	int copy;   /* owned; egated's, which it closes when it gets its turn */
};

static struct line line_make(void)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	int copy = dup(pair[0]);
	assert_true(copy >= 0);
	return (struct line){pair[0], pair[1], copy};
}

static int woken(const struct peers *p)
{
	struct epoll_event e[4];
	return epoll_wait(p->epoll, e, 4, 0);
}

/* Else the core, above everybody in priority, turns and turns until egated gets a CPU. */
static void a_connection_that_is_closed_wakes_nobody_though_a_copy_lives(void **state)
{
	(void)state;
	struct peers p;
	struct line worker = line_make();
	struct line console = line_make();
	struct msg m = msg_make(MSG_STATUS, 0);
	assert_int_equal(peers_open(&p), EG_OK);
	assert_int_equal(peers_worker(&p, ROLE_PAGE, worker.ours, -1), EG_OK);
	assert_int_equal(peers_console(&p, console.ours, 7), EG_OK);
	assert_int_equal(woken(&p), 0);
	eg_close(&worker.theirs);
	eg_close(&console.theirs);
	assert_int_equal(woken(&p), 2);
	peers_kill(&p, ROLE_PAGE);
	assert_int_equal(woken(&p), 1);
	p.consoles[0].watches = true;
	assert_false(peers_tell(&p, &m)); /* nobody hears it: dropped */
	assert_int_equal(p.consoles[0].fd, -1);
	assert_int_equal(woken(&p), 0);
	peers_close(&p);
	eg_close(&worker.copy);
	eg_close(&console.copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_that_is_closed_wakes_nobody_though_a_copy_lives),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
