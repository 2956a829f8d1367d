/*
 * pki_terminal_json: a terminal's certificates, chains and plan for programs, as one JSON object.
 * Knows its members. Never reads a file.
 */
#include "prog/json.h"
#include "prog/pki_terminal_show.h"

#define PKI_TERMINAL_JSON_VERSION 1

static bool put_day(cJSON *to, const char *name, struct date d)
{
	return json_text(to, name, pki_day_text(d).text);
}

static bool put_reference(cJSON *to, const char *name, struct rd reference)
{
	return json_text(to, name, cvc_reference_text(reference).text);
}

static bool put_access(cJSON *to, uint8_t access)
{
	return json_bool(to, "dg3", (access & CVC_READ_DG3) != 0) &&
	       json_bool(to, "dg4", (access & CVC_READ_DG4) != 0);
}

/* The word of a reason for programs, and its text. */
static bool put_why(cJSON *to, enum cvc_why why)
{
	return json_text(to, "state", cvc_why_word(why)) &&
	       json_text(to, "says", cvc_why_text(why));
}

static bool put_certificate(cJSON *list, const struct pki_terminal *t, size_t place)
{
	const struct cvc *c = cvc_store_at(t->store, place);
	const struct cvc_place *at = &t->tree.of[place];
	cJSON *one = json_add_object(list);
	return json_text(one, "file", pki_terminal_file_name(t, place)) &&
	       json_text(one, "role", cvc_role_word(c->role)) &&
	       put_reference(one, "holder", c->holder) &&
	       put_reference(one, "authority", c->authority) && put_day(one, "from", c->from) &&
	       put_day(one, "to", c->to) &&
	       json_text(one, "period", cvc_fit_word(cvc_renewal_fit(c))) &&
	       put_access(one, c->access) &&
	       json_text(one, "algorithm", cvc_algorithm_word(c->key.oid)) &&
	       json_text(one, "strength", pki_strength_of(t, place).text) &&
	       put_why(one, pki_terminal_state(t, place)) &&
	       json_text(one, "wider", cvc_why_word(at->wider)) &&
	       json_text(one, "issuer",
			 at->issuer == CVC_NOWHERE ? "" : pki_terminal_file_name(t, at->issuer)) &&
	       json_bool(one, "anchor", at->anchor) && json_bool(one, "key", at->has_key);
}

static bool put_refused(cJSON *root, const struct pki_terminal *t)
{
	cJSON *list = cJSON_AddArrayToObject(root, "refused");
	bool good = list != NULL;
	for (size_t i = 0; i < t->file_count && good; i++) {
		if (t->files[i].refused != NULL) {
			cJSON *one = json_add_object(list);
			good = json_text(one, "file", t->files[i].name) &&
			       json_text(one, "says", t->files[i].refused);
		}
	}
	return good;
}

static bool put_chain(cJSON *list, const struct pki_chain *c)
{
	cJSON *one = json_add_object(list);
	cJSON *holders = NULL;
	bool good = put_reference(one, "anchor", c->car) && put_why(one, c->why) &&
		    put_access(one, c->chain.access) && put_day(one, "until", c->until) &&
		    json_text(one, "reduced", cvc_why_word(c->chain.reduced)) &&
		    json_text(one, "doubt", cvc_why_word(c->chain.doubt)) &&
		    put_day(one, "chip_day", c->chain.chip.at_least) &&
		    (holders = cJSON_AddArrayToObject(one, "certificates")) != NULL;
	for (size_t i = 0; i < c->chain.count && good; i++) {
		good = json_add_text(holders,
				     cvc_reference_text(c->chain.certificates[i]->holder).text);
	}
	return good;
}

static bool put_head(cJSON *root, const struct pki_terminal *t, bool found)
{
	return json_number(root, "version", PKI_TERMINAL_JSON_VERSION) &&
	       put_day(root, "day", t->today) &&
	       put_day(root, "newest_day", t->tree.day.at_least) &&
	       json_bool(root, "clock_behind", date_compare(t->today, t->tree.day.at_least) < 0) &&
	       json_bool(root, "found", found);
}

enum eg_err pki_list_json(FILE *to, struct pki_terminal *t)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	struct pki_chain chain;
	cJSON *list = NULL;
	cJSON *chains = NULL;
	bool good = put_head(root, t, pki_terminal_found(t)) &&
		    (list = cJSON_AddArrayToObject(root, "certificates")) != NULL;
	for (size_t i = 0; i < t->tree.count && good; i++) {
		good = put_certificate(list, t, i);
	}
	good = good && put_refused(root, t) &&
	       (chains = cJSON_AddArrayToObject(root, "chains")) != NULL;
	for (size_t i = 0; good && pki_chain_at(t, i, &chain); i++) {
		good = put_chain(chains, &chain);
	}
	good = good && json_number(root, "keys", (double)t->key_count) &&
	       json_number(root, "keys_plain", (double)t->keys_plain) &&
	       json_number(root, "keys_missing", (double)t->keys_missing);
	return good ? json_print(to, root) : EG_FAIL(EG_NO_MEMORY, "result as JSON");
}

static bool put_task(cJSON *list, const struct cvc_task *task)
{
	cJSON *one = json_add_object(list);
	return json_text(one, "task", cvc_task_word(task->kind)) &&
	       json_text(one, "state", cvc_task_state_word(task->state)) &&
	       json_text(one, "says", cvc_task_text(task->kind)) &&
	       put_reference(one, "cvca", task->cvca) &&
	       put_reference(one, "holder", task->holder) &&
	       put_reference(one, "issuer", task->issuer) && put_day(one, "last", task->last) &&
	       put_day(one, "begin", task->begin) && put_day(one, "latest", task->latest) &&
	       json_text(one, "next_reference", pki_next_reference(task).text) &&
	       json_text(one, "period", cvc_fit_word(task->fit)) &&
	       json_bool(one, "issuer_first", task->issuer_first) &&
	       json_bool(one, "key", !task->no_key);
}

enum eg_err pki_plan_json(FILE *to, const struct pki_terminal *t, const struct cvc_plan *plan)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	cJSON *list = NULL;
	bool good = put_head(root, t, pki_plan_found(plan)) && put_day(root, "next", plan->next) &&
		    (list = cJSON_AddArrayToObject(root, "tasks")) != NULL;
	for (size_t i = 0; i < plan->count && good; i++) {
		good = put_task(list, &plan->tasks[i]);
	}
	return good ? json_print(to, root) : EG_FAIL(EG_NO_MEMORY, "result as JSON");
}
