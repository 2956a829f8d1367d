/*
 * lds_file: the data objects that files of the chip are made of (Doc 9303-10, 4.7).
 * Knows tags, lengths, lists of tags, counts. Never knows what a file is about.
 */
#include "emrtd/lds_file.h"

#define TAG_COUNT 0x02

/* Octets of the shortest header (X.690, 10.1) for a tag as rd.h numbers it. */
static size_t shortest_header(uint32_t tag, size_t length)
{
	size_t octets = tag > 0xFFFF ? 4 : tag > 0xFF ? 3 : 2;
	for (size_t rest = length < 0x80 ? 0 : length; rest > 0; rest >>= 8) {
		octets++;
	}
	return octets;
}

bool lds_next(struct rd *content, uint32_t *tag, struct rd *value, uint32_t *deviations)
{
	size_t before = content->left;
	if (!rd_tlv_ber(content, tag, value)) {
		return false;
	}
	if (before - content->left - value->left != shortest_header(*tag, value->left)) {
		*deviations |= LDS_BIT(LDS_LENGTH_FORM);
	}
	return true;
}

enum eg_err lds_open(struct rd file, uint32_t tag, struct rd *content, uint32_t *deviations)
{
	uint32_t found = 0;
	if (!rd_next_tag(&file, &found) || found != tag) {
		*content = RD_EMPTY;
		return EG_FAIL(EG_BAD_DATA, "the file has another tag");
	}
	if (!lds_next(&file, &found, content, deviations)) {
		*content = RD_EMPTY;
		return EG_FAIL(EG_TRUNCATED, "the file ends before its content does");
	}
	if (file.left > 0) {
		*deviations |= LDS_BIT(LDS_TRAILING_BYTES);
	}
	return EG_OK;
}

bool lds_next_tag(struct rd *list, uint32_t *tag)
{
	uint8_t first;
	uint8_t second;
	*tag = 0;
	if (list->left == 0 || !rd_u8(list, &first)) {
		return false;
	}
	*tag = first;
	if ((first & 0x1F) != 0x1F) {
		return true;
	}
	if (!rd_u8(list, &second)) {
		*tag = 0;
		return false;
	}
	*tag = (uint32_t)first << 8 | second;
	return true;
}

bool lds_count(struct rd *content, uint8_t *count, uint32_t *deviations)
{
	uint32_t tag = 0;
	struct rd value;
	*count = 0;
	if (!rd_next_tag(content, &tag) || tag != TAG_COUNT) {
		*deviations |= LDS_BIT(LDS_COUNT_MISSING);
		return true;
	}
	if (!lds_next(content, &tag, &value, deviations) || value.left == 0) {
		return false;
	}
	if (value.left > 1) {
		*deviations |= LDS_BIT(LDS_INTEGER_FORM);
	}
	while (value.left > 0) {
		if (*count != 0 || !rd_u8(&value, count)) {
			return false; /* more than 255 */
		}
	}
	return true;
}

bool lds_is_padding(struct rd rest)
{
	uint8_t octet = 0;
	while (rest.left > 0) {
		if (!rd_u8(&rest, &octet) || (octet != 0x00 && octet != 0xFF)) {
			return false;
		}
	}
	return true;
}
