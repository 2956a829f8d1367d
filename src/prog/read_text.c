/*
 * read_text: the result of egate read for people.
 * Knows words and columns. Shows of the files nothing but details, which are masked.
 */
#include "prog/read_show.h"

#include "base/mrz_field.h"
#include "emrtd/lds_text.h"
#include "emrtd/termauth.h"
#include "pki/passive.h"

#define WIDTH "%-24s"

/* Whether all was written ferror tells, once, at the end. */
#define SAY(to, ...) ((void)fprintf((to), __VA_ARGS__))

const char *read_access_name(enum emrtd_access access)
{
	switch (access) {
	case EMRTD_ACCESS_NONE:
		return "none";
	case EMRTD_ACCESS_BAC:
		return "BAC";
	case EMRTD_ACCESS_PACE:
		return "PACE";
	case EMRTD_ACCESS_PLAIN:
		return "not needed";
	}
	return "?";
}

void read_reader_name(char out[READ_NAME_MAX], const char *name)
{
	uint32_t deviations = 0;
	struct rd octets = rd_cstr(name);
	if (octets.left > (READ_NAME_MAX - 1) / 3) { /* each may become three */
		octets.left = (READ_NAME_MAX - 1) / 3;
	}
	const struct lds_text text = lds_text_of(octets, 0, &deviations);
	struct wr w = wr_of(out, READ_NAME_MAX - 1);
	lds_text_put(&w, &text);
	out[w.size] = '\0';
}

static double ms_of(int64_t us)
{
	return (double)us / 1000.0;
}

static void show_access(FILE *to, const struct read_result *r)
{
	const struct read_suite *s = &r->suite;
	enum emrtd_access access = (enum emrtd_access)r->totals.access;
	SAY(to, WIDTH, "access");
	if (access == EMRTD_ACCESS_PACE && s->protocol[0] != '\0') {
		SAY(to, "%s", s->protocol);
		if (s->parameters[0] != '\0') {
			SAY(to, ", %s", s->parameters);
		}
		if (s->password[0] != '\0') {
			SAY(to, ", password: %s", s->password);
		}
	} else {
		SAY(to, "%s", read_access_name(access));
	}
	if (r->totals.resumed > 0) {
		SAY(to, ", keys established anew %u times", (unsigned)r->totals.resumed);
	}
	SAY(to, "\n");
}

static void show_row(FILE *to, const char *name, const struct read_part *p, const size_t *size)
{
	SAY(to, "  " WIDTH, name);
	if (size != NULL) {
		SAY(to, "%7zu", *size);
	} else {
		SAY(to, "%7s", "");
	}
	SAY(to, "%8u%8u%9u%10.1f\n", (unsigned)p->apdus, (unsigned)p->bytes_up,
	    (unsigned)p->bytes_down, ms_of(p->link_us));
}

static void show_files(FILE *to, const struct read_result *r)
{
	bool access_shown = r->access.apdus == 0;
	bool terminal_shown = r->terminal.apdus == 0;
	SAY(to, "\nread\n  " WIDTH "%7s%8s%8s%9s%10s\n", "", "bytes", "APDUs", "up", "down", "ms");
	for (size_t i = 0; i < r->count; i++) {
		const struct read_file *f = &r->files[i];
		if (!access_shown && f->file != EMRTD_CARD_ACCESS) {
			show_row(to, "access", &r->access, NULL);
			access_shown = true;
		}
		if (!terminal_shown && (f->file == EMRTD_DG3 || f->file == EMRTD_DG4)) {
			show_row(to, "terminal authentication", &r->terminal, NULL);
			terminal_shown = true;
		}
		show_row(to, read_file_name(f->file), &f->part, &f->content.size);
	}
	if (!access_shown) {
		show_row(to, "access", &r->access, NULL);
	}
	if (!terminal_shown) {
		show_row(to, "terminal authentication", &r->terminal, NULL);
	}
	if (r->rest.apdus > 0) {
		show_row(to, "without a file", &r->rest, NULL);
	}
	show_row(to, "whole", &r->whole, NULL);
	SAY(to, "  " WIDTH "%42.1f\n", "own work", ms_of(r->own_us));
}

static void show_details(FILE *to, const struct read_view *v)
{
	unsigned last = EMRTD_NO_FILE;
	if (v->details->count == 0) {
		return;
	}
	SAY(to, "\nsays%s\n", v->result->judged ? "" : " (not judged: no --trust)");
	for (size_t i = 0; i < v->details->count; i++) {
		const struct read_detail *d = &v->details->of[i];
		const char *file = d->file == last ? "" : read_file_name(d->file);
		SAY(to, "  %-15s%-22s%s\n", file, d->label, d->value);
		last = d->file;
	}
	if (!v->details->revealed) {
		SAY(to, "  (personal data masked; --reveal shows them)\n");
	}
}

static const char *verdict_mark(unsigned verdict)
{
	static const char *const marks[] = {" ", "+", "X", "?"};
	return verdict < sizeof(marks) / sizeof(marks[0]) ? marks[verdict] : "X";
}

/* What a check tells beside its reason. */
static void show_detail(FILE *to, unsigned c, const struct finding *f)
{
	char fields[MRZ_FIELDS_TEXT];
	if (c == CHECK_FILES_READ && f->detail != 0) {
		SAY(to, " (%s)", read_file_name(f->detail));
	}
	if (c == CHECK_TERMINAL_AUTH && f->verdict != VERDICT_PASS) {
		SAY(to, " (%s)", termauth_why_text((enum termauth_why)f->detail));
	}
	if (c == CHECK_MRZ_SAME && f->detail != 0) {
		SAY(to, " (%s)", mrz_fields_text(f->detail, fields));
	}
	enum passive_fault fault = passive_finding_fault(f);
	if (fault != FAULT_NONE) {
		SAY(to, " (%s)", fault_word(fault));
	}
}

static void show_findings(FILE *to, const struct read_result *r)
{
	SAY(to, "\nfindings\n");
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		const struct finding *f = &r->findings.of[c];
		if (f->verdict == VERDICT_NOT_DONE) {
			continue;
		}
		SAY(to, "  %s %-56s%s", verdict_mark(f->verdict), check_text(c),
		    verdict_name(f->verdict));
		if (f->reason != REASON_NONE) {
			SAY(to, ": %s", reason_text(f->reason));
		}
		show_detail(to, c, f);
		SAY(to, "\n");
	}
	if (!r->judged) {
		SAY(to, "    nothing of it is proved genuine: no trust list was given\n");
	}
}

enum eg_err read_text(FILE *to, const struct read_view *v)
{
	const struct read_result *r = v->result;
	char name[READ_NAME_MAX];
	read_reader_name(name, v->reader);
	SAY(to, WIDTH "%s\n", "reader", name);
	show_access(to, r);
	show_files(to, r);
	show_details(to, v);
	show_findings(to, r);
	SAY(to, "\n" WIDTH "%s\n", "result",
	    v->found ? "something was found" : "nothing was found");
	return ferror(to) == 0 && fflush(to) == 0 ? EG_OK
						  : EG_FAIL(EG_IO, "result could not be written");
}
