/* Unit tests of pki/ldif: files as a PKD publishes them, whole and broken, in pieces of any size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/ldif.h"

#define NOTES_MAX 4096

/* What was found, as one text: "kind change [dn] value version code text;" and "!line;". */
struct notes {
	char text[NOTES_MAX];
	struct wr out;
	bool stop_at_fault;
	enum eg_err answer; /* to each object */
	struct ldif_fault fault;
	size_t objects;
};

static void note_number(struct wr *out, size_t number)
{
	char digits[24];
	(void)snprintf(digits, sizeof(digits), "%zu", number); /* 20 characters */
	wr_put(out, rd_cstr(digits));
}

static enum eg_err on_object(void *context, const struct ldif_object *o)
{
	struct notes *n = context;
	static const char kinds[] = {
		[LDIF_CERTIFICATE] = 'c', [LDIF_CA_CERTIFICATE] = 'a', [LDIF_REVOCATION_LIST] = 'r',
		[LDIF_MASTER_LIST] = 'm', [LDIF_DEVIATION_LIST] = 'd', [LDIF_ENTRY] = 'e'};
	static const char changes[] = {
		[LDIF_ADDED] = '+', [LDIF_REPLACED] = '=', [LDIF_REMOVED] = '-'};
	n->objects++;
	note_number(&n->out, o->line);
	wr_u8(&n->out, (uint8_t)kinds[o->kind]);
	wr_u8(&n->out, (uint8_t)changes[o->change]);
	const struct rd parts[] = {o->dn, o->value, o->version, o->conformance_code,
				   o->conformance_text};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		wr_u8(&n->out, '|');
		wr_put(&n->out, parts[i]);
	}
	wr_u8(&n->out, ';');
	return n->answer;
}

static bool on_fault(void *context, const struct ldif_fault *fault)
{
	struct notes *n = context;
	assert_non_null(fault->reason);
	assert_int_not_equal(fault->err, EG_OK);
	n->fault = *fault;
	wr_u8(&n->out, '!');
	note_number(&n->out, fault->line);
	wr_u8(&n->out, ';');
	return !n->stop_at_fault;
}

static void notes_clear(struct notes *n)
{
	*n = (struct notes){.stop_at_fault = n->stop_at_fault, .answer = n->answer};
	n->out = WR_ARRAY(n->text);
}

static enum eg_err read_in(struct notes *n, const char *file, size_t size, size_t step)
{
	EG_AUTO(ldif_free) struct ldif *l = NULL;
	struct rd rest = rd_of(file, size);
	const struct ldif_sink sink = {n, on_object, on_fault};
	notes_clear(n);
	assert_int_equal(ldif_new(&l, &sink), EG_OK);
	while (rest.left > 0) {
		struct rd piece;
		assert_true(rd_take(&rest, step < rest.left ? step : rest.left, &piece));
		enum eg_err err = ldif_feed(l, piece);
		if (err != EG_OK) {
			assert_int_equal(ldif_feed(l, rest), err);
			assert_int_equal(ldif_end(l), err);
			return err;
		}
	}
	return ldif_end(l);
}

/* In pieces of one, two, three ... octets, with LF and with CRLF, it is always the same. */
static void assert_notes(const char *file, const char *wanted)
{
	char crlf[2 * NOTES_MAX];
	size_t crlf_size = 0;
	size_t size = strlen(file);
	for (size_t i = 0; i < size; i++) {
		if (file[i] == '\n') {
			crlf[crlf_size++] = '\r';
		}
		crlf[crlf_size++] = file[i];
	}
	for (size_t step = 1; step < 40; step++) {
		struct notes n = {.answer = EG_OK};
		assert_int_equal(read_in(&n, file, size, step), EG_OK);
		assert_string_equal(n.text, wanted);
		assert_int_equal(read_in(&n, crlf, crlf_size, step), EG_OK);
		assert_string_equal(n.text, wanted);
	}
}

#define PKD "dc=data,dc=download,dc=pkd,dc=icao,dc=int"

static void a_complete_collection_gives_its_objects(void **state)
{
	(void)state;
	assert_notes("version: 1\n"
		     "\n"
		     "dn: " PKD "\n"
		     "dc: data\n"
		     "objectClass: top\n"
		     "\n"
		     "dn: c=UT," PKD "\n"
		     "c: UT\n"
		     "objectClass: country\n"
		     "\n"
		     "# a signer\n"
		     "#  of two lines\n"
		     " that go on\n"
		     "dn: cn=OU\\=Signers\\,C\\=UT+sn=0D,o=dsc,\n"
		     " c=UT," PKD "\n"
		     "pkdVersion: 1150\n"
		     "userCertificate;binary:: Zm9vYm\n"
		     " Fy\n"
		     "sn: 0D\n"
		     "objectClass: inetOrgPerson\n"
		     "\n"
		     "\n"
		     "dn: o=crl\n"
		     "certificateRevocationList;binary::Zm9v\n"
		     "\n"
		     "dn: o=ml\n"
		     "PKDMASTERLISTCONTENT:: Zm9v\n"
		     "pkdMasterListContent;binary:: Zg\n"
		     " =\n"
		     " =\n"
		     "\n"
		     "dn:: bz1jc2Nh\n"
		     "cACertificate;binary:: Zm8=",
		     "14c+|cn=OU\\=Signers\\,C\\=UT+sn=0D,o=dsc,c=UT," PKD "|foobar|1150||;"
		     "23r+|o=crl|foo|||;"
		     "26m+|o=ml|foo|||;26m+|o=ml|f|||;"
		     "32a+|o=csca|fo|||;");
}

static void what_does_not_conform_says_why(void **state)
{
	(void)state;
	assert_notes("dn: o=dsc,dc=nc-data\n"
		     "userCertificate;binary:: Zm9v\n"
		     "pkdConformanceCode: ERR:DSC.SER.1\n"
		     "pkdConformanceText:  serial\n"
		     "  number\n"
		     "pkdVersion: 7\n",
		     "1c+|o=dsc,dc=nc-data|foo|7|ERR:DSC.SER.1|serial number;");
}

static void changes_tell_what_is_added_replaced_and_taken_away(void **state)
{
	(void)state;
	assert_notes("version: 1\n"
		     "dn: a\n"
		     "changetype: add\n"
		     "userCertificate;binary:: Zm9v\n"
		     "\n"
		     "dn:: Yg==\n"
		     "changetype: delete\n"
		     "\n"
		     "dn: c\n"
		     "changetype: modify\n"
		     "replace: certificateRevocationList;binary\n"
		     "certificateRevocationList;binary:: Zm8=\n"
		     "-\n"
		     "replace: pkdVersion\n"
		     "pkdVersion: 12\n"
		     "-\n"
		     "\n"
		     "dn: d\n"
		     "changetype: modify\n"
		     "delete: userCertificate;binary\n"
		     "-\n"
		     "delete: cACertificate\n"
		     "cACertificate;binary:: Zg==\n"
		     "-\n"
		     "add: pkdMasterListContent\n"
		     "pkdMasterListContent:: Zm9v\n",
		     "2c+|a|foo|||;6e-|b||||;9r=|c|fo|12||;18c-|d||||;18a-|d|f|||;18m+|d|foo|||;");
}

static void a_broken_record_is_told_with_its_line_and_left_out(void **state)
{
	(void)state;
	static const struct {
		const char *record;
		unsigned line; /* of the file, whose first record has three lines */
	} cases[] = {
		{"dn: b\nuserCertificate;binary:: Zm9\n", 5},    /* told when the record ends */
		{"dn: b\nuserCertificate;binary:: Zm9vZg\n", 5}, /* not its whole groups alone */
		{"dn: b\nuserCertificate;binary:\n", 5},         /* told once */
		{"dn: b\nuserCertificate;binary:: Zm9*\n", 5},
		{"dn: b\nuserCertificate;binary:: Zg==\n Zg==\n", 6},
		{"dn: b\nuserCertificate;binary: Zm9v\n", 5},
		{"dn: b\nuserCertificate;binary:< file:///etc/passwd\n", 5},
		{"dn: b\nuserCertificate;binary::\n", 5},
		{"userCertificate;binary:: Zm9v\n", 4},
		{"dn: b\ndn: c\nuserCertificate;binary:: Zm9v\n", 5},
		{"dn: b\nno colon\nuserCertificate;binary:: Zm9v\n", 5},
		{"dn: b\nversion: 1\nuserCertificate;binary:: Zm9v\n", 5},
		{"dn: b\nchangetype: modrdn\nuserCertificate;binary:: Zm9v\n", 5},
		{"dn: b\nchangetype: modify\nuserCertificate;binary:: Zm9v\n", 6},
		{"dn: b\nchangetype: modify\nadd: cACertificate\nuserCertificate;binary:: Zm9v\n",
		 7},
		{"dn: b\nchangetype: delete\nuserCertificate;binary:: Zm9v\n", 6},
		{"dn: b\nuserCertificate;binary:: Zm9v\nchangetype: add\n", 6},
		{"dn: b\ncontrol: 1.2.3 true\nchangetype: delete\n", 5},
		{"dn: b\n-\nuserCertificate;binary:: Zm9v\n", 5},
		{" dn: b\nuserCertificate;binary:: Zm9v\n", 4},
		{"version: 2\ndn: b\nuserCertificate;binary:: Zm9v\n", 4},
		{"dn: b\nuserCertificate;binary:: Zm\r9v\n", 5},
		{"dn: b\rc\nuserCertificate;binary:: Zm9v\n", 4},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char file[512];
		char wanted[128];
		(void)snprintf(file, sizeof(file),
			       "dn: a\nuserCertificate;binary:: Zm9v\n\n%s\n"
			       "dn: z\nuserCertificate;binary:: Zg==\n",
			       cases[i].record); /* 300 characters at most */
		size_t lines = 0;
		for (const char *c = strstr(file, "dn: z"); c > file; c--) {
			lines += c[-1] == '\n';
		}
		(void)snprintf(wanted, sizeof(wanted), "1c+|a|foo|||;!%u;%zuc+|z|f|||;",
			       cases[i].line, lines + 1); /* 40 characters */
		for (size_t step = 1; step < 40; step++) {
			struct notes n = {.answer = EG_OK};
			assert_int_equal(read_in(&n, file, strlen(file), step), EG_OK);
			assert_string_equal(n.text, wanted);
			n.stop_at_fault = true;
			enum eg_err err = read_in(&n, file, strlen(file), step);
			assert_int_equal(err, n.fault.err);
			assert_int_equal(n.objects, 1);
		}
	}
}

static void a_fold_may_stand_anywhere(void **state)
{
	(void)state;
	const char plain[] = "dn: o=x\nuserCertificate;binary:: Zm9vYmFy\npkdVersion: 12\n";
	for (size_t at = 1; at < sizeof(plain) - 1; at++) {
		char file[128];
		if (plain[at - 1] == '\n' || plain[at] == ' ') {
			continue; /* no fold there; a blank behind a fold is one of the text */
		}
		(void)snprintf(file, sizeof(file), "%.*s\n %s", (int)at, plain,
			       plain + at); /* 60 characters */
		assert_notes(file, "1c+|o=x|foobar|12||;");
	}
}

static void the_sink_can_end_the_reading(void **state)
{
	(void)state;
	static const char file[] =
		"dn: a\nuserCertificate:: Zm9v\n\ndn: b\nuserCertificate:: Zm9v\n";
	struct notes n = {.answer = EG_DENIED};
	assert_int_equal(read_in(&n, file, sizeof(file) - 1, 7), EG_DENIED);
	assert_int_equal(n.objects, 1);
}

static void nothing_is_a_file_without_records(void **state)
{
	(void)state;
	assert_notes("", "");
	assert_notes("\n\n\n", "");
	assert_notes("version: 1\n", "");
	assert_notes("# only a comment", "");
}

/* Feeds the same text again and again. */
static enum eg_err feed_many(struct ldif *l, const char *text, size_t times)
{
	for (size_t i = 0; i < times; i++) {
		enum eg_err err = ldif_feed(l, rd_cstr(text));
		if (err != EG_OK) {
			return err;
		}
	}
	return EG_OK;
}

static void what_is_too_large_is_refused_and_the_rest_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *begin;
		const char *more;
		size_t times;
	} cases[] = {
		{"dn: a\nuserCertificate:: ", "Zm9vZm9vZm9v\n Zm9vZm9vZm9v",
		 LDIF_OBJECT_MAX / 18 + 1},
		{"dn: ", "0123456789abcdef", LDIF_TEXT_MAX / 16 + 1},
		{"dn: a\n", "name", LDIF_OBJECT_MAX / 1024},
		{"dn: a\n", "userCertificate:: Zg==\n", LDIF_VALUES_MAX + 1},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(ldif_free) struct ldif *l = NULL;
		struct notes n = {.answer = EG_OK};
		const struct ldif_sink sink = {&n, on_object, on_fault};
		notes_clear(&n);
		assert_int_equal(ldif_new(&l, &sink), EG_OK);
		assert_int_equal(ldif_feed(l, rd_cstr(cases[i].begin)), EG_OK);
		assert_int_equal(feed_many(l, cases[i].more, cases[i].times), EG_OK);
		assert_int_equal(ldif_feed(l, RD_TEXT("\n\ndn: z\nuserCertificate:: Zg==\n")),
				 EG_OK);
		assert_int_equal(ldif_end(l), EG_OK);
		assert_int_not_equal(n.fault.err, EG_OK);
		assert_int_equal(n.objects, 1);
		assert_int_equal(ldif_records(l), 1);
	}
}

static void an_object_as_large_as_allowed_is_read(void **state)
{
	(void)state;
	EG_AUTO(ldif_free) struct ldif *l = NULL;
	EG_AUTO(eg_free) char *text = malloc(LDIF_OBJECT_MAX / 64 + 1);
	struct notes n = {.answer = EG_OK};
	const struct ldif_sink sink = {&n, on_object, on_fault};
	assert_non_null(text);
	memset(text, 'A', LDIF_OBJECT_MAX / 64);
	text[LDIF_OBJECT_MAX / 64] = '\0';
	notes_clear(&n);
	n.out = wr_of(NULL, 0); /* its value fits in no note */
	assert_int_equal(ldif_new(&l, &sink), EG_OK);
	assert_int_equal(ldif_feed(l, RD_TEXT("dn: a\nuserCertificate:: ")), EG_OK);
	/* 63 parts of 64 thirds: a bit less than LDIF_OBJECT_MAX octets */
	assert_int_equal(feed_many(l, text, 84), EG_OK);
	assert_int_equal(ldif_end(l), EG_OK);
	assert_int_equal(n.objects, 1);
	assert_int_equal(n.fault.err, EG_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_complete_collection_gives_its_objects),
		cmocka_unit_test(what_does_not_conform_says_why),
		cmocka_unit_test(changes_tell_what_is_added_replaced_and_taken_away),
		cmocka_unit_test(a_broken_record_is_told_with_its_line_and_left_out),
		cmocka_unit_test(a_fold_may_stand_anywhere),
		cmocka_unit_test(the_sink_can_end_the_reading),
		cmocka_unit_test(nothing_is_a_file_without_records),
		cmocka_unit_test(what_is_too_large_is_refused_and_the_rest_is_read),
		cmocka_unit_test(an_object_as_large_as_allowed_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
