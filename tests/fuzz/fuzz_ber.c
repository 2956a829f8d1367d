/*
 * fuzz_ber: whatever was BER comes out as DER, once and for all, and no larger than its framing
 * asks for; what was DER is left alone.
 * Knows ber. Never knows what is encoded.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/ber.h"

/* Every header of the first levels is as DER has it; the values' lengths add up. */
static void promise_der(struct rd der)
{
	while (der.left > 0) {
		struct ber_header h;
		struct rd value;
		promise(ber_read_header(&der, &h) && h.shortest && !h.indefinite);
		promise(rd_take(&der, h.length, &value));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(bytes_free) struct bytes der = {0};
	EG_AUTO(bytes_free) struct bytes again = {0};
	bool was_ber = false;
	enum eg_err err = ber_to_der(rd_of(data, size), &der, &was_ber);
	promise(err == EG_OK || (was_ber && der.data == NULL));
	promise(was_ber || der.data == NULL);
	if (err != EG_OK || !was_ber) {
		return 0;
	}
	promise(der.size <= size + 2 * BER_DEPTH_MAX * (size / 0x10000 + 1));
	promise_der(bytes_rd(&der));
	promise(ber_to_der(bytes_rd(&der), &again, &was_ber) == EG_OK && !was_ber);
	return 0;
}
