/*
 * Unit tests of the verify worker's job: what signed lists of defects tell of a document decides
 * with what its chip shows, and is told.
 */
#include "verify_world.h"

#include "known_kit.h"
#include "pki/sod.h"
#include "simulator/forge_bio.h"

/* A world whose trust store has a list that says one thing of its document's signer. */
struct listed {
	struct verify_world w;
	struct known_kit kit;
	struct trust *knowing;
	struct verify_sent sent;
	struct findings f;
};

static void listed_free(struct listed *l)
{
	trust_free(&l->knowing);
	known_kit_free(&l->kit);
	verify_world_free(&l->w);
}

static void know(struct listed *l, const char *arcs, struct rd parameter)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct kit_list list = {.order = {0}};
	struct store_sections sections = *trust_sections(l->w.trust);
	struct sod sod;
	struct cert signer;
	struct rd der;
	assert_int_equal(sod_parse(mint_rd(&l->w.sod), &rewritten, &sod), EG_OK);
	assert_true(cms_next_certificate(&sod.cms.certificates, &der));
	assert_int_equal(cert_parse(der, &signer), EG_OK);
	kit_say(&list, true, arcs, 2, parameter);
	list.entry.issuer = list.entry.serial = RD_EMPTY;
	list.entry.key_id = signer.subject_key_id;
	kit_index(&l->kit, &list, "");
	sections.of[STORE_KNOWN] = bytes_rd(&l->kit.image);
	assert_int_equal(trust_over_sections(&sections, &l->knowing), EG_OK);
}

/* All files of the world, and EF.COM unless it is empty. */
static void judge(struct listed *l, struct rd policy, struct rd com)
{
	struct verify_delivery files[VERIFY_FILES];
	struct passive_profile_flaw flaw;
	EG_AUTO(verify_job_clear)
	struct verify_job j =
		verify_job_new(l->knowing, (struct verify_sink){&l->sent, verify_world_note});
	l->sent = (struct verify_sent){.count = 0};
	assert_int_equal(passive_profile_parse(policy, &j.profile, &flaw), EG_OK);
	assert_int_equal(verify_job_begin(&j, &l->w.begin), EG_OK);
	verify_world_files(&l->w, files);
	for (size_t i = 0; i < VERIFY_FILES; i++) {
		assert_int_equal(verify_job_file(&j, files[i].file, files[i].bytes), EG_OK);
	}
	if (com.left > 0) {
		assert_int_equal(verify_job_file(&j, CHIP_FILE_COM, com), EG_OK);
	}
	if (l->w.dg3.left > 0) {
		j.wants_fingers = true;
		assert_int_equal(verify_job_file(&j, CHIP_FILE_DG3, l->w.dg3), EG_OK);
	}
	assert_int_equal(verify_job_end(&j), EG_OK);
	l->f = verify_world_find(&l->sent, MSG_FINDINGS)->body.findings.findings;
}

/* What the policy forbids and a list explains passes, and is told like what the policy takes. */
static void what_a_list_healed_is_told(void **state)
{
	(void)state;
	EG_AUTO(listed_free) struct listed l = {.w = verify_world_new()};
	know(&l, "\x02\x03", RD_EMPTY);
	judge(&l, RD_TEXT("forbid = com-more"),
	      RD_TEXT("\x60\x17\x5F\x01\x04"
		      "0107\x5F\x36\x06"
		      "040000\x5C\x05\x61\x75\x63\x6E\x6F"));
	verify_world_finding(&l.f, CHECK_SOD_COM, VERDICT_PASS, REASON_DEVIATION);
	const struct msg *m = verify_world_find(&l.sent, MSG_FINDINGS);
	assert_true(faults_has(faults_from_bytes(m->body.findings.tolerated), FAULT_COM_MORE));
}

static void contents_that_a_list_forbids_are_not_used(void **state)
{
	(void)state;
	for (int group = 1; group <= 2; group++) {
		EG_AUTO(listed_free) struct listed l = {.w = verify_world_new()};
		know(&l, "\x02\x01",
		     group == 1 ? RD_TEXT("\x31\x03\x02\x01\x01")
				: RD_TEXT("\x31\x03\x02\x01\x02"));
		judge(&l, RD_EMPTY, RD_EMPTY);
		verify_world_finding(&l.f, group == 1 ? CHECK_MRZ_SAME : CHECK_PORTRAIT,
				     VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED);
		assert_int_equal(verify_world_find(&l.sent, MSG_HOLDER) == NULL, group == 1);
		assert_int_equal(verify_world_find(&l.sent, MSG_PORTRAIT) == NULL, group == 2);
	}
}

/* Fingers, too; and where a list says that the signed hash is the wrong one, nobody knows whose
 * they are. */
static void fingers_that_a_list_tells_against_are_not_handed_on(void **state)
{
	(void)state;
	uint8_t octets[512];
	for (int hash = 0; hash < 2; hash++) {
		EG_AUTO(listed_free) struct listed l = {.w = verify_world_new()};
		struct wr dg3 = WR_ARRAY(octets);
		const struct forge_finger one = {RD_TEXT("\xFF\xA0\xFF some ridges"),
						 FORGE_IMAGE_WSQ, 2, 8, 4};
		assert_int_equal(forge_dg3(&dg3, &one, 1, &(struct forge_how){.flaw = 0}), EG_OK);
		l.w.dg3 = wr_view(&dg3);
		verify_world_sign(&l.w);
		know(&l, hash == 1 ? "\x02\x02" : "\x02\x01",
		     hash == 1 ? RD_TEXT("\x0A\x01\x04") : RD_TEXT("\x31\x03\x02\x01\x03"));
		octets[dg3.size - 1] ^= (uint8_t)hash;
		judge(&l, RD_EMPTY, RD_EMPTY);
		verify_world_finding(&l.f, CHECK_DG3_HASH,
				     hash == 1 ? VERDICT_CANNOT_TELL : VERDICT_PASS,
				     hash == 1 ? REASON_DEFECT_LISTED : REASON_NONE);
		verify_world_finding(&l.f, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL,
				     REASON_DEFECT_LISTED);
		assert_null(verify_world_find(&l.sent, MSG_FINGER));
	}
}

/* Keys that are known to be copied prove nothing, however right the answer is. */
static void a_chips_key_that_a_list_tells_against_proves_nothing(void **state)
{
	(void)state;
	EG_AUTO(listed_free) struct listed l = {.w = verify_world_new()};
	know(&l, "\x01\x04", RD_EMPTY);
	judge(&l, RD_EMPTY, RD_EMPTY);
	verify_world_finding(&l.f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_DEFECT_LISTED);
}

/* And where genuine documents are known to fail, it is open; a policy may count it all the same. */
static void a_failure_of_the_chip_that_a_list_explains_leaves_it_open(void **state)
{
	(void)state;
	static const uint8_t other[8] = {1, 2, 3};
	EG_AUTO(listed_free) struct listed l = {.w = verify_world_new()};
	know(&l, "\x01\x05", RD_TEXT("\x0A\x01\x01"));
	judge(&l, RD_EMPTY, RD_EMPTY);
	verify_world_finding(&l.f, CHECK_ACTIVE_AUTH, VERDICT_PASS, REASON_NONE);
	verify_world_answer(&l.w, RD_ARRAY(other));
	judge(&l, RD_EMPTY, RD_EMPTY);
	verify_world_finding(&l.f, CHECK_ACTIVE_AUTH, VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED);
	judge(&l, RD_TEXT("listed = tell"), RD_EMPTY);
	verify_world_finding(&l.f, CHECK_ACTIVE_AUTH, VERDICT_FAIL, REASON_SIGNATURE_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_list_healed_is_told),
		cmocka_unit_test(contents_that_a_list_forbids_are_not_used),
		cmocka_unit_test(fingers_that_a_list_tells_against_are_not_handed_on),
		cmocka_unit_test(a_chips_key_that_a_list_tells_against_proves_nothing),
		cmocka_unit_test(a_failure_of_the_chip_that_a_list_explains_leaves_it_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
