/*
 * test_console_refused: egate-console as a process, and what it is to refuse: a stolen session, an
 * order that is played again, an order of the wrong office, what another site's page sends, what is
 * too large. Nothing of it reaches a lane.
 */
#include "console_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ORDER "/api/lanes/1/order"
#define CLOSE "{\"order\":\"close\",\"version\":1}"
#define ACT   "/api/cases/1-7-00001234/act"

static struct rig rig;
static struct rig_reply reply;
static struct rig_stream stream;

static int begin(void **state)
{
	(void)state;
	rig_make(&rig, false);
	rig_start(&rig);
	return 0;
}

static int begin_proxied(void **state)
{
	(void)state;
	rig_make(&rig, true);
	rig_start(&rig);
	return 0;
}

static int end(void **state)
{
	(void)state;
	rig_deafen(&stream);
	rig_stop(&rig);
	rig_clear(&rig);
	return 0;
}

static void assert_refused(unsigned status, const char *word)
{
	cJSON *tree = cJSON_Parse(reply.body);
	if (reply.status != status || tree == NULL) {
		fail_msg("%u wanted, %u came: %s", status, reply.status, reply.body);
	}
	assert_string_equal(rig_text(tree, "error"), word);
	cJSON_Delete(tree);
}

static void a_stolen_session_orders_nothing_and_ends(void **state)
{
	struct rig_screen s = {.certificate = rig_certificate(RIG_ANNA)};
	struct rig_screen thief;
	(void)state;
	rig_enter(&rig, "Anna", &s);
	assert_memory_equal(s.cookie, "__Host-egate=", strlen("__Host-egate="));
	rig_listen(&rig, &s, 0, &stream);
	cJSON_Delete(rig_event(&stream, "whole"));
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 1);
	thief = s;
	thief.certificate = rig_certificate(RIG_BORIS); /* everything but this */
	rig_order(&rig, &thief, ORDER, NULL, CLOSE, &reply);
	assert_refused(401, "session");
	cJSON *over = rig_event(&stream, "end");
	assert_string_equal(rig_text(over, "why"), "stolen");
	cJSON_Delete(over);
	assert_int_equal(rig_hear(&rig, 1, MSG_WATCH).body.watch.attends, 0);
	rig_order(&rig, &s, ORDER, NULL, CLOSE, &reply);
	assert_refused(401, "session"); /* of nobody any more */
	thief.certificate = NULL;
	rig_order(&rig, &thief, ORDER, NULL, CLOSE, &reply);
	assert_refused(401, "session");
	rig_hear_nothing(&rig, 1);
}

/* What somebody has written down word by word, and sends again. */
static void an_order_that_is_played_again_does_nothing(void **state)
{
	static const char key[] = "0123456789abcdef";
	static const char free_doors[] = "{\"order\":\"evacuate\",\"version\":0}";
	struct rig_screen anna = {.cookie = ""};
	struct rig_screen boris = {.cookie = ""};
	(void)state;
	rig_enter(&rig, "Anna", &anna);
	rig_order(&rig, &anna, ORDER, key, free_doors, &reply);
	assert_int_equal(reply.status, 200);
	assert_int_equal(rig_hear(&rig, 1, MSG_ORDER).body.order.order, GATE_EV_ORDER_FREE);
	rig_order(&rig, &anna, ORDER, key, free_doors, &reply);
	assert_int_equal(reply.status, 200); /* told what became of it */
	rig_order(&rig, &anna, "/api/lanes/2/order", key, free_doors, &reply);
	assert_refused(422, "key");
	rig_hear_nothing(&rig, 2);
	rig_hear_nothing(&rig, 1);
	rig_stop(&rig);
	rig_start(&rig); /* the server forgets nothing of it */
	rig_order(&rig, &anna, ORDER, key, free_doors, &reply);
	assert_int_equal(reply.status, 200);
	rig_hear_nothing(&rig, 1);
	rig_ask(&rig, &anna, "POST", "/api/session/end", "", "{}", &reply);
	assert_int_equal(reply.status, 200);
	rig_order(&rig, &anna, ORDER, key, free_doors, &reply);
	assert_refused(401, "session");
	rig_enter(&rig, "Boris", &boris); /* another's token, cookie or key is no help */
	assert_true(snprintf(anna.cookie, sizeof(anna.cookie), "%s", boris.cookie) > 0);
	rig_order(&rig, &anna, ORDER, key, free_doors, &reply);
	assert_refused(403, "token");
	rig_hear_nothing(&rig, 1);
}

static void only_officers_order_and_act(void **state)
{
	static const char *const names[] = {"Viewer", "Admin"};
	static const char *const orders[] = {"close", "open", "evacuate", "reset", "turn"};
	struct rig_screen s = {.cookie = ""};
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rig_enter(&rig, names[i], &s);
		for (size_t k = 0; k < sizeof(orders) / sizeof(orders[0]); k++) {
			char body[64];
			assert_true(snprintf(body, sizeof(body), "{\"order\":\"%s\",\"version\":1}",
					     orders[k]) > 0);
			rig_order(&rig, &s, ORDER, NULL, body, &reply);
			assert_refused(403, "office");
		}
		rig_order(&rig, &s, ACT, NULL, "{\"act\":\"pass\",\"version\":1}", &reply);
		assert_refused(403, "office");
	}
	/* A viewer takes over from an officer: cannot do the work. */
	rig_enter(&rig, "Anna", &s);
	rig_ask(&rig, &s, "POST", "/api/handover", "",
		"{\"name\":\"Viewer\",\"pin\":\"" RIG_PIN "\"}", &reply);
	assert_refused(403, "office");
	rig_hear_nothing(&rig, 1);
}

static void what_another_sites_page_sends_is_refused(void **state)
{
	static const char login[] = "{\"name\":\"Anna\",\"pin\":\"" RIG_PIN "\"}";
	static const char *const foreign[] = {
		"Origin: https://evil.example\r\n", "Origin: null\r\n",
		"Origin: https://127.0.0.1.evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n",
		"Sec-Fetch-Site: same-site\r\n"};
	struct rig_screen s = {.cookie = ""};
	struct rig_screen blind;
	char more[200];
	(void)state;
	rig_enter(&rig, "Anna", &s);
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		assert_true(snprintf(more, sizeof(more), "Idempotency-Key: 0123456789abcdef\r\n%s",
				     foreign[i]) > 0);
		rig_ask(&rig, &s, "POST", ORDER, more, CLOSE, &reply);
		assert_refused(403, "origin");
		rig_ask(&rig, &s, "GET", "/api/me", foreign[i], NULL, &reply);
		assert_refused(403, "origin");
		rig_ask(&rig, NULL, "POST", "/api/session", foreign[i], login, &reply);
		assert_refused(403, "origin");
		rig_ask(&rig, NULL, "GET", "/", foreign[i], NULL, &reply);
		assert_int_equal(reply.status, i < 3 ? 403 : 200); /* a link may lead here */
	}
	/* The cookie comes by itself where a browser is old; the token does not. */
	blind = s;
	blind.token[0] = '\0';
	rig_order(&rig, &blind, ORDER, NULL, CLOSE, &reply);
	assert_refused(403, "token");
	/* A form, and what only says that it is JSON. */
	rig_ask(&rig, &s, "POST", ORDER,
		"Idempotency-Key: 0123456789abcdef\r\nContent-Type: text/plain\r\n", CLOSE, &reply);
	assert_refused(400, "twice");
	/* A name of a stranger's that leads to this machine. */
	rig_ask(&rig, &s, "GET", "/api/me", "X-Forwarded-Host: evil.example\r\n", NULL, &reply);
	assert_int_equal(reply.status, 200); /* means nothing */
	rig_hear_nothing(&rig, 1);
}

static void what_is_too_large_is_refused(void **state)
{
	static char huge[8192];
	struct rig_screen s = {.cookie = ""};
	(void)state;
	rig_enter(&rig, "Anna", &s);
	assert_true(snprintf(huge, sizeof(huge), "{\"order\":\"%04100d\"}", 0) > 0);
	rig_order(&rig, &s, ORDER, NULL, huge, &reply);
	assert_refused(413, "size");
	rig_ask(&rig, NULL, "POST", "/api/session", "", huge, &reply);
	assert_refused(413, "size");
	rig_ask(&rig, &s, "POST", "/api/here", "", huge, &reply);
	assert_refused(413, "size");
	/* A length that is not told, or not true, is none. */
	rig_ask(&rig, &s, "POST", ORDER, "Content-Length: 4\r\n", CLOSE, &reply);
	assert_int_equal(reply.status, 400);
	rig_ask(&rig, &s, "POST", ORDER, "Transfer-Encoding: chunked\r\n", CLOSE, &reply);
	assert_true(reply.status == 411 || reply.status == 400);
	/* As large as may be: judged by what it says. */
	assert_true(snprintf(huge, sizeof(huge), "%-*s", 4096, CLOSE) > 0);
	rig_order(&rig, &s, ORDER, NULL, huge, &reply);
	assert_int_equal(reply.status, 409);
	rig_hear_nothing(&rig, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_stolen_session_orders_nothing_and_ends,
						begin_proxied, end),
		cmocka_unit_test_setup_teardown(an_order_that_is_played_again_does_nothing, begin,
						end),
		cmocka_unit_test_setup_teardown(only_officers_order_and_act, begin, end),
		cmocka_unit_test_setup_teardown(what_another_sites_page_sends_is_refused, begin,
						end),
		cmocka_unit_test_setup_teardown(what_is_too_large_is_refused, begin, end),
	};
	return cmocka_run_group_tests(tests, rig_enrol, rig_forget);
}
