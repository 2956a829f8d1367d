/*
 * watchlist: how long a list of 1,000,000 documents and 100,000 people takes to be read and to be
 * looked up in, how much memory it needs, and how many travellers it means by chance: as lists are
 * (most people with a birthday), with names that many have, as in life, and at its worst (nobody
 * with a birthday).
 *
 *   bench_watchlist
 *
 * Fails when one of a hundred lookups takes longer than five milliseconds.
 */
#include "measure.h"

#include "base/wr.h"
#include "os/now.h"
#include "watch/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define DOCUMENTS  1000000u
#define PERSONS    100000u
#define LOOKUPS    4000u
#define MORE       100000u /* lookups for hits alone, where one is fast */
#define SURNAMES   5000u
#define GIVEN      300u
#define ROOM       (120u << 20)
#define PROMISE_US 5000
#define HEAD       "egate-watchlist 1\nnumber 1\nmade 2026-11-25\nuntil 2026-12-07\nauthority A\n"

static uint32_t dice_state = 1;

static uint32_t dice(uint32_t sides)
{
	dice_state = dice_state * 1664525u + 1013904223u;
	return (dice_state >> 8) % sides;
}

/* Syllables, so that names begin alike as they do in life. */
static size_t draw_name(char *out)
{
	static const char syllables[][4] = {"MA",  "RI", "AN",  "KO", "SKI", "ER", "IK",
					    "SON", "JO", "HA",  "NI", "AL",  "BE", "TO",
					    "VA",  "LE", "DI",  "MU", "SA",  "ED", "PE",
					    "TRO", "SU", "CHE", "GA", "NO",  "LI"};
	size_t size = 0;
	for (uint32_t i = 0; i < 2 + dice(3); i++) {
		const char *one = syllables[dice(27)];
		for (size_t c = 0; one[c] != '\0'; c++) {
			out[size++] = one[c];
		}
	}
	out[size] = '\0';
	return size;
}

/* Name n of a language is had by people as 1 to n plus something: the most frequent surname by 0.9
 * of a hundred, the most frequent given name by four. */
struct names {
	char of[SURNAMES][32];
	uint32_t sums[SURNAMES];
	uint32_t count;
};

static void make_names(struct names *n, uint32_t count, uint32_t flat)
{
	uint32_t sum = 0;
	n->count = count;
	for (uint32_t i = 0; i < count; i++) {
		(void)draw_name(n->of[i]);    /* its size is not needed */
		sum += 1000000u / (i + flat); /* all of them are below 1 << 23 */
		n->sums[i] = sum;
	}
}

static size_t draw_common(const struct names *n, char *out)
{
	uint32_t at = dice(1u << 23) % n->sums[n->count - 1];
	uint32_t i = 0;
	size_t size = 0;
	while (n->sums[i] <= at) {
		i++;
	}
	for (; n->of[i][size] != '\0'; size++) {
		out[size] = n->of[i][size];
	}
	out[size] = '\0';
	return size;
}

static struct names surnames;
static struct names given_names;
static bool common; /* as in life */

static size_t draw_surname(char *out)
{
	return common ? draw_common(&surnames, out) : draw_name(out);
}

/* One, two or three of them, as many as people have. */
static void draw_given(char *out, char between)
{
	uint32_t count = 1 + dice(3);
	size_t size = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0) {
			out[size++] = between;
		}
		size += common ? draw_common(&given_names, &out[size]) : draw_name(&out[size]);
	}
}

static void put_line(struct wr *w, const char *line, int size)
{
	wr_put(w, rd_of(line, size > 0 ? (size_t)size : 0));
}

static void put_list(struct wr *w, bool births)
{
	char line[512];
	char surname[32];
	char given[96];
	wr_put(w, RD_TEXT(HEAD));
	for (uint32_t i = 0; i < DOCUMENTS; i++) {
		put_line(w, line,
			 snprintf(line, sizeof(line), "document\tstolen\tUTO\t%c%08u\t2026-%u\t\n",
				  'A' + (char)(i % 26), i * 97 % 100000000, i));
	}
	for (uint32_t i = 0; i < PERSONS; i++) {
		char birth[16] = "";
		(void)draw_surname(surname); /* its size is not needed */
		draw_given(given, ' ');
		if (births && i % 20 != 0) {
			(void)snprintf(birth, sizeof(birth), "%04u-%02u-%02u", 1930 + dice(90),
				       1 + dice(12), 1 + dice(28)); /* ten characters */
		}
		put_line(w, line,
			 snprintf(line, sizeof(line),
				  "person\tcheck\t%s\t%s\t%s\tUTO\t\t2026-%u\tcall\n", surname,
				  given, birth, i));
	}
}

static struct msg_lookup draw_lookup(void)
{
	char surname[32];
	char given[96];
	char text[160];
	char lines[96];
	(void)draw_surname(surname); /* as above */
	draw_given(given, '<');
	memset(lines, '<', sizeof(lines));
	int size = snprintf(text, sizeof(text), "P<UTO%s<<%s", surname, given);
	for (int i = 0; i < size && i < 44; i++) {
		lines[i] = text[i];
	}
	size = snprintf(text, sizeof(text), "%c%08u0UTO%02u%02u%02u0F3001010", 'A' + (char)dice(26),
			dice(100000000), dice(100), 1 + dice(12), 1 + dice(28));
	for (int i = 0; i < size; i++) {
		lines[44 + i] = text[i];
	}
	struct msg_lookup l = {.kind = DOCUMENT_TD3, .mrz_size = 88, .today = {2026, 11, 30}};
	for (size_t i = 0; i < 88; i++) {
		l.mrz[i] = lines[i];
	}
	return l;
}

/* None of the travellers is meant: what is found is the price of names that agree by chance. */
static void tell_hits(const struct watch *w, const char *what, uint32_t lookups)
{
	size_t exact = 0;
	size_t others = 0;
	for (uint32_t i = 0; i < lookups; i++) {
		struct msg_lookup l = draw_lookup();
		struct watch_hits found;
		watch_lookup(w, &l, &found);
		bool best = found.told > 0 && found.hit[0].score == 1000;
		exact += best ? 1 : 0;
		others += found.told > 0 && !best ? 1 : 0;
	}
	(void)printf("%s: of %u travellers %zu have an exact hit, %zu more one for less\n", what,
		     lookups, exact, others);
}

static bool run(const char *what, struct rd text, uint32_t more)
{
	static struct measure_times times; /* of the processor */
	EG_AUTO(watch_free) struct watch *w = NULL;
	struct watch_flaw flaw;
	struct rusage usage;
	times = (struct measure_times){.count = 0};
	int64_t began = now_cpu_us();
	if (watch_open(text, &w, &flaw) != EG_OK) {
		(void)fprintf(stderr, "line %u: %s\n", flaw.line, flaw.why); /* told once */
		return false;
	}
	int64_t opened_us = now_cpu_us() - began;
	for (uint32_t i = 0; i < LOOKUPS; i++) {
		struct msg_lookup l = draw_lookup();
		struct watch_hits found;
		began = now_cpu_us();
		watch_lookup(w, &l, &found);
		measure_add(&times, now_cpu_us() - began);
	}
	if (getrusage(RUSAGE_SELF, &usage) != 0) {
		return false;
	}
	(void)printf("%s: %zu MB of text read in %lld ms, %ld MB of memory at most\n", what,
		     text.left >> 20, (long long)opened_us / 1000, usage.ru_maxrss >> 10);
	measure_print("watchlist", what, &times);
	(void)printf("99th percentile %lld us\n", (long long)measure_at(&times, 99));
	tell_hits(w, what, more);
	return measure_at(&times, 99) <= PROMISE_US;
}

int main(void)
{
	static const struct {
		const char *what;
		bool births, common;
		uint32_t more;
	} lists[] = {
		{"usual", true, false, MORE},
		{"common names", true, true, MORE},
		{"no birthdays", false, false, LOOKUPS},
	};
	EG_AUTO(eg_free) char *room = malloc(ROOM);
	bool kept = room != NULL;
	make_names(&surnames, SURNAMES, 20);
	make_names(&given_names, GIVEN, 5);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && kept; i++) {
		struct wr w = wr_of(room, ROOM);
		common = lists[i].common;
		put_list(&w, lists[i].births);
		kept = !w.bad && run(lists[i].what, wr_view(&w), lists[i].more);
	}
	return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
