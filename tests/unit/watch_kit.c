/*
 * watch_kit: texts of watchlists and zones to look up, for tests.
 * Knows columns and layouts. Shares no code with what it tests.
 */
#include "watch_kit.h"

#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_MAX (1u << 16)

struct kit_places kit_places(uint8_t kind)
{
	static const struct kit_places places[] = {
		[DOCUMENT_TD1] = {60, 30, 2, 5, 15, 45, 30, 37},
		[DOCUMENT_TD2] = {5, 31, 2, 36, 64, 46, 49, 56},
		[DOCUMENT_TD3] = {5, 39, 2, 44, 72, 54, 57, 64},
	};
	return places[kind];
}

static void put(char *mrz, size_t at, const char *text, const char *fallback)
{
	const char *chosen = text != NULL ? text : fallback;
	for (size_t i = 0; chosen[i] != '\0'; i++) {
		mrz[at + i] = chosen[i];
	}
}

struct msg_lookup kit_lookup(const struct kit_zone *z)
{
	static const uint8_t sizes[] = {0, 90, 72, 88};
	uint8_t kind = z->kind == 0 ? (uint8_t)DOCUMENT_TD3 : z->kind;
	struct kit_places at = kit_places(kind);
	struct msg_lookup l = {
		.source = LOOKUP_PAGE, .kind = kind, .mrz_size = sizes[kind], .today = KIT_TODAY};
	memset(l.mrz, '<', l.mrz_size);
	assert_true(z->names == NULL || strlen(z->names) <= at.names_size);
	put(l.mrz, at.names, z->names, "ERIKSSON<<ANNA<MARIA");
	put(l.mrz, at.state, z->state, "UTO");
	put(l.mrz, at.number, z->number, "L898902C3");
	put(l.mrz, at.nationality, z->nationality, "UTO");
	put(l.mrz, at.birth, z->birth, "740812");
	l.mrz[at.sex] = z->sex == 0 ? 'F' : z->sex;
	if (z->optional != NULL) {
		put(l.mrz, at.optional, z->optional, "");
	} else {
		l.mrz[at.number + 9] = '6'; /* nobody looks whether it is right */
	}
	return l;
}

void kit_doubt(struct msg_lookup *l, size_t n, char read_as)
{
	l->mrz[n] = read_as;
	l->unsure[n / 8] |= (uint8_t)(1u << (n % 8));
}

struct watch_hits kit_find(const char *lines, const struct msg_lookup *l)
{
	static char text[TEXT_MAX];
	EG_AUTO(watch_free) struct watch *w = NULL;
	struct watch_flaw flaw;
	struct watch_hits hits;
	int size = snprintf(text, sizeof(text), "%s%s", KIT_HEAD, lines);
	assert_true(size > 0 && (size_t)size < sizeof(text));
	if (watch_open(rd_of(text, (size_t)size), &w, &flaw) != EG_OK) {
		fail_msg("line %u: %s", flaw.line, flaw.why);
	}
	watch_lookup(w, l, &hits);
	return hits;
}
