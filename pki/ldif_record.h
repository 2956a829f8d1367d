/*
 * ldif_record: one record of LDIF while its lines come in: names, values, changes.
 * Knows attributes and their meaning. Never sees lines, folding or comments.
 */
#ifndef EG_PKI_LDIF_RECORD_H
#define EG_PKI_LDIF_RECORD_H

#include "pki/base64.h"
#include "pki/ldif.h"

#define LDIF_NAME_MAX 128u /* of an attribute's name with its options */

/* What the value of the line that is being read is for. */
enum ldif_field {
	LDIF_FIELD_NONE, /* read over */
	LDIF_FIELD_FORMAT,
	LDIF_FIELD_DN,
	LDIF_FIELD_CHANGE,
	LDIF_FIELD_PART, /* add:, replace:, delete: within a modification */
	LDIF_FIELD_VERSION,
	LDIF_FIELD_CODE,
	LDIF_FIELD_TEXT,
	LDIF_FIELD_OBJECT
};

/* How the value is written: "name: text", "name:: base64". */
enum ldif_form { LDIF_PLAIN, LDIF_BASE64 };

struct ldif_slice {
	size_t at;
	size_t size;
};

struct ldif_value {
	struct ldif_slice slice;
	enum ldif_kind kind;
	enum ldif_change change;
};

enum ldif_changetype { LDIF_CHANGE_NONE, LDIF_CHANGE_ADD, LDIF_CHANGE_DELETE, LDIF_CHANGE_MODIFY };

struct ldif_record {
	bool open; /* its dn was read */
	size_t line;
	uint8_t *bytes; /* owned; slices lie in it */
	size_t size;
	size_t cap;
	struct ldif_slice dn;
	struct ldif_slice version;
	struct ldif_slice code;
	struct ldif_slice text;
	enum ldif_changetype type;
	enum ldif_change part; /* of a modification */
	bool part_open;        /* a part was begun and not ended */
	bool part_object;      /* it is about objects, of this kind */
	enum ldif_kind part_kind;
	size_t part_values; /* values when it began */
	struct ldif_value values[LDIF_VALUES_MAX];
	size_t count;
	/* the line that is being read */
	enum ldif_field field;
	enum ldif_kind kind;
	enum ldif_form form;
	size_t value_at;
	struct base64 base64;
};

/* Each of these gives a static reason for what cannot be read, or NULL. */
const char *ldif_record_begin_value(struct ldif_record *r, enum eg_err *err, struct rd name,
				    enum ldif_form form, size_t line);
const char *ldif_record_value(struct ldif_record *r, enum eg_err *err, struct rd piece);
const char *ldif_record_end_value(struct ldif_record *r, enum eg_err *err);
/* A line with nothing but "-". */
const char *ldif_record_end_part(struct ldif_record *r, enum eg_err *err);
const char *ldif_record_end(struct ldif_record *r, enum eg_err *err);
/* Gives the objects of a record that ended well. */
EG_CHECK enum eg_err ldif_record_give(const struct ldif_record *r, const struct ldif_sink *sink);
/* Forgets all but its room. */
void ldif_record_clear(struct ldif_record *r);

#endif
