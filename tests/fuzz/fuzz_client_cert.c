/*
 * fuzz_client_cert: any octets as the certificate that nginx passes on: refused, or of a
 * fingerprint that every way of writing it has.
 */
#include "tests/fuzz/fuzz.h"

#include "base/wr.h"
#include "console/client_cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t all[3 * 8192];
	static const char digits[] = "0123456789abcdef";
	struct client_cert c;
	struct client_cert again;
	struct wr w = WR_ARRAY(all);
	struct rd r = rd_of(data, size);
	uint8_t octet;
	if (client_cert_read(r, &c) != EG_OK) {
		return 0;
	}
	/* Everything escaped says the same. */
	while (rd_u8(&r, &octet)) {
		if (octet == '%') {
			wr_u8(&w, octet);
			promise(rd_u8(&r, &octet));
			wr_u8(&w, octet);
			promise(rd_u8(&r, &octet));
			wr_u8(&w, octet);
			continue;
		}
		wr_u8(&w, '%');
		wr_u8(&w, (uint8_t)digits[octet >> 4]);
		wr_u8(&w, (uint8_t)digits[octet & 15]);
	}
	promise(w.bad || (client_cert_read(wr_view(&w), &again) == EG_OK &&
			  rd_equal(RD_ARRAY(c.sha256), RD_ARRAY(again.sha256))));
	return 0;
}
