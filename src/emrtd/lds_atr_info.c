/*
 * lds_atr_info: EF.ATR/INFO, what the chip says about its buffers (Doc 9303-10, 3.11.1).
 * Knows card capabilities (47) and extended length information (7F66). Never knows whether they are
 * true: the file is not signed.
 */
#include "emrtd/lds_atr_info.h"

#include "emrtd/lds_file.h"

#define TAG_INTEGER      0x02
#define TAG_CAPABILITIES 0x47
#define TAG_LENGTHS      0x7F66

/* A short command: header 4, Lc 1, data 255, Le 1; its answer: data 256, status word 2. */
#define SHORT_COMMAND 261u
#define SHORT_ANSWER  258u

/* Three software function tables of ISO/IEC 7816-4; all three, for extended length is in the last.
 */
static bool take_capabilities(struct rd value, struct lds_atr_info *a)
{
	uint8_t selection;
	uint8_t coding;
	uint8_t last;
	if (!rd_u8(&value, &selection) || !rd_u8(&value, &coding) || !rd_u8(&value, &last) ||
	    !rd_end(&value)) {
		return false;
	}
	a->capabilities = true;
	a->by_full_name = (selection & 0x80) != 0;
	a->short_identifier = (selection & 0x04) != 0;
	a->chaining = (last & 0x80) != 0;
	a->extended_fields = (last & 0x40) != 0;
	a->extended_info_here = (last & 0x20) != 0;
	return true;
}

/* A positive INTEGER of up to four octets. Some write it without a sign octet, or with too many. */
static bool take_size(struct rd *from, uint32_t *size, uint32_t *deviations)
{
	struct rd value;
	uint32_t tag;
	uint32_t strict;
	*size = 0;
	if (!lds_next(from, &tag, &value, deviations) || tag != TAG_INTEGER || value.left == 0) {
		return false;
	}
	if (rd_small_int(value, &strict)) {
		*size = strict;
		return true;
	}
	*deviations |= LDS_BIT(LDS_INTEGER_FORM);
	return value.left <= sizeof(*size) && rd_be(&value, value.left, size);
}

static void take_lengths(struct rd value, struct lds_atr_info *a)
{
	uint32_t command;
	uint32_t answer;
	if (!take_size(&value, &command, &a->deviations) ||
	    !take_size(&value, &answer, &a->deviations)) {
		a->deviations |= LDS_BIT(LDS_LENGTHS_MISSING);
		return;
	}
	if (value.left > 0) {
		a->deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
	}
	if (command < SHORT_COMMAND || answer < SHORT_ANSWER) {
		a->deviations |= LDS_BIT(LDS_LENGTHS_SMALL);
		return;
	}
	a->lengths = true;
	a->command_max = command;
	a->answer_max = answer;
}

/* What the two objects say of each other. */
static void compare(struct lds_atr_info *a, bool lengths_found)
{
	if (!lengths_found && (!a->capabilities || a->extended_info_here)) {
		a->deviations |= LDS_BIT(LDS_LENGTHS_MISSING);
	}
	if (a->capabilities && lengths_found && !a->extended_fields) {
		a->deviations |= LDS_BIT(LDS_CAPABILITIES_DIFFER);
		a->lengths = false;
		a->command_max = 0;
		a->answer_max = 0;
	}
}

enum eg_err lds_atr_info(struct rd file, struct lds_atr_info *out)
{
	struct lds_atr_info a = {0};
	bool lengths_found = false;
	bool capabilities_found = false;
	*out = a;
	if (file.bad) {
		return EG_FAIL(EG_BAD_DATA, "EF.ATR/INFO was not read");
	}
	while (file.left > 0) {
		uint32_t tag;
		struct rd value;
		if (lds_is_padding(file)) {
			a.deviations |= LDS_BIT(LDS_TRAILING_BYTES);
			break;
		}
		if (!lds_next(&file, &tag, &value, &a.deviations)) {
			return EG_FAIL(EG_BAD_DATA, "EF.ATR/INFO is no sequence of objects");
		}
		bool again = (tag == TAG_LENGTHS && lengths_found) ||
			     (tag == TAG_CAPABILITIES && capabilities_found);
		if (again) {
			a.deviations |= LDS_BIT(LDS_ELEMENT_REPEATED);
		} else if (tag == TAG_LENGTHS) {
			lengths_found = true;
			take_lengths(value, &a);
		} else if (tag == TAG_CAPABILITIES) {
			capabilities_found = true;
			if (!take_capabilities(value, &a)) {
				a.deviations |= LDS_BIT(LDS_CAPABILITIES_DIFFER);
			}
		}
	}
	compare(&a, lengths_found);
	*out = a;
	return EG_OK;
}
