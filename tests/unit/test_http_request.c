/*
 * test_http_request: which requests may be heard, and what is read of their headers.
 */
#include "console/http_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define PORT 8080
static const struct http_place loopback = {.port = PORT};
static const struct http_place behind_tls = {.secure = true};

#define FIELD(n, v) ((struct http_field){.name = RD_TEXT(n), .value = RD_TEXT(v)})

static struct http_request get(const char *path)
{
	struct http_request r = {.path = rd_cstr(path), .field_count = 1};
	r.fields[0] = FIELD("Host", "localhost:8080");
	return r;
}

static struct http_request post(const char *size)
{
	struct http_request r = get("/api/session");
	r.method = HTTP_POST;
	r.fields[r.field_count++] = FIELD("Content-Type", "application/json");
	r.fields[r.field_count++] =
		(struct http_field){.name = RD_TEXT("Content-Length"), .value = rd_cstr(size)};
	return r;
}

static unsigned with(struct http_request r, struct http_field more, const struct http_place *place)
{
	r.fields[r.field_count++] = more;
	return http_check(&r, place).status;
}

static void a_path_is_letters_and_parts(void **state)
{
	static const char *const good[] = {"/", "/web/kiosk.html", "/api/cases/1-1024/act",
					   "/web/a_b-c.d.js"};
	static const char *const bad[] = {"",
					  "web",
					  "//",
					  "/web/",
					  "/web//a",
					  "/..",
					  "/web/../x",
					  "/web/.x",
					  "/./a",
					  "/a b",
					  "/%2e%2e/x",
					  "/web/a?b",
					  "/web/a#b",
					  "/web\\a",
					  "/a\x01",
					  "/\xC3\xA4",
					  "/a;b",
					  "*",
					  "http://localhost:8080/",
					  "/a:b",
					  "/~root"};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const struct http_request r = get(good[i]);
		assert_true(http_path_ok(rd_cstr(good[i])));
		assert_int_equal(http_check(&r, &loopback).status, 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct http_request r = get(bad[i]);
		assert_false(http_path_ok(rd_cstr(bad[i])));
		assert_int_equal(http_check(&r, &loopback).status, 404);
	}
}

static void a_path_has_an_end(void **state)
{
	char path[HTTP_PATH_MAX + 2];
	(void)state;
	for (size_t i = 0; i < sizeof(path); i++) {
		path[i] = i == 0 ? '/' : 'a';
	}
	assert_true(http_path_ok(rd_of(path, HTTP_PATH_MAX)));
	assert_false(http_path_ok(rd_of(path, HTTP_PATH_MAX + 1)));
}

static void parts_of_a_path_come_one_by_one(void **state)
{
	struct rd path = RD_TEXT("/api/lanes/10");
	struct rd part = RD_EMPTY;
	uint32_t lane = 0;
	(void)state;
	assert_true(http_path_next(&path, &part) && rd_equal(part, RD_TEXT("api")));
	assert_true(http_path_next(&path, &part) && rd_equal(part, RD_TEXT("lanes")));
	assert_true(http_path_next(&path, &part) && http_path_number(part, 10, &lane));
	assert_int_equal(lane, 10);
	assert_false(http_path_next(&path, &part));
	assert_false(http_path_number(RD_TEXT("11"), 10, &lane));
	assert_false(http_path_number(RD_TEXT("9"), 5, &lane));
	assert_false(http_path_number(RD_TEXT("01"), 10, &lane));
	assert_false(http_path_number(RD_TEXT(""), 10, &lane));
	assert_false(http_path_number(RD_TEXT("-1"), 10, &lane));
	assert_false(http_path_number(RD_TEXT("4294967296"), UINT32_MAX, &lane));
	assert_true(http_path_number(RD_TEXT("4294967295"), UINT32_MAX, &lane));
}

static void another_sites_page_is_refused(void **state)
{
	(void)state;
	assert_int_equal(with(post("2"), FIELD("Origin", "http://localhost:8080"), &loopback), 0);
	assert_int_equal(with(post("2"), FIELD("origin", "http://LOCALHOST:8080"), &loopback), 0);
	const struct http_field origins[] = {
		{RD_TEXT("Origin"), RD_TEXT("http://evil.example")},
		{RD_TEXT("Origin"), RD_TEXT("https://localhost:8080")},
		{RD_TEXT("Origin"), RD_TEXT("http://localhost:8081")},
		{RD_TEXT("Origin"), RD_TEXT("http://localhost:8080.evil.example")},
		{RD_TEXT("Origin"), RD_TEXT("null")},
		{RD_TEXT("Origin"), RD_TEXT("")},
		{RD_TEXT("Sec-Fetch-Site"), RD_TEXT("cross-site")},
		{RD_TEXT("Sec-Fetch-Site"), RD_TEXT("same-site")},
		{RD_TEXT("Sec-Fetch-Site"), RD_TEXT("")},
	};
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		assert_int_equal(with(post("2"), origins[i], &loopback), 403);
		assert_int_equal(with(get("/api/me"), origins[i], &loopback), 403);
	}
	assert_int_equal(with(get("/api/me"), FIELD("Sec-Fetch-Site", "same-origin"), &loopback),
			 0);
	assert_int_equal(with(get("/api/me"), FIELD("Sec-Fetch-Site", "none"), &loopback), 0);
	/* A link on another page may lead to ours. */
	assert_int_equal(with(get("/"), FIELD("Sec-Fetch-Site", "cross-site"), &loopback), 0);
}

static void behind_tls_our_own_pages_come_from_https(void **state)
{
	struct http_request r = post("2");
	(void)state;
	r.fields[0] = FIELD("Host", "console.example");
	assert_int_equal(with(r, FIELD("Origin", "https://console.example"), &behind_tls), 0);
	assert_int_equal(with(r, FIELD("Origin", "http://console.example"), &behind_tls), 403);
}

static void a_foreign_name_that_leads_to_this_machine_is_refused(void **state)
{
	static const char *const hosts[] = {"evil.example:8080", "127.0.0.1", "127.0.0.1:8081",
					    "localhost:08080", "localhost:8080:8080"};
	(void)state;
	struct http_request r = get("/");
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		r.fields[0].value = rd_cstr(hosts[i]);
		assert_int_equal(http_check(&r, &loopback).status, 421);
	}
	r.fields[0].value = RD_TEXT("127.0.0.1:8080");
	assert_int_equal(http_check(&r, &loopback).status, 0);
	r.fields[0].value = RD_TEXT("a/b");
	assert_int_equal(http_check(&r, &behind_tls).status, 400);
	r.fields[0].value = RD_EMPTY;
	assert_int_equal(http_check(&r, &behind_tls).status, 400);
	r.field_count = 0;
	assert_int_equal(http_check(&r, &behind_tls).status, 400);
}

static void a_body_is_json_of_a_length_that_is_told(void **state)
{
	(void)state;
	struct http_request r = post("4096");
	assert_int_equal(http_check(&r, &loopback).status, 0);
	r = post("4097");
	assert_int_equal(http_check(&r, &loopback).status, 413);
	r = post("99999999999999999999999");
	assert_int_equal(http_check(&r, &loopback).status, 400);
	r = post("-1");
	assert_int_equal(http_check(&r, &loopback).status, 400);
	r = post("+1");
	assert_int_equal(http_check(&r, &loopback).status, 400);
	r = post("2");
	assert_int_equal(with(r, FIELD("Transfer-Encoding", "chunked"), &loopback), 411);
	r.field_count = 2;
	assert_int_equal(http_check(&r, &loopback).status, 411);
	r = post("2");
	r.fields[1].value = RD_TEXT("text/plain");
	assert_int_equal(http_check(&r, &loopback).status, 415);
	r.fields[1].value = RD_TEXT("application/json; charset=utf-8");
	assert_int_equal(http_check(&r, &loopback).status, 0);
	r.fields[1].value = RD_TEXT("application/json; charset=utf-16");
	assert_int_equal(http_check(&r, &loopback).status, 415);
	assert_int_equal(with(get("/"), FIELD("Content-Length", "1"), &loopback), 400);
	assert_int_equal(with(get("/"), FIELD("Content-Length", "0"), &loopback), 0);
}

static void no_header_comes_twice(void **state)
{
	(void)state;
	assert_int_equal(with(post("2"), FIELD("content-length", "2"), &loopback), 400);
	assert_int_equal(with(get("/"), FIELD("HOST", "localhost:8080"), &loopback), 400);
}

static void a_cookie_is_found_among_others_and_once(void **state)
{
	static const struct {
		const char *all;
		const char *value; /* NULL: none */
	} cases[] = {
		{"egate=abc", "abc"},
		{"a=1; egate=abc; b=2", "abc"},
		{"a=1;egate=a=b", "a=b"},
		{"xegate=1", NULL},
		{"egate=1; egate=2", NULL},
		{"Egate=1", NULL},
		{"egate=a b", NULL},
		{"egate=\"a\"", NULL},
		{"egate", ""},
		{"", NULL},
		{";;;", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http_request r = get("/");
		struct rd value = RD_EMPTY;
		r.fields[r.field_count++] = (struct http_field){.name = RD_TEXT("cookie"),
								.value = rd_cstr(cases[i].all)};
		bool found = http_cookie(&r, "egate", &value);
		assert_int_equal(found, cases[i].value != NULL);
		assert_true(!found || rd_equal(value, rd_cstr(cases[i].value)));
	}
}

static void the_last_event_is_a_number(void **state)
{
	struct http_request r = get("/");
	uint64_t id = 0;
	(void)state;
	assert_false(http_last_event(&r, &id));
	r.fields[r.field_count++] = FIELD("Last-Event-ID", "18446744073709551615");
	assert_true(http_last_event(&r, &id));
	assert_true(id == UINT64_MAX);
	r.fields[1].value = RD_TEXT("18446744073709551616");
	assert_false(http_last_event(&r, &id));
	r.fields[1].value = RD_TEXT("7x");
	assert_false(http_last_event(&r, &id));
	r.fields[1].value = RD_TEXT("0");
	assert_true(http_last_event(&r, &id));
	assert_true(id == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_letters_and_parts),
		cmocka_unit_test(a_path_has_an_end),
		cmocka_unit_test(parts_of_a_path_come_one_by_one),
		cmocka_unit_test(another_sites_page_is_refused),
		cmocka_unit_test(behind_tls_our_own_pages_come_from_https),
		cmocka_unit_test(a_foreign_name_that_leads_to_this_machine_is_refused),
		cmocka_unit_test(a_body_is_json_of_a_length_that_is_told),
		cmocka_unit_test(no_header_comes_twice),
		cmocka_unit_test(a_cookie_is_found_among_others_and_once),
		cmocka_unit_test(the_last_event_is_a_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
