/*
 * watchlist: how long a list of 1,000,000 documents and 100,000 people takes to be read and to be
 * looked up in, and how much memory it needs: as lists are (most people with a birthday), and at
 * its worst (nobody with one).
 *
 *   bench_watchlist
 *
 * Fails when one of a hundred lookups takes longer than a millisecond.
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
#define ROOM       (120u << 20)
#define PROMISE_US 1000
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

static void put_line(struct wr *w, const char *line, int size)
{
	wr_put(w, rd_of(line, size > 0 ? (size_t)size : 0));
}

static void put_list(struct wr *w, bool births)
{
	char line[512];
	char surname[32];
	char given[32];
	wr_put(w, RD_TEXT(HEAD));
	for (uint32_t i = 0; i < DOCUMENTS; i++) {
		put_line(w, line,
			 snprintf(line, sizeof(line), "document\tstolen\tUTO\t%c%08u\t2026-%u\t\n",
				  'A' + (char)(i % 26), i * 97 % 100000000, i));
	}
	for (uint32_t i = 0; i < PERSONS; i++) {
		char birth[16] = "";
		(void)draw_name(surname); /* its size is not needed */
		(void)draw_name(given);
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
	char given[32];
	char text[96];
	char lines[96];
	(void)draw_name(surname); /* as above */
	(void)draw_name(given);
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

static bool run(const char *what, struct rd text)
{
	static struct measure_times times; /* of the processor */
	EG_AUTO(watch_free) struct watch *w = NULL;
	struct watch_flaw flaw;
	struct rusage usage;
	size_t hits = 0;
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
		hits += found.count;
	}
	if (getrusage(RUSAGE_SELF, &usage) != 0) {
		return false;
	}
	(void)printf("%s: %zu MB of text read in %lld ms, %zu hits, %ld MB of memory at most\n",
		     what, text.left >> 20, (long long)opened_us / 1000, hits,
		     usage.ru_maxrss >> 10);
	measure_print("watchlist", what, &times);
	(void)printf("99th percentile %lld us\n", (long long)measure_at(&times, 99));
	return measure_at(&times, 99) <= PROMISE_US;
}

int main(void)
{
	EG_AUTO(eg_free) char *room = malloc(ROOM);
	bool kept = room != NULL;
	for (int worst = 0; worst < 2 && kept; worst++) {
		struct wr w = wr_of(room, ROOM);
		put_list(&w, worst == 0);
		kept = !w.bad && run(worst == 0 ? "usual" : "no birthdays", wr_view(&w));
	}
	return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
