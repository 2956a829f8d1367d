/*
 * fuzz_chip_document: a document that is accepted is written again in the same size, and a
 * chip made from it answers.
 */
#include "tests/fuzz/fuzz.h"

#include "simulator/chip.h"

static void ask(struct chip *c, struct rd command)
{
	static uint8_t answer[CHIP_ANSWER_MAX];
	struct wr w = WR_ARRAY(answer);
	promise(chip_command(c, command, &w) == EG_OK && w.size >= 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t read[] = {0x00, 0xB0, 0x9C, 0x00, 0x00};
	static const uint8_t set_at[] = {0x00, 0x22, 0xC1, 0xA4, 0x0F, 0x80, 0x0A,
					 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02,
					 0x04, 0x02, 0x02, 0x83, 0x01, 0x01};
	static const uint8_t nonce[] = {0x10, 0x86, 0x00, 0x00, 0x02, 0x7C, 0x00, 0x00};
	static const uint8_t select[] = {0x00, 0xA4, 0x04, 0x0C, 0x07, 0xA0,
					 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
	static const uint8_t set_cam[] = {0x00, 0x22, 0xC1, 0xA4, 0x0F, 0x80, 0x0A,
					  0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02,
					  0x04, 0x06, 0x02, 0x83, 0x01, 0x01};
	static const uint8_t read_cvca[] = {0x00, 0xB0, 0x9C, 0x00, 0x00};
	static uint8_t again[CHIP_DOCUMENT_MAX];
	EG_AUTO(chip_document_free) struct chip_document d = {0};
	EG_AUTO(chip_free) struct chip *c = NULL;
	const struct chip_profile plain = {0};
	struct wr w = WR_ARRAY(again);
	if (chip_document_parse(&d, rd_of(data, size)) != EG_OK) {
		return 0;
	}
	chip_document_write(&d, &w);
	/* Parts may come in another order, but none is lost. */
	promise(!w.bad && w.size == size);
	if (chip_new(&c, &d, &plain) != EG_OK) {
		return 0; /* its key is no key */
	}
	ask(c, RD_ARRAY(read));
	ask(c, RD_ARRAY(set_at));
	ask(c, RD_ARRAY(nonce));
	ask(c, RD_ARRAY(set_cam));
	ask(c, RD_ARRAY(nonce));
	ask(c, RD_ARRAY(select));
	ask(c, RD_ARRAY(read_cvca));
	return 0;
}
