/*
 * chip_quirk_protected: quirks that break the protection of an answer (Doc 9303-11, 9.8).
 * Knows the data objects of secure messaging. Never knows what they protect.
 */
#include "simulator/chip_internal.h"

#define DO_CRYPTOGRAM 0x87
#define DO_MAC        0x8E
#define MAC_SIZE      8

static bool its_turn(const struct chip *c, const struct chip_quirk *q)
{
	return c->quirk.commands == q->number;
}

/* Writes the objects but the MAC anew, and a MAC that fits what is there then. */
static void protect_again(struct chip *c, struct wr *answer, size_t mark, struct rd objects)
{
	uint8_t mac[MAC_SIZE];
	answer->size = mark;
	wr_put(answer, objects);
	if (chip_sm_mac(&c->sm, rd_of(answer->base + mark, answer->size - mark), mac) == EG_OK) {
		wr_tlv(answer, DO_MAC, RD_ARRAY(mac));
	}
}

/* Leaves out the object with the rule's tag; the MAC, if it stays, fits what is left. */
void chip_quirk_seal_drop(struct chip *c, const struct chip_quirk *q, enum chip_sw sw,
			  struct wr *answer, size_t mark)
{
	struct rd all = rd_of(answer->base + mark, answer->size - mark);
	struct wr kept = WR_ARRAY(c->quirk.file);
	(void)sw;
	if (!its_turn(c, q)) {
		return;
	}
	while (all.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!rd_tlv_ber(&all, &tag, &value)) {
			return;
		}
		if (tag != q->rule->tag && tag != DO_MAC) {
			wr_tlv(&kept, tag, value);
		}
	}
	if (q->rule->tag == DO_MAC) {
		answer->size = mark;
		wr_put(answer, wr_view(&kept));
	} else {
		protect_again(c, answer, mark, wr_view(&kept));
	}
}

/* One bit of the MAC, the last octet of the answer. */
void chip_quirk_seal_flip(struct chip *c, const struct chip_quirk *q, enum chip_sw sw,
			  struct wr *answer, size_t mark)
{
	(void)sw;
	if (its_turn(c, q) && answer->size > mark) {
		answer->base[answer->size - 1] ^= 0x01;
	}
}

/* A cryptogram that does not decrypt to padded data, under a MAC that fits. */
void chip_quirk_seal_garble(struct chip *c, const struct chip_quirk *q, enum chip_sw sw,
			    struct wr *answer, size_t mark)
{
	struct rd all = rd_of(answer->base + mark, answer->size - mark);
	struct wr kept = WR_ARRAY(c->quirk.file);
	uint32_t tag;
	struct rd value;
	(void)sw;
	if (!its_turn(c, q) || !rd_next_tag(&all, &tag) || tag != DO_CRYPTOGRAM) {
		return;
	}
	while (all.left > 0 && rd_tlv_ber(&all, &tag, &value)) {
		size_t start = kept.size;
		if (tag == DO_MAC) {
			continue;
		}
		wr_tlv(&kept, tag, value);
		if (tag == DO_CRYPTOGRAM && !kept.bad && kept.size > start) {
			kept.base[kept.size - 1] ^= 0x5A; /* the block that holds the padding */
		}
	}
	protect_again(c, answer, mark, wr_view(&kept));
}

/* The whole answer in plain, as if nothing had been agreed. */
void chip_quirk_seal_plain(struct chip *c, const struct chip_quirk *q, enum chip_sw sw,
			   struct wr *answer, size_t mark)
{
	(void)sw;
	if (c->quirk.commands >= q->number) {
		answer->size = mark;
		wr_put(answer, c->quirk.plain);
	}
}

void chip_quirk_seal_old_keys(struct chip *c, const struct chip_quirk *q, enum chip_sw sw,
			      struct wr *answer, size_t mark)
{
	(void)q;
	(void)sw;
	(void)answer;
	(void)mark;
	chip_sm_end(&c->next_sm);
}
