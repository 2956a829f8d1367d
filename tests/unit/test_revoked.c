/* Unit tests of pki/revoked: what lists that were taken in say about a certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pki/revoked.h"
#include "simulator/forge.h"
#include "simulator/forge_cert.h"
#include "simulator/forge_crl.h"

#define LIST_MAX  8192
#define IMAGE_MAX 16384
#define MANY      20000u

static const struct date today = {2026, 11, 22};
static const struct date later = {2027, 2, 20};
static const struct date before = {2026, 9, 1};

/* An image of lists, and the CAs that sign them. All CAs of the forge have one name. */
struct desk {
	struct forge_ca old_ca;
	struct forge_ca new_ca;
	struct cert old_cert;
	struct cert new_cert;
	struct rd name; /* whole */
	struct revoked_builder *builder;
	uint8_t image_bytes[IMAGE_MAX];
	struct revoked image;
	struct faults found;
};

static const struct forge_crl_entry two[] = {
	{{(const uint8_t *)"\x01\x02\x03", 3, false}, {2026, 3, 4}, FORGE_CRL_NO_REASON},
	{{(const uint8_t *)"\x90\x00\x00\x00\x00\x00\x00\x01", 8, false}, {2026, 5, 6}, 1},
};
#define SECOND RD_TEXT("\0\x90\0\0\0\0\0\0\x01") /* as a certificate carries it */
#define ABSENT RD_TEXT("\x01\x02\x04")

static void desk_free(struct desk *d)
{
	forge_ca_free(&d->old_ca);
	forge_ca_free(&d->new_ca);
	revoked_builder_free(&d->builder);
}

static void desk_open(struct desk *d)
{
	struct forge_alg alg;
	struct forge_cert_parts parts;
	*d = (struct desk){.builder = NULL};
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &alg), EG_OK);
	assert_int_equal(forge_ca_new(&d->old_ca, &alg, today), EG_OK);
	assert_int_equal(forge_ca_new(&d->new_ca, &alg, today), EG_OK);
	assert_int_equal(cert_parse(forge_ca_certificate(&d->old_ca), &d->old_cert), EG_OK);
	assert_int_equal(cert_parse(forge_ca_certificate(&d->new_ca), &d->new_cert), EG_OK);
	assert_int_equal(forge_cert_read(forge_ca_certificate(&d->new_ca), &parts), EG_OK);
	d->name = parts.subject;
	assert_int_equal(revoked_builder_new(&d->builder), EG_OK);
}

static struct forge_crl order_of(const struct desk *d, const struct forge_ca *ca)
{
	return (struct forge_crl){
		.key = &ca->key,
		.issuer = d->name,
		.this_update = today,
		.next_update = later,
		.number = RD_TEXT("\x07"),
		.entries = two,
		.count = 2,
	};
}

static enum eg_err add(struct desk *d, const struct forge_crl *order, const struct cert *signer,
		       size_t *list)
{
	uint8_t bytes[LIST_MAX];
	struct wr out = WR_ARRAY(bytes);
	struct crl c;
	assert_int_equal(forge_crl(&out, order), EG_OK);
	assert_int_equal(crl_parse(wr_view(&out), &c), EG_OK);
	assert_int_equal(crl_issued_by(&c, signer), EG_OK);
	return revoked_add(d->builder, list, &d->found, &c, signer);
}

static void write_image(struct desk *d)
{
	struct wr out = WR_ARRAY(d->image_bytes);
	size_t size = revoked_size(d->builder);
	assert_int_equal(revoked_write(d->builder, &out), EG_OK);
	assert_int_equal(wr_view(&out).left, size);
	assert_int_equal(revoked_open(wr_view(&out), &d->image), EG_OK);
}

static struct revoked_answer ask(const struct revoked *r, const struct cert *ca, struct rd serial)
{
	struct revoked_answer answer;
	struct revoked_key key;
	assert_int_equal(revoked_key_of(ca, &key), EG_OK);
	assert_int_equal(revoked_find(r, &answer, &key, ca->subject, serial), EG_OK);
	return answer;
}

static void what_a_list_names_is_revoked_and_nothing_else(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	size_t list = 9;
	desk_open(&d);
	struct forge_crl order = order_of(&d, &d.new_ca);
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	assert_int_equal(list, 0);
	assert_true(faults_empty(d.found));
	write_image(&d);
	struct revoked_answer a = ask(&d.image, &d.new_cert, two[0].serial);
	assert_int_equal(a.state, REVOKED_YES);
	assert_int_equal(a.reason, CRL_REASON_UNSPECIFIED);
	assert_int_equal(a.revoked.unix_s, asn1_time_of_day(two[0].revoked));
	assert_int_equal(date_compare(a.revoked.day, two[0].revoked), 0);
	a = ask(&d.image, &d.new_cert, SECOND);
	assert_int_equal(a.state, REVOKED_YES);
	assert_int_equal(a.reason, 1);
	a = ask(&d.image, &d.new_cert, ABSENT);
	assert_int_equal(a.state, REVOKED_NO);
	assert_false(a.named);
	assert_int_equal(date_compare(a.list.this_update.day, today), 0);
	assert_true(a.list.has_next_update);
	assert_int_equal(date_compare(a.list.next_update.day, later), 0);
	assert_int_equal(a.list.number[19], 7);
	assert_int_equal(a.list.entries, 2);
	assert_true(rd_equal(a.list.issuer, d.new_cert.subject));
	assert_false(a.list.critical_unknown);
}

static void a_list_speaks_for_its_own_key_and_those_it_covers(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	size_t list;
	desk_open(&d);
	struct forge_crl order = order_of(&d, &d.new_ca);
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	write_image(&d);
	/* The name alone says nothing, but what is named there is told. */
	struct revoked_answer a = ask(&d.image, &d.old_cert, two[0].serial);
	assert_int_equal(a.state, REVOKED_OTHER_KEY);
	assert_true(a.named);
	a = ask(&d.image, &d.old_cert, ABSENT);
	assert_int_equal(a.state, REVOKED_OTHER_KEY);
	assert_false(a.named);
	assert_int_equal(date_compare(a.list.this_update.day, today), 0);
	assert_int_equal(revoked_cover(d.builder, list, &d.old_cert), EG_OK);
	assert_int_equal(revoked_cover(d.builder, list, &d.old_cert), EG_OK);
	write_image(&d);
	assert_int_equal(ask(&d.image, &d.old_cert, two[0].serial).state, REVOKED_YES);
	assert_int_equal(ask(&d.image, &d.old_cert, ABSENT).state, REVOKED_NO);
	assert_int_equal(ask(&d.image, &d.new_cert, SECOND).state, REVOKED_YES);
	assert_int_equal(revoked_cover(d.builder, 1, &d.old_cert), EG_STATE);
}

static void without_a_list_nothing_is_known(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct revoked none;
	struct cert stranger;
	desk_open(&d);
	assert_int_equal(revoked_open(RD_EMPTY, &none), EG_OK);
	assert_int_equal(ask(&none, &d.new_cert, ABSENT).state, REVOKED_NO_LIST);
	write_image(&d);
	assert_int_equal(ask(&d.image, &d.new_cert, ABSENT).state, REVOKED_NO_LIST);
	size_t list;
	struct forge_crl order = order_of(&d, &d.new_ca);
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	write_image(&d);
	stranger = d.old_cert;
	stranger.subject = RD_EMPTY;
	assert_int_equal(ask(&d.image, &stranger, two[0].serial).state, REVOKED_NO_LIST);
}

static void one_of_several_lists_that_names_it_is_enough(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	size_t list;
	desk_open(&d);
	struct forge_crl order = order_of(&d, &d.new_ca);
	order.count = 1;
	order.number = RD_TEXT("\x09");
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	order.this_update = before;
	order.number = RD_TEXT("\x08");
	order.entries = two + 1;
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	assert_int_equal(list, 1);
	write_image(&d);
	struct revoked_answer a = ask(&d.image, &d.new_cert, two[0].serial);
	assert_int_equal(a.state, REVOKED_YES);
	assert_int_equal(a.list.number[19], 9);
	a = ask(&d.image, &d.new_cert, SECOND);
	assert_int_equal(a.state, REVOKED_YES);
	assert_int_equal(a.list.number[19], 8);
	a = ask(&d.image, &d.new_cert, ABSENT);
	assert_int_equal(a.state, REVOKED_NO);
	assert_int_equal(a.list.number[19], 9); /* the newest */
	struct revoked_list l;
	assert_true(revoked_list(&d.image, 1, &l));
	assert_int_equal(date_compare(l.this_update.day, before), 0);
	assert_false(revoked_list(&d.image, 2, &l));
}

static void serial_numbers_are_numbers_however_they_are_written(void **state)
{
	(void)state;
	static const uint8_t lengthy[24] = {0x41, 0x42, 0x43};
	uint8_t other[24] = {0x41, 0x42, 0x43};
	const struct forge_crl_entry entries[] = {
		{RD_ARRAY(lengthy), today, FORGE_CRL_NO_REASON},
		{RD_TEXT("\x80\x01"), today, FORGE_CRL_NO_REASON},
		{RD_TEXT("\x05\x00"), today, FORGE_CRL_NO_REASON},
	};
	EG_AUTO(desk_free) struct desk d;
	size_t list;
	desk_open(&d);
	struct forge_crl order = order_of(&d, &d.new_ca);
	order.entries = entries;
	order.count = 3;
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	assert_true(faults_has(d.found, FAULT_CERT_SERIAL));
	write_image(&d);
	static const struct {
		const char *bytes;
		size_t size;
		enum revoked_state state;
	} cases[] = {
		{"\x80\x01", 2, REVOKED_YES},
		{"\0\x80\x01", 3, REVOKED_YES},
		{"\0\0\x80\x01", 4, REVOKED_YES},
		{"\x80\x01\0", 3, REVOKED_NO},
		{"\x05", 1, REVOKED_NO},
		{"\x05\0", 2, REVOKED_YES},
		{"\x05\0\0", 3, REVOKED_NO},
		{"\0", 1, REVOKED_NO},
		{"", 0, REVOKED_NO},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rd serial = rd_of(cases[i].bytes, cases[i].size);
		assert_int_equal(ask(&d.image, &d.new_cert, serial).state, cases[i].state);
	}
	assert_int_equal(ask(&d.image, &d.new_cert, RD_ARRAY(lengthy)).state, REVOKED_YES);
	other[23] = 1;
	assert_int_equal(ask(&d.image, &d.new_cert, RD_ARRAY(other)).state, REVOKED_NO);
}

static void each_of_many_is_found_and_no_other(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(eg_free) uint8_t *bytes = NULL;
	EG_AUTO(eg_free) uint8_t *image_bytes = NULL;
	struct revoked image;
	struct crl c;
	size_t list;
	desk_open(&d);
	struct forge_crl order = order_of(&d, &d.new_ca);
	order.more = MANY;
	bytes = malloc(forge_crl_size(&order));
	struct wr out = wr_of(bytes, forge_crl_size(&order));
	assert_int_equal(forge_crl(&out, &order), EG_OK);
	assert_int_equal(crl_parse(wr_view(&out), &c), EG_OK);
	assert_int_equal(crl_issued_by(&c, &d.new_cert), EG_OK);
	assert_int_equal(revoked_add(d.builder, &list, &d.found, &c, &d.new_cert), EG_OK);
	image_bytes = malloc(revoked_size(d.builder));
	struct wr written = wr_of(image_bytes, revoked_size(d.builder));
	assert_int_equal(revoked_write(d.builder, &written), EG_OK);
	assert_int_equal(revoked_open(wr_view(&written), &image), EG_OK);
	for (uint32_t i = 0; i < 2 * MANY; i++) {
		uint8_t serial[FORGE_CRL_SERIAL_SIZE];
		forge_crl_serial(i, serial);
		enum revoked_state got = ask(&image, &d.new_cert, RD_ARRAY(serial)).state;
		assert_int_equal(got, i < MANY ? REVOKED_YES : REVOKED_NO);
	}
	assert_int_equal(ask(&image, &d.new_cert, two[0].serial).state, REVOKED_YES);
	assert_int_equal(ask(&image, &d.new_cert, SECOND).state, REVOKED_YES);
}

/* Lists of all sizes around those that the search steps by, one behind the other. */
static void lists_of_all_sizes_are_kept_apart(void **state)
{
	(void)state;
	enum { LISTS = 140 };
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(eg_free) uint8_t *image_bytes = NULL;
	static struct forge_crl_entry entries[LISTS];
	static uint8_t serials[LISTS][FORGE_CRL_SERIAL_SIZE];
	static uint8_t crl_bytes[32768];
	struct revoked image;
	size_t list;
	desk_open(&d);
	for (uint32_t n = 0; n < LISTS; n++) {
		struct forge_crl order = order_of(&d, &d.new_ca);
		struct cert other = d.new_cert;
		struct wr out = WR_ARRAY(crl_bytes);
		struct crl c;
		/* The n-th list has n entries and speaks for a key of its own. */
		const uint8_t spki[] = {0x30, 0x07, 0x30, 0x00, 0x03, 0x03, 0, (uint8_t)n, 1};
		other.spki = RD_ARRAY(spki);
		for (uint32_t i = 0; i < n; i++) {
			forge_crl_serial(n * LISTS + i, serials[i]);
			entries[i] = (struct forge_crl_entry){RD_ARRAY(serials[i]), today,
							      FORGE_CRL_NO_REASON};
		}
		order.entries = entries;
		order.count = n;
		assert_int_equal(forge_crl(&out, &order), EG_OK);
		assert_int_equal(crl_parse(wr_view(&out), &c), EG_OK);
		assert_int_equal(revoked_add(d.builder, &list, &d.found, &c, &other), EG_OK);
	}
	image_bytes = malloc(revoked_size(d.builder));
	struct wr written = wr_of(image_bytes, revoked_size(d.builder));
	assert_int_equal(revoked_write(d.builder, &written), EG_OK);
	assert_int_equal(revoked_open(wr_view(&written), &image), EG_OK);
	for (uint32_t n = 0; n < LISTS; n++) {
		struct cert other = d.new_cert;
		const uint8_t spki[] = {0x30, 0x07, 0x30, 0x00, 0x03, 0x03, 0, (uint8_t)n, 1};
		other.spki = RD_ARRAY(spki);
		for (uint32_t i = 0; i < LISTS; i++) {
			uint8_t own[FORGE_CRL_SERIAL_SIZE];
			uint8_t next[FORGE_CRL_SERIAL_SIZE];
			forge_crl_serial(n * LISTS + i, own);
			forge_crl_serial((n + 1) % LISTS * LISTS + i, next);
			assert_int_equal(ask(&image, &other, RD_ARRAY(own)).state,
					 i < n ? REVOKED_YES : REVOKED_NO);
			assert_int_equal(ask(&image, &other, RD_ARRAY(next)).state, REVOKED_NO);
		}
	}
}

static void a_list_that_cannot_be_taken_leaves_nothing_behind(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	uint8_t bytes[LIST_MAX];
	struct wr out = WR_ARRAY(bytes);
	struct crl c;
	size_t list = 9;
	desk_open(&d);
	size_t empty = revoked_size(d.builder);
	struct forge_crl order = order_of(&d, &d.new_ca);
	order.form = FORGE_CRL_ENTRY_ISSUER;
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_UNSUPPORTED);
	order.form = FORGE_CRL_USUAL;
	assert_int_equal(forge_crl(&out, &order), EG_OK);
	assert_int_equal(crl_parse(wr_view(&out), &c), EG_OK);
	/* The date of the second entry, in the middle of its frame. */
	bytes[(size_t)(c.entries.at - bytes) + c.entries.left - 15] = 'x';
	assert_int_equal(revoked_add(d.builder, &list, &d.found, &c, &d.new_cert), EG_BAD_DATA);
	assert_int_equal(list, 9);
	assert_int_equal(revoked_size(d.builder), empty);
	assert_true(faults_empty(d.found));
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	write_image(&d);
	assert_int_equal(ask(&d.image, &d.new_cert, SECOND).state, REVOKED_YES);
}

static void a_list_with_something_critical_is_marked(void **state)
{
	(void)state;
	static const enum forge_crl_form forms[] = {FORGE_CRL_CRITICAL, FORGE_CRL_ENTRY_CRITICAL,
						    FORGE_CRL_PARTITIONED};
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		EG_AUTO(desk_free) struct desk d;
		size_t list;
		desk_open(&d);
		struct forge_crl order = order_of(&d, &d.new_ca);
		order.form = forms[i];
		assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
		write_image(&d);
		assert_true(ask(&d.image, &d.new_cert, ABSENT).list.critical_unknown);
		assert_int_equal(ask(&d.image, &d.new_cert, SECOND).state, REVOKED_YES);
	}
}

static void a_broken_image_is_refused_or_finds_within_its_bounds(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct revoked r;
	struct revoked_key key;
	struct revoked_answer answer;
	size_t list;
	desk_open(&d);
	struct forge_crl order = order_of(&d, &d.new_ca);
	assert_int_equal(add(&d, &order, &d.new_cert, &list), EG_OK);
	assert_int_equal(revoked_cover(d.builder, list, &d.old_cert), EG_OK);
	write_image(&d);
	assert_int_equal(revoked_key_of(&d.new_cert, &key), EG_OK);
	size_t size = revoked_size(d.builder);
	for (size_t i = 1; i < size; i++) {
		assert_int_equal(revoked_open(rd_of(d.image_bytes, i), &r), EG_BAD_DATA);
	}
	assert_int_equal(revoked_open(rd_of(d.image_bytes, size + 1), &r), EG_BAD_DATA);
	for (size_t i = 0; i < size * 8; i++) {
		d.image_bytes[i / 8] ^= (uint8_t)(1u << (i % 8));
		if (revoked_open(rd_of(d.image_bytes, size), &r) == EG_OK) {
			enum eg_err err =
				revoked_find(&r, &answer, &key, d.new_cert.subject, SECOND);
			assert_true(err == EG_OK || err == EG_BAD_DATA);
		} else {
			assert_int_equal(r.list_count, 0);
		}
		d.image_bytes[i / 8] ^= (uint8_t)(1u << (i % 8));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_list_names_is_revoked_and_nothing_else),
		cmocka_unit_test(a_list_speaks_for_its_own_key_and_those_it_covers),
		cmocka_unit_test(without_a_list_nothing_is_known),
		cmocka_unit_test(one_of_several_lists_that_names_it_is_enough),
		cmocka_unit_test(serial_numbers_are_numbers_however_they_are_written),
		cmocka_unit_test(each_of_many_is_found_and_no_other),
		cmocka_unit_test(lists_of_all_sizes_are_kept_apart),
		cmocka_unit_test(a_list_that_cannot_be_taken_leaves_nothing_behind),
		cmocka_unit_test(a_list_with_something_critical_is_marked),
		cmocka_unit_test(a_broken_image_is_refused_or_finds_within_its_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
