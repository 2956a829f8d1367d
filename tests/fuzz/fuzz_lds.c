/*
 * fuzz_lds: data groups as any bytes; what a decoder gives lies within its file.
 *
 *   first octet   which decoder
 */
#include "tests/fuzz/within.h"

#include "emrtd/lds.h"
#include "emrtd/lds_face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct lds_portrait portrait;
	struct mrz m;
	struct rd part;
	enum crypt_hash hash;
	uint8_t which;
	if (!rd_u8(&file, &which)) {
		return 0;
	}
	enum eg_err err = EG_OK;
	switch (which & 3) {
	case 0:
		err = lds_dg1(file, &m, &part);
		break;
	case 1:
		err = lds_dg2(file, &portrait);
		part = portrait.bytes;
		break;
	case 2:
		err = lds_dg14_active_auth_hash(file, &hash);
		part = RD_EMPTY;
		break;
	default:
		err = lds_dg15(file, &part);
		break;
	}
	promise_within(part, file);
	promise(err == EG_OK || part.left == 0); /* what is refused gives nothing */
	return 0;
}
