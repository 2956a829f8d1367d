/*
 * test_control: what egated tells the core arrives as it was sent, and nothing else does.
 */
#include "prog/control.h"

#include "wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct ends {
	int core; /* both owned */
	int egated;
};

static struct ends ends_open(void)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	return (struct ends){pair[0], pair[1]};
}

static void ends_close(struct ends *e)
{
	eg_close(&e->core);
	eg_close(&e->egated);
}

/* With so many descriptors; what has come of it. */
static enum eg_err tell(struct control told, int descriptors, struct control *out)
{
	EG_AUTO(ends_close) struct ends e = ends_open();
	EG_AUTO(eg_close) int one = dup(STDIN_FILENO);
	EG_AUTO(eg_close) int other = dup(STDIN_FILENO);
	EG_AUTO(eg_close) int connection = -1;
	EG_AUTO(eg_close) int process = -1;
	assert_true(one >= 0 && other >= 0);
	assert_int_equal(control_recv(e.core, out, &connection, &process), EG_TIMEOUT);
	assert_int_equal(control_send(e.egated, &told, descriptors > 0 ? one : -1,
				      descriptors > 1 ? other : -1),
			 EG_OK);
	enum eg_err err = control_recv(e.core, out, &connection, &process);
	assert_int_equal(connection >= 0, err == EG_OK && descriptors > 0);
	assert_int_equal(process >= 0, err == EG_OK && descriptors > 1);
	return err;
}

static void each_kind_comes_with_its_descriptors_and_no_others(void **state)
{
	static const struct {
		struct control told;
		int descriptors;
	} sound[] = {
		{{CONTROL_WORKER, ROLE_CHIP, 0, 17}, 2},
		{{CONTROL_CONSOLE, ROLE_CONSOLE, 1000, 18}, 1},
		{{CONTROL_RENEW, ROLE_WATCHLIST, 0, 0}, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
		for (int descriptors = 0; descriptors <= 2; descriptors++) {
			struct control got = {0};
			bool right = descriptors == sound[i].descriptors;
			assert_int_equal(tell(sound[i].told, descriptors, &got),
					 right ? EG_OK : EG_BAD_DATA);
			assert_int_equal(got.kind, sound[i].told.kind);
			assert_int_equal(got.role, sound[i].told.role);
			assert_int_equal(got.user, sound[i].told.user);
		}
	}
}

static void nothing_but_a_list_is_renewed(void **state)
{
	(void)state;
	for (uint32_t role = 0; role <= ROLE_COUNT; role++) {
		struct control got;
		assert_int_equal(tell((struct control){CONTROL_RENEW, role, 0, 0}, 0, &got),
				 role == ROLE_WATCHLIST ? EG_OK : EG_BAD_DATA);
	}
}

static void an_end_is_told(void **state)
{
	EG_AUTO(ends_close) struct ends e = ends_open();
	struct control got;
	int connection;
	int process;
	(void)state;
	eg_close(&e.egated);
	assert_int_equal(control_recv(e.core, &got, &connection, &process), EG_GONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_comes_with_its_descriptors_and_no_others),
		cmocka_unit_test(nothing_but_a_list_is_renewed),
		cmocka_unit_test(an_end_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
