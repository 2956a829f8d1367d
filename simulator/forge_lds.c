/*
 * forge_lds: the elementary files of an invented document (Doc 9303-10), written.
 * Knows layouts. Never reads a file of a chip.
 */
#include "simulator/forge_lds.h"

void forge_dg1(struct wr *out, struct rd mrz)
{
	size_t group = wr_open(out, 0x61);
	wr_tlv(out, 0x5F1F, mrz);
	wr_close(out, group);
}

void forge_dg15(struct wr *out, struct rd spki)
{
	wr_tlv(out, 0x6F, spki);
}

void forge_com(struct wr *out, unsigned lds_version, struct rd groups)
{
	size_t com = wr_open(out, 0x60);
	wr_tlv(out, 0x5F01, lds_version == 0 ? RD_TEXT("0107") : RD_TEXT("0108"));
	wr_tlv(out, 0x5F36, RD_TEXT("040000"));
	wr_tlv(out, 0x5C, groups);
	wr_close(out, com);
}

void forge_atr_info(struct wr *out, uint16_t command_max, uint16_t answer_max)
{
	/* DF name, short identifiers; data unit of one byte; chaining, extended length, 7F66. */
	static const uint8_t capabilities[] = {0x84, 0x01, 0xE0};
	wr_tlv(out, 0x47, RD_ARRAY(capabilities));
	size_t lengths = wr_open(out, 0x7F66);
	wr_small_int(out, command_max);
	wr_small_int(out, answer_max);
	wr_close(out, lengths);
}
