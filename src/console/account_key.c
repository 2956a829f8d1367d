/*
 * account_key: orders that come twice are done once.
 * Knows keys, digests and the answers of then. Never knows what was ordered.
 */
#include "console/account_part.h"

#include "wire/case.h"

#define KEEP_KEY_MS    (INT64_C(24) * 3600 * 1000)
#define KEEP_ANSWER_MS (INT64_C(10) * 60 * 1000)
#define STATUS_MIN     100
#define STATUS_MAX     599

void account_answer_free(struct account_answer *x)
{
	if (x != NULL) {
		bytes_free(&x->body);
		*x = (struct account_answer){.replay = ACCOUNT_UNKNOWN};
	}
}

/* Path and body cannot flow into each other. */
static void digest_order(struct rd path, struct rd body, uint8_t out[ACCOUNT_OCTETS])
{
	uint8_t room[4];
	struct wr size = WR_ARRAY(room);
	wr_be32(&size, (uint32_t)path.left);
	const struct rd parts[] = {wr_view(&size), path, body};
	account_digest(parts, sizeof(parts) / sizeof(parts[0]), out);
}

static enum eg_err prune(struct account *a, int64_t now_ms)
{
	EG_TRY(account_run(a, "DELETE FROM asked WHERE at_ms <= ?1",
			   ACCOUNT_VALUES(account_value_number(now_ms - KEEP_KEY_MS))));
	return account_run(a, "UPDATE asked SET body = NULL WHERE at_ms <= ?1 AND body IS NOT NULL",
			   ACCOUNT_VALUES(account_value_number(now_ms - KEEP_ANSWER_MS)));
}

/* One that this process has not sealed is as good as none. */
static enum eg_err open_body(const struct account *a, struct rd digest, struct rd sealed,
			     struct bytes *out)
{
	if (sealed.left <= ACCOUNT_SEALED_MORE) {
		return EG_OK;
	}
	EG_TRY(bytes_reserve(out, sealed.left, ACCOUNT_ANSWER_MAX + ACCOUNT_SEALED_MORE));
	struct wr w = wr_of(out->data, out->cap);
	if (account_unseal(a->seal, digest, sealed, &w) != EG_OK) {
		bytes_free(out);
		return EG_OK;
	}
	out->size = w.size;
	return EG_OK;
}

/* *there false: the key is fresh. */
static enum eg_err recall(struct account *a, const struct account_value *officer_and_key,
			  struct rd digest, struct account_answer *out, bool *there)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	EG_TRY(account_rows_open(a,
				 "SELECT digest, status, body FROM asked"
				 " WHERE officer = ?1 AND key = ?2",
				 officer_and_key, 2, &r));
	EG_TRY(account_rows_next(&r, there));
	if (!*there) {
		return EG_OK;
	}
	if (!rd_equal(account_rows_octets(&r, 0), digest)) {
		out->replay = ACCOUNT_OTHER;
		return EG_OK;
	}
	out->status = (uint16_t)account_rows_number(&r, 1);
	out->replay = out->status == 0 ? ACCOUNT_UNKNOWN : ACCOUNT_REPLAY;
	return open_body(a, digest, account_rows_octets(&r, 2), &out->body);
}

static enum eg_err take(struct account *a, const struct account_value *officer_and_key,
			struct rd digest, int64_t now_ms, struct account_answer *out)
{
	int64_t count;
	bool there;
	EG_TRY(prune(a, now_ms));
	EG_TRY(recall(a, officer_and_key, digest, out, &there));
	if (there) {
		return EG_OK;
	}
	EG_TRY(account_one(a, "SELECT count(*) FROM asked WHERE officer = ?1", officer_and_key, 1,
			   &count));
	if (count >= (int64_t)ACCOUNT_KEYS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "an officer's orders of a day");
	}
	out->replay = ACCOUNT_FRESH;
	return account_run(
		a, "INSERT INTO asked(officer, key, digest, at_ms) VALUES(?1, ?2, ?3, ?4)",
		ACCOUNT_VALUES(officer_and_key[0], officer_and_key[1], account_value_octets(digest),
			       account_value_number(now_ms)));
}

enum eg_err account_key_take(struct account *a, uint32_t officer, struct rd key, struct rd path,
			     struct rd body, int64_t now_ms, struct account_answer *out)
{
	uint8_t digest[ACCOUNT_OCTETS];
	int64_t inner;
	account_answer_free(out);
	if (!account_key_good(key)) {
		return EG_FAIL(EG_BAD_DATA, "an Idempotency-Key that is none");
	}
	EG_TRY(account_inner(officer, &inner));
	digest_order(path, body, digest);
	const struct account_value values[] = {account_value_number(inner),
					       account_value_text(key)};
	EG_TRY(account_begin(a));
	enum eg_err err = account_end_with(a, take(a, values, RD_ARRAY(digest), now_ms, out));
	if (err != EG_OK) {
		account_answer_free(out);
	}
	return err;
}

static enum eg_err find_digest(struct account *a, const struct account_value *officer_and_key,
			       uint8_t out[ACCOUNT_OCTETS])
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	bool there;
	bool given;
	EG_TRY(account_rows_open(a,
				 "SELECT digest FROM asked"
				 " WHERE officer = ?1 AND key = ?2 AND status = 0",
				 officer_and_key, 2, &r));
	EG_TRY(account_rows_next(&r, &there));
	return there ? account_rows_print(&r, 0, &given, out)
		     : EG_FAIL(EG_NOT_FOUND, "no order waits for its answer under this key");
}

static enum eg_err answer(struct account *a, const struct account_value *officer_and_key,
			  uint16_t status, struct rd body)
{
	EG_AUTO(bytes_free) struct bytes room = {0};
	uint8_t digest[ACCOUNT_OCTETS];
	EG_TRY(find_digest(a, officer_and_key, digest));
	EG_TRY(bytes_reserve(&room, body.left + ACCOUNT_SEALED_MORE,
			     ACCOUNT_ANSWER_MAX + ACCOUNT_SEALED_MORE));
	struct wr sealed = wr_of(room.data, room.cap);
	EG_TRY(account_seal(a->seal, RD_ARRAY(digest), body, &sealed));
	return account_run(a,
			   "UPDATE asked SET status = ?3, body = ?4"
			   " WHERE officer = ?1 AND key = ?2",
			   ACCOUNT_VALUES(officer_and_key[0], officer_and_key[1],
					  account_value_number(status),
					  account_value_octets(wr_view(&sealed))));
}

enum eg_err account_key_answer(struct account *a, uint32_t officer, struct rd key, uint16_t status,
			       struct rd body)
{
	int64_t inner;
	EG_TRY(account_inner(officer, &inner));
	if (!account_key_good(key) || status < STATUS_MIN || status > STATUS_MAX) {
		return EG_FAIL(EG_BAD_DATA, "key or status of an answer");
	}
	const struct account_value values[] = {account_value_number(inner),
					       account_value_text(key)};
	EG_TRY(account_begin(a));
	return account_end_with(a, answer(a, values, status, body));
}
