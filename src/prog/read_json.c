/*
 * read_json: the result of egate read for programs, as one JSON object.
 * Knows its members. Shows of the files nothing but details, which are masked.
 */
#include "prog/read_show.h"

#include <cJSON.h>

#define READ_JSON_VERSION 1

/* cJSON answers NULL where memory ends, and takes NULL for an argument: asked once, at the end. */
static bool put_text(cJSON *to, const char *name, const char *text)
{
	return cJSON_AddStringToObject(to, name, text) != NULL;
}

static bool put_number(cJSON *to, const char *name, double number)
{
	return cJSON_AddNumberToObject(to, name, number) != NULL;
}

static bool put_bool(cJSON *to, const char *name, bool value)
{
	return cJSON_AddBoolToObject(to, name, value) != NULL;
}

static double ms_of(int64_t us)
{
	return (double)us / 1000.0;
}

/* A fresh object at the end of a list; NULL where memory ends. */
static cJSON *add_object(cJSON *list)
{
	cJSON *one = cJSON_CreateObject();
	if (one != NULL && cJSON_AddItemToArray(list, one) == 0) {
		cJSON_Delete(one);
		return NULL;
	}
	return one;
}

static bool put_part(cJSON *to, const struct read_part *p)
{
	return put_number(to, "apdus", p->apdus) && put_number(to, "bytes_up", p->bytes_up) &&
	       put_number(to, "bytes_down", p->bytes_down) &&
	       put_number(to, "link_ms", ms_of(p->link_us));
}

static bool put_access(cJSON *root, const struct read_result *r)
{
	cJSON *access = cJSON_AddObjectToObject(root, "access");
	bool pace = r->totals.access == EMRTD_ACCESS_PACE;
	return put_text(access, "protocol",
			read_access_name((enum emrtd_access)r->totals.access)) &&
	       put_text(access, "suite", pace ? r->suite.protocol : "") &&
	       put_text(access, "parameters", pace ? r->suite.parameters : "") &&
	       put_text(access, "password", pace ? r->suite.password : "") &&
	       put_number(access, "resumed", r->totals.resumed) && put_part(access, &r->access);
}

static bool put_files(cJSON *root, const struct read_result *r)
{
	cJSON *list = cJSON_AddArrayToObject(root, "files");
	bool good = list != NULL;
	for (size_t i = 0; i < r->count && good; i++) {
		cJSON *one = add_object(list);
		good = put_text(one, "name", read_file_name(r->files[i].file)) &&
		       put_number(one, "number", r->files[i].file) &&
		       put_number(one, "bytes", (double)r->files[i].content.size) &&
		       put_part(one, &r->files[i].part);
	}
	return good;
}

static bool put_details(cJSON *root, const struct read_details *d)
{
	cJSON *list = cJSON_AddArrayToObject(root, "says");
	bool good = list != NULL && put_bool(root, "masked", !d->revealed);
	for (size_t i = 0; i < d->count && good; i++) {
		cJSON *one = add_object(list);
		good = put_text(one, "file", read_file_name(d->of[i].file)) &&
		       put_text(one, "label", d->of[i].label) &&
		       put_text(one, "value", d->of[i].value);
	}
	return good;
}

static bool put_findings(cJSON *root, const struct findings *f)
{
	cJSON *list = cJSON_AddArrayToObject(root, "findings");
	bool good = list != NULL;
	for (unsigned c = 0; c < CHECK_COUNT && good; c++) {
		if (f->of[c].verdict == VERDICT_NOT_DONE) {
			continue;
		}
		cJSON *one = add_object(list);
		good = put_text(one, "check", check_name(c)) &&
		       put_text(one, "verdict", verdict_name(f->of[c].verdict)) &&
		       put_text(one, "reason", reason_name(f->of[c].reason)) &&
		       put_text(one, "says", check_text(c)) &&
		       put_number(one, "detail", f->of[c].detail);
	}
	return good;
}

static bool put_terminal(cJSON *root, const struct read_result *r)
{
	return put_part(cJSON_AddObjectToObject(root, "terminal"), &r->terminal);
}

static bool put_timing(cJSON *root, const struct read_result *r)
{
	cJSON *timing = cJSON_AddObjectToObject(root, "timing");
	return put_part(timing, &r->whole) && put_number(timing, "whole_ms", ms_of(r->whole_us)) &&
	       put_number(timing, "own_ms", ms_of(r->own_us)) &&
	       put_number(timing, "cpu_ms", ms_of(r->cpu_us));
}

static void free_tree(cJSON **tree)
{
	cJSON_Delete(*tree);
	*tree = NULL;
}

static void free_text(char **text)
{
	if (*text != NULL) {
		secret_wipe(*text, rd_cstr(*text).left);
		cJSON_free(*text);
		*text = NULL;
	}
}

enum eg_err read_json(FILE *to, const struct read_view *v)
{
	EG_AUTO(free_tree) cJSON *root = cJSON_CreateObject();
	char name[READ_NAME_MAX];
	read_reader_name(name, v->reader);
	bool good = put_number(root, "version", READ_JSON_VERSION) &&
		    put_text(root, "reader", name) && put_access(root, v->result) &&
		    put_terminal(root, v->result) && put_files(root, v->result) &&
		    put_details(root, v->details) && put_findings(root, &v->result->findings) &&
		    put_timing(root, v->result) && put_bool(root, "judged", v->result->judged) &&
		    put_bool(root, "found", v->found);
	EG_AUTO(free_text) char *text = good ? cJSON_Print(root) : NULL;
	if (text == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "result as JSON");
	}
	bool written = fputs(text, to) >= 0 && fputc('\n', to) != EOF && fflush(to) == 0;
	return written ? EG_OK : EG_FAIL(EG_IO, "result could not be written");
}
