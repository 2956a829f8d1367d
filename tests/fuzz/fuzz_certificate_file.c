/*
 * fuzz_certificate_file: a file that should hold an officer's certificate gives the fingerprint and
 * the days of one, which come through the pipe as they are, or nothing.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/certificate_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t room[64];
	struct wr w = WR_ARRAY(room);
	struct certificate_file c;
	struct certificate_file back;
	struct rd input = rd_of(data, size);
	if (certificate_file_parse(input, &back) == EG_OK) {
		certificate_file_write(&back, &w);
		promise(rd_equal(wr_view(&w), input));
	}
	if (certificate_file_read(input, &c) != EG_OK) {
		return 0;
	}
	w = WR_ARRAY(room);
	certificate_file_write(&c, &w);
	promise(certificate_file_parse(wr_view(&w), &back) == EG_OK);
	promise(rd_equal(RD_ARRAY(c.print), RD_ARRAY(back.print)));
	promise(date_compare(c.from, back.from) == 0 && date_compare(c.to, back.to) == 0);
	return 0;
}
