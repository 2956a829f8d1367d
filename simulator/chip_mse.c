/*
 * chip_mse: MANAGE SECURITY ENVIRONMENT, and who gets the commands that several protocols share.
 * Knows which P1 P2 mean which protocol. Never knows the protocols.
 */
#include "simulator/chip_internal.h"

#define DO_DYNAMIC 0x7C

static bool parse(struct rd data, struct chip_mse *out)
{
	*out = (struct chip_mse){0};
	while (data.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!rd_tlv_ber(&data, &tag, &value)) {
			return false;
		}
		switch (tag) {
		case 0x80:
			out->oid = value;
			break;
		case 0x83:
			out->reference = value;
			break;
		case 0x84:
			out->private = value;
			out->has_private = true;
			break;
		case 0x91:
			out->point = value;
			break;
		case 0x7F4C:
			out->has_chat = true;
			out->chat = value;
			break;
		default:
			break; /* to be ignored (Doc 9303-11, 4.4.4.1, Note 2) */
		}
	}
	return true;
}

static chip_set *find_set(const struct chip *c, uint8_t p1, uint8_t p2)
{
	bool has_ca = c->ca.count > 0;
	bool has_ta = c->ta.trust_count > 0;
	switch ((unsigned)p1 << 8 | p2) {
	case 0xC1A4:
		return chip_pace_set;
	case 0x41A4:
		return has_ca ? chip_ca_set_at : NULL;
	case 0x41A6:
		return has_ca ? chip_ca_set_kat : NULL;
	case 0x81A4:
		return has_ta ? chip_ta_set_at : NULL;
	case 0x81B6:
		return has_ta ? chip_ta_set_dst : NULL;
	default:
		return NULL;
	}
}

enum chip_sw chip_manage_security(struct chip *c, const struct chip_apdu *a, size_t room,
				  struct wr *out)
{
	struct chip_mse m;
	chip_set *set = find_set(c, a->p1, a->p2);
	(void)room;
	(void)out; /* no answer data */
	if (set == NULL) {
		return SW_WRONG_P1P2;
	}
	if (a->has_le) {
		return SW_WRONG_LENGTH;
	}
	return parse(a->data, &m) ? set(c, a, &m) : SW_WRONG_DATA;
}

enum chip_sw chip_general_authenticate(struct chip *c, const struct chip_apdu *a, size_t room,
				       struct wr *out)
{
	if (c->pace.step != PACE_IDLE) {
		return chip_pace_step_on(c, a, room, out);
	}
	return c->ca.selected != NULL ? chip_ca_agree(c, a, room, out) : SW_CONDITIONS_OF_USE;
}

bool chip_dynamic_object(struct rd data, uint32_t tag, struct rd *value)
{
	struct rd dynamic;
	*value = RD_EMPTY;
	if (!rd_expect_ber(&data, DO_DYNAMIC, &dynamic) || !rd_end(&data)) {
		return false;
	}
	return (tag == 0 || rd_expect_ber(&dynamic, tag, value)) && rd_end(&dynamic);
}

bool chip_has_eac_here(const struct chip *c)
{
	return c->in_application || chip_file_at(c, false, CHIP_FID_CARD_SECURITY) != NULL;
}
