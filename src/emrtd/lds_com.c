/*
 * lds_com: EF.COM, versions and the list of data groups (Doc 9303-10, 4.6.1).
 * Knows its layout. Never knows what is really there: the file is not signed.
 */
#include "emrtd/lds_com.h"

#include "emrtd/lds_file.h"

#define TAG_COM      0x60
#define TAG_LDS      0x5F01
#define TAG_UNICODE  0x5F36
#define TAG_TAG_LIST 0x5C

/* Doc 9303-10, table 38. */
static const uint8_t group_tags[LDS_GROUPS_MAX + 1] = {
	0,    0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
	0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70,
};

uint32_t lds_group_tag(unsigned group)
{
	return group <= LDS_GROUPS_MAX ? group_tags[group] : 0;
}

unsigned lds_tag_group(uint32_t tag)
{
	for (unsigned group = 1; group <= LDS_GROUPS_MAX; group++) {
		if (group_tags[group] == tag) {
			return group;
		}
	}
	return 0;
}

/* Digits of a version as a C string; false if it has another size or other characters. */
static bool take_version(struct rd value, char *out, size_t size)
{
	struct rd digits = value;
	size_t written;
	uint8_t c;
	if (value.left != size) {
		return false;
	}
	while (digits.left > 0) {
		if (!rd_u8(&digits, &c) || c < '0' || c > '9') {
			return false;
		}
	}
	return rd_dump(value, out, size, &written);
}

static void take_lds_version(struct rd value, struct lds_com *c)
{
	if (!take_version(value, c->lds_version, sizeof(c->lds_version) - 1) ||
	    (!rd_equal(value, RD_TEXT("0107")) && !rd_equal(value, RD_TEXT("0108")))) {
		c->deviations |= LDS_BIT(LDS_VERSION_UNKNOWN);
	}
}

static void take_unicode_version(struct rd value, struct lds_com *c)
{
	if (!take_version(value, c->unicode_version, sizeof(c->unicode_version) - 1) ||
	    !rd_equal(value, RD_TEXT("040000"))) {
		c->deviations |= LDS_BIT(LDS_UNICODE_UNKNOWN);
	}
}

static void take_groups(struct rd list, struct lds_com *c)
{
	uint32_t tag;
	while (lds_next_tag(&list, &tag)) {
		unsigned group = lds_tag_group(tag);
		if (group == 0) {
			c->deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
		} else if ((c->groups & 1u << group) != 0) {
			c->deviations |= LDS_BIT(LDS_ELEMENT_REPEATED);
		} else {
			c->groups |= 1u << group;
		}
	}
	if (list.bad) {
		c->deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
	}
	if ((c->groups & 1u << 1) == 0 || (c->groups & 1u << 2) == 0) {
		c->deviations |= LDS_BIT(LDS_GROUP_MISSING);
	}
}

static const struct {
	uint32_t tag;
	void (*take)(struct rd value, struct lds_com *c);
	enum lds_deviation missing;
} elements[] = {
	{TAG_LDS, take_lds_version, LDS_VERSION_MISSING},
	{TAG_UNICODE, take_unicode_version, LDS_UNICODE_MISSING},
	{TAG_TAG_LIST, take_groups, LDS_TAG_LIST_MISSING},
};
#define ELEMENTS (sizeof(elements) / sizeof(elements[0]))

static void take_element(uint32_t tag, struct rd value, unsigned *seen, struct lds_com *c)
{
	for (unsigned i = 0; i < ELEMENTS; i++) {
		if (elements[i].tag != tag) {
			continue;
		}
		if ((*seen & 1u << i) != 0) {
			c->deviations |= LDS_BIT(LDS_ELEMENT_REPEATED);
			return;
		}
		*seen |= 1u << i;
		elements[i].take(value, c);
		return;
	}
	c->deviations |= LDS_BIT(LDS_ELEMENT_UNKNOWN);
}

enum eg_err lds_com(struct rd file, struct lds_com *out)
{
	struct lds_com c = {0};
	struct rd content;
	unsigned seen = 0;
	*out = c;
	EG_TRY(lds_open(file, TAG_COM, &content, &c.deviations));
	while (content.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!lds_next(&content, &tag, &value, &c.deviations)) {
			return EG_FAIL(EG_BAD_DATA, "element of EF.COM");
		}
		take_element(tag, value, &seen, &c);
	}
	for (unsigned i = 0; i < ELEMENTS; i++) {
		if ((seen & 1u << i) == 0) {
			c.deviations |= LDS_BIT(elements[i].missing);
		}
	}
	*out = c;
	return EG_OK;
}
