/* Unit tests of what the forge publishes, read back by pki/: collections as LDIF, master lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/cms.h"
#include "pki/ldif.h"
#include "simulator/forge_ldif.h"
#include "simulator/forge_list.h"

#define FILE_MAX 65536

static const struct date today = {2026, 11, 22};

/* One object that is expected, and how often it was found. */
struct wanted {
	const struct forge_ldif_entry *entry;
	enum ldif_kind kind;
	enum ldif_change change;
	size_t found;
	size_t faults;
};

static enum eg_err on_object(void *context, const struct ldif_object *o)
{
	struct wanted *w = context;
	bool conforms = w->entry->conformance_code == NULL;
	w->found++;
	assert_int_equal(o->kind, w->kind);
	assert_int_equal(o->change, w->change);
	if (o->change == LDIF_REMOVED) {
		assert_int_equal(o->value.left, 0);
		return EG_OK;
	}
	assert_true(rd_equal(o->value, w->entry->object));
	assert_true(rd_equal(o->version, RD_TEXT("1150")));
	assert_true(rd_equal(o->conformance_code, rd_cstr(w->entry->conformance_code)));
	assert_true(rd_begins(o->dn, RD_TEXT("cn=CN\\=Signer 1\\,C\\=UT+sn=7,o=")));
	struct rd rest = o->dn;
	assert_true(rd_skip(&rest, o->dn.left - (conforms ? 41 : 44)));
	assert_true(rd_begins(rest, conforms ? RD_TEXT("dc=data,dc=download,")
					     : RD_TEXT("dc=nc-data,dc=download,")));
	return EG_OK;
}

static bool on_fault(void *context, const struct ldif_fault *fault)
{
	struct wanted *w = context;
	w->faults++;
	(void)fault; /* none is expected */
	return true;
}

static void read_back(struct wanted *w, struct rd file)
{
	EG_AUTO(ldif_free) struct ldif *l = NULL;
	const struct ldif_sink sink = {w, on_object, on_fault};
	w->found = 0;
	assert_int_equal(ldif_new(&l, &sink), EG_OK);
	assert_int_equal(ldif_feed(l, file), EG_OK);
	assert_int_equal(ldif_end(l), EG_OK);
	assert_int_equal(w->found, 1);
	assert_int_equal(w->faults, 0);
}

static void each_entry_of_a_collection_is_read_back(void **state)
{
	(void)state;
	static const struct {
		enum forge_ldif_kind kind;
		enum ldif_kind read;
	} kinds[] = {
		{FORGE_LDIF_SIGNER, LDIF_CERTIFICATE},
		{FORGE_LDIF_CA, LDIF_CA_CERTIFICATE},
		{FORGE_LDIF_CRL, LDIF_REVOCATION_LIST},
		{FORGE_LDIF_MASTER_LIST, LDIF_MASTER_LIST},
		{FORGE_LDIF_DEVIATIONS, LDIF_DEVIATION_LIST},
	};
	static uint8_t octets[1000];
	for (size_t i = 0; i < sizeof(octets); i++) {
		octets[i] = (uint8_t)(i * 7 + i / 256);
	}
	for (unsigned i = 0; i < 5u * 4 * 2 * 2 * 3; i++) {
		static uint8_t file_octets[FILE_MAX];
		static uint8_t crlf_octets[FILE_MAX];
		static const enum ldif_change changes[] = {
			[FORGE_LDIF_WHOLE] = LDIF_ADDED,
			[FORGE_LDIF_ADD] = LDIF_ADDED,
			[FORGE_LDIF_REPLACE] = LDIF_REPLACED,
			[FORGE_LDIF_DELETE] = LDIF_REMOVED,
		};
		const struct forge_ldif_entry e = {
			.kind = kinds[i % 5].kind,
			.change = (enum forge_ldif_change)(i / 5 % 4),
			.country = "UT",
			.name = "CN=Signer 1,C=UT",
			.number = 7,
			.object = rd_of(octets, sizeof(octets) - i / 80),
			.version = 1150,
			.conformance_code = i / 20 % 2 == 0 || i / 5 % 4 >= FORGE_LDIF_REPLACE
						    ? NULL
						    : "ERR:DSC.VAL.4",
			.conformance_text = "period",
			.coded_name = i / 40 % 2 == 1,
		};
		bool deleted = e.change == FORGE_LDIF_DELETE;
		struct wanted w = {&e, deleted ? LDIF_ENTRY : kinds[i % 5].read, changes[e.change],
				   0, 0};
		struct wr file = WR_ARRAY(file_octets);
		struct wr crlf = WR_ARRAY(crlf_octets);
		forge_ldif_head(&file);
		forge_ldif_tree(&file, "UT");
		size_t head = file.size;
		forge_ldif_put(&file, &e);
		assert_true(file.size - head <= forge_ldif_size(e.object.left));
		forge_ldif_crlf(&crlf, wr_view(&file));
		assert_false(file.bad || crlf.bad);
		read_back(&w, wr_view(&file));
		read_back(&w, wr_view(&crlf));
	}
}

/* A CA, its list signer, and the list that this one signs. */
struct desk {
	struct forge_ca ca;
	struct forge_list_signer signer;
	uint8_t octets[FILE_MAX];
	struct cms cms;
	struct cert cert; /* of the signer */
};

static void desk_free(struct desk *d)
{
	forge_ca_free(&d->ca);
	forge_list_signer_free(&d->signer);
}

static void sign(struct desk *d, const char *algorithm, enum forge_list_by by,
		 enum forge_sod_form form)
{
	struct forge_alg ca_alg;
	struct forge_alg alg;
	const struct forge_validity validity = {{2025, 1, 1}, {2027, 1, 1}};
	*d = (struct desk){.cms = {.version = 0}};
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &ca_alg), EG_OK);
	assert_int_equal(forge_alg_parse(algorithm, &alg), EG_OK);
	assert_int_equal(forge_ca_new(&d->ca, &ca_alg, today), EG_OK);
	assert_int_equal(forge_list_signer_new(&d->signer, &d->ca, &alg, &validity, by), EG_OK);
	const struct rd certificates[] = {forge_ca_certificate(&d->ca)};
	const struct forge_list order = {.certificates = certificates,
					 .count = 1,
					 .signer = &d->signer,
					 .signed_on = {2026, 3, 4},
					 .form = form};
	struct wr out = WR_ARRAY(d->octets);
	struct rd rest;
	struct rd der;
	assert_int_equal(forge_list(&out, &order), EG_OK);
	assert_true(out.size <= forge_list_size(&order));
	assert_int_equal(cms_parse(wr_view(&out), &d->cms), EG_OK);
	rest = d->cms.certificates;
	assert_true(cms_next_certificate(&rest, &der));
	assert_int_equal(cert_parse(der, &d->cert), EG_OK);
	if (by != FORGE_LIST_BY_CA) {
		assert_true(cms_next_certificate(&rest, &der));
	}
	assert_true(rd_equal(der, forge_ca_certificate(&d->ca)));
	assert_true(rd_end(&rest));
}

static enum eg_err verify(const struct desk *d, bool bare, struct faults *found)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	assert_int_equal(cert_key(&d->cert, &key), EG_OK);
	*found = (struct faults){{0}};
	return bare ? cms_verify_bare(&d->cms, &d->cms.signers[0], key, found)
		    : cms_verify(&d->cms, &d->cms.signers[0], key, found);
}

static void a_master_list_is_signed_by_its_signer_under_its_ca(void **state)
{
	(void)state;
	static const char *const algorithms[] = {"ec:brainpoolP256r1:sha256", "rsa:2048:sha256",
						 "pss:2048:sha512"};
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		EG_AUTO(desk_free) struct desk d;
		struct cert ca;
		struct faults found;
		sign(&d, algorithms[i], FORGE_LIST_BY_SIGNER,
		     i == 0 ? FORGE_SOD_BY_KEY : FORGE_SOD_USUAL);
		assert_true(rd_equal(d.cms.content_type, RD_TEXT("\x67\x81\x08\x01\x01\x02")));
		assert_int_equal(d.cms.signers[0].by_key_id, i == 0);
		assert_int_equal(cms_names(&d.cms.signers[0], &d.cert), CMS_NAMES);
		assert_int_equal(verify(&d, false, &found), EG_OK);
		assert_true(faults_empty(found));
		assert_true(d.cms.signers[0].has_signing_time);
		assert_int_equal(d.cms.signers[0].signing_time.unix_s,
				 asn1_time_of_day((struct date){2026, 3, 4}));
		assert_true(d.cert.signs_master_lists);
		assert_int_equal(cert_parse(forge_ca_certificate(&d.ca), &ca), EG_OK);
		assert_int_equal(cert_issued_by(&d.cert, &ca), EG_OK);
	}
}

static void a_master_list_can_be_signed_by_the_wrong_ones(void **state)
{
	(void)state;
	struct faults found;
	EG_AUTO(desk_free) struct desk plain;
	sign(&plain, "ec:P-256", FORGE_LIST_BY_DOCUMENT_SIGNER, FORGE_SOD_BY_KEY);
	assert_false(plain.cert.signs_master_lists || plain.cert.ca);
	assert_int_equal(verify(&plain, false, &found), EG_OK);
	EG_AUTO(desk_free) struct desk ca;
	sign(&ca, "ec:P-256", FORGE_LIST_BY_CA, FORGE_SOD_BY_KEY);
	assert_true(ca.cert.ca);
	assert_int_equal(verify(&ca, false, &found), EG_OK);
}

static void a_digest_info_without_null_fits_only_where_it_is_allowed(void **state)
{
	(void)state;
	struct faults found;
	EG_AUTO(desk_free) struct desk d;
	sign(&d, "rsa:2048:sha256:no-null", FORGE_LIST_BY_SIGNER, FORGE_SOD_BY_KEY);
	assert_int_equal(verify(&d, false, &found), EG_MISMATCH);
	assert_int_equal(verify(&d, true, &found), EG_OK);
	assert_true(faults_has(found, FAULT_DIGEST_INFO));
	EG_AUTO(desk_free) struct desk garbage;
	sign(&garbage, "rsa:2048:sha256:garbage", FORGE_LIST_BY_SIGNER, FORGE_SOD_BY_KEY);
	assert_int_equal(verify(&garbage, true, &found), EG_MISMATCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_of_a_collection_is_read_back),
		cmocka_unit_test(a_master_list_is_signed_by_its_signer_under_its_ca),
		cmocka_unit_test(a_master_list_can_be_signed_by_the_wrong_ones),
		cmocka_unit_test(a_digest_info_without_null_fits_only_where_it_is_allowed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
