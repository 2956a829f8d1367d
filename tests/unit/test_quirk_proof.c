/*
 * Quirks 7 and 20 to 24 of documents in the field: what SecurityInfos offer, and how chips prove
 * that they are genuine. One story each.
 */
#include "quirk_rig.h"

#include "emrtd/actauth.h"
#include "emrtd/lds_face.h"

/* One SecurityInfo: protocol behind 0.4.0.127.0.7.2.2, version, parameter. */
struct info {
	uint8_t protocol[3];
	uint8_t version;
	uint8_t parameter;
};

static void put_info(struct wr *w, const struct info *i)
{
	const uint8_t version[] = {i->version};
	const uint8_t parameter[] = {i->parameter};
	size_t one = wr_open(w, 0x30);
	size_t oid = wr_open(w, 0x06);
	wr_put(w, RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02"));
	wr_put(w, RD_ARRAY(i->protocol));
	wr_close(w, oid);
	wr_tlv(w, 0x02, RD_ARRAY(version));
	wr_tlv(w, 0x02, RD_ARRAY(parameter));
	wr_close(w, one);
}

/* EF.CardAccess of these infos, with one more that nobody knows. */
static void replace_card_access(struct chip_document *d, const struct info *infos, size_t count)
{
	static uint8_t octets[256];
	struct wr w = WR_ARRAY(octets);
	size_t set = wr_open(&w, 0x31);
	wr_put(&w, RD_TEXT("\x30\x0A\x06\x03\x2A\x03\x04\x31\x03\x02\x01\x05"));
	for (size_t i = 0; i < count; i++) {
		put_info(&w, &infos[i]);
	}
	wr_close(&w, set);
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].fid == 0x011C && !d->files[i].in_application) {
			d->files[i].contents = wr_view(&w);
		}
	}
}

/* Integrated mapping, finite fields with 3DES, and the one that this chip does best. */
static void offer_several(struct chip_document *d)
{
	static const struct info infos[] = {
		{{4, 1, 1}, 2, 0},
		{{4, 4, 2}, 2, 13},
		{{4, 2, 2}, 2, 13},
		{{4, 2, 1}, 2, 13},
	};
	replace_card_access(d, infos, sizeof(infos) / sizeof(infos[0]));
}

static void quirk_07_of_several_offers_a_strong_one_opens_the_chip(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_run("", &order, (struct rig_setting){.alter = offer_several}, &r);
	rig_files(&r, &order);
	rig_pass(&r, CHECK_PACE_KEPT);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_PACE);
}

static struct chip_file *portrait_file(struct chip_document *d)
{
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].fid == 0x0102) {
			return &d->files[i];
		}
	}
	fail_msg("no DG2");
	return NULL;
}

static uint8_t changed[2 * RIG_PORTRAIT_MAX];

/* A copy of DG2 that may be changed, and where these octets stand first in it. */
static size_t copy_portrait(struct chip_document *d, struct rd find)
{
	struct chip_file *f = portrait_file(d);
	struct rd at = f->contents;
	size_t size;
	assert_true(rd_dump(f->contents, changed, sizeof(changed), &size));
	f->contents = rd_of(changed, size);
	while (at.left >= find.left && !rd_equal(rd_of(at.at, find.left), find)) {
		assert_true(rd_skip(&at, 1));
	}
	assert_true(at.left >= find.left);
	return size - at.left;
}

/* New Zealand: the record says that it is eight octets longer, or shorter. */
static void lengthen_record(struct chip_document *d)
{
	size_t record = copy_portrait(d, RD_TEXT("FAC\0"));
	changed[record + 11] = (uint8_t)(changed[record + 11] + 8);
}

static void shorten_record(struct chip_document *d)
{
	size_t record = copy_portrait(d, RD_TEXT("FAC\0"));
	changed[record + 11] = (uint8_t)(changed[record + 11] - 8);
}

/* A codestream of JPEG 2000 without the boxes of a file around it. */
static void bare_codestream(struct chip_document *d)
{
	size_t image = copy_portrait(d, RD_TEXT("\xFF\xD8\xFF\xC0"));
	struct wr w = wr_of(changed + image, 4);
	wr_be32(&w, 0xFF4FFF51);
}

/* Two biometric information templates, both with the portrait. */
static void two_templates(struct chip_document *d)
{
	struct chip_file *f = portrait_file(d);
	struct rd file = f->contents;
	struct rd group;
	struct rd list;
	struct rd count;
	struct wr w = WR_ARRAY(changed);
	assert_true(rd_expect(&file, 0x75, &group) && rd_expect(&group, 0x7F61, &list) &&
		    rd_expect(&list, 0x02, &count));
	size_t outer = wr_open(&w, 0x75);
	size_t inner = wr_open(&w, 0x7F61);
	wr_tlv(&w, 0x02, RD_TEXT("\x02"));
	wr_put(&w, list);
	wr_put(&w, list);
	wr_close(&w, inner);
	wr_close(&w, outer);
	f->contents = wr_view(&w);
}

static void quirk_20_a_portrait_with_odd_headers_is_found_and_what_is_odd_is_told(void **state)
{
	(void)state;
	static const struct {
		void (*alter)(struct chip_document *d);
		enum lds_picture format;
		uint64_t deviations;
		unsigned count;
	} kinds[] = {
		{lengthen_record, LDS_JPEG, LDS_DEV_BIT(LDS_DEV_RECORD_LENGTH), 1},
		{shorten_record, LDS_JPEG, LDS_DEV_BIT(LDS_DEV_RECORD_LENGTH), 1},
		{bare_codestream, LDS_JPEG2000, LDS_DEV_BIT(LDS_DEV_IMAGE_BARE), 1},
		{two_templates, LDS_JPEG, 0, 2},
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		struct lds_portrait portrait;
		struct lds_faces faces;
		quirk_run("", &order, (struct rig_setting){.alter = kinds[i].alter}, &r);
		rig_pass(&r, CHECK_FILES_READ);
		assert_int_equal(lds_dg2(bytes_rd(&r.file[EMRTD_DG2]), &portrait), EG_OK);
		assert_int_equal(portrait.format, kinds[i].format);
		assert_int_equal(portrait.bytes.left, RIG_PORTRAIT_SIZE);
		assert_int_equal(lds_faces_read(bytes_rd(&r.file[EMRTD_DG2]), &faces), EG_OK);
		assert_int_equal(faces.count, kinds[i].count);
		assert_true((portrait.deviations & kinds[i].deviations) == kinds[i].deviations);
	}
}

/* The coming encoding, in a template of its own tag (7F2E): alone, and in two templates. */
static void quirk_20_a_portrait_in_39794_comes_like_one_in_19794(void **state)
{
	(void)state;
	static void (*const alter[])(struct chip_document * d) = {NULL, two_templates};
	for (unsigned i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		struct lds_faces faces;
		order.dg2_encoding = FORGE_39794;
		quirk_run("", &order, (struct rig_setting){.alter = alter[i]}, &r);
		rig_files(&r, &order);
		assert_int_equal(lds_faces_read(bytes_rd(&r.file[EMRTD_DG2]), &faces), EG_OK);
		assert_int_equal(faces.count, 1 + i);
		assert_int_equal(faces.deviations, 0);
		for (unsigned k = 0; k < faces.count; k++) {
			const struct lds_face *f = &faces.face[k];
			assert_int_equal(f->encoding, LDS_ISO_39794);
			assert_int_equal(f->sex, LDS_SEX_FEMALE);
			assert_true(rd_equal(f->image, order.portrait));
		}
	}
}

/* PACE and Chip Authentication of versions to come, beside the one that is known. */
static void offer_the_future(struct chip_document *d)
{
	static const struct info infos[] = {
		{{4, 2, 4}, 3, 13},
		{{3, 2, 2}, 3, 1},
		{{9, 2, 2}, 1, 1},
		{{4, 2, 2}, 2, 13},
	};
	replace_card_access(d, infos, sizeof(infos) / sizeof(infos[0]));
}

static void quirk_22_unknown_protocols_and_versions_are_passed_over(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	quirk_run("", &order, (struct rig_setting){.alter = offer_the_future}, &r);
	rig_files(&r, &order);
	rig_pass(&r, CHECK_PACE_KEPT);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_PACE);
}

/* The signature, judged with DG15 as it was read. */
static enum eg_err judge(const struct rig_result *r, enum crypt_hash hash)
{
	struct rd file = bytes_rd(&r->file[EMRTD_DG15]);
	struct rd spki;
	assert_true(rd_expect(&file, 0x6F, &spki));
	return actauth_verify(spki, hash, RD_ARRAY(rig_challenge),
			      bytes_rd(&r->file[EMRTD_AA_SIGNATURE]));
}

/* What the chip signed by RSA, as long as the modulus. */
static void recover(const struct rig_result *r, struct wr *block)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct rd file = bytes_rd(&r->file[EMRTD_DG15]);
	struct rd spki;
	assert_true(rd_expect(&file, 0x6F, &spki));
	assert_int_equal(crypt_pub_from_spki(spki, &key), EG_OK);
	assert_int_equal(crypt_rsa_recover(key, bytes_rd(&r->file[EMRTD_AA_SIGNATURE]), block),
			 EG_OK);
}

static void quirk_24_every_kind_of_signature_proves_the_chip(void **state)
{
	(void)state;
	static const struct {
		const char *key;
		enum crypt_hash hash;
	} kinds[] = {
		{"rsa:1024:sha1", CRYPT_SHA1},     {"rsa:1280:sha224", CRYPT_SHA224},
		{"rsa:2048:sha256", CRYPT_SHA256}, {"rsa:1536:sha384", CRYPT_SHA384},
		{"rsa:2048:sha512", CRYPT_SHA512}, {"ec:P-256:sha256", CRYPT_SHA256},
		{"ec:P-224:sha224", CRYPT_SHA224}, {"ec:brainpoolP384r1:sha384", CRYPT_SHA384},
		{"ec:P-521:sha512", CRYPT_SHA512},
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct forge_order order = rig_order();
		assert_int_equal(forge_alg_parse(kinds[i].key, &order.aa_alg), EG_OK);
		order.aa = order.aa_alg.rsa ? CHIP_KEY_RSA : CHIP_KEY_EC;
		quirk_is_survived("", &order, &r);
		assert_int_equal(judge(&r, kinds[i].hash), EG_OK);
	}
}

static void quirk_24_a_signature_in_der_is_read_like_a_plain_one(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	EG_AUTO(rig_result_free) struct rig_result wrong = {0};
	const struct forge_order order = rig_order();
	quirk_is_survived("signature_der", &order, &r);
	assert_int_equal(judge(&r, CRYPT_SHA256), EG_OK);
	assert_int_not_equal(judge(&r, CRYPT_SHA384), EG_OK);
	quirk_is_survived("aa_flipped", &order, &wrong);
	assert_int_equal(judge(&wrong, CRYPT_SHA256), EG_MISMATCH);
}

/* Australia: what is recovered begins with zeros where 6A would stand; all of them are passed over.
 */
static void quirk_24_zeros_before_the_representative_are_passed_over(void **state)
{
	(void)state;
	static const char *const quirks[] = {"representative_short", "representative_short=8"};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		uint8_t room[256];
		struct wr block = WR_ARRAY(room);
		struct forge_order order = rig_order();
		order.aa = CHIP_KEY_RSA;
		assert_int_equal(forge_alg_parse("rsa:1792:sha256", &order.aa_alg), EG_OK);
		quirk_is_survived(quirks[i], &order, &r);
		assert_int_equal(judge(&r, CRYPT_SHA256), EG_OK);
		recover(&r, &block);
		assert_int_equal(block.size, 1792 / 8);
		const size_t zeros = i == 0 ? 1 : 8;
		assert_memory_equal(room, "\0\0\0\0\0\0\0\0", zeros);
		assert_int_equal(room[zeros], 0x6A);
	}
}

/* Australia: a long signature is cut off at 256 octets; what is left proves nothing. */
static void quirk_24_a_signature_cut_short_proves_nothing(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct forge_order order = rig_order();
	order.aa = CHIP_KEY_RSA;
	assert_int_equal(forge_alg_parse("rsa:2048:sha256", &order.aa_alg), EG_OK);
	quirk_is_survived("signature_cut=255", &order, &r);
	assert_int_not_equal(judge(&r, CRYPT_SHA256), EG_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quirk_07_of_several_offers_a_strong_one_opens_the_chip),
		cmocka_unit_test(
			quirk_20_a_portrait_with_odd_headers_is_found_and_what_is_odd_is_told),
		cmocka_unit_test(quirk_20_a_portrait_in_39794_comes_like_one_in_19794),
		cmocka_unit_test(quirk_22_unknown_protocols_and_versions_are_passed_over),
		cmocka_unit_test(quirk_24_every_kind_of_signature_proves_the_chip),
		cmocka_unit_test(quirk_24_a_signature_in_der_is_read_like_a_plain_one),
		cmocka_unit_test(quirk_24_zeros_before_the_representative_are_passed_over),
		cmocka_unit_test(quirk_24_a_signature_cut_short_proves_nothing),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
