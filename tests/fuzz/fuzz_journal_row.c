/*
 * fuzz_journal_row: bytes of a row either read back to exactly these bytes, or are refused.
 * The first byte is the size of the person's part, which follows; the rest is the body.
 */
#include "tests/fuzz/fuzz.h"

#include "journal/row.h"
#include "pki/fault.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	uint8_t person_size;
	struct rd person;
	struct msg_record record;
	bool erased;
	uint8_t room[2 * ROW_BODY_MAX];
	struct wr again = WR_ARRAY(room);
	if (!rd_u8(&r, &person_size) || !rd_take(&r, person_size, &person)) {
		return 0;
	}
	if (row_read(r, person, &record, &erased) != EG_OK) {
		return 0;
	}
	promise(record.mrz_size <= MSG_MRZ_SIZE && (!erased || record.mrz_size == 0));
	promise(case_ref_ok(&record.from));
	promise(row_body(&record, person, &again) == EG_OK);
	/* An older row has fewer checks, an erased one a digest that cannot be made again; faults
	 * that were passed over are a set, in whatever order. */
	bool set = !faults_empty(faults_from_bytes(record.tolerated));
	bool same = r.left > 0 && again.size == r.left && r.at[0] == room[0]; /* version, too */
	promise(!same || erased || set || rd_equal(wr_view(&again), r));
	return 0;
}
