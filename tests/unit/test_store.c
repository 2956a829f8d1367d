/* Unit tests of pki/store_file, store_cert, store_set, store_disk: what is stored is found, and a
 * file that is not whole is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "mint.h"
#include "pki/name.h"
#include "pki/store_disk.h"
#include "pki/store_set.h"
#include "pki/store_source.h"
#include "pki/trust.h"

static struct crypt_ec *new_key(void)
{
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	return k;
}

static struct store_sections three_sections(void)
{
	struct store_sections s = {0};
	s.of[STORE_SOURCES] = RD_TEXT("abc");
	s.of[STORE_KEPT] = RD_TEXT("12345678");
	s.of[STORE_KNOWN] = RD_TEXT("z");
	return s;
}

static void sections_come_back_as_they_were(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct store_sections in = three_sections();
	struct store_sections out;
	assert_int_equal(store_file_build(&in, &file), EG_OK);
	assert_int_equal(store_file_open(bytes_rd(&file), &out), EG_OK);
	for (size_t i = 0; i < STORE_SECTION_COUNT; i++) {
		assert_true(rd_equal(in.of[i], out.of[i]));
	}
}

static void an_empty_store_is_a_store(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct store_sections in = {0};
	assert_int_equal(store_file_build(&in, &file), EG_OK);
	assert_int_equal(trust_over(bytes_rd(&file), &t), EG_OK);
	assert_int_equal(trust_count(t), 0);
}

static void every_truncation_is_refused(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct store_sections in = three_sections();
	struct store_sections out;
	assert_int_equal(store_file_build(&in, &file), EG_OK);
	for (size_t size = 0; size < file.size; size++) {
		assert_int_not_equal(store_file_open(rd_of(file.data, size), &out), EG_OK);
	}
}

static void every_changed_bit_is_refused(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct store_sections in = three_sections();
	struct store_sections out;
	assert_int_equal(store_file_build(&in, &file), EG_OK);
	for (size_t bit = 0; bit < file.size * 8; bit++) {
		file.data[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		assert_int_not_equal(store_file_open(bytes_rd(&file), &out), EG_OK);
		file.data[bit / 8] ^= (uint8_t)(1u << (bit % 8));
	}
	assert_int_equal(store_file_open(bytes_rd(&file), &out), EG_OK);
}

/* Country CAs and signers of a few states, in a set each. */
#define STATES 5
struct world {
	struct crypt_ec *ca_key[STATES];
	struct crypt_ec *signer_key[STATES];
	struct mint_file ca[STATES];
	struct mint_file signer[STATES];
};
static const char *const states[STATES] = {"UT", "DE", "FR", "IT", "AT"};

static void world_free(struct world *w)
{
	for (size_t i = 0; i < STATES; i++) {
		crypt_ec_free(&w->ca_key[i]);
		crypt_ec_free(&w->signer_key[i]);
	}
}

static struct world new_world(void)
{
	struct world w = {0};
	for (size_t i = 0; i < STATES; i++) {
		struct mint_cert ca = mint_ca_of(states[i]);
		struct mint_cert signer = mint_signer_of(states[i]);
		w.ca_key[i] = new_key();
		w.signer_key[i] = new_key();
		w.ca[i] = mint_certificate(&ca, w.ca_key[i], w.ca_key[i]);
		w.signer[i] = mint_certificate(&signer, w.signer_key[i], w.ca_key[i]);
	}
	return w;
}

static void add(struct store_set *s, struct rd der, uint32_t source)
{
	struct cert c;
	uint32_t item;
	bool was_there;
	assert_int_equal(cert_parse(der, &c), EG_OK);
	assert_int_equal(store_set_add(s, &c, &item, &was_there), EG_OK);
	assert_int_equal(store_set_name(s, item, source), EG_OK);
}

static void build(const struct world *w, bool backwards, struct bytes *file)
{
	EG_AUTO(store_set_free) struct store_set cas = {.of = STORE_CSCA};
	EG_AUTO(store_set_free) struct store_set signers = {.of = STORE_DSC};
	EG_AUTO(store_parts_free) struct store_parts parts = {0};
	for (size_t n = 0; n < STATES; n++) {
		size_t i = backwards ? STATES - 1 - n : n;
		add(&cas, mint_rd(&w->ca[i]), backwards ? 1 : 0);
		add(&cas, mint_rd(&w->ca[i]), backwards ? 0 : 1);
		add(&signers, mint_rd(&w->signer[i]), 1);
	}
	assert_int_equal(store_set_arrange(&cas), EG_OK);
	assert_int_equal(store_set_arrange(&signers), EG_OK);
	assert_int_equal(store_set_write(&cas, NULL, &cas, &parts), EG_OK);
	assert_int_equal(store_set_write(&signers, NULL, &cas, &parts), EG_OK);
	struct store_sections s = store_parts_view(&parts);
	assert_int_equal(store_file_build(&s, file), EG_OK);
}

static void a_store_does_not_tell_in_which_order_it_was_filled(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(bytes_free) struct bytes one = {0};
	EG_AUTO(bytes_free) struct bytes other = {0};
	build(&w, false, &one);
	build(&w, true, &other);
	assert_true(rd_equal(bytes_rd(&one), bytes_rd(&other)));
}

static void each_certificate_is_found_by_each_way(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(trust_free) struct trust *t = NULL;
	build(&w, false, &file);
	assert_int_equal(trust_over(bytes_rd(&file), &t), EG_OK);
	assert_int_equal(trust_count(t), STATES);
	for (size_t i = 0; i < STATES; i++) {
		struct cert c;
		struct cert found;
		struct trust_cursor by_name = {0};
		struct trust_cursor by_id = {0};
		assert_true(trust_holds(t, mint_rd(&w.ca[i])));
		assert_false(trust_holds(t, mint_rd(&w.signer[i])));
		assert_int_equal(cert_parse(mint_rd(&w.signer[i]), &c), EG_OK);
		assert_int_equal(trust_find_issuer(t, &c, (struct date){2026, 11, 22}, &found),
				 EG_OK);
		assert_true(rd_equal(found.whole, mint_rd(&w.ca[i])));
		assert_true(trust_next_signer(t, &c.issuer, c.serial, RD_EMPTY, &by_name, &found));
		assert_true(rd_equal(found.whole, c.whole));
		assert_false(trust_next_signer(t, &c.issuer, c.serial, RD_EMPTY, &by_name, &found));
		assert_true(trust_next_signer(t, NULL, RD_EMPTY, c.subject_key_id, &by_id, &found));
		assert_true(rd_equal(found.whole, c.whole));
		assert_false(
			trust_next_signer(t, NULL, RD_EMPTY, c.subject_key_id, &by_id, &found));
	}
}

static void signers_of_one_issuer_and_serial_are_all_given(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct mint_cert twin = mint_signer_of("UT");
	struct trust_cursor at = {0};
	struct cert c;
	struct cert found;
	w.signer[1] = mint_certificate(&twin, w.signer_key[1], w.ca_key[0]);
	twin.text_tag = 0x13; /* the issuer's name in another string type */
	w.signer[2] = mint_certificate(&twin, w.signer_key[2], w.ca_key[0]);
	build(&w, false, &file);
	assert_int_equal(trust_over(bytes_rd(&file), &t), EG_OK);
	assert_int_equal(cert_parse(mint_rd(&w.signer[0]), &c), EG_OK);
	for (int i = 0; i < 3; i++) {
		assert_true(trust_next_signer(t, &c.issuer, c.serial, RD_EMPTY, &at, &found));
	}
	assert_false(trust_next_signer(t, &c.issuer, c.serial, RD_EMPTY, &at, &found));
}

static void names_that_are_the_same_have_one_key(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t size;
	} names[] = {
#define NAME(text) {text, sizeof(text) - 1}
		NAME("\x31\x0C\x30\x0A\x06\x03\x55\x04\x03\x13\x03"
		     "a B"),
		NAME("\x31\x0C\x30\x0A\x06\x03\x55\x04\x03\x0C\x03"
		     "A b"),
		NAME("\x31\x0E\x30\x0C\x06\x03\x55\x04\x03\x0C\x05"
		     " A  b"),
		NAME("\x31\x0C\x30\x0A\x06\x03\x55\x04\x04\x0C\x03"
		     "A b"),
		NAME("\x31\x0B\x30\x09\x06\x03\x55\x04\x03\x0C\x02"
		     "Ac"),
#undef NAME
	};
	struct rd first = rd_of(names[0].bytes, names[0].size);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct rd name = rd_of(names[i].bytes, names[i].size);
		assert_int_equal(name_same(first, name), i < 3);
		assert_int_equal(name_key(first) == name_key(name), i < 3);
	}
	assert_int_not_equal(name_key(RD_TEXT("\x31\x01")), name_key(RD_TEXT("\x31\x02")));
}

static void sources_and_events_come_back_as_they_were(void **state)
{
	(void)state;
	EG_AUTO(store_parts_free) struct store_parts parts = {0};
	struct store_source list = {
		.kind = STORE_KIND_MASTER_LIST,
		.marks = STORE_MARK_ANCHOR | STORE_MARK_CA_SIGNED,
		.country = "UT",
		.time_s = -5,
		.size = 77,
		.objects = 3,
		.imported_s = 1700000000,
		.name = RD_TEXT("a name"),
	};
	struct store_source crl = {.kind = STORE_KIND_CRL, .kept = RD_TEXT("whole list")};
	const struct store_source_ref both[] = {{&list, 0}, {&crl, 1}};
	struct store_source found;
	faults_add(&list.faults, FAULT_DIGEST_INFO);
	faults_add(&list.faults, FAULT_KNOWN_DEFECT);
	crl.number[STORE_NUMBER_SIZE - 1] = 9;
	assert_int_equal(store_sources_write(both, 2, &parts), EG_OK);
	const struct store_event event = {
		.source = list,
		.outcome = STORE_REFUSED,
		.reason = 4,
		.fault = FAULT_EXTENSION_CRITICALITY,
		.rejected = 2,
	};
	EG_AUTO(bytes_free) struct bytes first = {0};
	assert_int_equal(store_history_write(RD_EMPTY, &event, 1, &first), EG_OK);
	assert_int_equal(store_history_write(bytes_rd(&first), &event, 1, &parts.of[STORE_HISTORY]),
			 EG_OK);
	struct store_sections s = store_parts_view(&parts);
	struct store_event told;
	assert_int_equal(store_source_count(&s), 2);
	assert_true(store_source_at(&s, 0, &found));
	assert_int_equal(found.marks, list.marks);
	assert_string_equal(found.country, "UT");
	assert_int_equal(found.time_s, -5);
	assert_int_equal(found.imported_s, 1700000000);
	assert_true(rd_equal(found.name, list.name));
	assert_memory_equal(&found.faults, &list.faults, sizeof(found.faults));
	assert_true(store_source_at(&s, 1, &found));
	assert_int_equal(found.kind, STORE_KIND_CRL);
	assert_true(rd_equal(found.kept, crl.kept));
	assert_int_equal(found.number[STORE_NUMBER_SIZE - 1], 9);
	assert_false(store_source_at(&s, 2, &found));
	assert_int_equal(store_event_count(&s), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(store_event_at(&s, i, &told));
		assert_int_equal(told.outcome, STORE_REFUSED);
		assert_int_equal(told.reason, 4);
		assert_int_equal(told.fault, FAULT_EXTENSION_CRITICALITY);
		assert_int_equal(told.rejected, 2);
		assert_int_equal(told.source.size, 77);
	}
	assert_false(store_event_at(&s, 2, &told));
	s.of[STORE_KEPT] = RD_TEXT("whole lis");
	assert_false(store_source_at(&s, 1, &found));
}

static void what_is_opened_is_not_added_to(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(trust_free) struct trust *t = NULL;
	build(&w, false, &file);
	assert_int_equal(trust_over(bytes_rd(&file), &t), EG_OK);
	assert_int_equal(trust_add_certificate(t, mint_rd(&w.ca[0])), EG_STATE);
}

static void a_file_on_disk_is_replaced_whole_while_it_is_read(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes empty = {0};
	EG_AUTO(trust_free) struct trust *t = NULL;
	EG_AUTO(trust_free) struct trust *after = NULL;
	char folder[] = "/tmp/egate-store-XXXXXX";
	char path[64];
	char beside[64];
	struct store_sections none = {0};
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/trust", folder);
	(void)snprintf(beside, sizeof(beside), "%s/trust.new", folder);
	assert_int_equal(trust_open(path, &t), EG_NOT_FOUND);
	build(&w, false, &file);
	assert_int_equal(store_file_build(&none, &empty), EG_OK);
	assert_int_equal(store_disk_write(path, bytes_rd(&file)), EG_OK);
	assert_int_equal(trust_open(path, &t), EG_OK);
	assert_int_equal(store_disk_write(path, bytes_rd(&empty)), EG_OK);
	assert_int_equal(trust_open(path, &after), EG_OK);
	assert_int_equal(trust_count(after), 0);
	assert_int_equal(trust_count(t), STATES);
	assert_true(trust_holds(t, mint_rd(&w.ca[0])));
	assert_int_not_equal(access(beside, F_OK), 0);
	assert_int_equal(store_disk_write("/nowhere/at/all", bytes_rd(&empty)), EG_IO);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static mode_t rights_of(const char *path)
{
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777;
}

static void a_file_on_disk_keeps_its_rights_and_is_no_link(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes empty = {0};
	struct store_sections none = {0};
	struct store_map map;
	char folder[] = "/tmp/egate-store-XXXXXX";
	char path[64];
	char beside[64];
	char link[64];
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/trust", folder);
	(void)snprintf(beside, sizeof(beside), "%s/trust.new", folder);
	(void)snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(store_file_build(&none, &empty), EG_OK);
	assert_int_equal(store_disk_write(path, bytes_rd(&empty)), EG_OK);
	assert_int_equal(chmod(path, 0640), 0);
	/* left behind by one that was cut off, and with somebody else's name */
	assert_int_equal(symlink("/nowhere/at/all", beside), 0);
	assert_int_equal(store_disk_write(path, bytes_rd(&empty)), EG_OK);
	assert_int_equal(rights_of(path), 0640);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(store_disk_write(link, bytes_rd(&empty)), EG_CONFIG);
	assert_int_equal(store_disk_map_path(link, &map), EG_OK);
	store_disk_unmap(&map);
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(store_disk_map_path(path, &map), EG_CONFIG);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_come_back_as_they_were),
		cmocka_unit_test(an_empty_store_is_a_store),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(every_changed_bit_is_refused),
		cmocka_unit_test(a_store_does_not_tell_in_which_order_it_was_filled),
		cmocka_unit_test(each_certificate_is_found_by_each_way),
		cmocka_unit_test(signers_of_one_issuer_and_serial_are_all_given),
		cmocka_unit_test(names_that_are_the_same_have_one_key),
		cmocka_unit_test(sources_and_events_come_back_as_they_were),
		cmocka_unit_test(what_is_opened_is_not_added_to),
		cmocka_unit_test(a_file_on_disk_is_replaced_whole_while_it_is_read),
		cmocka_unit_test(a_file_on_disk_keeps_its_rights_and_is_no_link),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
