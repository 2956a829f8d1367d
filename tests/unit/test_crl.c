/* Unit tests of pki/crl: revocation lists as the forge writes them, right and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/crl.h"
#include "simulator/forge.h"
#include "simulator/forge_cert.h"
#include "simulator/forge_crl.h"

#define LIST_MAX 8192

static const struct date today = {2026, 11, 22};
static const struct date later = {2027, 2, 20};

/* A country CA and the next list that it issues. */
struct desk {
	struct forge_ca ca;
	struct cert cert;
	struct forge_crl order;
	uint8_t bytes[LIST_MAX];
	struct rd list;
	struct crl read;
};

static const struct forge_crl_entry two[] = {
	{{(const uint8_t *)"\x01\x02\x03", 3, false}, {2026, 3, 4}, FORGE_CRL_NO_REASON},
	{{(const uint8_t *)"\x90\x00\x00\x00\x00\x00\x00\x01", 8, false}, {2051, 5, 6}, 1},
};

static void desk_free(struct desk *d)
{
	forge_ca_free(&d->ca);
}

static void desk_open(struct desk *d, const char *algorithm)
{
	struct forge_alg alg;
	struct forge_cert_parts parts;
	*d = (struct desk){.read = {.has_number = false}};
	assert_int_equal(forge_alg_parse(algorithm, &alg), EG_OK);
	assert_int_equal(forge_ca_new(&d->ca, &alg, today), EG_OK);
	assert_int_equal(cert_parse(forge_ca_certificate(&d->ca), &d->cert), EG_OK);
	assert_int_equal(forge_cert_read(forge_ca_certificate(&d->ca), &parts), EG_OK);
	d->order = (struct forge_crl){
		.key = &d->ca.key,
		.issuer = parts.subject,
		.this_update = today,
		.next_update = later,
		.number = RD_TEXT("\x01\x00"),
		.entries = two,
		.count = 2,
	};
}

static void desk_write(struct desk *d)
{
	struct wr out = WR_ARRAY(d->bytes);
	assert_int_equal(forge_crl(&out, &d->order), EG_OK);
	d->list = wr_view(&out);
	assert_true(d->list.left <= forge_crl_size(&d->order));
}

static enum eg_err desk_read(struct desk *d)
{
	desk_write(d);
	return crl_parse(d->list, &d->read);
}

/* Exactly these, ended by FAULT_NONE. */
static void assert_faults(struct faults found, const enum passive_fault *wanted)
{
	struct faults exact = {{0}};
	for (size_t i = 0; wanted[i] != FAULT_NONE; i++) {
		faults_add(&exact, wanted[i]);
	}
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (faults_has(found, (enum passive_fault)f) !=
		    faults_has(exact, (enum passive_fault)f)) {
			fail_msg("%s", fault_word((enum passive_fault)f));
		}
	}
}

static void a_list_is_read_field_by_field(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct crl_entry e;
	desk_open(&d, "ec:brainpoolP256r1:sha256");
	assert_int_equal(desk_read(&d), EG_OK);
	assert_true(faults_empty(d.read.faults));
	assert_string_equal(d.read.country, "UT");
	assert_true(rd_equal(d.read.issuer, d.cert.subject));
	assert_true(rd_equal(d.read.authority_key_id, d.cert.subject_key_id));
	assert_true(d.read.has_number && rd_equal(d.read.number, RD_TEXT("\x01\x00")));
	assert_int_equal(d.read.this_update.unix_s, asn1_time_of_day(today));
	assert_true(d.read.has_next_update);
	assert_int_equal(d.read.next_update.unix_s, asn1_time_of_day(later));
	size_t count;
	assert_int_equal(crl_count(&d.read, &count), EG_OK);
	assert_int_equal(count, 2);
	struct rd rest = d.read.entries;
	assert_true(crl_next_entry(&rest, &e));
	assert_true(rd_equal(e.serial, two[0].serial));
	assert_int_equal(e.revoked.unix_s, asn1_time_of_day(two[0].revoked));
	assert_int_equal(e.reason, CRL_REASON_UNSPECIFIED);
	assert_true(faults_empty(e.faults));
	assert_true(crl_next_entry(&rest, &e));
	assert_true(rd_equal(e.serial, RD_TEXT("\0\x90\0\0\0\0\0\0\x01")));
	assert_int_equal(e.revoked.unix_s, asn1_time_of_day(two[1].revoked));
	assert_int_equal(e.reason, 1);
	assert_false(crl_next_entry(&rest, &e));
	assert_true(rd_end(&rest));
}

static void a_list_fits_the_key_that_signed_it_and_no_other(void **state)
{
	(void)state;
	static const char *const algorithms[] = {
		"ec:brainpoolP256r1:sha256",
		"ec:P-384:sha384:named",
		"rsa:2048:sha256",
		"pss:2048:sha512",
	};
	EG_AUTO(desk_free) struct desk other;
	desk_open(&other, "ec:brainpoolP256r1:sha256");
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		EG_AUTO(desk_free) struct desk d;
		desk_open(&d, algorithms[i]);
		assert_int_equal(desk_read(&d), EG_OK);
		assert_int_equal(crl_issued_by(&d.read, &d.cert), EG_OK);
		assert_int_not_equal(crl_issued_by(&d.read, &other.cert), EG_OK);
	}
}

static void no_changed_byte_of_a_list_fits_its_key(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d, "rsa:2048:sha256"); /* cheap to verify */
	desk_write(&d);
	for (size_t i = 0; i < d.list.left; i++) {
		struct crl c;
		d.bytes[i] ^= 0x01;
		if (crl_parse(d.list, &c) == EG_OK && crl_issued_by(&c, &d.cert) == EG_OK) {
			/* Only the unsigned copy of the algorithm is not signed, and told of. */
			assert_true(faults_has(c.faults, FAULT_CERT_ALGORITHMS));
		}
		d.bytes[i] ^= 0x01;
	}
}

static void lists_that_the_profile_forbids_are_refused_or_noted(void **state)
{
	(void)state;
	static const struct {
		enum forge_crl_form form;
		enum eg_err err;
		enum passive_fault faults[4];
	} cases[] = {
		{FORGE_CRL_V1,
		 EG_OK,
		 {FAULT_CERT_VERSION, FAULT_KEY_ID_MISSING, FAULT_CRL_PROFILE, FAULT_NONE}},
		{FORGE_CRL_DELTA, EG_UNSUPPORTED, {FAULT_NONE}},
		{FORGE_CRL_INDIRECT, EG_UNSUPPORTED, {FAULT_NONE}},
		{FORGE_CRL_PARTITIONED,
		 EG_OK,
		 {FAULT_CRITICAL_UNKNOWN, FAULT_CRL_PROFILE, FAULT_NONE}},
		{FORGE_CRL_CRITICAL, EG_OK, {FAULT_CRITICAL_UNKNOWN, FAULT_NONE}},
		{FORGE_CRL_NO_KEY_ID, EG_OK, {FAULT_KEY_ID_MISSING, FAULT_NONE}},
		{FORGE_CRL_TWICE, EG_OK, {FAULT_EXTENSION_FORMAT, FAULT_NONE}},
		{FORGE_CRL_LONG_TIMES, EG_OK, {FAULT_CERT_TIME_FORM, FAULT_NONE}},
		{FORGE_CRL_ALGORITHMS, EG_OK, {FAULT_CERT_ALGORITHMS, FAULT_NONE}},
	};
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d, "ec:brainpoolP256r1:sha256");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		d.order.form = cases[i].form;
		assert_int_equal(desk_read(&d), cases[i].err);
		if (cases[i].err == EG_OK) {
			assert_faults(d.read.faults, cases[i].faults);
		}
	}
}

static void entries_of_another_ca_and_critical_ones_are_told(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct crl_entry e;
	desk_open(&d, "ec:brainpoolP256r1:sha256");
	d.order.form = FORGE_CRL_ENTRY_ISSUER;
	assert_int_equal(desk_read(&d), EG_OK);
	assert_true(crl_next_entry(&d.read.entries, &e));
	assert_true(e.of_other_issuer);
	d.order.form = FORGE_CRL_ENTRY_CRITICAL;
	assert_int_equal(desk_read(&d), EG_OK);
	assert_true(crl_next_entry(&d.read.entries, &e));
	assert_false(e.of_other_issuer);
	assert_true(faults_has(e.faults, FAULT_CRITICAL_UNKNOWN));
}

static void a_list_without_entries_or_number_or_next_update_is_read(void **state)
{
	(void)state;
	static const enum passive_fault profile[] = {FAULT_CRL_PROFILE, FAULT_NONE};
	EG_AUTO(desk_free) struct desk d;
	size_t count = 1;
	desk_open(&d, "ec:brainpoolP256r1:sha256");
	d.order.count = 0;
	assert_int_equal(desk_read(&d), EG_OK);
	assert_true(faults_empty(d.read.faults));
	assert_int_equal(crl_count(&d.read, &count), EG_OK);
	assert_int_equal(count, 0);
	d.order.form = FORGE_CRL_EMPTY;
	assert_int_equal(desk_read(&d), EG_OK);
	assert_faults(d.read.faults, profile);
	d.order.form = FORGE_CRL_USUAL;
	d.order.number = RD_EMPTY;
	assert_int_equal(desk_read(&d), EG_OK);
	assert_false(d.read.has_number);
	assert_faults(d.read.faults, profile);
	d.order.number = RD_TEXT("\x01");
	d.order.next_update = (struct date){0, 0, 0};
	assert_int_equal(desk_read(&d), EG_OK);
	assert_false(d.read.has_next_update);
	assert_faults(d.read.faults, profile);
}

static void a_number_has_twenty_octets_at_most_and_is_told_without_its_sign(void **state)
{
	(void)state;
	uint8_t number[21] = {0x7F};
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d, "ec:brainpoolP256r1:sha256");
	d.order.number = rd_of(number, 20);
	assert_int_equal(desk_read(&d), EG_OK);
	assert_true(rd_equal(d.read.number, d.order.number));
	d.order.number = rd_of(number, 21);
	assert_int_equal(desk_read(&d), EG_OK);
	assert_false(d.read.has_number);
	assert_true(faults_has(d.read.faults, FAULT_EXTENSION_FORMAT));
	number[0] = 0x80;
	d.order.number = rd_of(number, 2);
	assert_int_equal(desk_read(&d), EG_OK);
	assert_true(rd_equal(d.read.number, d.order.number));
}

static void a_list_that_ends_before_it_begins_is_noted(void **state)
{
	(void)state;
	static const enum passive_fault period[] = {FAULT_CERT_PERIOD, FAULT_NONE};
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d, "ec:brainpoolP256r1:sha256");
	d.order.this_update = later;
	d.order.next_update = today;
	assert_int_equal(desk_read(&d), EG_OK);
	assert_faults(d.read.faults, period);
}

static void no_front_part_of_a_list_is_a_list(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d, "ec:brainpoolP256r1:sha256");
	desk_write(&d);
	for (size_t size = 0; size < d.list.left; size++) {
		struct crl c;
		assert_int_equal(crl_parse(rd_of(d.bytes, size), &c), EG_BAD_DATA);
	}
}

static void a_broken_entry_ends_the_entries_and_is_told_from_their_end(void **state)
{
	(void)state;
	static const char *const broken[] = {
		"\x30\x03\x02\x01\x05", /* no date */
		"\x30\x12\x02\x01\x05\x17\x0D"
		"261301000000Z", /* a thirteenth month */
		"\x30\x11\x02\x00\x17\x0D"
		"261101000000Z", /* no serial number */
		"\x30\x14\x02\x01\x05\x17\x0D"
		"261101000000Z\x05", /* something behind it */
		"\x31\x12\x02\x01\x05\x17\x0D"
		"261101000000Z", /* another tag */
	};
	static const size_t sizes[] = {5, 20, 19, 21, 20};
	struct crl_entry e;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct rd rest = rd_of(broken[i], sizes[i]);
		assert_false(crl_next_entry(&rest, &e));
		assert_false(rd_end(&rest));
	}
	struct rd good = RD_TEXT("\x30\x12\x02\x01\x05\x17\x0D"
				 "261101000000Z");
	assert_true(crl_next_entry(&good, &e));
	assert_true(rd_end(&good));
}

static void odd_entries_are_read_and_noted(void **state)
{
	(void)state;
	struct crl_entry e;
	struct rd zero = RD_TEXT("\x30\x12\x02\x01\x00\x17\x0D"
				 "261101000000Z");
	assert_true(crl_next_entry(&zero, &e));
	assert_true(faults_has(e.faults, FAULT_CERT_SERIAL));
	struct rd negative = RD_TEXT("\x30\x12\x02\x01\x80\x17\x0D"
				     "261101000000Z");
	assert_true(crl_next_entry(&negative, &e));
	assert_true(faults_has(e.faults, FAULT_CERT_SERIAL));
	/* reason 11 is none; what is wrong in an extension does not make a certificate good */
	struct rd reason = RD_TEXT("\x30\x20\x02\x01\x05\x17\x0D"
				   "261101000000Z"
				   "\x30\x0C\x30\x0A\x06\x03\x55\x1D\x15\x04\x03\x0A\x01\x0B");
	assert_true(crl_next_entry(&reason, &e));
	assert_int_equal(e.reason, CRL_REASON_UNSPECIFIED);
	assert_true(faults_has(e.faults, FAULT_EXTENSION_FORMAT));
	struct rd since = RD_TEXT("\x30\x2E\x02\x01\x05\x17\x0D"
				  "261101000000Z"
				  "\x30\x1A\x30\x18\x06\x03\x55\x1D\x18\x04\x11\x18\x0F"
				  "20261022113000Z");
	assert_true(crl_next_entry(&since, &e));
	assert_true(e.has_invalidity);
	assert_int_equal(e.invalid_since.unix_s,
			 asn1_time_of_day((struct date){2026, 10, 22}) + 11 * 3600 + 30 * 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_field_by_field),
		cmocka_unit_test(a_list_fits_the_key_that_signed_it_and_no_other),
		cmocka_unit_test(no_changed_byte_of_a_list_fits_its_key),
		cmocka_unit_test(lists_that_the_profile_forbids_are_refused_or_noted),
		cmocka_unit_test(entries_of_another_ca_and_critical_ones_are_told),
		cmocka_unit_test(a_list_without_entries_or_number_or_next_update_is_read),
		cmocka_unit_test(a_number_has_twenty_octets_at_most_and_is_told_without_its_sign),
		cmocka_unit_test(a_list_that_ends_before_it_begins_is_noted),
		cmocka_unit_test(no_front_part_of_a_list_is_a_list),
		cmocka_unit_test(a_broken_entry_ends_the_entries_and_is_told_from_their_end),
		cmocka_unit_test(odd_entries_are_read_and_noted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
