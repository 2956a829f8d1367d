/*
 * forge_details: the files of an invented document that people read, and the lists of a chip (Doc
 * 9303-10, 3.11, 4.6.1, 4.7), written.
 * Knows layouts, and how to break them. Never reads a file of a chip.
 */
#include "simulator/forge_details.h"

#define TAG_LIST 0x5C

static void put_text(struct wr *out, uint32_t tag, const char *text)
{
	if (text != NULL) {
		wr_tlv(out, tag, rd_cstr(text));
	}
}

static void put_bytes(struct wr *out, uint32_t tag, struct rd bytes)
{
	if (bytes.left > 0) {
		wr_tlv(out, tag, bytes);
	}
}

static void put_count(struct wr *out, size_t count)
{
	size_t mark = wr_open(out, 0x02);
	wr_u8(out, (uint8_t)count);
	wr_close(out, mark);
}

/* Digits as they are, or two an octet. */
static void put_digits(struct wr *out, uint32_t tag, const char *digits, bool bcd)
{
	struct rd from = rd_cstr(digits);
	uint8_t high = 0;
	uint8_t low = 0;
	if (!bcd || digits == NULL) {
		put_text(out, tag, digits);
		return;
	}
	size_t mark = wr_open(out, tag);
	while (from.left > 0) {
		if (!rd_u8(&from, &high) || !rd_u8(&from, &low)) {
			out->bad = true;
			return;
		}
		wr_u8(out, (uint8_t)((high & 0x0F) << 4 | (low & 0x0F)));
	}
	wr_close(out, mark);
}

static size_t names_in(const char *const names[FORGE_NAMES_MAX])
{
	size_t count = 0;
	while (count < FORGE_NAMES_MAX && names[count] != NULL) {
		count++;
	}
	return count;
}

static void put_names(struct wr *out, uint32_t tag, const char *const names[FORGE_NAMES_MAX])
{
	size_t count = names_in(names);
	if (count == 0) {
		return;
	}
	size_t mark = wr_open(out, 0xA0);
	put_count(out, count);
	for (size_t i = 0; i < count; i++) {
		put_text(out, tag, names[i]);
	}
	wr_close(out, mark);
}

static void list_tag(struct wr *out, uint32_t tag, bool there)
{
	if (there && tag > 0xFF) {
		wr_be16(out, (uint16_t)tag);
	} else if (there) {
		wr_u8(out, (uint8_t)tag);
	}
}

void forge_images(struct wr *out, unsigned group, const struct rd *pictures, size_t count)
{
	size_t mark = wr_open(out, group == 5 ? 0x65 : 0x67);
	put_count(out, count);
	for (size_t i = 0; i < count; i++) {
		wr_tlv(out, group == 5 ? 0x5F40 : 0x5F43, pictures[i]);
	}
	wr_close(out, mark);
}

/* A text and its tag; what is NULL is left out. */
struct tagged {
	uint32_t tag;
	const char *text;
};

static void put_tagged(struct wr *out, const struct tagged *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		put_text(out, texts[i].tag, texts[i].text);
	}
}

static void list_tagged(struct wr *out, const struct tagged *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		list_tag(out, texts[i].tag, texts[i].text != NULL);
	}
}

void forge_dg11(struct wr *out, const struct forge_person *p)
{
	const struct tagged middle[] = {
		{0x5F11, p->birth_place}, {0x5F42, p->address}, {0x5F12, p->telephone},
		{0x5F13, p->profession},  {0x5F14, p->title},   {0x5F15, p->summary},
	};
	const struct tagged last[] = {{0x5F17, p->other_documents}, {0x5F18, p->custody}};
	size_t group = wr_open(out, 0x6B);
	size_t list = wr_open(out, TAG_LIST);
	list_tag(out, 0x5F0E, p->full_name != NULL);
	list_tag(out, 0x5F0F, names_in(p->other_names) > 0);
	list_tag(out, 0x5F10, p->number != NULL);
	list_tag(out, 0x5F2B, p->birth != NULL);
	list_tagged(out, middle, sizeof(middle) / sizeof(middle[0]));
	list_tag(out, 0x5F16, p->citizenship.left > 0);
	list_tagged(out, last, sizeof(last) / sizeof(last[0]));
	wr_close(out, list);
	put_text(out, 0x5F0E, p->full_name);
	put_names(out, 0x5F0F, p->other_names);
	put_text(out, 0x5F10, p->number);
	put_digits(out, 0x5F2B, p->birth, p->bcd);
	put_tagged(out, middle, sizeof(middle) / sizeof(middle[0]));
	put_bytes(out, 0x5F16, p->citizenship);
	put_tagged(out, last, sizeof(last) / sizeof(last[0]));
	wr_close(out, group);
}

void forge_dg12(struct wr *out, const struct forge_paper *p)
{
	size_t group = wr_open(out, 0x6C);
	size_t list = wr_open(out, TAG_LIST);
	list_tag(out, 0x5F19, p->authority != NULL);
	list_tag(out, 0x5F26, p->issued != NULL);
	list_tag(out, 0x5F1A, names_in(p->other_persons) > 0);
	list_tag(out, 0x5F1B, p->endorsements != NULL);
	list_tag(out, 0x5F1C, p->tax_exit != NULL);
	list_tag(out, 0x5F1D, p->front.left > 0);
	list_tag(out, 0x5F1E, p->rear.left > 0);
	list_tag(out, 0x5F55, p->personalised != NULL);
	list_tag(out, 0x5F56, p->system != NULL);
	wr_close(out, list);
	put_text(out, 0x5F19, p->authority);
	put_digits(out, 0x5F26, p->issued, p->bcd);
	put_names(out, 0x5F1A, p->other_persons);
	put_text(out, 0x5F1B, p->endorsements);
	put_text(out, 0x5F1C, p->tax_exit);
	put_bytes(out, 0x5F1D, p->front);
	put_bytes(out, 0x5F1E, p->rear);
	put_digits(out, 0x5F55, p->personalised, p->bcd);
	put_text(out, 0x5F56, p->system);
	wr_close(out, group);
}

void forge_dg13(struct wr *out, struct rd content)
{
	wr_tlv(out, 0x6D, content);
}

void forge_dg16(struct wr *out, const struct forge_contact *contacts, size_t count)
{
	size_t group = wr_open(out, 0x70);
	put_count(out, count);
	for (size_t i = 0; i < count && i < 15; i++) {
		size_t one = wr_open(out, (uint32_t)(0xA1 + i));
		put_text(out, 0x5F50, contacts[i].recorded);
		put_text(out, 0x5F51, contacts[i].name);
		put_text(out, 0x5F52, contacts[i].telephone);
		put_text(out, 0x5F53, contacts[i].address);
		wr_close(out, one);
	}
	wr_close(out, group);
}

void forge_dir(struct wr *out, const struct rd *identifiers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t template = wr_open(out, 0x61);
		wr_tlv(out, 0x4F, identifiers[i]);
		wr_close(out, template);
	}
}

void forge_com_of(struct wr *out, const struct forge_com_parts *parts)
{
	size_t com = wr_open(out, parts->tag);
	put_text(out, 0x5F01, parts->lds);
	put_text(out, 0x5F36, parts->unicode);
	put_bytes(out, TAG_LIST, parts->groups);
	wr_close(out, com);
}

void forge_atr_info_of(struct wr *out, const struct forge_atr_parts *parts)
{
	put_bytes(out, 0x47, parts->capabilities);
	if (parts->lengths_tag == 0) {
		return;
	}
	size_t lengths = wr_open(out, parts->lengths_tag);
	for (size_t i = 0; i < parts->length_count && i < 2; i++) {
		uint8_t octets[4];
		struct wr number = WR_ARRAY(octets);
		wr_be32(&number, parts->lengths[i]);
		struct rd value = wr_view(&number);
		if (parts->width == 0 || parts->width > value.left) {
			wr_small_int(out, parts->lengths[i]);
		} else if (rd_skip(&value, value.left - parts->width)) {
			wr_tlv(out, 0x02, value);
		}
	}
	wr_close(out, lengths);
}
