/*
 * test_events: who hears which events, from where on, and who is cut off; without sockets.
 */
#include "console/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LANES 1u
#define CASES 2u
#define ROOM  (256u << 10)

/* A connection that tells when it was woken or cut. */
struct http_stream {
	struct http_feed feed;
	unsigned woken;
	unsigned cut;
};

void http_stream_wake(struct http_stream *stream)
{
	stream->woken++;
}

void http_stream_cut(struct http_stream *stream)
{
	stream->cut++;
}

static struct events *events;
static unsigned wholes;
static char text[ROOM];
static size_t text_size;

static enum eg_err whole(void *context, uint32_t audience, struct rd *json)
{
	static char made[64];
	(void)context;
	int size = snprintf(made, sizeof(made), "{\"for\":%u,\"time\":%u}", (unsigned)audience,
			    ++wholes);
	*json = rd_of(made, (size_t)size);
	return EG_OK;
}

static void open_events(uint64_t last, uint32_t kept)
{
	const struct events_config config = {
		.last = last, .kept = kept, .whole_kind = "whole", .whole = whole};
	wholes = 0;
	assert_int_equal(events_open(&config, &events), EG_OK);
}

static void hear_as(struct http_stream *s, uint32_t audience, uint32_t tag, const uint64_t *last)
{
	*s = (struct http_stream){0};
	assert_int_equal(events_stream(events, audience, tag, last, &s->feed), EG_OK);
	s->feed.begun(s->feed.context, s);
}

static void leave(struct http_stream *s)
{
	s->feed.ended(s->feed.context);
}

/* All that is to be sent now, in pieces of cap. */
static enum http_feed_state hear(struct http_stream *s, size_t cap)
{
	enum http_feed_state state = HTTP_FEED_MORE;
	text_size = 0;
	while (state == HTTP_FEED_MORE) {
		size_t size = 0;
		assert_true(text_size + cap < ROOM);
		state = s->feed.read(s->feed.context, (uint8_t *)text + text_size, cap, &size);
		assert_true(size <= cap);
		assert_true(size > 0 || state != HTTP_FEED_MORE);
		text_size += size;
	}
	text[text_size] = '\0';
	return state;
}

static void say(const char *kind, uint32_t audience, const char *json)
{
	assert_int_equal(events_publish(events, kind, audience, rd_cstr(json)), EG_OK);
}

static void a_new_screen_gets_the_whole_and_then_what_happens(void **state)
{
	struct http_stream s;
	(void)state;
	open_events(100, 0);
	hear_as(&s, LANES, 0, NULL);
	assert_int_equal(hear(&s, 4096), HTTP_FEED_WAIT);
	assert_string_equal(text, "id: 100\nevent: whole\ndata: {\"for\":1,\"time\":1}\n\n");
	say("lane", LANES, "{\"lane\":1}");
	assert_int_equal(s.woken, 1);
	assert_int_equal(hear(&s, 4096), HTTP_FEED_WAIT);
	assert_string_equal(text, "id: 101\nevent: lane\ndata: {\"lane\":1}\n\n");
	assert_int_equal(hear(&s, 4096), HTTP_FEED_WAIT);
	assert_string_equal(text, "");
	leave(&s);
	assert_int_equal(events_streams(events), 0);
	events_close(&events);
}

static void events_are_for_those_who_may_hear_them(void **state)
{
	struct http_stream viewer;
	struct http_stream officer;
	(void)state;
	open_events(0, 0);
	hear_as(&viewer, LANES, 7, NULL);
	hear_as(&officer, LANES | CASES, 8, NULL);
	(void)hear(&viewer, 4096);
	(void)hear(&officer, 4096);
	say("case", CASES, "{}");
	assert_int_equal(viewer.woken, 0);
	assert_int_equal(officer.woken, 1);
	assert_int_equal(events_tell(events, "shift", 7, RD_TEXT("{\"due\":true}")), EG_OK);
	assert_int_equal(viewer.woken, 1);
	assert_int_equal(officer.woken, 1);
	(void)hear(&viewer, 4096);
	assert_string_equal(text, "id: 2\nevent: shift\ndata: {\"due\":true}\n\n");
	(void)hear(&officer, 4096);
	assert_string_equal(text, "id: 1\nevent: case\ndata: {}\n\n");
	leave(&viewer);
	leave(&officer);
	events_close(&events);
}

static void a_screen_goes_on_where_it_was(void **state)
{
	struct http_stream s;
	uint64_t last = 1;
	(void)state;
	open_events(0, 0);
	say("lane", LANES, "1");
	say("case", CASES, "2");
	say("lane", LANES, "3");
	hear_as(&s, LANES, 0, &last);
	(void)hear(&s, 4096);
	assert_string_equal(text, "id: 3\nevent: lane\ndata: 3\n\n");
	leave(&s);
	last = 0; /* before the first that is kept: still goes on */
	hear_as(&s, LANES, 0, &last);
	(void)hear(&s, 4096);
	assert_string_equal(text, "id: 1\nevent: lane\ndata: 1\n\nid: 3\nevent: lane\ndata: 3\n\n");
	leave(&s);
	last = 3; /* has heard all */
	hear_as(&s, LANES, 0, &last);
	(void)hear(&s, 4096);
	assert_string_equal(text, "");
	leave(&s);
	assert_int_equal(wholes, 0);
	last = 4; /* of nobody's */
	hear_as(&s, LANES, 0, &last);
	(void)hear(&s, 4096);
	assert_string_equal(text, "id: 3\nevent: whole\ndata: {\"for\":1,\"time\":1}\n\n");
	leave(&s);
	events_close(&events);
}

static void what_is_not_kept_any_more_begins_anew(void **state)
{
	struct http_stream s;
	uint64_t last = 3;
	(void)state;
	open_events(0, 4);
	for (unsigned i = 0; i < 8; i++) {
		say("lane", LANES, "{}");
	}
	hear_as(&s, LANES, 0, &last); /* 4 is gone, 5 to 8 are kept */
	(void)hear(&s, 4096);
	assert_non_null(strstr(text, "event: whole"));
	leave(&s);
	last = 4;
	hear_as(&s, LANES, 0, &last);
	(void)hear(&s, 4096);
	assert_null(strstr(text, "event: whole"));
	assert_non_null(strstr(text, "id: 5\n"));
	assert_non_null(strstr(text, "id: 8\n"));
	leave(&s);
	events_close(&events);
}

static void pieces_of_any_size_make_the_same_text(void **state)
{
	static char expected[ROOM];
	struct http_stream s;
	uint64_t last = 0;
	(void)state;
	open_events(0, 0);
	say("lane", LANES, "{\"a\":\"long enough for some pieces\"}");
	say("case", CASES, "{}");
	say("lane", LANES, "{}");
	hear_as(&s, LANES, 0, &last);
	(void)hear(&s, 4000);
	(void)snprintf(expected, sizeof(expected), "%s", text);
	leave(&s);
	for (size_t cap = 1; cap < 60; cap++) {
		hear_as(&s, LANES, 0, &last);
		assert_int_equal(hear(&s, cap), HTTP_FEED_WAIT);
		assert_string_equal(text, expected);
		leave(&s);
	}
	events_close(&events);
}

static void the_whole_is_asked_for_once_between_two_events(void **state)
{
	struct http_stream s[4];
	(void)state;
	open_events(0, 0);
	hear_as(&s[0], LANES, 0, NULL);
	hear_as(&s[1], LANES, 0, NULL);
	hear_as(&s[2], CASES, 0, NULL);
	assert_int_equal(wholes, 2);
	say("lane", LANES, "{}"); /* those not yet sent stay as they were */
	hear_as(&s[3], LANES, 0, NULL);
	assert_int_equal(wholes, 3);
	(void)hear(&s[0], 4096);
	assert_non_null(
		strstr(text, "id: 0\nevent: whole\ndata: {\"for\":1,\"time\":1}\n\nid: 1\n"));
	(void)hear(&s[3], 4096);
	assert_string_equal(text, "id: 1\nevent: whole\ndata: {\"for\":1,\"time\":3}\n\n");
	events_forget_whole(events);
	for (size_t i = 0; i < 4; i++) {
		leave(&s[i]);
	}
	hear_as(&s[0], LANES, 0, NULL);
	assert_int_equal(wholes, 4);
	leave(&s[0]);
	events_close(&events);
}

static void who_is_too_far_behind_is_cut_off(void **state)
{
	struct http_stream slow;
	struct http_stream other;
	struct http_stream late;
	uint64_t last = 0;
	(void)state;
	open_events(0, 0);
	hear_as(&slow, LANES, 0, NULL);
	hear_as(&other, CASES, 0, NULL);
	(void)hear(&slow, 4096);
	(void)hear(&other, 4096);
	for (unsigned i = 0; i < EVENTS_BEHIND_MAX; i++) {
		say("lane", LANES, "{}");
	}
	assert_int_equal(slow.cut, 0);
	/* One that comes back after a long time may be as far behind, and is sent it. */
	hear_as(&late, LANES, 0, &last);
	say("lane", LANES, "{}");
	say("lane", LANES, "{}");
	assert_int_equal(slow.cut, 1);
	assert_int_equal(other.cut, 0); /* nothing of it was for this one */
	assert_int_equal(late.cut, 0);
	assert_int_equal(events_cut(events), 1);
	(void)hear(&late, 4096);
	assert_non_null(strstr(text, "id: 1\n"));
	leave(&slow);
	leave(&other);
	leave(&late);
	events_close(&events);
}

static void who_loses_what_is_kept_is_ended(void **state)
{
	struct http_stream s;
	uint8_t some[10];
	size_t size = 0;
	(void)state;
	open_events(0, 4);
	hear_as(&s, LANES, 0, NULL);
	(void)hear(&s, 4096);
	say("lane", LANES, "{}");
	/* In the middle of the first. */
	assert_int_equal(s.feed.read(s.feed.context, some, sizeof(some), &size), HTTP_FEED_MORE);
	for (unsigned i = 0; i < 4; i++) {
		say("lane", LANES, "{}");
	}
	assert_int_equal(hear(&s, 4096), HTTP_FEED_END);
	assert_string_equal(text, "");
	leave(&s);
	events_close(&events);
}

static void a_session_that_ends_is_told_so_and_closed(void **state)
{
	struct http_stream s;
	struct http_stream other;
	(void)state;
	open_events(0, 0);
	hear_as(&s, LANES, 7, NULL);
	hear_as(&other, LANES, 8, NULL);
	(void)hear(&other, 4096);
	assert_int_equal(events_streams_of(events, 7), 1);
	events_end(events, 7, "logout");
	say("lane", LANES, "{}");
	assert_int_equal(hear(&s, 4096), HTTP_FEED_END);
	assert_non_null(strstr(text, "event: end\ndata: {\"why\":\"logout\"}\n\n"));
	assert_null(strstr(text, "event: lane"));
	assert_int_equal(hear(&other, 4096), HTTP_FEED_WAIT);
	assert_null(strstr(text, "event: end"));
	assert_non_null(strstr(text, "event: lane"));
	leave(&s);
	leave(&other);
	events_close(&events);
}

static void a_comment_comes_every_fifteen_seconds(void **state)
{
	struct http_stream s;
	(void)state;
	open_events(0, 0);
	hear_as(&s, LANES, 0, NULL);
	(void)hear(&s, 4096);
	events_tick(events, 1000000);
	events_tick(events, 15999999);
	assert_int_equal(s.woken, 0);
	events_tick(events, 16000000);
	assert_int_equal(s.woken, 1);
	(void)hear(&s, 4096);
	assert_string_equal(text, ":\n\n");
	events_tick(events, 30000000);
	assert_int_equal(s.woken, 1);
	leave(&s);
	events_close(&events);
}

static void what_is_kept_has_a_bound(void **state)
{
	static char big[EVENTS_SIZE_MAX + 1];
	struct http_stream s;
	uint64_t last = 0;
	(void)state;
	open_events(0, 0);
	for (size_t i = 0; i < EVENTS_SIZE_MAX; i++) {
		big[i] = 'a';
	}
	assert_int_equal(events_publish(events, "lane", LANES, rd_of(big, sizeof(big))),
			 EG_TOO_BIG);
	for (size_t i = 0; i < EVENTS_OCTETS_MAX / EVENTS_SIZE_MAX + 1; i++) {
		say("lane", LANES, big);
	}
	hear_as(&s, LANES, 0, &last); /* 1 is gone already */
	(void)hear(&s, 4096);
	assert_non_null(strstr(text, "event: whole"));
	leave(&s);
	events_close(&events);
}

static void say_about(uint64_t about, const char *json)
{
	assert_int_equal(events_publish_about(events, "case", CASES, about, rd_cstr(json)), EG_OK);
}

static void what_is_forgotten_is_told_to_nobody_any_more(void **state)
{
	struct http_stream s;
	struct http_stream awake;
	uint64_t last = 0;
	(void)state;
	open_events(0, 0);
	hear_as(&awake, CASES, 0, &last);
	say_about(7, "{\"name\":\"ERIKSSON\"}");
	(void)hear(&awake, 4096);
	assert_non_null(strstr(text, "ERIKSSON"));
	say("case", CASES, "{}"); /* about nothing */
	say_about(8, "{\"other\":1}");
	say_about(7, "{\"name\":\"ERIKSSON\",\"more\":1}");
	events_forget(events, 7);
	events_forget(events, 7);
	events_forget(events, 0);
	say("case", CASES, "{\"closed\":1}");
	(void)hear(&awake, 4096);
	assert_string_equal(text, "id: 2\nevent: case\ndata: {}\n\n"
				  "id: 3\nevent: case\ndata: {\"other\":1}\n\n"
				  "id: 5\nevent: case\ndata: {\"closed\":1}\n\n");
	hear_as(&s, CASES, 0, &last); /* goes on from before all of them */
	(void)hear(&s, 4096);
	assert_string_equal(text, "id: 2\nevent: case\ndata: {}\n\n"
				  "id: 3\nevent: case\ndata: {\"other\":1}\n\n"
				  "id: 5\nevent: case\ndata: {\"closed\":1}\n\n");
	leave(&s);
	leave(&awake);
	events_close(&events);
}

static void who_has_heard_a_part_of_what_is_forgotten_is_ended(void **state)
{
	struct http_stream s;
	struct http_stream other;
	uint8_t some[10];
	size_t size = 0;
	uint64_t last = 0;
	(void)state;
	open_events(0, 0);
	hear_as(&s, CASES, 0, &last);
	hear_as(&other, CASES, 0, &last);
	say_about(7, "{\"name\":\"ERIKSSON\"}");
	assert_int_equal(s.feed.read(s.feed.context, some, sizeof(some), &size), HTTP_FEED_MORE);
	events_forget(events, 7);
	say("case", CASES, "{\"closed\":1}");
	assert_int_equal(hear(&s, 4096), HTTP_FEED_END);
	assert_string_equal(text, ""); /* a browser forgets what has no end, and comes again */
	assert_int_equal(hear(&other, 4096), HTTP_FEED_WAIT);
	assert_string_equal(text, "id: 2\nevent: case\ndata: {\"closed\":1}\n\n");
	leave(&s);
	leave(&other);
	events_close(&events);
}

static void an_event_that_is_lost_makes_everybody_begin_anew(void **state)
{
	struct http_stream s;
	struct http_stream late;
	struct http_stream half;
	uint8_t some[10];
	size_t size = 0;
	uint64_t last = 1;
	(void)state;
	open_events(0, 0);
	hear_as(&s, LANES, 0, NULL);
	(void)hear(&s, 4096);
	hear_as(&half, CASES, 0, &(uint64_t){0});
	say("lane", LANES | CASES, "{\"lane\":1}");
	assert_int_equal(half.feed.read(half.feed.context, some, sizeof(some), &size),
			 HTTP_FEED_MORE);
	events_renew(events); /* the second could not be told */
	say("lane", LANES, "{\"lane\":3}");
	assert_true(s.woken > 0);
	assert_int_equal(hear(&s, 4096), HTTP_FEED_WAIT);
	assert_string_equal(text, "id: 3\nevent: whole\ndata: {\"for\":1,\"time\":2}\n\n");
	say("lane", LANES, "{\"lane\":4}");
	assert_int_equal(hear(&s, 4096), HTTP_FEED_WAIT);
	assert_string_equal(text, "id: 4\nevent: lane\ndata: {\"lane\":4}\n\n");
	hear_as(&late, LANES, 0, &last); /* who was away then, too */
	(void)hear(&late, 4096);
	assert_non_null(strstr(text, "event: whole"));
	assert_int_equal(hear(&half, 4096), HTTP_FEED_END); /* and comes again */
	assert_string_equal(text, "");
	leave(&s);
	leave(&late);
	leave(&half);
	events_close(&events);
}

static void a_session_ends_also_where_all_is_told_anew(void **state)
{
	struct http_stream s;
	(void)state;
	open_events(0, 0);
	hear_as(&s, LANES, 7, NULL);
	(void)hear(&s, 4096);
	events_renew(events);
	events_end(events, 7, "idle");
	assert_int_equal(hear(&s, 4096), HTTP_FEED_END);
	assert_string_equal(text, "id: 2\nevent: end\ndata: {\"why\":\"idle\"}\n\n");
	leave(&s);
	events_close(&events);
}

static void a_session_has_so_many_streams_and_its_oldest_ends(void **state)
{
	struct http_stream s[EVENTS_TAG_MAX + 1];
	struct http_stream other;
	(void)state;
	open_events(0, 0);
	hear_as(&other, LANES, 8, NULL);
	(void)hear(&other, 4096);
	for (unsigned i = 0; i < EVENTS_TAG_MAX; i++) {
		hear_as(&s[i], LANES, 7, NULL);
	}
	say("lane", LANES, "{}");
	assert_int_equal(hear(&s[0], 4096), HTTP_FEED_WAIT);
	hear_as(&s[EVENTS_TAG_MAX], LANES, 7, NULL);
	assert_int_equal(hear(&s[0], 4096), HTTP_FEED_END);
	for (unsigned i = 1; i <= EVENTS_TAG_MAX; i++) {
		assert_int_equal(hear(&s[i], 4096), HTTP_FEED_WAIT);
	}
	assert_int_equal(hear(&other, 4096), HTTP_FEED_WAIT);
	for (unsigned i = 0; i <= EVENTS_TAG_MAX; i++) {
		leave(&s[i]);
	}
	leave(&other);
	events_close(&events);
}

static void what_is_forgotten_keeps_its_place_in_the_ring(void **state)
{
	struct http_stream s;
	uint64_t last = 96;
	(void)state;
	open_events(0, 4);
	for (unsigned i = 0; i < 100; i++) {
		say_about(1 + i % 2, "{}");
		if (i == 97) {
			events_forget(events, 2);
		}
	}
	hear_as(&s, CASES, 0, &last);
	(void)hear(&s, 4096);
	assert_string_equal(text, "id: 97\nevent: case\ndata: {}\n\n"
				  "id: 99\nevent: case\ndata: {}\n\n"
				  "id: 100\nevent: case\ndata: {}\n\n");
	leave(&s);
	events_close(&events);
}

static void an_event_is_one_line(void **state)
{
	(void)state;
	open_events(0, 0);
	assert_int_equal(events_publish(events, "lane", LANES, RD_TEXT("{}\n\nevent: case")),
			 EG_BAD_DATA);
	assert_int_equal(events_publish(events, "lane", LANES, RD_TEXT("{}\rdata: 1")),
			 EG_BAD_DATA);
	assert_int_equal(events_last(events), 0);
	events_close(&events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_screen_gets_the_whole_and_then_what_happens),
		cmocka_unit_test(events_are_for_those_who_may_hear_them),
		cmocka_unit_test(a_screen_goes_on_where_it_was),
		cmocka_unit_test(what_is_not_kept_any_more_begins_anew),
		cmocka_unit_test(pieces_of_any_size_make_the_same_text),
		cmocka_unit_test(the_whole_is_asked_for_once_between_two_events),
		cmocka_unit_test(who_is_too_far_behind_is_cut_off),
		cmocka_unit_test(who_loses_what_is_kept_is_ended),
		cmocka_unit_test(a_session_that_ends_is_told_so_and_closed),
		cmocka_unit_test(a_comment_comes_every_fifteen_seconds),
		cmocka_unit_test(what_is_kept_has_a_bound),
		cmocka_unit_test(what_is_forgotten_is_told_to_nobody_any_more),
		cmocka_unit_test(who_has_heard_a_part_of_what_is_forgotten_is_ended),
		cmocka_unit_test(an_event_that_is_lost_makes_everybody_begin_anew),
		cmocka_unit_test(a_session_ends_also_where_all_is_told_anew),
		cmocka_unit_test(a_session_has_so_many_streams_and_its_oldest_ends),
		cmocka_unit_test(what_is_forgotten_keeps_its_place_in_the_ring),
		cmocka_unit_test(an_event_is_one_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
