/*
 * cvc_tree and cvc_renewal: who hangs below whom, and what is to be renewed on which day.
 */
#include "pki/cvc_renewal.h"

#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdlib.h>

static struct cvc_mint_key cvca[3];
static struct cvc_mint_key dv_key;
static struct cvc_mint_key is_key;

static int make_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		cvc_mint_ec(&cvca[i], CRYPT_P256, 3);
	}
	cvc_mint_ec(&dv_key, CRYPT_P256, 3);
	cvc_mint_ec(&is_key, CRYPT_P256, 3);
	return 0;
}

static int free_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		cvc_mint_key_free(&cvca[i]);
	}
	cvc_mint_key_free(&dv_key);
	cvc_mint_key_free(&is_key);
	return 0;
}

static struct cvc_mint top(unsigned generation, unsigned signer)
{
	static const char *const names[] = {"UTCVCA00001", "UTCVCA00002", "UTCVCA00003"};
	static const char *const from[] = {"240101", "260601", "261001"};
	static const char *const to[] = {"261231", "290531", "290930"};
	return (struct cvc_mint){.authority = names[signer - 1],
				 .holder = names[generation - 1],
				 .key = &cvca[generation - 1],
				 .signer = &cvca[signer - 1],
				 .rights = MINT_CVCA,
				 .from = from[generation - 1],
				 .to = to[generation - 1],
				 .domain = true};
}

/* 2026-10-01 to 12-20 under the second generation. */
static struct cvc_mint dv(void)
{
	return (struct cvc_mint){.authority = "UTCVCA00002",
				 .holder = "UTDV00001",
				 .key = &dv_key,
				 .signer = &cvca[1],
				 .rights = MINT_DV,
				 .from = "261001",
				 .to = "261220"};
}

/* 30 days. */
static struct cvc_mint is(void)
{
	return (struct cvc_mint){.authority = "UTDV00001",
				 .holder = "UTGATE00001",
				 .key = &is_key,
				 .signer = &dv_key,
				 .rights = MINT_IS,
				 .from = "261101",
				 .to = "261130"};
}

static void add(struct cvc_store *s, struct cvc_mint m)
{
	struct cvc_minted file = cvc_mint(&m);
	assert_int_equal(cvc_store_add(s, cvc_minted_rd(&file)), EG_OK);
}

static bool has_key(void *context, const struct cvc *terminal, const struct cvc_key *key)
{
	const char *without = context;
	(void)key;
	return without == NULL || !rd_equal(terminal->holder, rd_cstr(without));
}

static struct cvc_plan plan;

static void make_plan(const struct cvc_store *s, struct date today, const char *without)
{
	char name[16] = "";
	size_t size = 0;
	if (without != NULL) {
		assert_true(rd_dump(rd_cstr(without), name, sizeof(name) - 1, &size));
	}
	const struct cvc_holder holder = {without == NULL ? NULL : name, has_key};
	struct cvc_tree *tree = calloc(1, sizeof(*tree));
	assert_non_null(tree);
	assert_int_equal(cvc_tree_build(s, &holder, tree), EG_OK);
	assert_int_equal(cvc_renewal_plan(tree, today, &plan), EG_OK);
	free(tree);
}

static const struct cvc_task *task_of(enum cvc_task_kind kind)
{
	for (size_t i = 0; i < plan.count; i++) {
		if (plan.tasks[i].kind == kind) {
			return &plan.tasks[i];
		}
	}
	return NULL;
}

static enum cvc_task_state state_of(enum cvc_task_kind kind)
{
	const struct cvc_task *t = task_of(kind);
	assert_non_null(t);
	return t->state;
}

/* The link from the first generation, DV and terminal below the second. */
static struct cvc_store *usual(void)
{
	struct cvc_store *s = NULL;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	add(s, top(1, 1));
	add(s, top(2, 1));
	add(s, top(2, 2));
	add(s, dv());
	add(s, is());
	return s;
}

static void assert_day(struct date d, unsigned year, unsigned month, unsigned day)
{
	assert_int_equal(d.year, year);
	assert_int_equal(d.month, month);
	assert_int_equal(d.day, day);
}

static void each_certificate_is_renewed_in_its_time(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	make_plan(s, (struct date){2026, 11, 10}, NULL);
	assert_int_equal(plan.count, 3);
	const struct cvc_task *t = task_of(CVC_TASK_TERMINAL);
	assert_true(rd_equal(t->holder, RD_TEXT("UTGATE00001")));
	assert_true(rd_equal(t->issuer, RD_TEXT("UTDV00001")));
	assert_true(rd_equal(t->cvca, RD_TEXT("UTCVCA00002")));
	assert_day(t->last, 2026, 11, 30);
	assert_day(t->begin, 2026, 11, 23);
	assert_day(t->latest, 2026, 11, 29);
	assert_false(t->issuer_first || t->no_key);
	t = task_of(CVC_TASK_DV);
	assert_true(rd_equal(t->holder, RD_TEXT("UTDV00001")));
	assert_true(rd_equal(t->issuer, RD_TEXT("UTCVCA00002")));
	assert_day(t->begin, 2026, 12, 6);
	assert_day(t->latest, 2026, 12, 9);
	t = task_of(CVC_TASK_CVCA);
	assert_true(rd_equal(t->holder, RD_TEXT("UTCVCA00002")));
	assert_day(t->begin, 2029, 3, 2);
	assert_day(t->latest, 2029, 5, 20);
	for (size_t i = 0; i < plan.count; i++) {
		assert_int_equal(plan.tasks[i].state, CVC_TASK_LATER);
		assert_int_equal(plan.tasks[i].fit, CVC_FIT);
	}
	assert_day(plan.next, 2026, 11, 23);
}

static void a_task_goes_from_later_over_due_and_urgent_to_overdue(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	static const struct {
		struct date today;
		enum cvc_task_kind kind;
		enum cvc_task_state state;
		struct date next;
	} days[] = {
		{{2026, 11, 22}, CVC_TASK_TERMINAL, CVC_TASK_LATER, {2026, 11, 23}},
		{{2026, 11, 23}, CVC_TASK_TERMINAL, CVC_TASK_DUE, {2026, 11, 30}},
		{{2026, 11, 29}, CVC_TASK_TERMINAL, CVC_TASK_DUE, {2026, 11, 30}},
		{{2026, 11, 30}, CVC_TASK_TERMINAL, CVC_TASK_URGENT, {2026, 12, 1}},
		{{2026, 12, 1}, CVC_TASK_TERMINAL, CVC_TASK_OVERDUE, {2026, 12, 6}},
		{{2026, 12, 5}, CVC_TASK_DV, CVC_TASK_LATER, {2026, 12, 6}},
		{{2026, 12, 6}, CVC_TASK_DV, CVC_TASK_DUE, {2026, 12, 10}},
		{{2026, 12, 9}, CVC_TASK_DV, CVC_TASK_DUE, {2026, 12, 10}},
		{{2026, 12, 10}, CVC_TASK_DV, CVC_TASK_URGENT, {2026, 12, 21}},
		{{2026, 12, 20}, CVC_TASK_DV, CVC_TASK_URGENT, {2026, 12, 21}},
		{{2026, 12, 21}, CVC_TASK_DV, CVC_TASK_OVERDUE, {2029, 3, 2}},
		{{2029, 3, 1}, CVC_TASK_CVCA, CVC_TASK_LATER, {2029, 3, 2}},
		{{2029, 3, 2}, CVC_TASK_CVCA, CVC_TASK_DUE, {2029, 5, 21}},
		{{2029, 5, 21}, CVC_TASK_CVCA, CVC_TASK_URGENT, {2029, 6, 1}},
		{{2029, 6, 1}, CVC_TASK_CVCA, CVC_TASK_OVERDUE, {0, 0, 0}},
	};
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		make_plan(s, days[i].today, NULL);
		assert_int_equal(state_of(days[i].kind), days[i].state);
		assert_int_equal(date_compare(plan.next, days[i].next), 0);
	}
}

static void the_gravest_comes_first(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	make_plan(s, (struct date){2026, 12, 8}, NULL);
	assert_int_equal(plan.tasks[0].kind, CVC_TASK_TERMINAL);
	assert_int_equal(plan.tasks[0].state, CVC_TASK_OVERDUE);
	assert_int_equal(plan.tasks[1].kind, CVC_TASK_DV);
	assert_int_equal(plan.tasks[1].state, CVC_TASK_DUE);
	assert_int_equal(plan.tasks[2].kind, CVC_TASK_CVCA);
}

static void a_newer_certificate_of_the_holder_ends_the_task(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	struct cvc_mint next = is();
	next.holder = "UTGATE00002";
	next.from = "261125";
	next.to = "261220";
	add(s, next);
	make_plan(s, (struct date){2026, 11, 26}, NULL);
	const struct cvc_task *t = task_of(CVC_TASK_TERMINAL);
	assert_int_equal(t->state, CVC_TASK_LATER);
	assert_true(rd_equal(t->holder, RD_TEXT("UTGATE00002")));
	/* It lasts as long as its document verifier: that comes first. */
	assert_true(t->issuer_first);
	/* Without its key it is none. */
	make_plan(s, (struct date){2026, 11, 26}, "UTGATE00002");
	t = task_of(CVC_TASK_TERMINAL);
	assert_true(rd_equal(t->holder, RD_TEXT("UTGATE00001")));
	assert_int_equal(t->state, CVC_TASK_DUE);
	/* Another holder is planned for itself. */
	next.holder = "UTDESK00001";
	next.to = "261128";
	add(s, next);
	make_plan(s, (struct date){2026, 11, 26}, NULL);
	assert_int_equal(plan.count, 4);
}

static void what_is_missing_is_told(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	struct date today = {2026, 11, 10};
	assert_int_equal(cvc_store_new(&s), EG_OK);
	make_plan(s, today, NULL);
	assert_int_equal(plan.count, 0);
	assert_int_equal(plan.next.year, 0);
	add(s, top(2, 2));
	make_plan(s, today, NULL);
	assert_int_equal(plan.count, 2);
	assert_int_equal(state_of(CVC_TASK_DV), CVC_TASK_MISSING);
	assert_int_equal(task_of(CVC_TASK_DV)->holder.left, 0);
	add(s, dv());
	make_plan(s, today, NULL);
	assert_int_equal(state_of(CVC_TASK_DV), CVC_TASK_LATER);
	assert_int_equal(state_of(CVC_TASK_TERMINAL), CVC_TASK_MISSING);
	assert_true(rd_equal(task_of(CVC_TASK_TERMINAL)->issuer, RD_TEXT("UTDV00001")));
	add(s, is());
	make_plan(s, today, "UTGATE00001");
	assert_int_equal(state_of(CVC_TASK_TERMINAL), CVC_TASK_MISSING);
	assert_true(task_of(CVC_TASK_TERMINAL)->no_key);
	make_plan(s, today, NULL);
	assert_int_equal(state_of(CVC_TASK_TERMINAL), CVC_TASK_LATER);
}

static void an_older_trust_point_without_a_link_is_told(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	struct date today = {2026, 11, 10};
	make_plan(s, today, NULL);
	assert_null(task_of(CVC_TASK_LINK));
	/* A third generation whose link is not here yet. */
	add(s, top(3, 3));
	make_plan(s, today, NULL);
	size_t links = 0;
	for (size_t i = 0; i < plan.count; i++) {
		links += plan.tasks[i].kind == CVC_TASK_LINK;
	}
	assert_int_equal(links, 2); /* from the first and from the second */
	assert_int_equal(plan.tasks[0].kind, CVC_TASK_LINK);
	assert_int_equal(plan.tasks[0].state, CVC_TASK_MISSING);
	assert_true(rd_equal(plan.tasks[0].cvca, RD_TEXT("UTCVCA00003")));
	add(s, top(3, 2));
	make_plan(s, today, NULL);
	assert_null(task_of(CVC_TASK_LINK));
}

static void a_cvca_replaced_by_another_name_asks_for_nothing(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	struct cvc_mint link = top(3, 2);
	struct cvc_mint own = top(3, 3);
	link.holder = own.holder = own.authority = "UTNEWCA00001";
	add(s, link);
	add(s, own);
	make_plan(s, (struct date){2026, 11, 10}, NULL);
	assert_int_equal(plan.count, 2); /* of the new one: itself, and a DV that is missing */
	assert_true(rd_equal(task_of(CVC_TASK_CVCA)->cvca, RD_TEXT("UTNEWCA00001")));
	assert_int_equal(state_of(CVC_TASK_DV), CVC_TASK_MISSING);
}

static enum cvc_fit fit_of(uint8_t rights, struct date from, struct date to)
{
	const struct cvc c = {.role = (enum cvc_role)(rights >> 6), .from = from, .to = to};
	return cvc_renewal_fit(&c);
}

static void periods_are_those_of_the_policy(void **state)
{
	(void)state;
	static const struct date first = {2026, 1, 31};
	assert_int_equal(fit_of(MINT_IS, first, first), CVC_FIT);
	assert_int_equal(fit_of(MINT_IS, first, (struct date){2026, 2, 28}), CVC_FIT);
	assert_int_equal(fit_of(MINT_IS, first, (struct date){2026, 3, 1}), CVC_FIT_LONG);
	assert_int_equal(fit_of(MINT_DV, first, (struct date){2026, 2, 13}), CVC_FIT);
	assert_int_equal(fit_of(MINT_DV, first, (struct date){2026, 2, 12}), CVC_FIT_SHORT);
	assert_int_equal(fit_of(0x40, first, (struct date){2026, 4, 30}), CVC_FIT);
	assert_int_equal(fit_of(0x40, first, (struct date){2026, 5, 1}), CVC_FIT_LONG);
	assert_int_equal(fit_of(MINT_CVCA, first, (struct date){2026, 7, 30}), CVC_FIT);
	assert_int_equal(fit_of(MINT_CVCA, first, (struct date){2026, 7, 29}), CVC_FIT_SHORT);
	assert_int_equal(fit_of(MINT_CVCA, first, (struct date){2029, 1, 31}), CVC_FIT);
	assert_int_equal(fit_of(MINT_CVCA, first, (struct date){2029, 2, 1}), CVC_FIT_LONG);
	assert_string_equal(cvc_fit_word(CVC_FIT_LONG), "longer");
}

static void a_terminal_of_a_day_or_a_week_is_renewed_in_proportion(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	struct cvc_mint m = is();
	m.holder = "UTWEEK00001";
	m.from = "261104";
	m.to = "261110"; /* seven days: a third, rounded up, is three */
	add(s, m);
	make_plan(s, (struct date){2026, 11, 7}, NULL);
	assert_int_equal(plan.tasks[0].state, CVC_TASK_DUE);
	assert_day(plan.tasks[0].begin, 2026, 11, 7);
	make_plan(s, (struct date){2026, 11, 6}, NULL);
	assert_day(plan.next, 2026, 11, 7);
	m.holder = "UTHOUR00001";
	m.from = m.to = "261103";
	add(s, m);
	make_plan(s, (struct date){2026, 11, 3}, NULL);
	assert_int_equal(plan.tasks[0].state, CVC_TASK_URGENT); /* tomorrow it is over */
	assert_day(plan.tasks[0].latest, 2026, 11, 2);
}

static struct cvc_tree tree;

static size_t place_of(const struct cvc_store *s, const char *authority, const char *holder)
{
	for (size_t i = 0; i < cvc_store_count(s); i++) {
		const struct cvc *c = cvc_store_at(s, i);
		if (rd_equal(c->holder, rd_cstr(holder)) &&
		    rd_equal(c->authority, rd_cstr(authority))) {
			return i;
		}
	}
	return CVC_NOWHERE;
}

static void the_tree_tells_who_issued_whom(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = usual();
	assert_int_equal(cvc_tree_build(s, NULL, &tree), EG_OK);
	size_t root = place_of(s, "UTCVCA00001", "UTCVCA00001");
	size_t link = place_of(s, "UTCVCA00001", "UTCVCA00002");
	size_t second = place_of(s, "UTCVCA00002", "UTCVCA00002");
	size_t verifier = place_of(s, "UTCVCA00002", "UTDV00001");
	size_t gate = place_of(s, "UTDV00001", "UTGATE00001");
	assert_true(tree.of[root].anchor && tree.of[second].anchor && tree.of[link].anchor);
	assert_int_equal(tree.of[root].issuer, CVC_NOWHERE);
	assert_int_equal(tree.of[link].issuer, root);
	assert_true(tree.of[verifier].issuer == link || tree.of[verifier].issuer == second);
	assert_int_equal(tree.of[gate].issuer, verifier);
	assert_false(tree.of[gate].has_key || tree.of[gate].anchor);
	for (size_t i = 0; i < tree.count; i++) {
		assert_int_equal(tree.of[i].why, CVC_GOOD);
		assert_true(cvc_tree_stands(&tree, i));
	}
	assert_day(tree.day.at_least, 2026, 11, 1); /* the domestic terminal's */
}

static void what_hangs_nowhere_has_its_reason(void **state)
{
	(void)state;
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	assert_int_equal(cvc_store_new(&s), EG_OK);
	struct cvc_mint m = dv();
	m.authority = "XXCVCA00001";
	m.holder = "XXDV00001";
	add(s, m);         /* its issuer is not here */
	add(s, top(2, 1)); /* a link without its issuer: an anchor all the same */
	m = dv();
	m.spoilt = true;
	m.holder = "UTDV00002";
	add(s, m);
	m = dv();
	m.rights = 0x40 | CVC_READ_DG3;
	add(s, m);
	m = is();
	add(s, m); /* wider than its DV */
	m.authority = "UTCVCA00002";
	m.holder = "UTGATE00009";
	m.signer = &cvca[1];
	add(s, m);
	m = top(1, 1);
	m.holder = m.authority = "UTCVCA00009";
	m.spoilt = true;
	add(s, m);
	assert_int_equal(cvc_tree_build(s, NULL, &tree), EG_OK);
	static const struct {
		const char *authority;
		const char *holder;
		enum cvc_why why;
		enum cvc_why wider;
		bool stands;
	} expected[] = {
		{"XXCVCA00001", "XXDV00001", CVC_NO_ISSUER, CVC_GOOD, false},
		{"UTCVCA00001", "UTCVCA00002", CVC_NO_ISSUER, CVC_GOOD, true},
		{"UTCVCA00002", "UTDV00002", CVC_SIGNATURE_WRONG, CVC_GOOD, false},
		{"UTCVCA00002", "UTDV00001", CVC_GOOD, CVC_GOOD, true},
		{"UTDV00001", "UTGATE00001", CVC_GOOD, CVC_TERMINAL_WIDER, true},
		{"UTCVCA00002", "UTGATE00009", CVC_CVCA_ISSUES_TERMINAL, CVC_GOOD, false},
		{"UTCVCA00009", "UTCVCA00009", CVC_SIGNATURE_WRONG, CVC_GOOD, false},
	};
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		size_t place = place_of(s, expected[i].authority, expected[i].holder);
		assert_int_not_equal(place, CVC_NOWHERE);
		assert_int_equal(tree.of[place].why, expected[i].why);
		assert_int_equal(tree.of[place].wider, expected[i].wider);
		assert_int_equal(cvc_tree_stands(&tree, place), expected[i].stands);
	}
	/* The terminal is a foreign DV's: it moves no date. */
	assert_day(tree.day.at_least, 2026, 10, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_certificate_is_renewed_in_its_time),
		cmocka_unit_test(a_task_goes_from_later_over_due_and_urgent_to_overdue),
		cmocka_unit_test(the_gravest_comes_first),
		cmocka_unit_test(a_newer_certificate_of_the_holder_ends_the_task),
		cmocka_unit_test(what_is_missing_is_told),
		cmocka_unit_test(an_older_trust_point_without_a_link_is_told),
		cmocka_unit_test(a_cvca_replaced_by_another_name_asks_for_nothing),
		cmocka_unit_test(periods_are_those_of_the_policy),
		cmocka_unit_test(a_terminal_of_a_day_or_a_week_is_renewed_in_proportion),
		cmocka_unit_test(the_tree_tells_who_issued_whom),
		cmocka_unit_test(what_hangs_nowhere_has_its_reason),
	};
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
