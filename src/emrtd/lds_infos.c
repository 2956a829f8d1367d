/*
 * lds_infos: what SecurityInfos announce, one by one, for people and for strict readers (Doc
 * 9303-11, 9.2).
 * Knows protocol families, versions and key numbers. Never chooses a protocol: cardaccess and
 * chipauth do.
 */
#include "emrtd/lds_infos.h"

#include "emrtd/cardaccess.h"
#include "emrtd/lds_file.h"

#define TAG_SET     0x31
#define TAG_INTEGER 0x02

/* bsi-de protocols(2) smartcard(2), id-icao-mrtd-security */
#define BSI  "\x04\x00\x7F\x00\x07\x02\x02"
#define ICAO "\x67\x81\x08\x01\x01"

/*
 * A family of identifiers: what it begins with, and the octets (arcs) that may follow. The last
 * numbers are the largest that Doc 9303-11 has; a chip may announce more than that.
 */
static const struct family {
	const char *prefix;
	size_t prefix_size;
	enum lds_info_kind kind;
	uint32_t version; /* the one of Doc 9303-11; 0: none is told */
	uint32_t newest;  /* the newest that TR-03110 knows */
	uint8_t arcs;
	uint8_t last[2];
} families[] = {
#define PREFIX(text) text, sizeof(text) - 1
	{PREFIX(BSI "\x04"), LDS_INFO_PACE, 2, 2, 2, {6, 4}},
	{PREFIX(BSI "\x04"), LDS_INFO_PACE_PARAMETERS, 0, 0, 1, {6, 0}},
	{PREFIX(BSI "\x03"), LDS_INFO_CHIP_AUTH, 1, 3, 2, {2, 4}},
	{PREFIX(BSI "\x01"), LDS_INFO_CHIP_KEY, 0, 0, 1, {2, 0}},
	{PREFIX(BSI "\x02"), LDS_INFO_TERMINAL_AUTH, 1, 2, 0, {0, 0}},
	{PREFIX(ICAO "\x05"), LDS_INFO_ACTIVE_AUTH, 1, 1, 0, {0, 0}},
	{PREFIX(ICAO "\x0D"), LDS_INFO_EF_DIR, 0, 0, 0, {0, 0}},
#undef PREFIX
};

const char *lds_info_text(unsigned kind)
{
	static const char *const texts[] = {
		[LDS_INFO_OTHER] = "another protocol",
		[LDS_INFO_PACE] = "PACE",
		[LDS_INFO_PACE_PARAMETERS] = "domain parameters of PACE",
		[LDS_INFO_CHIP_AUTH] = "Chip Authentication",
		[LDS_INFO_CHIP_KEY] = "key for Chip Authentication",
		[LDS_INFO_TERMINAL_AUTH] = "Terminal Authentication",
		[LDS_INFO_ACTIVE_AUTH] = "Active Authentication",
		[LDS_INFO_EF_DIR] = "copy of EF.DIR",
	};
	return kind < LDS_INFO_KIND_COUNT ? texts[kind] : "?";
}

/* The family of an identifier; NULL if it is of none, or (unknown) of one but not known there. */
static const struct family *family_of(struct rd protocol, bool *unknown)
{
	*unknown = false;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		const struct family *f = &families[i];
		struct rd rest = protocol;
		uint8_t arc = 0;
		bool fits = true;
		if (!rd_begins(rest, rd_of(f->prefix, f->prefix_size)) ||
		    !rd_skip(&rest, f->prefix_size)) {
			continue;
		}
		for (uint8_t k = 0; fits && k < f->arcs; k++) {
			fits = rd_u8(&rest, &arc) && arc >= 1 && arc <= f->last[k];
		}
		if (fits && rd_end(&rest)) {
			*unknown = false;
			return f;
		}
		*unknown = true;
	}
	return NULL;
}

static void judge_version(const struct family *f, const struct security_info *from,
			  struct lds_info *info, uint32_t *deviations)
{
	if (f->version == 0) {
		return;
	}
	if (from->required_tag != TAG_INTEGER || !rd_small_int(from->required, &info->version) ||
	    info->version < f->version || info->version > f->newest) {
		*deviations |= LDS_BIT(LDS_PROTOCOL_VERSION);
	}
}

static void take_info(const struct security_info *from, struct lds_infos *all)
{
	bool unknown;
	const struct family *f = family_of(from->protocol, &unknown);
	struct lds_info info = {.protocol = from->protocol, .required = from->required};
	if (unknown) {
		all->deviations |= LDS_BIT(LDS_PROTOCOL_UNKNOWN);
	}
	if (f != NULL) {
		info.kind = (uint8_t)f->kind;
		judge_version(f, from, &info, &all->deviations);
		info.has_number = from->optional_tag == TAG_INTEGER &&
				  rd_small_int(from->optional, &info.number);
	}
	if (all->number_of[info.kind] < UINT8_MAX) {
		all->number_of[info.kind]++;
	}
	if (all->count == LDS_INFOS_MAX) {
		all->deviations |= LDS_BIT(LDS_TOO_MANY);
		return;
	}
	all->of[all->count++] = info;
}

enum eg_err lds_infos(struct rd set, struct lds_infos *out)
{
	struct lds_infos all = {0};
	struct rd content;
	*out = (struct lds_infos){0};
	EG_TRY(lds_open(set, TAG_SET, &content, &all.deviations));
	while (content.left > 0) {
		struct security_info info;
		if (!security_info_next(&content, &info)) {
			return EG_FAIL(EG_BAD_DATA, "a SecurityInfo is none");
		}
		take_info(&info, &all);
	}
	bool keys = all.number_of[LDS_INFO_CHIP_KEY] > 0;
	bool protocols = all.number_of[LDS_INFO_CHIP_AUTH] > 0;
	if (keys != protocols) {
		all.deviations |= LDS_BIT(LDS_PROTOCOL_ORPHAN);
	}
	*out = all;
	return EG_OK;
}
