/*
 * row: the canonical bytes of one record.
 * Knows the layout. Never knows where rows are kept.
 *
 *   version 1 | number 8 | unix_ms 8 | what 1 | direction 1 | why 1 | check 1 | reason 1 | order 1
 * | traveller 4 | officer 4 | model 4 | match 2 | live 2 | alone 1 | verdicts: count 1, each 1
 * | tolerated: count 1, each: size 1, word | fingers: matcher 4, sum 2, tries 1, count 1, each:
 * score 2, position 1, quality 1, then match 2, one_in 4 | page: score 2, scored 1, differs 1,
 * unsure 1 | code 1 | from: lane 4, traveller 4, session 4 | person 32
 *
 * The person's part is salt and printed zone, of an officer's order or case salt and their words.
 *
 * Version 1 had no tolerated faults, and no CHECK_SOD_COM; version 2 no fingers; version 3 neither
 * the score that was needed of them nor the rate that it stands for; version 4 no page; version 5
 * no code, no cases, and the printed zone with an order, too; version 6 no case that it began with.
 * Of a case, `from` is the case itself, and number and time are its console's; rows of version 7
 * from before that have zeros, and the core's.
 */
#include "journal/row.h"

#include "pki/crypt.h"
#include "pki/fault.h"
#include "wire/msg_page.h"

#define ROW_VERSION         7
#define ROW_VERSION_CODE    6
#define ROW_VERSION_PAGE    5
#define ROW_VERSION_NEEDED  4
#define ROW_VERSION_FINGERS 3
#define ROW_VERSION_OLD     1
#define CHECK_ADDED         CHECK_SOD_COM /* with version 2 */
#define WHAT_AT             17            /* offset of what a row is about, in every version */

_Static_assert(MSG_FAULTS_SIZE == FAULTS_SIZE, "a message holds a set of faults");

enum eg_err row_person(const struct msg_record *r, struct rd salt, struct wr *out)
{
	struct rd bytes;
	if (r->mrz_size > 0) {
		wr_put(out, salt);
		wr_put(out, rd_of(r->mrz, r->mrz_size));
	}
	return wr_done(out, &bytes);
}

static enum eg_err digest(struct rd person, uint8_t out[CRYPT_HASH_MAX])
{
	if (person.left == 0) {
		struct wr w = wr_of(out, CRYPT_HASH_MAX);
		wr_fill(&w, 0, CRYPT_HASH_MAX);
		return EG_OK;
	}
	return crypt_hash(CRYPT_SHA256, person, out);
}

/* Faults by their words: their numbers change whenever one is added. */
static void put_tolerated(struct wr *out, struct faults set)
{
	uint8_t count = 0;
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		count = (uint8_t)(count + (faults_has(set, (enum passive_fault)f) ? 1 : 0));
	}
	wr_u8(out, count);
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (faults_has(set, (enum passive_fault)f)) {
			struct rd word = rd_cstr(fault_word((enum passive_fault)f));
			wr_u8(out, (uint8_t)word.left);
			wr_put(out, word);
		}
	}
}

static void put_fingers(struct wr *out, const struct msg_record *r)
{
	const struct finger_scores *s = &r->fingers;
	wr_be32(out, r->matcher);
	wr_be16(out, (uint16_t)s->sum);
	wr_u8(out, s->tries);
	wr_u8(out, POLICY_FINGERS);
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		wr_be16(out, (uint16_t)s->of[i]);
		wr_u8(out, s->position[i]);
		wr_u8(out, s->quality[i]);
	}
	wr_be16(out, (uint16_t)r->finger_match);
	wr_be32(out, r->finger_one_in);
}

enum eg_err row_body(const struct msg_record *r, struct rd person, struct wr *out)
{
	uint8_t hash[CRYPT_HASH_MAX];
	struct rd bytes;
	EG_TRY(digest(person, hash));
	wr_u8(out, ROW_VERSION);
	wr_be64(out, r->number);
	wr_be64(out, (uint64_t)r->unix_ms);
	wr_u8(out, r->what);
	wr_u8(out, r->direction);
	wr_u8(out, r->why);
	wr_u8(out, r->check);
	wr_u8(out, r->reason);
	wr_u8(out, r->order);
	wr_be32(out, r->traveller);
	wr_be32(out, r->officer);
	wr_be32(out, r->model);
	wr_be16(out, (uint16_t)r->scores.match);
	wr_be16(out, (uint16_t)r->scores.live);
	wr_u8(out, r->scores.alone ? 1 : 0);
	wr_u8(out, CHECK_COUNT);
	wr_put(out, RD_ARRAY(r->verdicts));
	put_tolerated(out, faults_from_bytes(r->tolerated));
	put_fingers(out, r);
	wr_be16(out, (uint16_t)r->page_score);
	wr_u8(out, r->page_scored);
	wr_u8(out, r->page_differs);
	wr_u8(out, r->page_unsure);
	wr_u8(out, r->code);
	wr_be32(out, r->from.lane);
	wr_be32(out, r->from.traveller);
	wr_be32(out, r->from.session);
	wr_put(out, rd_of(hash, JOURNAL_CHAIN_SIZE));
	return wr_done(out, &bytes);
}

enum eg_err row_chain(const uint8_t before[JOURNAL_CHAIN_SIZE], uint64_t row, struct rd boot,
		      struct rd body, uint8_t out[JOURNAL_CHAIN_SIZE])
{
	uint8_t number[8];
	uint8_t hash[CRYPT_HASH_MAX];
	struct wr w = WR_ARRAY(number);
	wr_be64(&w, row);
	const struct rd parts[] = {rd_of(before, JOURNAL_CHAIN_SIZE), wr_view(&w), boot, body};
	EG_TRY(crypt_hash_parts(CRYPT_SHA256, parts, sizeof(parts) / sizeof(parts[0]), hash));
	struct wr result = wr_of(out, JOURNAL_CHAIN_SIZE);
	wr_put(&result, rd_of(hash, JOURNAL_CHAIN_SIZE));
	return EG_OK;
}

static bool read_fields(struct rd *r, struct msg_record *out)
{
	uint64_t ms;
	uint16_t match;
	uint16_t live;
	uint8_t alone;
	bool ok = rd_be64(r, &out->number) && rd_be64(r, &ms) && rd_u8(r, &out->what) &&
		  rd_u8(r, &out->direction) && rd_u8(r, &out->why) && rd_u8(r, &out->check) &&
		  rd_u8(r, &out->reason) && rd_u8(r, &out->order) && rd_be32(r, &out->traveller) &&
		  rd_be32(r, &out->officer) && rd_be32(r, &out->model) && rd_be16(r, &match) &&
		  rd_be16(r, &live) && rd_u8(r, &alone) && alone <= 1;
	if (ok) {
		out->unix_ms = (int64_t)ms;
		out->scores.match = (int16_t)match;
		out->scores.live = (int16_t)live;
		out->scores.alone = alone == 1;
	}
	return ok;
}

/* The present number of a check. */
static unsigned check_of(uint8_t version, unsigned number)
{
	return version == ROW_VERSION_OLD && number >= CHECK_ADDED ? number + 1 : number;
}

/* A row may be of a program that had fewer or more checks at the end of their list. */
static bool read_verdicts(struct rd *r, uint8_t version, struct msg_record *out)
{
	uint8_t count;
	if (!rd_u8(r, &count)) {
		return false;
	}
	for (uint8_t i = 0; i < count; i++) {
		uint8_t verdict;
		if (!rd_u8(r, &verdict)) {
			return false;
		}
		if (check_of(version, i) < CHECK_COUNT) {
			out->verdicts[check_of(version, i)] = verdict;
		}
	}
	out->check = (uint8_t)check_of(version, out->check);
	return true;
}

static bool read_tolerated(struct rd *r, uint8_t version, struct msg_record *out)
{
	struct faults set = {0};
	uint8_t count = 0;
	if (version != ROW_VERSION_OLD && !rd_u8(r, &count)) {
		return false;
	}
	for (uint8_t i = 0; i < count; i++) {
		uint8_t size;
		struct rd word;
		if (!rd_u8(r, &size) || !rd_take(r, size, &word) ||
		    fault_from_word(word) == FAULT_NONE) {
			return false;
		}
		faults_add(&set, fault_from_word(word));
	}
	faults_to_bytes(set, out->tolerated);
	return true;
}

static bool read_fingers(struct rd *r, uint8_t version, struct msg_record *out)
{
	struct finger_scores *s = &out->fingers;
	uint16_t sum;
	uint8_t count;
	if (version < ROW_VERSION_FINGERS) {
		return true;
	}
	if (!rd_be32(r, &out->matcher) || !rd_be16(r, &sum) || !rd_u8(r, &s->tries) ||
	    !rd_u8(r, &count) || count != POLICY_FINGERS) {
		return false;
	}
	s->sum = (int16_t)sum;
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		uint16_t score;
		if (!rd_be16(r, &score) || !rd_u8(r, &s->position[i]) ||
		    !rd_u8(r, &s->quality[i])) {
			return false;
		}
		s->of[i] = (int16_t)score;
	}
	return finger_scores_sound(s);
}

/* What was needed of them. */
static bool read_needed(struct rd *r, uint8_t version, struct msg_record *out)
{
	uint16_t match;
	if (version < ROW_VERSION_NEEDED) {
		return true;
	}
	if (!rd_be16(r, &match) || match > FINGER_SCORE_LIMIT || !rd_be32(r, &out->finger_one_in)) {
		return false;
	}
	out->finger_match = (int16_t)match;
	return true;
}

static bool read_page(struct rd *r, uint8_t version, struct msg_record *out)
{
	uint16_t score;
	if (version < ROW_VERSION_PAGE) {
		return true;
	}
	if (!rd_be16(r, &score) || !rd_u8(r, &out->page_scored) || !rd_u8(r, &out->page_differs) ||
	    !rd_u8(r, &out->page_unsure)) {
		return false;
	}
	out->page_score = (int16_t)score;
	return msg_page_score_ok(out->page_score, out->page_scored);
}

/* A code that is not known yet reads all the same: its words are "?". */
static bool read_code(struct rd *r, uint8_t version, struct msg_record *out)
{
	return version < ROW_VERSION_CODE || rd_u8(r, &out->code);
}

/* The gate's case that ended at this desk. */
static bool read_from(struct rd *r, uint8_t version, struct msg_record *out)
{
	struct case_ref *c = &out->from;
	return version < ROW_VERSION || (rd_be32(r, &c->lane) && rd_be32(r, &c->traveller) &&
					 rd_be32(r, &c->session) && case_ref_ok(c));
}

bool row_has_note(struct rd body)
{
	uint8_t version;
	uint8_t what;
	return rd_peek(&body, &version) && rd_byte_at(&body, WHAT_AT, &what) &&
	       version >= ROW_VERSION_CODE && (what == RECORD_ORDER || what == RECORD_CASE);
}

static bool version_known(uint8_t version)
{
	return version >= ROW_VERSION_OLD && version <= ROW_VERSION;
}

static enum eg_err read_person(struct rd hash, struct rd person, struct msg_record *out,
			       bool *erased)
{
	static const uint8_t zeros[JOURNAL_CHAIN_SIZE] = {0};
	uint8_t found[CRYPT_HASH_MAX];
	size_t size;
	bool named = !rd_equal(hash, RD_ARRAY(zeros));
	*erased = named && person.left == 0;
	if (person.left == 0) {
		return EG_OK;
	}
	EG_TRY(digest(person, found));
	if (!rd_equal(hash, rd_of(found, JOURNAL_CHAIN_SIZE))) {
		return EG_FAIL(EG_MISMATCH, "person's part of a row was changed");
	}
	if (!rd_skip(&person, ROW_SALT_SIZE) ||
	    !rd_dump(person, out->mrz, sizeof(out->mrz), &size)) {
		return EG_FAIL(EG_BAD_DATA, "person's part of a row");
	}
	out->mrz_size = (uint8_t)size;
	return EG_OK;
}

enum eg_err row_read(struct rd body, struct rd person, struct msg_record *r, bool *erased)
{
	struct msg empty = msg_make(MSG_RECORD, 0);
	uint8_t version;
	struct rd hash;
	*r = empty.body.record;
	*erased = false;
	if (!rd_u8(&body, &version) || !version_known(version) || !read_fields(&body, r) ||
	    !read_verdicts(&body, version, r) || !read_tolerated(&body, version, r) ||
	    !read_fingers(&body, version, r) || !read_needed(&body, version, r) ||
	    !read_page(&body, version, r) || !read_code(&body, version, r) ||
	    !read_from(&body, version, r) || !rd_take(&body, JOURNAL_CHAIN_SIZE, &hash) ||
	    !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "canonical bytes of a row");
	}
	return read_person(hash, person, r, erased);
}
