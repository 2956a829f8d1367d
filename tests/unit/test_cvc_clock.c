/*
 * cvc_clock and the choice of a chain by it: the day that a chip has learnt, what it must refuse
 * then, and which of several chains no chip can complain of.
 */
#include "pki/cvc_store.h"

#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TODAY ((struct date){2026, 11, 25})

static struct cvc_mint_key cvca[2];
static struct cvc_mint_key dv_key;
static struct cvc_mint_key is_key;

static int make_keys(void **state)
{
	(void)state;
	cvc_mint_ec(&cvca[0], CRYPT_P256, 3);
	cvc_mint_ec(&cvca[1], CRYPT_P256, 3);
	cvc_mint_ec(&dv_key, CRYPT_P256, 3);
	cvc_mint_ec(&is_key, CRYPT_P256, 3);
	return 0;
}

static int free_keys(void **state)
{
	(void)state;
	cvc_mint_key_free(&cvca[0]);
	cvc_mint_key_free(&cvca[1]);
	cvc_mint_key_free(&dv_key);
	cvc_mint_key_free(&is_key);
	return 0;
}

/* Generations 1 and 2; the link has authority 1. */
static struct cvc_mint top(unsigned generation, unsigned signer)
{
	static const char *const names[] = {"UTCVCA00001", "UTCVCA00002"};
	return (struct cvc_mint){.authority = names[signer - 1],
				 .holder = names[generation - 1],
				 .key = &cvca[generation - 1],
				 .signer = &cvca[signer - 1],
				 .rights = MINT_CVCA,
				 .from = generation == 1 ? "250101" : "260901",
				 .to = generation == 1 ? "261231" : "280831",
				 .domain = true};
}

static struct cvc_mint dv(unsigned generation)
{
	return (struct cvc_mint){.authority = generation == 1 ? "UTCVCA00001" : "UTCVCA00002",
				 .holder = "UTDV00001",
				 .key = &dv_key,
				 .signer = &cvca[generation - 1],
				 .rights = MINT_DV,
				 .from = "261001",
				 .to = "261231"};
}

static struct cvc_mint is(void)
{
	return (struct cvc_mint){.authority = "UTDV00001",
				 .holder = "UTIS00001",
				 .key = &is_key,
				 .signer = &dv_key,
				 .rights = MINT_IS,
				 .from = "261110",
				 .to = "261205"};
}

static void add(struct cvc_store *s, struct cvc_mint m)
{
	struct cvc_minted file = cvc_mint(&m);
	assert_int_equal(cvc_store_add(s, cvc_minted_rd(&file)), EG_OK);
}

static bool has_key(void *context, const struct cvc *terminal, const struct cvc_key *key)
{
	(void)context;
	(void)key;
	return rd_equal(terminal->holder, RD_TEXT("UTIS00001"));
}

static enum eg_err chain_of(const struct cvc_store *s, const char *car, struct date today,
			    struct cvc_chain *out, enum cvc_why *why)
{
	const struct cvc_holder holder = {.has_key = has_key};
	return cvc_store_chain(s, &holder, rd_cstr(car), today, out, why);
}

static struct cvc parsed(struct cvc_minted *room, struct cvc_mint m)
{
	struct cvc c;
	*room = cvc_mint(&m);
	assert_int_equal(cvc_parse(cvc_minted_rd(room), &c), EG_OK);
	return c;
}

static void only_trusted_issuers_move_the_chips_date(void **state)
{
	(void)state;
	struct cvc_minted room[4];
	struct cvc root = parsed(&room[0], top(1, 1));
	struct cvc link = parsed(&room[1], top(2, 1));
	struct cvc domestic = parsed(&room[2], dv(2));
	struct cvc terminal = parsed(&room[3], is());
	struct cvc foreign = domestic;
	struct cvc_clock k = {0};
	foreign.role = CVC_DV_FOREIGN;
	cvc_clock_trusts(&k, &root);
	assert_int_equal(date_compare(k.at_least, (struct date){2025, 1, 1}), 0);
	cvc_clock_verifies(&k, &link, &root);
	assert_int_equal(date_compare(k.at_least, (struct date){2026, 9, 1}), 0);
	cvc_clock_verifies(&k, &foreign, &link);
	assert_int_equal(date_compare(k.at_least, (struct date){2026, 10, 1}), 0);
	cvc_clock_verifies(&k, &terminal, &foreign);
	assert_int_equal(date_compare(k.at_least, (struct date){2026, 10, 1}), 0);
	cvc_clock_verifies(&k, &terminal, &domestic);
	assert_int_equal(date_compare(k.at_least, (struct date){2026, 11, 10}), 0);
	cvc_clock_trusts(&k, &root); /* never back */
	assert_int_equal(date_compare(k.at_least, (struct date){2026, 11, 10}), 0);
}

static void a_chip_refuses_by_its_own_date(void **state)
{
	(void)state;
	struct cvc_minted room[3];
	struct cvc root = parsed(&room[0], top(1, 1));
	struct cvc below = parsed(&room[1], dv(1));
	struct cvc link = parsed(&room[2], top(2, 1));
	const struct cvc_clock young = {{2026, 12, 31}};
	const struct cvc_clock old = {{2027, 1, 1}};
	const struct cvc_clock unknown = {0};
	assert_int_equal(cvc_clock_refuses(&young, &below, &root), CVC_GOOD);
	assert_int_equal(cvc_clock_refuses(&old, &below, &root), CVC_EXPIRED_FOR_CHIP);
	assert_int_equal(cvc_clock_refuses(&unknown, &below, &root), CVC_GOOD);
	below.to = (struct date){2027, 3, 1};
	assert_int_equal(cvc_clock_refuses(&old, &below, &root), CVC_CVCA_EXPIRED);
	link.to = (struct date){2026, 10, 1};
	assert_int_equal(cvc_clock_refuses(&old, &link, &root), CVC_GOOD);
}

static void a_chain_tells_the_day_that_the_chip_has_after_it(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	struct cvc_chain chain;
	enum cvc_why why;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	add(s, top(1, 1));
	add(s, top(2, 1));
	add(s, dv(2));
	add(s, is());
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_OK);
	assert_int_equal(chain.count, 3);
	assert_int_equal(chain.doubt, CVC_GOOD);
	assert_int_equal(chain.reduced, CVC_GOOD);
	assert_int_equal(date_compare(chain.chip.at_least, (struct date){2026, 11, 10}), 0);
}

/* The DV is newer than the terminal's last day: whatever our clock says, the chip must refuse. */
static void what_the_chain_itself_makes_expire_is_not_sent(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	struct cvc_mint late = dv(2);
	struct cvc_mint early = is();
	struct cvc_chain chain;
	enum cvc_why why;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	late.from = "261120";
	early.to = "261119";
	add(s, top(2, 2));
	add(s, late);
	add(s, early);
	assert_int_equal(chain_of(s, "UTCVCA00002", (struct date){0}, &chain, &why), EG_NOT_FOUND);
	assert_int_equal(why, CVC_EXPIRED_FOR_CHIP);
	assert_int_equal(chain_of(s, "UTCVCA00002", TODAY, &chain, &why), EG_NOT_FOUND);
	assert_int_equal(why, CVC_EXPIRED);
	/* An older DV of the same key serves where the day allows it. */
	add(s, dv(2));
	assert_int_equal(chain_of(s, "UTCVCA00002", (struct date){2026, 11, 19}, &chain, &why),
			 EG_OK);
	assert_int_equal(date_compare(chain.certificates[0]->from, (struct date){2026, 10, 1}), 0);
}

/* It would move the chip's date into the future for good. */
static void a_link_of_the_future_is_not_sent(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	struct cvc_mint link = top(2, 1);
	struct cvc_chain chain;
	enum cvc_why why;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	link.from = "261126";
	add(s, top(1, 1));
	add(s, link);
	add(s, dv(2));
	add(s, is());
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_NOT_FOUND);
	assert_int_equal(why, CVC_NOT_YET_VALID);
	assert_int_equal(chain_of(s, "UTCVCA00001", (struct date){2026, 11, 26}, &chain, &why),
			 EG_OK);
	assert_int_equal(chain.count, 3);
}

static void with_an_expired_cvca_the_way_over_the_link_comes_first(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	struct cvc_mint root = top(1, 1);
	struct cvc_chain chain;
	enum cvc_why why;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	root.to = "261031"; /* a chip that knows November has put it out of use for DVs */
	add(s, root);
	add(s, dv(1));
	add(s, is());
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_OK);
	assert_int_equal(chain.count, 2);
	assert_int_equal(chain.doubt, CVC_CVCA_EXPIRED);
	add(s, top(2, 1));
	add(s, dv(2));
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_OK);
	assert_int_equal(chain.count, 3);
	assert_int_equal(chain.doubt, CVC_GOOD);
	/* While it is good, the shorter way is taken. */
	root.to = "261130";
	add(s, root);
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_OK);
	assert_int_equal(chain.count, 2);
}

static void who_asks_for_more_than_was_given_is_named(void **state)
{
	(void)state;
	struct cvc_chain chain;
	enum cvc_why why;
	for (unsigned i = 0; i < 3; i++) {
		static const enum cvc_why wider[] = {CVC_LINK_WIDER, CVC_DV_WIDER,
						     CVC_TERMINAL_WIDER};
		EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
		struct cvc_mint root = top(1, 1);
		struct cvc_mint link = top(2, 1);
		struct cvc_mint d = dv(2);
		assert_int_equal(cvc_store_new(&s), EG_OK);
		root.rights = i > 0 ? root.rights : 0xC0 | CVC_READ_DG4;
		link.rights = i != 1 ? link.rights : 0xC0 | CVC_READ_DG4;
		d.rights = i != 2 ? d.rights : 0x80 | CVC_READ_DG4;
		add(s, root);
		add(s, link);
		add(s, d);
		add(s, is());
		assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_OK);
		assert_int_equal(chain.access, CVC_READ_DG4);
		assert_int_equal(chain.reduced, wider[i]);
	}
}

static void a_spoilt_or_inverted_trust_point_is_none(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	struct cvc_mint root = top(1, 1);
	struct cvc_chain chain;
	enum cvc_why why;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	root.spoilt = true;
	add(s, root);
	add(s, dv(1));
	add(s, is());
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_NOT_FOUND);
	assert_int_equal(why, CVC_SIGNATURE_WRONG);
	root = top(1, 1);
	root.to = "241231";
	add(s, root);
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_NOT_FOUND);
	assert_int_equal(why, CVC_PERIOD_INVERTED);
	add(s, top(1, 1));
	assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_OK);
}

/* As openPACE's DETESTDVDE019: one name, an RSA and an EC key, each under a CVCA of its kind. */
static void one_reference_may_name_keys_of_two_kinds(void **state)
{
	(void)state;
	struct cvc_mint_key rsa[2] = {0};
	struct cvc_chain chain;
	enum cvc_why why;
	cvc_mint_rsa(&rsa[0], 1024, 2);
	cvc_mint_rsa(&rsa[1], 1024, 2);
	for (int newer = 0; newer < 2; newer++) {
		EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
		struct cvc_mint root = top(1, 1);
		struct cvc_mint d = dv(1);
		assert_int_equal(cvc_store_new(&s), EG_OK);
		root.key = root.signer = &rsa[0];
		d.key = &rsa[1];
		d.signer = &rsa[0];
		d.from = newer == 1 ? "261101" : "260901";
		add(s, root);
		add(s, d);
		add(s, top(1, 1));
		add(s, dv(1));
		add(s, is());
		assert_int_equal(chain_of(s, "UTCVCA00001", TODAY, &chain, &why), EG_OK);
		assert_int_equal(chain.count, 2);
		assert_false(chain.certificates[0]->key.rsa);
	}
	cvc_mint_key_free(&rsa[0]);
	cvc_mint_key_free(&rsa[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_trusted_issuers_move_the_chips_date),
		cmocka_unit_test(a_chip_refuses_by_its_own_date),
		cmocka_unit_test(a_chain_tells_the_day_that_the_chip_has_after_it),
		cmocka_unit_test(what_the_chain_itself_makes_expire_is_not_sent),
		cmocka_unit_test(a_link_of_the_future_is_not_sent),
		cmocka_unit_test(with_an_expired_cvca_the_way_over_the_link_comes_first),
		cmocka_unit_test(who_asks_for_more_than_was_given_is_named),
		cmocka_unit_test(a_spoilt_or_inverted_trust_point_is_none),
		cmocka_unit_test(one_reference_may_name_keys_of_two_kinds),
	};
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
