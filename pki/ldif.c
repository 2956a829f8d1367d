/*
 * ldif: what a PKD publishes as LDIF (RFC 2849): certificates, revocation lists, signed lists.
 * Knows lines, folding, base64, records and their changes. Never looks into an object.
 *
 *   name: text        name:: base64        # comment        (empty line: end of the record)
 *    a line that begins with a blank goes on with the one before it
 */
#include "pki/ldif.h"

#include "pki/ldif_record.h"

#include <stdlib.h>

/* Where in a line, folds put aside, the reading is. */
enum place { IN_NAME, BEHIND_COLON, IN_BLANKS, IN_VALUE, IN_COMMENT };

struct ldif {
	struct ldif_sink sink;
	enum eg_err stopped; /* EG_OK: going on */
	size_t line;         /* from 1 */
	size_t begun;        /* where the line that is read began, folds put aside */
	size_t told;         /* the last one that says something */
	bool line_begins;
	bool line_open;  /* of a line that may go on behind a fold */
	bool pending_cr; /* which ended the last piece */
	bool skipping;   /* to the next empty line */
	size_t records;
	enum place place;
	enum ldif_form form;
	uint8_t name[LDIF_NAME_MAX];
	size_t name_size;
	struct ldif_record record;
};

enum eg_err ldif_new(struct ldif **out, const struct ldif_sink *sink)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "reader of LDIF");
	}
	(*out)->sink = *sink;
	(*out)->line = 1;
	(*out)->line_begins = true;
	return EG_OK;
}

void ldif_free(struct ldif **l)
{
	if (l != NULL && *l != NULL) {
		free((*l)->record.bytes);
		free(*l);
		*l = NULL;
	}
}

size_t ldif_records(const struct ldif *l)
{
	return l->records;
}

/* Tells of what cannot be read and goes on behind its record, or ends. */
static void tell(struct ldif *l, enum eg_err err, const char *reason)
{
	const struct ldif_fault fault = {l->told, err, reason};
	if (reason == NULL || l->skipping) {
		return;
	}
	l->skipping = true;
	if (!l->sink.fault(l->sink.context, &fault)) {
		l->stopped = err;
	}
}

static void begin_value(struct ldif *l)
{
	enum eg_err err = EG_OK;
	const char *reason = ldif_record_begin_value(&l->record, &err, rd_of(l->name, l->name_size),
						     l->form, l->begun);
	l->place = IN_VALUE;
	tell(l, err, reason);
}

static void take_name(struct ldif *l, uint8_t c)
{
	if (c == ':') {
		l->place = BEHIND_COLON;
	} else if (l->name_size == LDIF_NAME_MAX) {
		tell(l, EG_BAD_DATA, "line without a colon, or a name longer than allowed");
	} else {
		l->name[l->name_size++] = c;
	}
}

/* One character before the value. */
static void take_front(struct ldif *l, uint8_t c)
{
	switch (l->place) {
	case IN_NAME:
		take_name(l, c);
		break;
	case BEHIND_COLON:
		l->form = c == ':' ? LDIF_BASE64 : LDIF_PLAIN;
		l->place = IN_BLANKS;
		if (c == '<') {
			tell(l, EG_UNSUPPORTED, "value that lies elsewhere");
		} else if (c != ':' && c != ' ') {
			begin_value(l);
		}
		break;
	case IN_BLANKS:
		if (c != ' ') {
			begin_value(l);
		}
		break;
	case IN_VALUE:
	case IN_COMMENT:
		break;
	}
}

/* Characters of a line, without its end and without the blank of a fold. */
static void take(struct ldif *l, struct rd piece)
{
	enum eg_err err = EG_OK;
	while (!l->skipping && l->place != IN_COMMENT && l->place != IN_VALUE && piece.left > 0) {
		struct rd next = piece;
		uint8_t c = 0;
		if (!rd_u8(&next, &c)) {
			return;
		}
		take_front(l, c);
		if (l->place != IN_VALUE) {
			piece = next; /* else it is the value's first */
		}
	}
	if (!l->skipping && l->place == IN_VALUE && piece.left > 0) {
		const char *reason = ldif_record_value(&l->record, &err, piece);
		tell(l, err, reason);
	}
}

/* The line, folds included, is over. */
static void end_line(struct ldif *l)
{
	enum eg_err err = EG_OK;
	const char *reason = NULL;
	bool open = l->line_open && !l->skipping;
	l->line_open = false;
	if (!open) {
		return;
	}
	switch (l->place) {
	case IN_COMMENT:
		break;
	case IN_NAME:
		if (rd_equal(rd_of(l->name, l->name_size), RD_TEXT("-"))) {
			reason = ldif_record_end_part(&l->record, &err);
		} else {
			err = EG_BAD_DATA;
			reason = "line without a colon";
		}
		break;
	case BEHIND_COLON:
		l->form = LDIF_PLAIN;
		begin_value(l);
		reason = ldif_record_end_value(&l->record, &err);
		break;
	case IN_BLANKS:
		begin_value(l);
		reason = ldif_record_end_value(&l->record, &err);
		break;
	case IN_VALUE:
		reason = ldif_record_end_value(&l->record, &err);
		break;
	}
	tell(l, err, reason);
}

static void end_record(struct ldif *l)
{
	enum eg_err err = EG_OK;
	if (!l->skipping && l->record.open) {
		const char *reason = ldif_record_end(&l->record, &err);
		tell(l, err, reason);
	}
	if (!l->skipping && l->record.open) {
		l->records++;
		l->stopped = ldif_record_give(&l->record, &l->sink);
	}
	l->skipping = false;
	ldif_record_clear(&l->record);
}

/* What the first character of a line says about it; takes the blank of a fold. */
static void begin_line(struct ldif *l, struct rd *piece)
{
	uint8_t c = 0;
	if (!rd_peek(piece, &c)) {
		return;
	}
	l->line_begins = false;
	if (c == ' ' && rd_skip(piece, 1)) {
		l->told = l->line;
		if (!l->line_open) {
			tell(l, EG_BAD_DATA, "line goes on that was not begun");
		}
		return;
	}
	end_line(l);
	if (c == '\n') {
		end_record(l);
		return;
	}
	l->line_open = true;
	l->begun = l->line;
	l->told = l->line;
	l->place = c == '#' ? IN_COMMENT : IN_NAME;
	l->form = LDIF_PLAIN;
	l->name_size = 0;
}

/* What is left of a piece up to the end of its line, which is dropped; CR before LF, too. */
static void take_line(struct ldif *l, struct rd *piece)
{
	struct rd part;
	size_t size;
	uint8_t last = 0;
	bool ended = rd_find(piece, '\n', &size);
	if (!rd_take(piece, ended ? size : piece->left, &part)) {
		return;
	}
	if (part.left > 0 && rd_byte_at(&part, part.left - 1, &last) && last == '\r') {
		part.left--;
		l->pending_cr = !ended;
	}
	take(l, part);
	if (ended && rd_skip(piece, 1)) {
		l->line++;
		l->line_begins = true;
	}
}

/* A CR that no LF follows is a character like others, which no line may begin with. */
static void stray_cr(struct ldif *l)
{
	if (!l->line_begins) {
		take(l, RD_TEXT("\r"));
		return;
	}
	end_line(l);
	l->line_begins = false;
	l->told = l->line;
	tell(l, EG_BAD_DATA, "bare CR");
}

enum eg_err ldif_feed(struct ldif *l, struct rd piece)
{
	uint8_t c;
	while (l->stopped == EG_OK && rd_peek(&piece, &c)) {
		bool cr = l->pending_cr;
		l->pending_cr = false;
		if (cr && c != '\n') {
			stray_cr(l);
		}
		if (l->line_begins && c == '\r' && rd_skip(&piece, 1)) {
			l->pending_cr = true; /* of an empty line, if its LF comes next */
			continue;
		}
		if (l->line_begins) {
			begin_line(l, &piece);
		}
		if (l->stopped == EG_OK) {
			take_line(l, &piece);
		}
	}
	return l->stopped;
}

enum eg_err ldif_end(struct ldif *l)
{
	if (l->stopped == EG_OK) {
		end_line(l);
	}
	if (l->stopped == EG_OK) {
		end_record(l);
	}
	return l->stopped;
}
