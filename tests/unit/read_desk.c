/*
 * read_desk: one document on one reader, and what opens and judges it, for tests of egate read.
 */
#include "read_desk.h"

const struct date desk_today = {2026, 3, 1};

struct desk *desk_with(const struct chip_profile *profile, shape_fn *shape)
{
	static struct desk d;
	struct forge_order order = rig_order();
	order.can = DESK_CAN;
	if (shape != NULL) {
		shape(&order);
	}
	struct forge_alg alg;
	char zone[FORGE_MRZ_MAX + 1] = "";
	size_t size;
	d = (struct desk){.order = {.groups = EMRTD_GROUPS_ALL, .today = desk_today}};
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &alg), EG_OK);
	assert_int_equal(forge_ca_new(&d.ca, &alg, desk_today), EG_OK);
	assert_int_equal(forge_document(&d.forged, &d.ca, &order), EG_OK);
	assert_int_equal(chip_document_parse(&d.document, bytes_rd(&d.forged.container)), EG_OK);
	assert_int_equal(chip_new(&d.chip, &d.document, profile), EG_OK);
	assert_int_equal(chip_reader_open(&d.reader, d.chip), EG_OK);
	assert_int_equal(trust_new(&d.trust), EG_OK);
	assert_int_equal(trust_add_certificate(d.trust, forge_ca_certificate(&d.ca)), EG_OK);
	assert_true(rd_dump(rd_of(d.forged.mrz, d.forged.mrz_size), zone, sizeof(zone) - 1, &size));
	assert_int_equal(key_of_zone(&d.key, zone), EG_OK);
	d.order.backend = &chip_reader;
	d.order.reader = d.reader;
	d.order.key = &d.key;
	d.order.trust = d.trust;
	return &d;
}

struct desk *desk_of(const struct chip_profile *profile)
{
	return desk_with(profile, NULL);
}

void desk_clear(struct desk *d)
{
	read_result_clear(&d->result);
	d->order.backend->close(&d->order.reader);
	trust_free(&d->trust);
	chip_free(&d->chip);
	chip_document_free(&d->document);
	forge_document_free(&d->forged);
	forge_ca_free(&d->ca);
}
