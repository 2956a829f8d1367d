/*
 * ldif_record: one record of LDIF while its lines come in: names, values, changes.
 * Knows attributes and their meaning. Never sees lines, folding or comments.
 */
#include "pki/ldif_record.h"

#include <stdlib.h>

#define ROOM_MIN (64u * 1024u)

static const char *refuse(enum eg_err *err, enum eg_err with, const char *reason)
{
	*err = with;
	return reason;
}

static const struct {
	const char *name; /* small letters */
	enum ldif_field field;
	enum ldif_kind kind;
} fields[] = {
	{"dn", LDIF_FIELD_DN, LDIF_ENTRY},
	{"version", LDIF_FIELD_FORMAT, LDIF_ENTRY},
	{"changetype", LDIF_FIELD_CHANGE, LDIF_ENTRY},
	{"pkdversion", LDIF_FIELD_VERSION, LDIF_ENTRY},
	{"pkdconformancecode", LDIF_FIELD_CODE, LDIF_ENTRY},
	{"pkdconformancetext", LDIF_FIELD_TEXT, LDIF_ENTRY},
	{"usercertificate", LDIF_FIELD_OBJECT, LDIF_CERTIFICATE},
	{"cacertificate", LDIF_FIELD_OBJECT, LDIF_CA_CERTIFICATE},
	{"certificaterevocationlist", LDIF_FIELD_OBJECT, LDIF_REVOCATION_LIST},
	{"pkdmasterlistcontent", LDIF_FIELD_OBJECT, LDIF_MASTER_LIST},
	{"cscamasterlistdata", LDIF_FIELD_OBJECT, LDIF_MASTER_LIST}, /* older files */
	{"pkddeviationlistcontent", LDIF_FIELD_OBJECT, LDIF_DEVIATION_LIST},
	{"deviationlist", LDIF_FIELD_OBJECT, LDIF_DEVIATION_LIST},
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static uint8_t small(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/* Names of attributes know no case (RFC 4512, 2.5). */
static bool same_name(struct rd name, const char *wanted)
{
	struct rd other = rd_cstr(wanted);
	uint8_t a;
	uint8_t b;
	while (rd_u8(&other, &b)) {
		if (!rd_u8(&name, &a) || small(a) != b) {
			return false;
		}
	}
	return rd_end(&name);
}

/* The attribute that a name means, options such as ;binary put aside. */
static size_t find_field(struct rd name)
{
	struct rd bare = rd_until(&name, ";");
	for (size_t i = 0; i < FIELDS; i++) {
		if (same_name(bare, fields[i].name)) {
			return i;
		}
	}
	return FIELDS;
}

/* Room for that many more octets. */
static const char *make_room(struct ldif_record *r, enum eg_err *err, size_t more)
{
	size_t wanted = r->size + more;
	size_t cap = r->cap == 0 ? ROOM_MIN : r->cap;
	if (wanted <= r->cap) {
		return NULL;
	}
	if (wanted > LDIF_RECORD_MAX) {
		return refuse(err, EG_TOO_BIG, "record larger than allowed");
	}
	while (cap < wanted) {
		cap = cap < LDIF_RECORD_MAX / 2 ? cap * 2 : LDIF_RECORD_MAX;
	}
	uint8_t *bytes = realloc(r->bytes, cap);
	if (bytes == NULL) {
		return refuse(err, EG_NO_MEMORY, "no memory for a record");
	}
	r->bytes = bytes;
	r->cap = cap;
	return NULL;
}

/* The first line names the entry; the format's version may stand before it. */
static const char *check_order(struct ldif_record *r, enum eg_err *err, size_t line)
{
	if (r->field == LDIF_FIELD_FORMAT) {
		return r->open ? refuse(err, EG_BAD_DATA, "version within a record") : NULL;
	}
	if ((r->field == LDIF_FIELD_DN) == r->open) {
		return refuse(err, EG_BAD_DATA,
			      r->open ? "second dn in a record" : "record does not begin with dn");
	}
	r->line = r->open ? r->line : line;
	return NULL;
}

/* "add: name" begins a part of a modification; elsewhere such names are attributes. */
static bool begins_part(struct ldif_record *r, struct rd name)
{
	static const char *const names[] = {
		[LDIF_ADDED] = "add", [LDIF_REPLACED] = "replace", [LDIF_REMOVED] = "delete"};
	for (unsigned i = LDIF_ADDED; i <= LDIF_REMOVED; i++) {
		if (same_name(name, names[i])) {
			r->part = (enum ldif_change)i;
			r->part_open = true;
			r->part_object = false;
			r->part_values = r->count;
			r->field = LDIF_FIELD_PART;
			return true;
		}
	}
	return false;
}

const char *ldif_record_begin_value(struct ldif_record *r, enum eg_err *err, struct rd name,
				    enum ldif_form form, size_t line)
{
	size_t i = find_field(name);
	r->field = i == FIELDS ? LDIF_FIELD_NONE : fields[i].field;
	r->kind = i == FIELDS ? LDIF_ENTRY : fields[i].kind;
	r->form = form;
	r->value_at = r->size;
	r->base64 = (struct base64){.bits = 0};
	const char *reason = check_order(r, err, line);
	if (reason != NULL) {
		return reason;
	}
	if (r->type == LDIF_CHANGE_NONE && same_name(name, "control")) {
		return refuse(err, EG_UNSUPPORTED, "control of a change");
	}
	if (r->type == LDIF_CHANGE_MODIFY && !r->part_open && !begins_part(r, name)) {
		return refuse(err, EG_BAD_DATA, "modification without add, replace or delete");
	}
	if (r->field == LDIF_FIELD_OBJECT && form != LDIF_BASE64) {
		return refuse(err, EG_BAD_DATA, "object that is not in base64");
	}
	return NULL;
}

static const char *decode(struct ldif_record *r, enum eg_err *err, struct rd piece)
{
	const char *reason = make_room(r, err, BASE64_ROOM(piece.left));
	struct wr out = wr_of(r->bytes, r->cap);
	if (reason != NULL) {
		return reason;
	}
	out.size = r->size;
	if (!base64_feed(&r->base64, piece, &out)) {
		return refuse(err, EG_BAD_DATA, "not base64");
	}
	r->size = out.size;
	return NULL;
}

static const char *keep(struct ldif_record *r, enum eg_err *err, struct rd piece)
{
	const char *reason = make_room(r, err, piece.left);
	struct wr out = wr_of(r->bytes, r->cap);
	size_t nul;
	if (reason != NULL) {
		return reason;
	}
	if (rd_find(&piece, 0, &nul) || rd_find(&piece, '\r', &nul)) {
		return refuse(err, EG_BAD_DATA, "text with a NUL or a bare CR");
	}
	out.size = r->size;
	wr_put(&out, piece);
	r->size = out.size;
	return NULL;
}

const char *ldif_record_value(struct ldif_record *r, enum eg_err *err, struct rd piece)
{
	if (r->field == LDIF_FIELD_NONE) {
		return NULL;
	}
	const char *reason = r->form == LDIF_BASE64 ? decode(r, err, piece) : keep(r, err, piece);
	size_t limit = r->field == LDIF_FIELD_OBJECT ? LDIF_OBJECT_MAX : LDIF_TEXT_MAX;
	if (reason == NULL && r->size - r->value_at > limit) {
		reason = refuse(err, EG_TOO_BIG, "value larger than allowed");
	}
	return reason;
}

static const char *end_change(struct ldif_record *r, enum eg_err *err, struct rd type)
{
	if (r->type != LDIF_CHANGE_NONE || r->count > 0) {
		return refuse(err, EG_BAD_DATA, "changetype that is not behind dn");
	}
	if (same_name(type, "add")) {
		r->type = LDIF_CHANGE_ADD;
	} else if (same_name(type, "delete")) {
		r->type = LDIF_CHANGE_DELETE;
	} else if (same_name(type, "modify")) {
		r->type = LDIF_CHANGE_MODIFY;
	} else {
		return refuse(err, EG_UNSUPPORTED, "changetype not known here");
	}
	return NULL;
}

static const char *end_object(struct ldif_record *r, enum eg_err *err, struct ldif_slice slice)
{
	if (r->count == LDIF_VALUES_MAX) {
		return refuse(err, EG_TOO_BIG, "objects of a record");
	}
	if (slice.size == 0) {
		return refuse(err, EG_BAD_DATA, "empty object");
	}
	if (r->type == LDIF_CHANGE_MODIFY && (!r->part_object || r->part_kind != r->kind)) {
		return refuse(err, EG_BAD_DATA, "object in a part for another attribute");
	}
	r->values[r->count++] = (struct ldif_value){
		.slice = slice,
		.kind = r->kind,
		.change = r->type == LDIF_CHANGE_MODIFY ? r->part : LDIF_ADDED,
	};
	return NULL;
}

const char *ldif_record_end_value(struct ldif_record *r, enum eg_err *err)
{
	struct ldif_slice slice = {r->value_at, r->size - r->value_at};
	struct rd value = rd_of(r->bytes == NULL ? NULL : r->bytes + slice.at, slice.size);
	size_t i;
	if (r->field != LDIF_FIELD_NONE && !base64_end(&r->base64)) {
		return refuse(err, EG_BAD_DATA, "base64 ends too early");
	}
	switch (r->field) {
	case LDIF_FIELD_NONE:
		break;
	case LDIF_FIELD_FORMAT:
		r->size = slice.at;
		return rd_equal(value, RD_TEXT("1"))
			       ? NULL
			       : refuse(err, EG_UNSUPPORTED, "version of LDIF not known");
	case LDIF_FIELD_DN:
		r->dn = slice;
		r->open = true;
		break;
	case LDIF_FIELD_CHANGE:
		return end_change(r, err, value);
	case LDIF_FIELD_PART:
		i = find_field(value);
		r->part_object = i < FIELDS && fields[i].field == LDIF_FIELD_OBJECT;
		r->part_kind = i < FIELDS ? fields[i].kind : LDIF_ENTRY;
		break;
	case LDIF_FIELD_VERSION:
		r->version = slice;
		break;
	case LDIF_FIELD_CODE:
		r->code = slice;
		break;
	case LDIF_FIELD_TEXT:
		r->text = slice;
		break;
	case LDIF_FIELD_OBJECT:
		return end_object(r, err, slice);
	}
	return NULL;
}

const char *ldif_record_end_part(struct ldif_record *r, enum eg_err *err)
{
	if (r->type != LDIF_CHANGE_MODIFY || !r->part_open) {
		return refuse(err, EG_BAD_DATA, "line without a colon");
	}
	r->part_open = false;
	/* RFC 2849: delete without values takes all of them away, and so does such a replace. */
	if (!r->part_object || r->part == LDIF_ADDED || r->count > r->part_values) {
		return NULL;
	}
	if (r->count == LDIF_VALUES_MAX) {
		return refuse(err, EG_TOO_BIG, "objects of a record");
	}
	r->values[r->count++] = (struct ldif_value){.kind = r->part_kind, .change = LDIF_REMOVED};
	return NULL;
}

const char *ldif_record_end(struct ldif_record *r, enum eg_err *err)
{
	if (r->type == LDIF_CHANGE_DELETE) {
		if (r->count > 0) {
			return refuse(err, EG_BAD_DATA, "objects in an entry to delete");
		}
		r->values[r->count++] =
			(struct ldif_value){.kind = LDIF_ENTRY, .change = LDIF_REMOVED};
	}
	/* The last part of a modification may lack its end (seen with other tools). */
	return r->part_open ? ldif_record_end_part(r, err) : NULL;
}

enum eg_err ldif_record_give(const struct ldif_record *r, const struct ldif_sink *sink)
{
	struct rd all = rd_of(r->bytes, r->size);
	struct ldif_object o = {.line = r->line};
	const struct {
		const struct ldif_slice *from;
		struct rd *to;
	} texts[] = {{&r->dn, &o.dn},
		     {&r->version, &o.version},
		     {&r->code, &o.conformance_code},
		     {&r->text, &o.conformance_text}};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct rd rest = all;
		if (!rd_skip(&rest, texts[i].from->at) ||
		    !rd_take(&rest, texts[i].from->size, texts[i].to)) {
			return EG_FAIL(EG_STATE, "record of LDIF");
		}
	}
	for (size_t i = 0; i < r->count; i++) {
		struct rd rest = all;
		if (!rd_skip(&rest, r->values[i].slice.at) ||
		    !rd_take(&rest, r->values[i].slice.size, &o.value)) {
			return EG_FAIL(EG_STATE, "record of LDIF");
		}
		o.kind = r->values[i].kind;
		o.change = r->values[i].change;
		EG_TRY(sink->object(sink->context, &o));
	}
	return EG_OK;
}

void ldif_record_clear(struct ldif_record *r)
{
	struct ldif_record empty = {.bytes = r->bytes, .cap = r->cap};
	*r = empty;
}
