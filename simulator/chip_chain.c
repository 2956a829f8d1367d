/*
 * chip_chain: long data over short APDUs: command chaining (ISO/IEC 7816-4, 5.3.3).
 * Knows which commands may come in parts. Never knows what the data are.
 */
#include "simulator/chip_internal.h"

/*
 * Commands whose data may be too long for one short APDU. GENERAL AUTHENTICATE of PACE uses the
 * same bit to link its steps and looks at it itself.
 */
static bool may_chain(const struct chip *c, uint8_t ins)
{
	switch (ins) {
	case 0x22: /* MANAGE SECURITY ENVIRONMENT */
	case 0x2A: /* PERFORM SECURITY OPERATION */
	case CHIP_INS_EXTERNAL_AUTH:
		return true;
	case CHIP_INS_GENERAL_AUTH:
		return c->ca.selected != NULL;
	default:
		return false;
	}
}

static bool continues(const struct chip_chain *chain, const struct chip_apdu *a)
{
	return chain->open && chain->ins == a->ins && chain->p1 == a->p1 && chain->p2 == a->p2;
}

bool chip_chain_gather(struct chip *c, struct chip_apdu *a, enum chip_sw *sw)
{
	struct chip_chain *chain = &c->chain;
	struct wr w = WR_ARRAY(chain->data);
	bool last = (a->cla & CHIP_CLA_CHAIN) == 0;
	bool goes_on = continues(chain, a);
	*sw = SW_OK;
	chain->open = false; /* what another command breaks off is lost */
	if (!goes_on && last) {
		return true;
	}
	if (!may_chain(c, a->ins)) {
		*sw = SW_UNKNOWN_CLA;
		return false;
	}
	w.size = goes_on ? chain->size : 0;
	wr_put(&w, a->data);
	if (w.bad) {
		*sw = SW_WRONG_LENGTH;
		return false;
	}
	chain->open = !last;
	chain->ins = a->ins;
	chain->p1 = a->p1;
	chain->p2 = a->p2;
	chain->size = w.size;
	a->data = wr_view(&w);
	return last;
}
