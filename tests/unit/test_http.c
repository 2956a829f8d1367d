/*
 * test_http: the server over sockets: what it refuses, whom it hears, whom it cuts off.
 */
#include "console/http_files.h"
#include "tests/unit/http_desk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SECOND   INT64_C(1000000)
#define STRANGER 4242
#define BIG      (16u << 20) /* more than sockets take */

static struct http_desk desk;
static unsigned asked;
static char body[HTTP_BODY_MAX + 1];

static struct http_pending *waiting;
static unsigned given_up;

static void begin_later(void *context, struct http_pending *pending)
{
	assert_ptr_equal(context, &waiting);
	waiting = pending;
}

static void end_later(void *context)
{
	assert_ptr_equal(context, &waiting);
	waiting = NULL;
	given_up++;
}

/* Tells what it was asked; /big is more than a socket takes. */
static void echo(void *context, const struct http_request *r, struct http_answer *a)
{
	(void)context;
	asked++;
	size_t size = 0;
	assert_true(rd_dump(r->body, body, sizeof(body), &size));
	body[size] = '\0';
	if (rd_equal(r->path, RD_TEXT("/nothing"))) {
		return;
	}
	if (rd_equal(r->path, RD_TEXT("/later"))) {
		a->later = (struct http_later){
			.context = &waiting, .begun = begin_later, .ended = end_later};
		return;
	}
	if (rd_equal(r->path, RD_TEXT("/big"))) {
		static const uint8_t big[BIG];
		assert_int_equal(http_answer_body(a, 200, "text/plain", rd_of(big, BIG)), EG_OK);
		return;
	}
	(void)snprintf(a->cookie, sizeof(a->cookie), "egate=1; HttpOnly");
	http_answer_json(a, 200, RD_TEXT("{\"ok\":true}"));
}

static int open_desk(void **state)
{
	const struct http_config config = {.handler = echo};
	(void)state;
	asked = 0;
	http_desk_open(&desk, &config);
	return 0;
}

static int close_desk(void **state)
{
	(void)state;
	http_desk_close(&desk);
	return 0;
}

#define HOST "Host: localhost:{PORT}\r\n"
#define JSON "Content-Type: application/json\r\n"

static void a_question_is_answered(void **state)
{
	(void)state;
	assert_int_equal(http_desk_ask(&desk, "GET /api/me?x=1 HTTP/1.1\r\n" HOST "\r\n"), 200);
	assert_true(http_desk_said(&desk, "Content-Type: application/json\r\n"));
	assert_true(http_desk_said(&desk, "Set-Cookie: egate=1; HttpOnly\r\n"));
	assert_int_equal(http_desk_ask(&desk, "POST /api/a HTTP/1.1\r\n" HOST JSON
					      "Content-Length: 7\r\n\r\n{\"a\":1}"),
			 200);
	assert_string_equal(body, "{\"a\":1}");
	assert_int_equal(http_desk_ask(&desk, "GET /nothing HTTP/1.1\r\n" HOST "\r\n"), 404);
	assert_int_equal(asked, 3);
}

static const char policy[] =
	"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
	"img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; "
	"base-uri 'none'\r\n";

static void every_answer_keeps_the_page_to_itself(void **state)
{
	static const char *const requests[] = {
		"GET / HTTP/1.1\r\n" HOST "\r\n",
		"GET /nothing HTTP/1.1\r\n" HOST "\r\n",
		"GET /web/../x HTTP/1.1\r\n" HOST "\r\n",
		"PUT / HTTP/1.1\r\n" HOST "\r\n",
		"GET / HTTP/1.1\r\n" HOST "Origin: http://evil\r\n\r\n",
		"POST / HTTP/1.1\r\n" HOST JSON "Content-Length: 4097\r\n\r\n",
	};
	static const char *const headers[] = {
		"Cache-Control: no-store\r\n",
		"X-Content-Type-Options: nosniff\r\n",
		"Referrer-Policy: no-referrer\r\n",
		"Cross-Origin-Opener-Policy: same-origin\r\n",
		"Cross-Origin-Resource-Policy: same-origin\r\n",
		policy,
	};
	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		(void)http_desk_ask(&desk, requests[i]); /* whatever its status is */
		for (size_t k = 0; k < sizeof(headers) / sizeof(headers[0]); k++) {
			assert_int_equal(http_desk_count(&desk, headers[k]), 1);
		}
	}
}

static void other_methods_are_refused(void **state)
{
	static const char *const methods[] = {"PUT",   "DELETE",  "OPTIONS", "HEAD", "TRACE",
					      "PATCH", "CONNECT", "get",     "BREW"};
	char request[128];
	(void)state;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		(void)snprintf(request, sizeof(request), "%s /api/me HTTP/1.1\r\n" HOST "\r\n",
			       methods[i]);
		assert_int_equal(http_desk_ask(&desk, request), 405);
		assert_true(http_desk_said(&desk, "Allow: GET, POST\r\n"));
	}
	assert_int_equal(asked, 0);
}

static void a_path_is_taken_as_it_stands(void **state)
{
	static const char *const paths[] = {"/web/../etc/passwd",
					    "/web/%2e%2e/%2e%2e/etc/passwd",
					    "/%2fetc",
					    "//etc/passwd",
					    "/web/.hidden",
					    "/web/",
					    "/web/a%00.js",
					    "/web\\..\\x",
					    "/web/a;b",
					    "/w%65b/kiosk.html"};
	char request[256];
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		(void)snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n" HOST "\r\n",
			       paths[i]);
		assert_int_equal(http_desk_ask(&desk, request), 404);
	}
	assert_int_equal(http_desk_ask(&desk, "GET http://localhost/x HTTP/1.1\r\n" HOST "\r\n"),
			 404);
	assert_int_equal(asked, 0);
}

static void a_body_beyond_its_limit_is_refused_unread(void **state)
{
	char request[HTTP_BODY_MAX + 256];
	(void)state;
	assert_int_equal(http_desk_ask(&desk, "POST /a HTTP/1.1\r\n" HOST JSON
					      "Content-Length: 4097\r\n\r\n"),
			 413);
	assert_int_equal(http_desk_ask(&desk, "POST /a HTTP/1.1\r\n" HOST JSON
					      "Transfer-Encoding: chunked\r\n\r\n"
					      "2\r\n{}\r\n0\r\n\r\n"),
			 411);
	assert_int_equal(http_desk_ask(&desk, "POST /a HTTP/1.1\r\n" HOST JSON "\r\n"), 411);
	assert_int_equal(asked, 0);
	int head = snprintf(request, sizeof(request),
			    "POST /a HTTP/1.1\r\n" HOST JSON "Content-Length: 4096\r\n\r\n");
	for (size_t i = 0; i < HTTP_BODY_MAX; i++) {
		request[(size_t)head + i] = ' ';
	}
	request[(size_t)head + HTTP_BODY_MAX] = '\0';
	assert_int_equal(http_desk_ask(&desk, request), 200);
	assert_int_equal(strlen(body), HTTP_BODY_MAX);
}

static void headers_are_few_and_small(void **state)
{
	static char request[60000];
	(void)state;
	int size = snprintf(request, sizeof(request), "GET /a HTTP/1.1\r\n" HOST);
	for (unsigned i = 0; i < HTTP_FIELDS_MAX; i++) {
		size += snprintf(request + size, sizeof(request) - (size_t)size, "A%u: 1\r\n", i);
	}
	(void)snprintf(request + size, sizeof(request) - (size_t)size, "\r\n");
	assert_int_equal(http_desk_ask(&desk, request), 431);
	size = snprintf(request, sizeof(request), "GET /a HTTP/1.1\r\n" HOST "A: ");
	for (int i = 0; i < 40000; i++) {
		request[size++] = 'a';
	}
	(void)snprintf(request + size, sizeof(request) - (size_t)size, "\r\n\r\n");
	assert_int_equal(http_desk_ask(&desk, request), 431);
	assert_int_equal(asked, 0);
}

static void what_another_site_asks_for_is_refused(void **state)
{
	(void)state;
	assert_int_equal(http_desk_ask(&desk,
				       "POST /a HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\n"
				       "Origin: http://evil.example\r\n\r\n{}"),
			 403);
	assert_int_equal(http_desk_ask(&desk, "GET /a HTTP/1.1\r\n" HOST
					      "Sec-Fetch-Site: cross-site\r\n\r\n"),
			 403);
	assert_int_equal(
		http_desk_ask(&desk, "GET / HTTP/1.1\r\nHost: evil.example:{PORT}\r\n\r\n"), 421);
	assert_int_equal(http_desk_ask(&desk, "GET / HTTP/1.1\r\n\r\n"), 400);
	assert_int_equal(http_desk_ask(&desk, "GET / HTTP/1.1\r\n" HOST HOST "\r\n"), 400);
	assert_int_equal(asked, 0);
}

/* Each octet comes in time, the whole does not. */
static void a_slow_sender_is_cut_off(void **state)
{
	static const char *const drips[] = {"GET / HTTP/1.1\r\n", "Host: ", "local", "host\r\n"};
	(void)state;
	int fd = http_desk_connect(&desk);
	for (size_t i = 0; i < 4; i++) {
		http_desk_send(fd, drips[i]);
		http_desk_turn(&desk);
		assert_int_equal(http_connections(desk.http), 1);
		desk.now_us += 4 * SECOND;
	}
	assert_true(http_desk_ends(&desk, fd));
	http_desk_turn(&desk);
	assert_int_equal(http_connections(desk.http), 0);
	assert_int_equal(asked, 0);
	(void)close(fd);
}

static void a_slow_body_is_cut_off(void **state)
{
	char head[256];
	(void)state;
	int fd = http_desk_connect(&desk);
	(void)snprintf(head, sizeof(head),
		       "POST /a HTTP/1.1\r\nHost: localhost:%u\r\n" JSON
		       "Content-Length: 10\r\n\r\n{\"a\"",
		       (unsigned)http_port(desk.http));
	http_desk_send(fd, head);
	http_desk_turn(&desk);
	desk.now_us += 16 * SECOND;
	assert_true(http_desk_ends(&desk, fd));
	assert_int_equal(asked, 0);
	(void)close(fd);
}

static void who_does_not_take_an_answer_is_cut_off(void **state)
{
	char request[128];
	(void)state;
	int fd = http_desk_connect(&desk);
	(void)snprintf(request, sizeof(request), "GET /big HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
		       (unsigned)http_port(desk.http));
	http_desk_send(fd, request);
	http_desk_turn(&desk);
	assert_int_equal(asked, 1);
	assert_int_equal(http_connections(desk.http), 1);
	desk.now_us += 14 * SECOND;
	http_desk_turn(&desk);
	assert_int_equal(http_connections(desk.http), 1);
	desk.now_us += 2 * SECOND;
	http_desk_turn(&desk);
	assert_int_equal(http_connections(desk.http), 0);
	(void)close(fd);
}

static void one_connection_asks_again_and_again(void **state)
{
	char request[128];
	(void)state;
	int fd = http_desk_connect(&desk);
	(void)snprintf(request, sizeof(request), "GET /a HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
		       (unsigned)http_port(desk.http));
	for (unsigned i = 0; i < 5; i++) {
		http_desk_send(fd, request);
		assert_true(http_desk_until(&desk, fd, "{\"ok\":true}"));
		desk.now_us += 10 * SECOND; /* more than the limit in all */
	}
	assert_int_equal(asked, 5);
	(void)close(fd);
}

static void an_answer_may_come_later(void **state)
{
	char request[160];
	(void)state;
	int fd = http_desk_connect(&desk);
	(void)snprintf(request, sizeof(request),
		       "POST /later HTTP/1.1\r\nHost: localhost:%u\r\n" JSON
		       "Content-Length: 2\r\n\r\n{}",
		       (unsigned)http_port(desk.http));
	for (unsigned i = 0; i < 2; i++) {
		http_desk_send(fd, request);
		http_desk_turn(&desk);
		assert_non_null(waiting);
		/* Others are served meanwhile, and it is not its fault that it takes long. */
		desk.now_us += 60 * SECOND;
		http_desk_turn(&desk);
		assert_int_equal(http_desk_ask(&desk, "GET /a HTTP/1.1\r\n" HOST "\r\n"), 200);
		assert_int_equal(http_connections(desk.http), 1);
		struct http_answer a = {0};
		http_refuse(&a, 403, "wrong", "no");
		http_pending_answer(waiting, &a);
		waiting = NULL;
		assert_null(a.body);
		assert_true(http_desk_until(&desk, fd, "{\"error\":\"wrong\",\"text\":\"no\"}"));
		assert_true(http_desk_said(&desk, "HTTP/1.1 403 "));
	}
	assert_int_equal(given_up, 0);
	desk.now_us += 16 * SECOND; /* from now on it has its time again */
	assert_true(http_desk_ends(&desk, fd));
	(void)close(fd);
}

static void who_waits_when_the_server_ends_is_given_up(void **state)
{
	struct http_desk own;
	const struct http_config config = {.handler = echo};
	char request[160];
	(void)state;
	http_desk_open(&own, &config);
	int fd = http_desk_connect(&own);
	(void)snprintf(request, sizeof(request),
		       "GET /later HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
		       (unsigned)http_port(own.http));
	http_desk_send(fd, request);
	http_desk_turn(&own);
	assert_non_null(waiting);
	given_up = 0;
	http_desk_close(&own);
	assert_int_equal(given_up, 1);
	assert_null(waiting);
	(void)close(fd);
}

static void who_goes_away_before_a_later_answer_does_no_harm(void **state)
{
	char request[160];
	(void)state;
	int fd = http_desk_connect(&desk);
	(void)snprintf(request, sizeof(request),
		       "GET /later HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
		       (unsigned)http_port(desk.http));
	http_desk_send(fd, request);
	http_desk_turn(&desk);
	(void)close(fd);
	http_desk_turn(&desk);
	struct http_answer a = {0};
	http_answer_json(&a, 200, RD_TEXT("{}"));
	http_pending_answer(waiting, &a);
	waiting = NULL;
	http_desk_turn(&desk);
	desk.now_us += 16 * SECOND;
	http_desk_turn(&desk);
	assert_int_equal(http_connections(desk.http), 0);
}

static void there_are_so_many_connections_and_no_more(void **state)
{
	struct http_desk own;
	const struct http_config config = {.handler = echo, .limit = 3};
	int fds[4];
	(void)state;
	http_desk_open(&own, &config);
	for (size_t i = 0; i < 4; i++) {
		fds[i] = http_desk_connect(&own);
		http_desk_turn(&own);
	}
	assert_int_equal(http_connections(own.http), 3);
	assert_true(http_desk_ends(&own, fds[3]));
	assert_int_equal(http_refused_peers(own.http), 1);
	(void)close(fds[0]);
	http_desk_turn(&own);
	assert_int_equal(http_connections(own.http), 2);
	assert_int_equal(http_desk_ask(&own, "GET /a HTTP/1.1\r\n" HOST "\r\n"), 200);
	for (size_t i = 1; i < 4; i++) {
		(void)close(fds[i]);
	}
	http_desk_close(&own);
}

static char folder[] = "/tmp/egate-http-XXXXXX";
static char listen_on[64];
static const char *path; /* of listen_on */

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL ||
	    snprintf(listen_on, sizeof(listen_on), "unix:%s/s", folder) <= 0) {
		return -1;
	}
	path = listen_on + strlen("unix:");
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

#define ASK "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

static void a_path_is_for_the_users_named(void **state)
{
	struct http_desk own;
	struct stat s;
	struct http_config config = {
		.listen = listen_on, .users = {getuid()}, .user_count = 1, .handler = echo};
	(void)state;
	http_desk_open(&own, &config);
	assert_int_equal(stat(path, &s), 0);
	assert_int_equal(s.st_mode & 07777, 0660);
	int fd = http_desk_connect_path(path);
	http_desk_send(fd, ASK);
	assert_true(http_desk_until(&own, fd, "200 OK"));
	(void)close(fd);
	http_desk_close(&own);
	asked = 0;
	config.users[0] = getuid() + 1; /* a former socket is at the path now */
	http_desk_open(&own, &config);
	fd = http_desk_connect_path(path);
	http_desk_send(fd, ASK);
	assert_true(http_desk_ends(&own, fd));
	assert_int_equal(http_refused_peers(own.http), 1);
	assert_int_equal(http_connections(own.http), 0);
	assert_int_equal(asked, 0);
	(void)close(fd);
	http_desk_close(&own);
}

/* Exits with 0 if the server has closed the connection without a word. */
static void be_stranger(void)
{
	char c;
	if (setresuid(STRANGER, STRANGER, STRANGER) != 0) {
		_exit(2);
	}
	int fd = http_desk_connect_path(path);
	http_desk_send(fd, ASK);
	_exit(read(fd, &c, 1) > 0 ? 1 : 0);
}

static void another_user_is_not_heard(void **state)
{
	struct http_desk own;
	int status = 0;
	const struct http_config config = {
		.listen = listen_on, .users = {0}, .user_count = 1, .handler = echo};
	(void)state;
	if (geteuid() != 0) {
		print_message("not root: another user's connection is not tested\n");
		skip();
	}
	http_desk_open(&own, &config);
	/* As if the modes of folder and socket had been opened by mistake. */
	assert_int_equal(chmod(folder, 0755) | chmod(path, 0666), 0);
	asked = 0;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		be_stranger();
	}
	while (http_refused_peers(own.http) == 0 && waitpid(child, &status, WNOHANG) == 0) {
		http_desk_turn(&own);
	}
	assert_int_equal(http_refused_peers(own.http), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(asked, 0);
	http_desk_close(&own);
}

static void nothing_but_a_socket_is_removed(void **state)
{
	struct http *h = NULL;
	const struct http_config config = {.listen = listen_on, .handler = echo};
	(void)state;
	(void)unlink(path);
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(http_open(&config, &h), EG_CONFIG);
	assert_int_equal(close(fd), 0);
	assert_int_equal(access(path, F_OK), 0);
}

static void where_to_listen_has_to_be_told(void **state)
{
	static const char *const bad[] = {"",          "8080",       "tcp:80",
					  "unix:",     "unix:s",     "loopback:65536",
					  "loopback:", "loopback:x", "0.0.0.0:8080"};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct http *h = NULL;
		const struct http_config config = {.listen = bad[i], .handler = echo};
		assert_int_equal(http_open(&config, &h), EG_CONFIG);
		assert_null(h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_question_is_answered, open_desk, close_desk),
		cmocka_unit_test_setup_teardown(every_answer_keeps_the_page_to_itself, open_desk,
						close_desk),
		cmocka_unit_test_setup_teardown(other_methods_are_refused, open_desk, close_desk),
		cmocka_unit_test_setup_teardown(a_path_is_taken_as_it_stands, open_desk,
						close_desk),
		cmocka_unit_test_setup_teardown(a_body_beyond_its_limit_is_refused_unread,
						open_desk, close_desk),
		cmocka_unit_test_setup_teardown(headers_are_few_and_small, open_desk, close_desk),
		cmocka_unit_test_setup_teardown(what_another_site_asks_for_is_refused, open_desk,
						close_desk),
		cmocka_unit_test_setup_teardown(a_slow_sender_is_cut_off, open_desk, close_desk),
		cmocka_unit_test_setup_teardown(a_slow_body_is_cut_off, open_desk, close_desk),
		cmocka_unit_test_setup_teardown(who_does_not_take_an_answer_is_cut_off, open_desk,
						close_desk),
		cmocka_unit_test_setup_teardown(one_connection_asks_again_and_again, open_desk,
						close_desk),
		cmocka_unit_test_setup_teardown(an_answer_may_come_later, open_desk, close_desk),
		cmocka_unit_test_setup_teardown(who_goes_away_before_a_later_answer_does_no_harm,
						open_desk, close_desk),
		cmocka_unit_test(who_waits_when_the_server_ends_is_given_up),
		cmocka_unit_test(there_are_so_many_connections_and_no_more),
		cmocka_unit_test(a_path_is_for_the_users_named),
		cmocka_unit_test(another_user_is_not_heard),
		cmocka_unit_test(nothing_but_a_socket_is_removed),
		cmocka_unit_test(where_to_listen_has_to_be_told),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
