/*
 * test_console_pin: tries go to the process that compares them one after the other, and come back
 * to whoever still waits.
 */
#include "prog/console_pin.h"

#include "prog/console_config.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cmocka.h>

#define WAIT_MS 20000 /* until a test has failed */

static struct pin *pin;
static int told[PIN_WAITING_MAX + 1]; /* how often each asker was */
static size_t order[PIN_WAITING_MAX + 1];
static size_t count;

static int begin(void **state)
{
	(void)state;
	count = 0;
	for (size_t i = 0; i <= PIN_WAITING_MAX; i++) {
		told[i] = 0;
	}
	return pin_start(CONSOLE_NO_USER, &pin) != EG_OK;
}

static int end(void **state)
{
	(void)state;
	pin_close(&pin);
	return wait(NULL) < 0; /* it ends with who asks */
}

static void done(void *context, struct account_try *t)
{
	int *asker = context;
	assert_false(t->right); /* of nobody's hash */
	(*asker)++;
	order[count++] = (size_t)(asker - told);
}

static enum eg_err ask(size_t asker)
{
	struct account_try t = {.officer = (uint32_t)asker, .pin_size = 1, .pin = {'x'}};
	enum eg_err err = pin_ask(pin, &t, done, &told[asker]);
	assert_int_equal(t.pin[0], 0); /* taken, or not: wiped */
	return err;
}

/* Until so many have been told. */
static void run(size_t wanted)
{
	while (count < wanted) {
		struct pollfd p = {.fd = pin_fd(pin), .events = POLLIN};
		assert_int_equal(poll(&p, 1, WAIT_MS), 1);
		assert_int_equal(pin_run(pin), EG_OK);
	}
}

static void each_is_told_once_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(ask(i), EG_OK);
	}
	assert_int_equal(pin_run(pin), EG_OK); /* may be early */
	run(3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(told[i], 1);
		assert_int_equal(order[i], i);
	}
}

static void too_many_are_asked_to_come_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < PIN_WAITING_MAX; i++) {
		assert_int_equal(ask(i), EG_OK);
	}
	assert_int_equal(ask(PIN_WAITING_MAX), EG_TOO_BIG);
	run(PIN_WAITING_MAX);
	assert_int_equal(told[PIN_WAITING_MAX], 0);
	assert_int_equal(ask(PIN_WAITING_MAX), EG_OK);
	run(PIN_WAITING_MAX + 1);
}

static void who_has_gone_is_not_told(void **state)
{
	(void)state;
	assert_int_equal(ask(0), EG_OK);
	assert_int_equal(ask(1), EG_OK);
	assert_int_equal(ask(2), EG_OK);
	pin_forget(pin, &told[0]); /* being compared */
	pin_forget(pin, &told[1]); /* waits for it */
	run(1);
	assert_int_equal(told[0] + told[1], 0);
	assert_int_equal(told[2], 1);
}

static void its_end_is_seen(void **state)
{
	(void)state;
	assert_int_equal(shutdown(pin_fd(pin), SHUT_WR), 0); /* as if we were gone */
	struct pollfd p = {.fd = pin_fd(pin), .events = POLLIN};
	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
	assert_int_equal(pin_run(pin), EG_GONE);
	assert_int_equal(ask(0), EG_GONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_is_told_once_in_order, begin, end),
		cmocka_unit_test_setup_teardown(too_many_are_asked_to_come_again, begin, end),
		cmocka_unit_test_setup_teardown(who_has_gone_is_not_told, begin, end),
		cmocka_unit_test_setup_teardown(its_end_is_seen, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
