/*
 * fuzz_apdu: answers of any size are split without loss.
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/apdu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct apdu_answer a;
	enum eg_err err = apdu_answer(rd_of(data, size), &a);
	promise((err == EG_OK) == (size >= 2));
	promise(err != EG_OK || a.data.left + 2 == size);
	return 0;
}
