/*
 * cvc: every algorithm and curve reads and verifies; what breaks a rule is refused with its reason.
 */
#include "pki/cvc.h"

#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct cvc_mint_key root;
static struct cvc_mint_key other;
static struct cvc_mint_key rsa;

static int make_keys(void **state)
{
	(void)state;
	cvc_mint_ec(&root, CRYPT_BP256R1, 3);
	cvc_mint_ec(&other, CRYPT_BP256R1, 3);
	cvc_mint_rsa(&rsa, 1536, 4);
	return 0;
}

static int free_keys(void **state)
{
	(void)state;
	cvc_mint_key_free(&root);
	cvc_mint_key_free(&other);
	cvc_mint_key_free(&rsa);
	return 0;
}

static struct cvc_mint cvca(void)
{
	return (struct cvc_mint){.authority = "UTCVCA00001",
				 .holder = "UTCVCA00001",
				 .key = &root,
				 .signer = &root,
				 .rights = MINT_CVCA,
				 .from = "260101",
				 .to = "281231",
				 .domain = true};
}

static struct cvc_mint dv(void)
{
	return (struct cvc_mint){.authority = "UTCVCA00001",
				 .holder = "UTDV00001",
				 .key = &other,
				 .signer = &root,
				 .rights = MINT_DV,
				 .from = "260601",
				 .to = "261231"};
}

static enum eg_err parse(const struct cvc_mint *m)
{
	struct cvc_minted file = cvc_mint(m);
	struct cvc c;
	return cvc_parse(cvc_minted_rd(&file), &c);
}

/* Under the CVCA of cvca(), whose parameters the first one inherits. */
static enum eg_err issued(const struct cvc_mint *by, const struct cvc_mint *m, enum cvc_why *why)
{
	EG_AUTO(cvc_key_free) struct cvc_key inherited = {0};
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	struct cvc_mint top = cvca();
	struct cvc_minted top_file = cvc_mint(&top);
	struct cvc_minted issuer_file = cvc_mint(by);
	struct cvc_minted file = cvc_mint(m);
	struct cvc anchor;
	struct cvc issuer;
	struct cvc c;
	assert_int_equal(cvc_parse(cvc_minted_rd(&top_file), &anchor), EG_OK);
	assert_int_equal(cvc_parse(cvc_minted_rd(&issuer_file), &issuer), EG_OK);
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(cvc_key(&anchor, NULL, &inherited), EG_OK);
	assert_int_equal(cvc_key(&issuer, &inherited, &key), EG_OK);
	return cvc_issued_by(&c, &issuer, &key, why);
}

static void every_field_is_read_as_written(void **state)
{
	(void)state;
	struct cvc_mint m = dv();
	m.rights = 0x40 | CVC_READ_DG4 | 0x3C; /* reserved bits are ignored */
	m.extensions = "\x73\x06\x06\x01x\x53\x01y";
	struct cvc_minted file = cvc_mint(&m);
	struct cvc c;
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_true(rd_equal(c.whole, cvc_minted_rd(&file)));
	assert_true(rd_equal(c.authority, RD_TEXT("UTCVCA00001")));
	assert_true(rd_equal(c.holder, RD_TEXT("UTDV00001")));
	assert_int_equal(c.role, CVC_DV_FOREIGN);
	assert_int_equal(c.access, CVC_READ_DG4);
	assert_int_equal(date_compare(c.from, (struct date){2026, 6, 1}), 0);
	assert_int_equal(date_compare(c.to, (struct date){2026, 12, 31}), 0);
	assert_true(rd_equal(c.extensions, RD_TEXT("\x73\x06\x06\x01x\x53\x01y")));
	assert_true(cvc_is_dv(&c) && !cvc_is_self_signed(&c) && !c.key.has_domain && !c.key.rsa);
	assert_int_equal(c.key.point.left, 65);
	assert_int_equal(c.signature.left, 64);
}

static void every_algorithm_signs_and_verifies(void **state)
{
	(void)state;
	static const enum crypt_curve curves[] = {CRYPT_P192, CRYPT_BP224R1, CRYPT_P256,
						  CRYPT_BP384R1, CRYPT_BP512R1};
	for (uint8_t number = 1; number <= 11; number++) {
		struct cvc_mint_key k = {0};
		EG_AUTO(cvc_key_free) struct cvc_key key = {0};
		enum cvc_why why;
		struct cvc c;
		if (number <= 5) {
			cvc_mint_ec(&k, curves[number - 1], number);
		} else {
			cvc_mint_rsa(&k, 1280, (uint8_t)(number - 5));
		}
		struct cvc_mint m = cvca();
		m.key = m.signer = &k;
		struct cvc_minted file = cvc_mint(&m);
		assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
		assert_int_equal(cvc_key(&c, NULL, &key), EG_OK);
		assert_int_equal(cvc_issued_by(&c, &c, &key, &why), EG_OK);
		assert_int_equal(why, CVC_GOOD);
		m.spoilt = true;
		file = cvc_mint(&m);
		assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
		assert_int_equal(cvc_issued_by(&c, &c, &key, &why), EG_MISMATCH);
		assert_int_equal(why, CVC_SIGNATURE_WRONG);
		cvc_mint_key_free(&k);
	}
}

static void domain_parameters_are_mapped_to_the_curve_they_equal(void **state)
{
	(void)state;
	static const enum crypt_curve curves[] = {CRYPT_P192,    CRYPT_BP192R1, CRYPT_P224,
						  CRYPT_BP224R1, CRYPT_P256,    CRYPT_BP256R1,
						  CRYPT_BP320R1, CRYPT_P384,    CRYPT_BP384R1,
						  CRYPT_BP512R1, CRYPT_P521};
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		struct cvc_mint_key k = {0};
		struct cvc c;
		cvc_mint_ec(&k, curves[i], 3);
		struct cvc_mint m = cvca();
		m.key = m.signer = &k;
		m.no_cofactor = i % 2 == 1;
		struct cvc_minted file = cvc_mint(&m);
		assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
		assert_true(c.key.has_domain);
		assert_int_equal(c.key.curve, curves[i]);
		m.foreign_curve = true;
		assert_int_equal(parse(&m), EG_UNSUPPORTED);
		cvc_mint_key_free(&k);
	}
}

static void a_curve_is_inherited_or_there_is_no_key(void **state)
{
	(void)state;
	EG_AUTO(cvc_key_free) struct cvc_key top = {0};
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	EG_AUTO(cvc_key_free) struct cvc_key rsa_key = {0};
	struct cvc_mint m = cvca();
	struct cvc_minted top_file = cvc_mint(&m);
	m = dv();
	struct cvc_minted dv_file = cvc_mint(&m);
	m = cvca();
	m.key = m.signer = &rsa;
	struct cvc_minted rsa_file = cvc_mint(&m);
	struct cvc c;
	assert_int_equal(cvc_parse(cvc_minted_rd(&top_file), &c), EG_OK);
	assert_int_equal(cvc_key(&c, NULL, &top), EG_OK);
	assert_int_equal(cvc_parse(cvc_minted_rd(&rsa_file), &c), EG_OK);
	assert_int_equal(cvc_key(&c, NULL, &rsa_key), EG_OK);
	assert_int_equal(cvc_parse(cvc_minted_rd(&dv_file), &c), EG_OK);
	assert_int_equal(cvc_key(&c, NULL, &key), EG_NOT_FOUND);
	assert_int_equal(cvc_key(&c, &rsa_key, &key), EG_NOT_FOUND);
	assert_null(key.pub);
	assert_int_equal(cvc_key(&c, &top, &key), EG_OK);
	assert_int_equal(key.curve, CRYPT_BP256R1);
}

static void only_an_issuer_of_the_right_role_is_taken(void **state)
{
	(void)state;
	enum cvc_why why;
	struct cvc_mint top = cvca();
	struct cvc_mint m = dv();
	assert_int_equal(issued(&top, &m, &why), EG_OK);
	/* A terminal straight below the CVCA. */
	m.rights = MINT_IS;
	assert_int_equal(issued(&top, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_CVCA_ISSUES_TERMINAL);
	/* A DV that makes a DV, then a CVCA, then a terminal. */
	struct cvc_mint middle = dv();
	m = dv();
	m.authority = "UTDV00001";
	m.signer = &other;
	assert_int_equal(issued(&middle, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_DV_ISSUES_CA);
	m.rights = 0x40 | CVC_READ_DG3; /* foreign */
	assert_int_equal(issued(&middle, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_DV_ISSUES_CA);
	m.rights = MINT_CVCA;
	assert_int_equal(issued(&middle, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_DV_ISSUES_CA);
	m.rights = MINT_IS;
	assert_int_equal(issued(&middle, &m, &why), EG_OK);
	/* A terminal makes nothing: no terminal, no DV, no CVCA. */
	static const uint8_t made[] = {MINT_IS, MINT_DV, MINT_CVCA};
	middle.rights = MINT_IS;
	for (size_t i = 0; i < sizeof(made); i++) {
		m.rights = made[i];
		assert_int_equal(issued(&middle, &m, &why), EG_DENIED);
		assert_int_equal(why, CVC_TERMINAL_ISSUES);
	}
}

static void rights_changed_after_signing_break_the_signature(void **state)
{
	(void)state;
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	struct cvc_mint top = cvca();
	struct cvc_mint m = dv();
	struct cvc_minted top_file = cvc_mint(&top);
	enum cvc_why why;
	struct cvc issuer;
	struct cvc c;
	m.rights = 0x80 | CVC_READ_DG4;
	struct cvc_minted file = cvc_mint(&m);
	assert_int_equal(cvc_parse(cvc_minted_rd(&top_file), &issuer), EG_OK);
	assert_int_equal(cvc_key(&issuer, NULL, &key), EG_OK);
	for (size_t i = 0; i + 3 <= file.size; i++) {
		if (file.octets[i] == 0x53 && file.octets[i + 1] == 1 &&
		    file.octets[i + 2] == m.rights) {
			file.octets[i + 2] |= CVC_READ_DG3;
		}
	}
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(c.access, CVC_READ_DG3 | CVC_READ_DG4);
	assert_int_equal(cvc_issued_by(&c, &issuer, &key, &why), EG_MISMATCH);
	assert_int_equal(why, CVC_SIGNATURE_WRONG);
}

static void rights_beyond_the_issuers_are_told_by_whom(void **state)
{
	(void)state;
	struct cvc c = {.role = CVC_IS, .access = CVC_READ_DG3 | CVC_READ_DG4};
	assert_int_equal(cvc_reduces(&c, CVC_READ_DG3 | CVC_READ_DG4), CVC_GOOD);
	assert_int_equal(cvc_reduces(&c, CVC_READ_DG3), CVC_TERMINAL_WIDER);
	c.role = CVC_DV_FOREIGN;
	assert_int_equal(cvc_reduces(&c, 0), CVC_DV_WIDER);
	c.role = CVC_DV_DOMESTIC;
	assert_int_equal(cvc_reduces(&c, CVC_READ_DG4), CVC_DV_WIDER);
	c.role = CVC_CVCA;
	assert_int_equal(cvc_reduces(&c, CVC_READ_DG4), CVC_LINK_WIDER);
	c.access = 0;
	assert_int_equal(cvc_reduces(&c, 0), CVC_GOOD);
}

static void a_period_that_ends_before_it_begins_is_refused(void **state)
{
	(void)state;
	struct cvc_mint top = cvca();
	struct cvc_mint m = dv();
	enum cvc_why why;
	struct cvc c;
	m.from = "270101"; /* after the last day */
	assert_int_equal(issued(&top, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_PERIOD_INVERTED);
	struct cvc_minted file = cvc_mint(&m);
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(cvc_period(&c, (struct date){2026, 12, 31}), CVC_PERIOD_INVERTED);
	assert_int_equal(cvc_period(&c, (struct date){2027, 1, 1}), CVC_PERIOD_INVERTED);
	m.from = m.to = "261231"; /* one day is a period */
	assert_int_equal(issued(&top, &m, &why), EG_OK);
}

static void a_link_may_go_over_to_any_algorithm_and_back(void **state)
{
	(void)state;
	EG_AUTO(cvc_key_free) struct cvc_key rsa_key = {0};
	struct cvc_mint_key longer = {0};
	enum cvc_why why;
	struct cvc_mint top = cvca();
	struct cvc_mint to_rsa = cvca();
	struct cvc rsa_top;
	struct cvc c;
	to_rsa.holder = "UTCVCA00002";
	to_rsa.key = &rsa;
	assert_int_equal(issued(&top, &to_rsa, &why), EG_OK);
	struct cvc_minted rsa_file = cvc_mint(&to_rsa);
	assert_int_equal(cvc_parse(cvc_minted_rd(&rsa_file), &rsa_top), EG_OK);
	assert_int_equal(cvc_key(&rsa_top, NULL, &rsa_key), EG_OK);
	/* RSA to EC, with its domain parameters, for there are none to inherit. */
	struct cvc_mint back = cvca();
	back.authority = "UTCVCA00002";
	back.holder = "UTCVCA00003";
	back.key = &other;
	back.signer = &rsa;
	struct cvc_minted file = cvc_mint(&back);
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(cvc_issued_by(&c, &rsa_top, &rsa_key, &why), EG_OK);
	/* RSA to a longer one: a link may, a DV may not. */
	cvc_mint_rsa(&longer, 2048, 4);
	back.key = &longer;
	file = cvc_mint(&back);
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(cvc_issued_by(&c, &rsa_top, &rsa_key, &why), EG_OK);
	back.rights = MINT_DV;
	file = cvc_mint(&back);
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(cvc_issued_by(&c, &rsa_top, &rsa_key, &why), EG_DENIED);
	assert_int_equal(why, CVC_SIZE_DIFFERS);
	cvc_mint_key_free(&longer);
}

static void extensions_are_read_and_none_gives_access(void **state)
{
	(void)state;
	enum cvc_why why;
	struct cvc_mint top = cvca();
	struct cvc_mint m = dv();
	struct cvc_extension one;
	struct cvc c;
	m.rights = 0x80;
	/* A sector (C.3.2) and an authorization (C.3.1) of every right, then an unknown one. */
	m.extensions = "\x73\x0D\x06\x07\x04\x7F\x07\x03\x01\x03\x02\x80\x02zz"
		       "\x73\x08\x06\x03\x04\x7F\x07\x53\x01\xFF"
		       "\x73\x06\x06\x01x\x53\x01y";
	struct cvc_minted file = cvc_mint(&m);
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(issued(&top, &m, &why), EG_OK);
	assert_int_equal(c.access, 0);
	struct rd rest = c.extensions;
	assert_true(cvc_next_extension(&rest, &one));
	assert_true(rd_equal(one.oid, RD_TEXT("\x04\x7F\x07\x03\x01\x03\x02")));
	assert_true(rd_equal(one.objects, RD_TEXT("\x80\x02zz")));
	assert_true(cvc_next_extension(&rest, &one) && cvc_next_extension(&rest, &one));
	assert_true(rd_equal(one.oid, RD_TEXT("x")));
	assert_false(cvc_next_extension(&rest, &one));
}

static void extensions_badly_formed_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"\x30\x06\x06\x01x\x53\x01y",  /* no template */
		"\x73\x03\x06\x01x",           /* nothing in it */
		"\x73\x05\x06\x03x\x53\x01",   /* ends inside an identifier */
		"\x73\x06\x06\x01x\x53\x02y",  /* ends inside an object */
		"\x73\x03\x53\x01y",           /* no identifier */
		"\x73\x06\x06\x01x\x53\x01y!", /* and more */
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct cvc_mint m = dv();
		m.extensions = wrong[i];
		assert_int_equal(parse(&m), EG_BAD_DATA);
	}
}

static void another_issuer_signature_algorithm_or_domain_is_told_apart(void **state)
{
	(void)state;
	enum cvc_why why;
	struct cvc_mint top = cvca();
	struct cvc_mint m = dv();
	m.authority = "UTCVCA00002";
	assert_int_equal(issued(&top, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_OTHER_ISSUER);
	m = dv();
	m.signer = &other;
	assert_int_equal(issued(&top, &m, &why), EG_MISMATCH);
	assert_int_equal(why, CVC_SIGNATURE_WRONG);
	m = dv();
	m.key = &rsa;
	assert_int_equal(issued(&top, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_ALGORITHM_DIFFERS);
	m = dv();
	m.domain = true;
	assert_int_equal(issued(&top, &m, &why), EG_DENIED);
	assert_int_equal(why, CVC_DOMAIN_WRONG);
	/* A link may change the algorithm (TR-03110-3, 2.3). */
	m = cvca();
	m.holder = "UTCVCA00002";
	m.key = &rsa;
	assert_int_equal(issued(&top, &m, &why), EG_OK);
	assert_int_equal(why, CVC_GOOD);
}

static void both_days_of_the_period_are_good(void **state)
{
	(void)state;
	struct cvc_mint m = dv();
	struct cvc_minted file = cvc_mint(&m);
	struct cvc c;
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(cvc_period(&c, (struct date){2026, 5, 31}), CVC_NOT_YET_VALID);
	assert_int_equal(cvc_period(&c, (struct date){2026, 6, 1}), CVC_GOOD);
	assert_int_equal(cvc_period(&c, (struct date){2026, 12, 31}), CVC_GOOD);
	assert_int_equal(cvc_period(&c, (struct date){2027, 1, 1}), CVC_EXPIRED);
	assert_string_equal(cvc_why_text(CVC_EXPIRED), "expired");
	assert_string_equal(cvc_why_word(CVC_DV_WIDER), "dv-wider");
	assert_string_equal(cvc_why_word((enum cvc_why)99), "?");
}

static void what_breaks_the_profile_is_refused(void **state)
{
	(void)state;
	struct cvc_mint m = dv();
	m.profile = 1;
	assert_int_equal(parse(&m), EG_UNSUPPORTED);
	m = dv();
	m.foreign_kind = true;
	assert_int_equal(parse(&m), EG_UNSUPPORTED);
	m = dv();
	m.from = "260231";
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.from = "26063:"; /* no digit */
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.from = "2606011";
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = dv();
	m.holder = "UTDV5678901234567";
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.holder = "";
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.holder = "UTDV\x01";
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.holder = "UTDV\x80";
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.holder = "UTD\xD6\x56";
	assert_int_equal(parse(&m), EG_OK);
	struct cvc_mint_key odd = other;
	m = dv();
	m.key = &odd;
	odd.number = 6;
	assert_int_equal(parse(&m), EG_UNSUPPORTED);
	odd.kind = 3;
	assert_int_equal(parse(&m), EG_UNSUPPORTED);
}

static void a_short_rsa_key_is_refused(void **state)
{
	(void)state;
	struct cvc_mint_key weak = {0};
	cvc_mint_rsa(&weak, 768, 2);
	struct cvc_mint m = cvca();
	m.key = &weak;
	assert_int_equal(parse(&m), EG_UNSUPPORTED);
	cvc_mint_key_free(&weak);
}

static void bytes_cut_changed_or_added_never_pass(void **state)
{
	(void)state;
	struct cvc_mint m = cvca();
	struct cvc_minted file = cvc_mint(&m);
	struct cvc c;
	enum cvc_why why;
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	assert_int_equal(cvc_parse(cvc_minted_rd(&file), &c), EG_OK);
	assert_int_equal(cvc_key(&c, NULL, &key), EG_OK);
	for (size_t size = 0; size < file.size; size++) {
		assert_int_not_equal(cvc_parse(rd_of(file.octets, size), &c), EG_OK);
	}
	assert_int_not_equal(cvc_parse(rd_of(file.octets, file.size + 1), &c), EG_OK);
	assert_int_equal(cvc_parse(RD_ARRAY(file.octets), &c), EG_BAD_DATA);
	for (size_t i = 0; i < file.size; i++) {
		file.octets[i] ^= 0x20;
		if (cvc_parse(cvc_minted_rd(&file), &c) == EG_OK) {
			assert_int_not_equal(cvc_issued_by(&c, &c, &key, &why), EG_OK);
		}
		file.octets[i] ^= 0x20;
	}
	static uint8_t huge[CVC_SIZE_MAX + 1];
	assert_int_equal(cvc_parse(RD_ARRAY(huge), &c), EG_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_read_as_written),
		cmocka_unit_test(every_algorithm_signs_and_verifies),
		cmocka_unit_test(domain_parameters_are_mapped_to_the_curve_they_equal),
		cmocka_unit_test(a_curve_is_inherited_or_there_is_no_key),
		cmocka_unit_test(only_an_issuer_of_the_right_role_is_taken),
		cmocka_unit_test(rights_changed_after_signing_break_the_signature),
		cmocka_unit_test(rights_beyond_the_issuers_are_told_by_whom),
		cmocka_unit_test(a_period_that_ends_before_it_begins_is_refused),
		cmocka_unit_test(a_link_may_go_over_to_any_algorithm_and_back),
		cmocka_unit_test(extensions_are_read_and_none_gives_access),
		cmocka_unit_test(extensions_badly_formed_are_refused),
		cmocka_unit_test(another_issuer_signature_algorithm_or_domain_is_told_apart),
		cmocka_unit_test(both_days_of_the_period_are_good),
		cmocka_unit_test(what_breaks_the_profile_is_refused),
		cmocka_unit_test(a_short_rsa_key_is_refused),
		cmocka_unit_test(bytes_cut_changed_or_added_never_pass),
	};
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
