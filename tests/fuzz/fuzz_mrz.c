/*
 * fuzz_mrz: a zone that parses gives MRZ information whose check digits are right again.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "emrtd/mrz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mrz m;
	uint8_t octets[64];
	struct wr out = WR_ARRAY(octets);
	uint32_t faults = mrz_faults(rd_of(data, size));
	promise(faults >> MRZ_FAULT_COUNT == 0);
	if (mrz_parse(rd_of(data, size), &m) != EG_OK) {
		promise(MRZ_REFUSED(faults) != 0);
		promise(m.format == 0 && m.document_number[0] == '\0' && m.primary[0] == '\0');
		return 0;
	}
	promise(m.faults == faults && MRZ_REFUSED(faults) == 0);
	promise(strlen(m.primary) + strlen(m.secondary) <= strlen(m.names));
	promise(strlen(m.optional) <= 15 && strlen(m.optional2) <= 11);
	promise(!m.truncated || m.primary[0] != '\0');
	promise(size == 90 || size == 72 || size == 88);
	promise(strlen(m.names) < sizeof(m.names) && strlen(m.issuing_state) <= 3);
	promise(mrz_information(&m, &out) == EG_OK);
	struct rd information = wr_view(&out);
	struct rd number;
	struct rd expiry = RD_EMPTY;
	char digit;
	uint8_t printed;
	promise(information.left >= 24);
	promise(rd_take(&information, information.left - 15, &number));
	promise(mrz_check_digit(number, &digit));
	promise(rd_u8(&information, &printed) && (char)printed == digit);
	promise(rd_skip(&information, 7) && rd_take(&information, 6, &expiry));
	promise(mrz_check_digit(expiry, &digit));
	promise(rd_u8(&information, &printed) && (char)printed == digit && rd_end(&information));
	return 0;
}
