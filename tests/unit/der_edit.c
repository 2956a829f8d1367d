/*
 * der_edit: DER with one part replaced, dropped or doubled, and the lengths around it made right.
 * Knows the framing only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "der_edit.h"

#define DEPTH_MAX 12

struct level {
	uint32_t tag;
	struct rd before;
	struct rd after;
};

/* Goes one level down: what lies before and after the child, and the child. */
static struct rd descend(struct rd part, unsigned child, struct level *l)
{
	struct rd value;
	struct rd inner;
	struct rd whole = RD_EMPTY;
	uint32_t tag;
	assert_true(rd_tlv(&part, &l->tag, &value));
	l->before = value;
	for (unsigned i = 0; i <= child; i++) {
		assert_true(rd_tlv_whole(&value, &tag, &inner, &whole));
	}
	l->before.left = (size_t)(whole.at - l->before.at);
	l->after = value;
	return whole;
}

/* Goes down the whole path; *depth levels were passed. */
static struct rd find(struct rd der, const char *where, struct level levels[DEPTH_MAX],
		      size_t *depth)
{
	struct rd path = rd_cstr(where);
	struct rd part = der;
	uint8_t digit = 0;
	for (*depth = 0; path.left > 0; (*depth)++) {
		assert_true(*depth < DEPTH_MAX && rd_u8(&path, &digit));
		part = descend(part, (unsigned)(digit - '0'), &levels[*depth]);
	}
	return part;
}

struct rd der_part(struct rd der, const char *path)
{
	struct level levels[DEPTH_MAX];
	size_t depth;
	return find(der, path, levels, &depth);
}

struct mint_file der_edited(struct rd der, const struct der_edit *e)
{
	struct level levels[DEPTH_MAX];
	uint8_t bytes[2][MINT_FILE_MAX];
	struct mint_file f = {0};
	size_t depth;
	struct rd part = find(der, e->path, levels, &depth);
	struct wr w = WR_ARRAY(bytes[0]);
	wr_put(&w, e->keep ? part : RD_EMPTY);
	wr_put(&w, e->bytes);
	for (size_t i = depth; i-- > 0;) {
		struct rd inner = wr_view(&w);
		w = wr_of(bytes[(depth - i) % 2], MINT_FILE_MAX);
		size_t mark = wr_open(&w, levels[i].tag);
		wr_put(&w, levels[i].before);
		wr_put(&w, inner);
		wr_put(&w, levels[i].after);
		wr_close(&w, mark);
	}
	assert_true(rd_dump(wr_view(&w), f.bytes, sizeof(f.bytes), &f.size));
	return f;
}
