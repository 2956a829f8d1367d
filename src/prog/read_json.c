/*
 * read_json: the result of egate read for programs, as one JSON object.
 * Knows its members. Shows of the files nothing but details, which are masked.
 */
#include "prog/read_show.h"

#include "pki/passive.h"
#include "prog/json.h"

#define READ_JSON_VERSION 1

static double ms_of(int64_t us)
{
	return (double)us / 1000.0;
}

static bool put_part(cJSON *to, const struct read_part *p)
{
	return json_number(to, "apdus", p->apdus) && json_number(to, "bytes_up", p->bytes_up) &&
	       json_number(to, "bytes_down", p->bytes_down) &&
	       json_number(to, "link_ms", ms_of(p->link_us));
}

static bool put_access(cJSON *root, const struct read_result *r)
{
	cJSON *access = cJSON_AddObjectToObject(root, "access");
	bool pace = r->totals.access == EMRTD_ACCESS_PACE;
	return json_text(access, "protocol",
			 read_access_name((enum emrtd_access)r->totals.access)) &&
	       json_text(access, "suite", pace ? r->suite.protocol : "") &&
	       json_text(access, "parameters", pace ? r->suite.parameters : "") &&
	       json_text(access, "password", pace ? r->suite.password : "") &&
	       json_number(access, "resumed", r->totals.resumed) && put_part(access, &r->access);
}

static bool put_files(cJSON *root, const struct read_result *r)
{
	cJSON *list = cJSON_AddArrayToObject(root, "files");
	bool good = list != NULL;
	for (size_t i = 0; i < r->count && good; i++) {
		cJSON *one = json_add_object(list);
		good = json_text(one, "name", read_file_name(r->files[i].file)) &&
		       json_number(one, "number", r->files[i].file) &&
		       json_number(one, "bytes", (double)r->files[i].content.size) &&
		       put_part(one, &r->files[i].part);
	}
	return good;
}

static bool put_details(cJSON *root, const struct read_details *d)
{
	cJSON *list = cJSON_AddArrayToObject(root, "says");
	bool good = list != NULL && json_bool(root, "masked", !d->revealed);
	for (size_t i = 0; i < d->count && good; i++) {
		cJSON *one = json_add_object(list);
		good = json_text(one, "file", read_file_name(d->of[i].file)) &&
		       json_text(one, "label", d->of[i].label) &&
		       json_text(one, "value", d->of[i].value);
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
		cJSON *one = json_add_object(list);
		good = json_text(one, "check", check_name(c)) &&
		       json_text(one, "verdict", verdict_name(f->of[c].verdict)) &&
		       json_text(one, "reason", reason_name(f->of[c].reason)) &&
		       json_text(one, "says", check_text(c)) &&
		       json_number(one, "detail", f->of[c].detail);
		enum passive_fault fault = passive_finding_fault(&f->of[c]);
		if (good && fault != FAULT_NONE) {
			good = json_text(one, "fault", fault_word(fault));
		}
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
	return put_part(timing, &r->whole) && json_number(timing, "whole_ms", ms_of(r->whole_us)) &&
	       json_number(timing, "own_ms", ms_of(r->own_us)) &&
	       json_number(timing, "cpu_ms", ms_of(r->cpu_us));
}

enum eg_err read_json(FILE *to, const struct read_view *v)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	char name[READ_NAME_MAX];
	read_reader_name(name, v->reader);
	bool good = json_number(root, "version", READ_JSON_VERSION) &&
		    json_text(root, "reader", name) && put_access(root, v->result) &&
		    put_terminal(root, v->result) && put_files(root, v->result) &&
		    put_details(root, v->details) && put_findings(root, &v->result->findings) &&
		    put_timing(root, v->result) && json_bool(root, "judged", v->result->judged) &&
		    json_bool(root, "found", v->found);
	return json_print(to, good ? root : NULL);
}
