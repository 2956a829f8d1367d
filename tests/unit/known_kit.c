/*
 * known_kit: lists of one entry, minted, read and indexed, for tests.
 * Knows forge's order and the index. Never knows what should follow.
 */
#include "tests/unit/known_kit.h"

#include "pki/known_signed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* SEQUENCE { SET { SEQUENCE { countryName, "UT" } } } */
static const uint8_t name[] = {0x30, 0x0D, 0x31, 0x0B, 0x30, 0x09, 0x06, 0x03,
			       0x55, 0x04, 0x06, 0x13, 0x02, 'U',  'T'};
static const uint8_t serial[] = {0x02, 0x03, 0x41, 0x42, 0x43};
static const uint8_t key_id[] = {1, 2, 3, 4, 5, 6, 7, 8};

void known_kit_free(struct known_kit *k)
{
	bytes_free(&k->content);
	bytes_free(&k->image);
}

struct rd kit_issuer(void)
{
	return RD_ARRAY(name);
}

struct rd kit_serial(void)
{
	return RD_ARRAY(serial);
}

struct rd kit_key_id(void)
{
	return RD_ARRAY(key_id);
}

struct known_document kit_document(void)
{
	return (struct known_document){
		.issuer = rd_of(name + 2, sizeof(name) - 2),
		.serial = rd_of(serial + 2, sizeof(serial) - 2),
		.key_id = RD_ARRAY(key_id),
		.certificate = RD_TEXT("certificate of the signer"),
		.signer_country = "UT",
		.state = "UTO",
		.type = RD_TEXT("P<"),
		.number = RD_TEXT("AB1234567"),
		.issued = {2017, 6, 15},
	};
}

void kit_say(struct kit_list *l, bool defects, const char *arcs, size_t arc_count,
	     struct rd parameter)
{
	*l = (struct kit_list){.order = {.defects = defects, .version = 2, .entry_count = 1}};
	l->remark = (struct forge_remark){rd_of(arcs, arc_count), parameter, NULL};
	l->entry = (struct forge_known_entry){
		.issuer = kit_issuer(),
		.serial = kit_serial(),
		.remark_count = 1,
	};
}

static struct forge_known order_of(const struct kit_list *l, struct forge_known_entry *entry)
{
	struct forge_known order = l->order;
	*entry = l->entry;
	entry->remarks = &l->remark;
	order.entries = entry;
	return order;
}

void kit_read(struct known_kit *k, const struct kit_list *l, struct known_list *out)
{
	struct bytes rewritten = {0};
	struct forge_known_entry entry;
	struct forge_known order = order_of(l, &entry);
	assert_int_equal(forge_known_content(&k->content, &order), EG_OK);
	assert_int_equal(known_signed_content(order.defects ? KNOWN_DEFECTS : KNOWN_DEVIATIONS,
					      bytes_rd(&k->content), &rewritten, out),
			 EG_OK);
	assert_int_equal(rewritten.size, 0);
}

void kit_index(struct known_kit *k, const struct kit_list *l, const char *country)
{
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	struct known_list list;
	struct known_list_info info = {.signed_s = 1700000000};
	for (size_t i = 0; i < 3 && country[i] != '\0'; i++) {
		info.country[i] = country[i];
	}
	kit_read(k, l, &list);
	assert_int_equal(known_builder_new(&b), EG_OK);
	assert_int_equal(known_builder_add(b, &list, &info), EG_OK);
	assert_int_equal(known_builder_image(b, &k->image), EG_OK);
	assert_int_equal(known_open(bytes_rd(&k->image), &k->known), EG_OK);
}
