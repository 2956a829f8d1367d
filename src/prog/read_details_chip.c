/*
 * read_details_chip: what the files about the chip say: protocols, keys, lengths, lists.
 * Knows nothing personal: none of these files is about the holder.
 */
#include "emrtd/lds.h"
#include "emrtd/lds_atr_info.h"
#include "emrtd/lds_com.h"
#include "emrtd/lds_dir.h"
#include "emrtd/lds_infos.h"
#include "prog/read_tell.h"

#include <stdio.h>

/* Each SecurityInfo: what it announces, by which number. */
static void tell_infos(struct read_details *d, enum emrtd_file file, struct rd set)
{
	struct lds_infos infos;
	if (lds_infos(set, &infos) != EG_OK) {
		tell_broken(d, file);
		return;
	}
	for (unsigned i = 0; i < infos.count; i++) {
		const struct lds_info *info = &infos.of[i];
		char text[DETAIL_VALUE_MAX];
		int size = snprintf(text, sizeof(text), "%s", lds_info_text(info->kind));
		if (info->has_number && size > 0 && (size_t)size < sizeof(text)) {
			(void)snprintf(text + size, sizeof(text) - (size_t)size, ", number %u",
				       (unsigned)info->number); /* cut at worst */
		}
		tell_word(d, file, "offers", text);
	}
	tell_deviations(d, file, infos.deviations);
}

void details_card_access(struct read_details *d, struct rd content)
{
	tell_infos(d, EMRTD_CARD_ACCESS, content);
}

void details_dg14(struct read_details *d, struct rd content)
{
	struct rd set;
	if (lds_dg14(content, &set) != EG_OK) {
		tell_broken(d, EMRTD_DG14);
		return;
	}
	tell_infos(d, EMRTD_DG14, set);
}

void details_dg15(struct read_details *d, struct rd content)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct rd spki;
	if (lds_dg15(content, &spki) != EG_OK) {
		tell_broken(d, EMRTD_DG15);
		return;
	}
	if (crypt_pub_from_spki(spki, &key) != EG_OK) {
		tell_word(d, EMRTD_DG15, "key", "not supported");
		return;
	}
	tell_number(d, EMRTD_DG15, crypt_pub_is_rsa(key) ? "RSA key" : "EC key",
		    crypt_pub_bits(key), " bits");
}

void details_com(struct read_details *d, struct rd content)
{
	struct lds_com com;
	char text[DETAIL_VALUE_MAX] = "";
	struct wr w = wr_of(text, sizeof(text) - 1);
	if (lds_com(content, &com) != EG_OK) {
		tell_broken(d, EMRTD_COM);
		return;
	}
	tell_word(d, EMRTD_COM, "version", com.lds_version);
	for (unsigned i = EMRTD_DG1; i <= EMRTD_DG16; i++) {
		if ((com.groups & EMRTD_GROUP(i)) != 0) {
			wr_put(&w, w.size > 0 ? RD_TEXT(" ") : RD_EMPTY);
			wr_put(&w, rd_cstr(read_file_name(i)));
		}
	}
	tell_word(d, EMRTD_COM, "lists", text);
	tell_deviations(d, EMRTD_COM, com.deviations);
}

void details_dir(struct read_details *d, struct rd content)
{
	struct lds_dir dir;
	if (lds_dir(content, &dir) != EG_OK) {
		tell_broken(d, EMRTD_DIR);
		return;
	}
	for (unsigned i = 0; i < dir.count; i++) {
		tell_word(d, EMRTD_DIR, "application", lds_application_text(dir.of[i].application));
	}
	tell_deviations(d, EMRTD_DIR, dir.deviations);
}

void details_atr_info(struct read_details *d, struct rd content)
{
	struct lds_atr_info info;
	if (lds_atr_info(content, &info) != EG_OK) {
		tell_broken(d, EMRTD_ATR_INFO);
		return;
	}
	if (info.lengths) {
		tell_number(d, EMRTD_ATR_INFO, "longest command", info.command_max, " bytes");
		tell_number(d, EMRTD_ATR_INFO, "longest answer", info.answer_max, " bytes");
	} else {
		tell_word(d, EMRTD_ATR_INFO, "extended length", "not stated");
	}
	tell_deviations(d, EMRTD_ATR_INFO, info.deviations);
}
