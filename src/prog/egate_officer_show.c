/*
 * egate_officer_show: what the file of accounts says, for people and programs.
 * Knows layout. Never prints a hash.
 */
#include "prog/egate_officer.h"

#include "prog/json.h"
#include "wire/case.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define MS_PER_S    1000
#define PRINT_SHOWN 16 /* hexadecimal digits of a fingerprint: enough to tell two of them apart */

static const char *print_text(const struct account_officer *o, char out[ACCOUNT_HEX_SIZE + 1])
{
	out[0] = '\0';
	if (o->has_print) {
		account_hex(o->print, out);
	}
	return out;
}

static bool officer_text(void *context, const struct account_officer *o)
{
	char print[ACCOUNT_HEX_SIZE + 1];
	(void)context;
	(void)printf("%-6" PRIu32 " %-11s %-9s %-*.*s  %s\n", o->number & ~OFFICER_ENROLLED,
		     account_office_word(o->office), o->enabled ? "enabled" : "disabled",
		     PRINT_SHOWN, PRINT_SHOWN, o->has_print ? print_text(o, print) : "-",
		     o->name); /* fflush tells, at the end */
	return true;
}

/* A list that grows, or NULL where memory has ended. */
static bool officer_json(void *context, const struct account_officer *o)
{
	cJSON **list = context;
	char print[ACCOUNT_HEX_SIZE + 1];
	cJSON *one = json_add_object(*list);
	bool good = json_number(one, "number", o->number & ~OFFICER_ENROLLED) &&
		    json_text(one, "name", o->name) &&
		    json_text(one, "office", account_office_word(o->office)) &&
		    json_bool(one, "enabled", o->enabled) &&
		    json_text(one, "certificate", print_text(o, print));
	*list = good ? *list : NULL;
	return good;
}

enum eg_err egate_officer_list(struct account *a, bool json)
{
	if (json) {
		EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
		cJSON *list = cJSON_AddArrayToObject(root, "officers");
		EG_TRY(account_list(a, officer_json, &list));
		return json_print(stdout, list != NULL ? root : NULL);
	}
	(void)printf("%-6s %-11s %-9s %-*s  %s\n", "NUMBER", "OFFICE", "STATE", PRINT_SHOWN,
		     "CERTIFICATE", "NAME"); /* as below */
	EG_TRY(account_list(a, officer_text, NULL));
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static const char *time_text(int64_t unix_ms, char *out, size_t size)
{
	struct tm tm = {.tm_year = 0};
	time_t seconds = (time_t)(unix_ms / MS_PER_S);
	bool good = gmtime_r(&seconds, &tm) != NULL &&
		    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0;
	return good ? out : "?";
}

static const char *who_text(const struct account_line *line, char *out, size_t size)
{
	bool officer = (line->who & OFFICER_ENROLLED) != 0;
	if (line->event == ACCOUNT_LOG_FAIL && !officer) {
		return "nobody";
	}
	int wrote = snprintf(out, size, "%s %" PRIu32, officer ? "officer" : "user",
			     line->who & ~OFFICER_ENROLLED);
	return wrote > 0 && (size_t)wrote < size ? out : "?";
}

static const char *detail_text(const struct account_line *line)
{
	switch (line->event) {
	case ACCOUNT_LOG_ADD:
	case ACCOUNT_LOG_OFFICE:
		return account_office_word(line->detail);
	case ACCOUNT_LOG_END:
		return account_end_word(line->detail);
	case ACCOUNT_LOG_PRINT:
		return line->detail != 0 ? "given" : "taken";
	case ACCOUNT_LOG_ENABLE:
	case ACCOUNT_LOG_DISABLE:
	case ACCOUNT_LOG_PIN:
	case ACCOUNT_LOG_ENTER:
	case ACCOUNT_LOG_FAIL:
	case ACCOUNT_LOG_HAND:
	case ACCOUNT_EVENT_COUNT:
		break;
	}
	return "";
}

static bool line_text(void *context, const struct account_line *line)
{
	char time[32];
	char who[32];
	(void)context;
	(void)printf("%" PRIu64 " %s %s by=\"%s\"", line->row,
		     time_text(line->at_ms, time, sizeof(time)), account_event_word(line->event),
		     who_text(line, who, sizeof(who))); /* fflush tells, at the end */
	if (line->sudo != 0) {
		(void)printf(" sudo=\"user %" PRIu32 "\"", line->sudo); /* same */
	}
	if (line->about != 0) {
		(void)printf(" officer=%" PRIu32, line->about & ~OFFICER_ENROLLED); /* same */
	}
	if (detail_text(line)[0] != '\0') {
		(void)printf(" what=%s", detail_text(line)); /* same */
	}
	(void)printf("\n"); /* same */
	return true;
}

static bool line_json(void *context, const struct account_line *line)
{
	enum eg_err *err = context;
	char who[32];
	EG_AUTO(json_free) cJSON *one = cJSON_CreateObject();
	bool good = json_number(one, "row", (double)line->row) &&
		    json_number(one, "at_ms", (double)line->at_ms) &&
		    json_text(one, "event", account_event_word(line->event)) &&
		    json_text(one, "by", who_text(line, who, sizeof(who))) &&
		    (line->sudo == 0 || json_number(one, "sudo", line->sudo)) &&
		    json_number(one, "officer", line->about & ~OFFICER_ENROLLED) &&
		    json_text(one, "what", detail_text(line));
	*err = json_print_line(stdout, good ? one : NULL);
	return *err == EG_OK;
}

enum eg_err egate_officer_log(struct account *a, bool json)
{
	enum eg_err told = EG_OK;
	EG_TRY(account_log(a, json ? line_json : line_text, &told));
	EG_TRY(told);
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}
