/*
 * pem: objects as text between lines of dashes (RFC 7468).
 * Knows labels and lines. Never knows what an object is.
 */
#include "pki/pem.h"

#include "pki/base64.h"

#define BEGIN  RD_TEXT("-----BEGIN ")
#define END    RD_TEXT("-----END ")
#define DASHES RD_TEXT("-----")

/* The next line, without blanks and a carriage return at its end. */
static struct rd next_line(struct rd *text)
{
	struct rd line = rd_until(text, "\n");
	uint8_t c;
	while (line.left > 0 && rd_byte_at(&line, line.left - 1, &c) &&
	       (c == '\r' || c == ' ' || c == '\t')) {
		line.left--;
	}
	return line;
}

/* "-----BEGIN " label "-----", or with END. */
static bool is_edge(struct rd line, struct rd front, struct rd label)
{
	struct rd said;
	return rd_begins(line, front) && rd_skip(&line, front.left) &&
	       rd_take(&line, label.left, &said) && rd_equal(said, label) && rd_equal(line, DASHES);
}

static enum eg_err read_object(struct rd *text, struct rd label, struct wr *out)
{
	struct base64 state = {0};
	while (text->left > 0) {
		struct rd line = next_line(text);
		if (is_edge(line, END, label)) {
			return base64_end(&state) ? EG_OK : EG_FAIL(EG_BAD_DATA, "end of base64");
		}
		if (!base64_feed(&state, line, out)) {
			return out->bad ? EG_FAIL(EG_TOO_BIG, "object in PEM")
					: EG_FAIL(EG_BAD_DATA, "object in PEM is no base64");
		}
	}
	return EG_FAIL(EG_BAD_DATA, "object in PEM does not end");
}

enum eg_err pem_next(struct rd *text, const char *label, struct wr *out)
{
	while (text->left > 0) {
		if (is_edge(next_line(text), BEGIN, rd_cstr(label))) {
			return read_object(text, rd_cstr(label), out);
		}
	}
	return EG_FAIL(EG_NOT_FOUND, "no such object in PEM");
}

bool pem_is(struct rd text)
{
	while (text.left > 0) {
		if (rd_begins(next_line(&text), BEGIN)) {
			return true;
		}
	}
	return false;
}
