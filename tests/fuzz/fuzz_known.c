/*
 * fuzz_known: an index of any octets gives answers within their bounds, and can be kept in another.
 * Knows the index. Never knows lists.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/known_build.h"
#include "pki/known_image.h"

#define TRIES 8

static void check(const struct known_effects *e)
{
	promise(e->said < UINT64_C(1) << KNOWN_WHAT_COUNT);
	promise(e->entries > 0 || (e->said == 0 && faults_empty(e->healed)));
	promise(e->entries <= 4 * KNOWN_SAME_MAX + 5 * KNOWN_SAME_MAX);
	promise((e->groups_hash & ~0x1FFFEu) == 0 && (e->groups_malformed & ~0x1FFFEu) == 0);
	promise(faults_has(e->healed, FAULT_GROUP_HASH) == (e->groups_hash != 0));
	/* What lists add is never what lists explain. */
	promise(!faults_has(e->healed, FAULT_REVOKED_BY_LIST));
	promise(!faults_has(e->healed, FAULT_TRUST_BY_LIST));
	promise(!faults_has(e->healed, FAULT_KNOWN_DEFECT));
	promise(!faults_has(e->healed, FAULT_SIGNER_REVOKED));
	promise(e->right_country[3] == '\0');
	promise(!e->replacement.bad && !e->card_security.bad && !e->right_key_id.bad);
}

static void look_up(const struct known *k, uint32_t entry)
{
	struct known_effects effects;
	struct known_entry_record e;
	struct known_document d = {
		.certificate = RD_TEXT("certificate"),
		.signer_country = "UT",
		.state = "UTO",
		.type = RD_TEXT("P<"),
		.number = RD_TEXT("K00000001"),
		.issued = {2017, 6, 15},
	};
	if (known_entry_at(k, entry, &e)) {
		d.issuer = known_piece(k, e.issuer);
		d.serial = known_piece(k, e.serial);
		d.key_id = known_piece(k, e.key_id);
	}
	known_find(k, &d, &effects);
	check(&effects);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	EG_AUTO(bytes_free) struct bytes image = {0};
	struct known k;
	struct known again;
	struct known_list_info info;
	if (known_open(rd_of(data, size), &k) != EG_OK) {
		return 0;
	}
	for (uint32_t i = 0; i < TRIES; i++) {
		look_up(&k, i);
	}
	if (known_builder_new(&b) != EG_OK) {
		return 0;
	}
	for (uint32_t i = 0; i < TRIES && known_list_at(&k, i, &info); i++) {
		if (known_builder_keep(b, &k, i) != EG_OK) {
			return 0;
		}
	}
	if (known_builder_image(b, &image) == EG_OK) {
		promise(known_open(bytes_rd(&image), &again) == EG_OK);
		look_up(&again, 0);
	}
	return 0;
}
