/*
 * soak: hours of a lane's life on real kernel lines, in virtual time: the real core, and one
 * traveller after the other of every kind, with an observer at the lines. Runs inside a User-Mode
 * Linux whose idle time passes at once.
 *
 *   vm_soak SECONDS [SEED]
 *
 * Ends with a table; fails when the observer saw what must not be, when a traveller did not end as
 * that kind must, when a reason for an alarm has another count than its causes, or when the core
 * has grown since it was warm.
 */
#include "scene.h"

#include "os/now.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PAUSE_MS    12000 /* between two travellers, at most; on average half of it */
#define MOMENT_MS   900   /* into a state, at most, when something happens in it */
#define LONGEST_DIP 3000  /* ms */
#define WARM        64    /* travellers: by then each kind has been there */
#define GROWTH_KB   64    /* a page or two that the C library keeps is not growth */
#define JOURNAL_MS  4000  /* longer than the core waits for a journal's word */
#define WAIT_MS     120000

/* Kind of a traveller: how many in a hundred, what it is in the table. */
#define KINDS(X)                                      \
	X(HONEST, 55, "honest")                       \
	X(TOGETHER, 8, "two together, sent back")     \
	X(ABANDONED, 8, "left before the entry")      \
	X(REFERRED, 8, "document referred")           \
	X(OTHER_FACE, 8, "face referred, let in")     \
	X(UNRECORDED, 5, "journal silent, sent back") \
	X(FIRE, 3, "fire")                            \
	X(DIP, 5, "power dip")

enum kind {
#define X(name, share, text) name,
	KINDS(X)
#undef X
		KIND_COUNT
};

static const struct {
	unsigned share;
	const char *text;
} kinds[] = {
#define X(name, share, text) {share, text},
	KINDS(X)
#undef X
};

struct memory {
	long resident_kb;
	long data_kb;
	long files; /* open file descriptors */
};

static struct soak {
	int64_t seconds;
	uint32_t random;
	unsigned came[KIND_COUNT];
	unsigned crossed; /* travellers who had to be on record */
	unsigned recorded;
	struct memory warm;
	struct memory last;
	int64_t begun_us;
} soak;

/* Xorshift: the same travellers for the same seed. */
static uint32_t below(uint32_t bound)
{
	soak.random ^= soak.random << 13;
	soak.random ^= soak.random >> 17;
	soak.random ^= soak.random << 5;
	return soak.random % bound;
}

static long field(const char *text, const char *name)
{
	const char *found = strstr(text, name);
	assert_non_null(found);
	return strtol(found + strlen(name), NULL, 10);
}

static struct memory memory_of(pid_t core)
{
	char path[64];
	char text[4096];
	struct memory m = {.files = -2};                                  /* "." and ".." */
	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)core); /* fits */
	FILE *status = fopen(path, "re");
	assert_non_null(status);
	text[fread(text, 1, sizeof(text) - 1, status)] = '\0';
	assert_int_equal(fclose(status), 0);
	m.resident_kb = field(text, "VmRSS:");
	m.data_kb = field(text, "VmData:");
	(void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)core); /* fits */
	DIR *files = opendir(path);
	assert_non_null(files);
	while (readdir(files) != NULL) {
		m.files++;
	}
	assert_int_equal(closedir(files), 0);
	return m;
}

static enum kind draw(void)
{
	uint32_t at = below(100);
	unsigned kind = 0;
	while (at >= kinds[kind].share) {
		at -= kinds[kind++].share;
	}
	return (enum kind)kind;
}

static void back_outside(struct scene *s)
{
	cast_order(&s->cast, GATE_EV_ORDER_BACK);
	scene_state(s, GATE_BACK_OPEN, WAIT_MS);
	s->metal.body[1].goal = METAL_OUTSIDE;
	scene_walk(s, 0, METAL_OUTSIDE, WAIT_MS);
}

static void together(struct scene *s)
{
	s->metal.body[1].here = true;
	cast_document(&s->cast, true);
	scene_state(s, GATE_ENTRY_OPEN, WAIT_MS);
	cast_document(&s->cast, false);
	s->metal.body[1].goal = METAL_CHAMBER;
	scene_walk(s, 0, METAL_CHAMBER, WAIT_MS);
	scene_state(s, GATE_REFERRED_INSIDE, WAIT_MS);
	assert_int_equal(s->cast.now.why, GATE_WHY_SEVERAL);
	back_outside(s);
}

static void referred(struct scene *s)
{
	s->cast.parts.bad_signature = true;
	cast_document(&s->cast, true);
	s->metal.body[0].goal = METAL_CHAMBER;
	scene_state(s, GATE_REFERRED_OUTSIDE, WAIT_MS);
	cast_document(&s->cast, false);
	scene_pass(s, (int)below(2000));
	s->metal.body[0].goal = METAL_OUTSIDE;
}

static void other_face(struct scene *s)
{
	s->cast.parts.other_face = true;
	scene_until(s, GATE_REFERRED_INSIDE);
	assert_int_equal(s->cast.now.why, GATE_WHY_FACE);
	scene_pass(s, (int)below(5000));
	cast_order(&s->cast, GATE_EV_ORDER_PASS);
	scene_state(s, GATE_EXIT_OPEN, WAIT_MS);
	scene_walk(s, 0, METAL_COUNTRY, WAIT_MS);
	soak.crossed++;
}

static void unrecorded(struct scene *s)
{
	s->cast.parts.deaf_journal = true;
	scene_until(s, GATE_REFERRED_INSIDE);
	assert_int_equal(s->cast.now.why, GATE_WHY_JOURNAL);
	back_outside(s);
}

/* A contact opens somewhere on the way; all leave, and the officer opens the lane again. */
static void danger(struct scene *s, uint32_t contact, enum gate_why why, int ms)
{
	static const enum gate_state way[] = {GATE_IDLE, GATE_READING, GATE_ENTRY_OPEN,
					      GATE_RECORDING, GATE_EXIT_OPEN};
	enum gate_state from = way[below(sizeof(way) / sizeof(way[0]))];
	s->cast.parts.slow_chip = from == GATE_READING;
	s->cast.parts.deaf_journal = from == GATE_RECORDING;
	if (from != GATE_IDLE) {
		scene_until(s, from);
	}
	soak.crossed += from == GATE_EXIT_OPEN ? 1u : 0u; /* on record before the exit was free */
	scene_pass(s, (int)below(MOMENT_MS));
	s->metal.contacts &= ~contact;
	scene_pass(s, ms);
	scene_state(s, GATE_EVACUATE, WAIT_MS);
	assert_int_equal(s->cast.now.why, why);
	assert_int_equal(s->outputs & SCENE_LOCKS, 0);
	scene_walk(s, 0, METAL_OUTSIDE, WAIT_MS);
	s->metal.contacts |= contact;
	cast_document(&s->cast, false);
	scene_pass(s, 1000);
	cast_order(&s->cast, GATE_EV_ORDER_RESET);
}

static void come(struct scene *s, enum kind kind)
{
	switch (kind) {
	case HONEST:
		scene_until(s, GATE_EXIT_OPEN);
		scene_walk(s, 0, METAL_COUNTRY, WAIT_MS);
		soak.crossed++;
		break;
	case TOGETHER:
		together(s);
		break;
	case ABANDONED:
		scene_until(s, GATE_ENTRY_OPEN);
		cast_document(&s->cast, false);
		break;
	case REFERRED:
		referred(s);
		break;
	case OTHER_FACE:
		other_face(s);
		break;
	case UNRECORDED:
		unrecorded(s);
		break;
	case FIRE:
		danger(s, WIRE_FIRE_OK, GATE_WHY_FIRE, 1000 + (int)below(20000));
		break;
	case DIP:
		danger(s, WIRE_MAINS_OK, GATE_WHY_MAINS, 100 + (int)below(LONGEST_DIP));
		break;
	case KIND_COUNT:
		fail();
	}
	scene_state(s, GATE_IDLE, WAIT_MS);
	soak.came[kind]++;
	s->metal.body[0] = (struct metal_body){.here = true};
	s->metal.body[1] = (struct metal_body){.here = false};
	bool was_deaf = s->cast.parts.deaf_journal;
	s->cast.parts = (struct parts){0};
	if (was_deaf) { /* what it has not heard it never acknowledges: it is followed by another */
		scene_pass(s, JOURNAL_MS);
	}
}

static unsigned travellers(void)
{
	unsigned all = 0;
	for (size_t i = 0; i < KIND_COUNT; i++) {
		all += soak.came[i];
	}
	return all;
}

static struct scene *scene; /* for the table, after a failure, too */

static void hours_of_travellers(void **state)
{
	(void)state;
	struct scene *s = scene = scene_idle();
	soak.begun_us = s->at_us;
	s->counts = s->quiet = s->hurries = true;
	while (s->at_us - soak.begun_us < soak.seconds * 1000000) {
		/* Each kind once, then at random. */
		unsigned so_far = travellers();
		come(s, so_far < KIND_COUNT ? (enum kind)so_far : draw());
		scene_pass(s, 500 + (int)below(PAUSE_MS));
		soak.last = memory_of(s->cast.core);
		if (so_far + 1 == WARM) {
			soak.warm = soak.last;
		}
	}
	assert_int_equal(s->cast.recorded, soak.crossed);
	assert_int_equal(s->violations, 0);
	assert_int_equal(s->cast.alarms_for[GATE_WHY_FIRE], soak.came[FIRE]);
	assert_int_equal(s->cast.alarms_for[GATE_WHY_MAINS], soak.came[DIP]);
	assert_true(travellers() > WARM);
	assert_in_range(soak.last.resident_kb, 0, soak.warm.resident_kb + GROWTH_KB);
	assert_in_range(soak.last.data_kb, 0, soak.warm.data_kb + GROWTH_KB);
	assert_int_equal(soak.last.files, soak.warm.files);
	assert_int_equal(s->cast.load.lost_records, 0);
}

static int table(void **state)
{
	(void)state;
	const struct cast *c = &scene->cast;
	printf("virtual time          %lld s\n",
	       (long long)((scene->at_us - soak.begun_us) / 1000000));
	printf("travellers            %u\n", travellers());
	for (size_t i = 0; i < KIND_COUNT; i++) {
		printf("  %-26s %u\n", kinds[i].text, soak.came[i]);
	}
	printf("crossings on record   %u of %u\n", c->recorded, soak.crossed);
	printf("alarms\n");
	for (size_t i = 0; i < GATE_WHY_COUNT; i++) {
		if (c->alarms_for[i] != 0) {
			printf("  %-42s %u\n", gate_why_text((enum gate_why)i), c->alarms_for[i]);
		}
	}
	printf("violations            %u\n", scene->violations);
	printf("core, warm            %ld KB resident, %ld KB data, %ld files\n",
	       soak.warm.resident_kb, soak.warm.data_kb, soak.warm.files);
	printf("core, at the end      %ld KB resident, %ld KB data, %ld files\n",
	       soak.last.resident_kb, soak.last.data_kb, soak.last.files);
	printf("overload              %u late ticks, %u missed drives, %u long turns, "
	       "%u dropped, %u lost records\n",
	       c->load.late_ticks, c->load.missed_drives, c->load.long_turns, c->load.dropped,
	       c->load.lost_records);
	scene_clear();
	return 0;
}

int main(int argc, char *argv[])
{
	if (argc < 2 || argc > 3) {
		(void)fputs("vm_soak SECONDS [SEED]\n", stderr); /* told by the exit code, too */
		return 2;
	}
	soak.seconds = strtoll(argv[1], NULL, 10);
	soak.random = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(hours_of_travellers, table),
	};
	return soak.seconds <= 0 || soak.random == 0 ||
	       cmocka_run_group_tests_name("soak", tests, NULL, NULL) != 0;
}
