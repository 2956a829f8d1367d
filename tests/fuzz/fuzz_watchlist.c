/*
 * fuzz_watchlist: no text breaks the reader of watchlists; what is found is always such that the
 * core takes it, and a doubt never hides anybody.
 *
 *   octet 0       kind of the zone
 *   1..90         its characters, whatever octets they are
 *   91..102       marks of those that were not read surely
 *   103..         lines of entries; or a whole text, if they begin as one does
 */
#include "tests/fuzz/fuzz.h"

#include "base/wr.h"
#include "watch/watch.h"
#include "wire/msg_case.h"

#define FRONT 103
#define HEAD  "egate-watchlist 1\nnumber 1\nmade 2026-01-01\nuntil 2026-12-31\nauthority A\n"
#define ROOM  65536

static const char alphabet[] = "<ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static struct msg_lookup lookup_of(struct rd *data)
{
	static const uint8_t sizes[] = {90, 72, 88};
	struct msg_lookup l = {.source = LOOKUP_CHIP, .today = {2026, 11, 30}};
	uint8_t octet = 0;
	promise(rd_u8(data, &octet));
	l.kind = (uint8_t)(DOCUMENT_TD1 + octet % 3);
	l.mrz_size = sizes[octet % 3];
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		promise(rd_u8(data, &octet));
		/* Characters of a zone stay, so that a corpus can be read. */
		bool own = (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
		char c = own ? (char)octet : alphabet[octet == '<' ? 0 : octet % 37];
		l.mrz[i] = i < l.mrz_size ? c : '\0';
	}
	promise(rd_copy(data, l.unsure, sizeof(l.unsure)));
	for (size_t i = l.mrz_size; i < sizeof(l.unsure) * 8; i++) {
		l.unsure[i / 8] &= (uint8_t) ~(1u << (i % 8));
	}
	return l;
}

static void check_hits(const struct watch_hits *hits)
{
	promise(hits->told <= HITS_MAX && hits->told <= hits->count);
	promise(hits->told == HITS_MAX || hits->told == hits->count);
	for (size_t i = 0; i < hits->told; i++) {
		struct msg m = msg_make(MSG_HIT, 1);
		m.body.hit = hits->hit[i];
		promise(msg_case_ok(&m));
		promise(i == 0 || hits->hit[i - 1].score >= hits->hit[i].score);
	}
	struct msg done = msg_make(MSG_LOOKUP_DONE, 1);
	done.body.lookup_done =
		(struct msg_lookup_done){.source = LOOKUP_CHIP,
					 .verdict = hits->verdict,
					 .reason = hits->reason,
					 .count = (uint8_t)(hits->count < 255 ? hits->count : 255)};
	promise(msg_case_ok(&done));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char room[ROOM];
	EG_AUTO(watch_free) struct watch *w = NULL;
	struct watch_flaw flaw;
	struct watch_hits sure;
	struct watch_hits doubtful;
	struct rd rest = rd_of(data, size);
	struct wr text = WR_ARRAY(room);
	if (size < FRONT || size > ROOM / 2) {
		return 0;
	}
	struct msg_lookup l = lookup_of(&rest);
	wr_put(&text, rd_begins(rest, RD_TEXT("egate-")) ? RD_EMPTY : RD_TEXT(HEAD));
	wr_put(&text, rest);
	enum eg_err err = watch_open(wr_view(&text), &w, &flaw);
	promise(err == EG_OK || err == EG_BAD_DATA || err == EG_TOO_BIG);
	promise(flaw.why != NULL && (err == EG_OK) == (w != NULL));
	if (w == NULL) {
		return 0;
	}
	watch_lookup(w, &l, &sure);
	check_hits(&sure);
	l.unsure[l.mrz[0] % 9] |= (uint8_t)(1u << (l.mrz[1] % 8)); /* one more, somewhere */
	watch_lookup(w, &l, &doubtful);
	check_hits(&doubtful);
	promise(doubtful.count >= sure.count);
	return 0;
}
