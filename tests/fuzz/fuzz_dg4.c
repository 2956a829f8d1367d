/*
 * fuzz_dg4: DG4 as any bytes, both encodings; what the decoder gives lies within its file.
 */
#include "tests/fuzz/within.h"

#include "emrtd/lds_iris.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct lds_irises irises;
	enum eg_err err = lds_irises_read(file, &irises);
	promise(irises.count <= LDS_IRISES_MAX && (err == EG_OK || irises.count == 0));
	for (unsigned n = 0; n < irises.count; n++) {
		const struct lds_iris *i = &irises.iris[n];
		promise(i->image.left > 0 && i->eye >= LDS_UNTOLD && i->eye <= UINT8_MAX);
		promise_within(i->image, file);
		promise_within(i->qualities, file);
		promise_within(i->localisation, file);
		promise_within(i->attack.parameter, file);
		promise((i->deviations & ~irises.deviations) == 0);
	}
	return 0;
}
