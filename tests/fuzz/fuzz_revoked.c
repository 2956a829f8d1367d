/*
 * fuzz_revoked: an image that is opened finds what it holds, and stays within itself.
 * Knows revoked. Never knows certificates.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/within.h"

#include "pki/revoked.h"

#define ASKED_MAX 32 /* of each table: the rest is like these */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd whole = rd_of(data, size);
	struct revoked r;
	struct revoked_list list;
	struct revoked_answer answer;
	struct revoked_key key;
	if (revoked_open(whole, &r) != EG_OK) {
		promise(r.list_count == 0);
		return 0;
	}
	for (size_t i = 0; i < r.list_count; i++) {
		promise(revoked_list(&r, i, &list));
		promise_within(list.issuer, whole);
	}
	promise(!revoked_list(&r, r.list_count, &list));
	struct rd keys = r.keys;
	for (size_t i = 0; i < ASKED_MAX && rd_copy(&keys, key.hash, sizeof(key.hash)); i++) {
		struct rd serials = r.entries;
		struct rd serial;
		for (size_t k = 0; k < ASKED_MAX && rd_take(&serials, 24, &serial); k++) {
			serial.left = k % 21;
			if (revoked_find(&r, &answer, &key, list.issuer, serial) == EG_OK) {
				promise(answer.state != REVOKED_YES || answer.named);
				promise_within(answer.list.issuer, whole);
			}
		}
		if (!rd_skip(&keys, 4)) {
			break;
		}
	}
	return 0;
}
