/*
 * read_details: what the files of a document say, as labels and values for people.
 * Knows which file is whose, and DG1. Never knows how the details are shown.
 */
#include "prog/read_details.h"

#include "emrtd/lds.h"
#include "prog/read_tell.h"

static void details_dg1(struct read_details *d, struct rd file)
{
	static const char *const kinds[] = {"?", "TD1", "TD2", "TD3"};
	struct mrz m;
	struct rd zone;
	if (lds_dg1(file, &m, &zone) != EG_OK) {
		tell_broken(d, EMRTD_DG1);
		return;
	}
	const uint8_t sex[] = {(uint8_t)m.sex};
	tell_word(d, EMRTD_DG1, "kind", m.format <= MRZ_TD3 ? kinds[m.format] : kinds[0]);
	tell_word(d, EMRTD_DG1, "document code", m.document_code);
	tell_word(d, EMRTD_DG1, "issuing state", m.issuing_state);
	tell_word(d, EMRTD_DG1, "nationality", m.nationality);
	tell(d, EMRTD_DG1, "names", MASK_NAME, rd_cstr(m.names));
	tell(d, EMRTD_DG1, "number", MASK_TAIL, rd_cstr(m.document_number));
	tell(d, EMRTD_DG1, "birth", MASK_ALL, rd_cstr(m.birth));
	tell(d, EMRTD_DG1, "sex", MASK_ALL, RD_ARRAY(sex));
	tell_word(d, EMRTD_DG1, "expiry", m.expiry);
	if (d->revealed) {
		tell(d, EMRTD_DG1, "zone", MASK_NONE, zone);
	}
	for (unsigned i = 0; i < MRZ_FAULT_COUNT; i++) {
		if ((m.faults & MRZ_BIT(i)) != 0) {
			tell_word(d, EMRTD_DG1, "deviation", mrz_fault_text(i));
		}
	}
	secret_wipe(&m, sizeof(m));
}

void details_of(struct read_details *out, const struct read_result *r, bool reveal)
{
	static const struct {
		enum emrtd_file file;
		details_fn *details;
	} kinds[] = {
		{EMRTD_CARD_ACCESS, details_card_access},
		{EMRTD_ATR_INFO, details_atr_info},
		{EMRTD_DIR, details_dir},
		{EMRTD_COM, details_com},
		{EMRTD_DG1, details_dg1},
		{EMRTD_DG2, details_dg2},
		{EMRTD_DG3, details_dg3},
		{EMRTD_DG4, details_dg4},
		{EMRTD_DG5, details_dg5},
		{EMRTD_DG6, details_dg6},
		{EMRTD_DG7, details_dg7},
		{EMRTD_DG8, details_dg8},
		{EMRTD_DG9, details_dg9},
		{EMRTD_DG10, details_dg10},
		{EMRTD_DG11, details_dg11},
		{EMRTD_DG12, details_dg12},
		{EMRTD_DG13, details_dg13},
		{EMRTD_DG14, details_dg14},
		{EMRTD_DG15, details_dg15},
		{EMRTD_DG16, details_dg16},
	};
	*out = (struct read_details){.revealed = reveal};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct rd content = read_content(r, kinds[i].file);
		if (content.left > 0) {
			kinds[i].details(out, content);
		}
	}
}

void details_clear(struct read_details *d)
{
	secret_wipe(d, sizeof(*d));
}
