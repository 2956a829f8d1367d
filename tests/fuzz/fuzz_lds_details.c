/*
 * fuzz_lds_details: DG5 to DG13 and DG16 as any bytes; what is given lies within the file, counts
 * never go beyond what is kept, and what is put for a screen is text that steers nothing.
 *
 *   first octet   which group
 */
#include "tests/fuzz/within.h"

#include "emrtd/lds_contact.h"
#include "emrtd/lds_details.h"
#include "emrtd/lds_image.h"
#include "emrtd/lds_opaque.h"

#define SHOWN_MAX 8192

static void check_deviations(uint32_t deviations)
{
	promise(deviations >> LDS_DEVIATION_COUNT == 0);
}

/* Shown again, it is what it was: clean UTF-8. */
static void check_text(const struct lds_text *text, struct rd file)
{
	static uint8_t shown[SHOWN_MAX];
	static uint8_t again[SHOWN_MAX];
	promise_within(text->bytes, file);
	promise(text->encoding <= LDS_BROKEN);
	promise(text->encoding != LDS_ABSENT || text->bytes.left == 0);
	if (text->bytes.left > SHOWN_MAX / 3) {
		return;
	}
	struct wr w = WR_ARRAY(shown);
	struct wr v = WR_ARRAY(again);
	uint32_t deviations = 0;
	lds_text_put(&w, text);
	promise(!w.bad && w.size <= 3 * text->bytes.left);
	struct lds_text clean = {.encoding = LDS_UTF8, .bytes = wr_view(&w)};
	lds_text_put(&v, &clean);
	promise(rd_equal(wr_view(&v), wr_view(&w)));
	promise(lds_text_of(wr_view(&w), 0, &deviations).encoding <= LDS_UTF8);
}

static void check_date(const struct lds_date *date, struct rd file)
{
	promise_within(date->bytes, file);
	bool read = date->form == LDS_DATE_DIGITS || date->form == LDS_DATE_BCD;
	promise(read || (date->day.year == 0 && date->day.month == 0 && date->day.day == 0));
	promise(date->day.month <= 12 && date->day.day <= 31);
}

static void check_names(const struct lds_names *names, struct rd file)
{
	promise(names->count <= LDS_NAMES_MAX);
	for (size_t i = 0; i < names->count; i++) {
		promise(names->of[i].encoding != LDS_ABSENT);
		check_text(&names->of[i], file);
	}
}

static void person(struct rd file)
{
	struct lds_person p;
	enum eg_err err = lds_dg11(file, &p);
	check_deviations(p.deviations);
	for (size_t i = 0; i < LDS_PERSON_TEXT_COUNT; i++) {
		promise(err == EG_OK || p.text[i].encoding == LDS_ABSENT);
		check_text(&p.text[i], file);
	}
	check_names(&p.other_names, file);
	check_date(&p.birth, file);
	promise_within(p.citizenship.bytes, file);
	promise(err == EG_OK || (p.deviations == 0 && p.other_names.count == 0));
}

static void paper(struct rd file)
{
	struct lds_document d;
	enum eg_err err = lds_dg12(file, &d);
	check_deviations(d.deviations);
	for (size_t i = 0; i < LDS_DOCUMENT_TEXT_COUNT; i++) {
		promise(err == EG_OK || d.text[i].encoding == LDS_ABSENT);
		check_text(&d.text[i], file);
	}
	check_names(&d.other_persons, file);
	check_date(&d.issued, file);
	check_date(&d.personalised.date, file);
	promise(d.personalised.hour < 24 && d.personalised.minute < 60);
	promise_within(d.front.bytes, file);
	promise_within(d.rear.bytes, file);
	promise(err == EG_OK || (d.deviations == 0 && d.other_persons.count == 0));
}

static void contacts(struct rd file)
{
	struct lds_contacts all;
	enum eg_err err = lds_dg16(file, &all);
	check_deviations(all.deviations);
	promise(all.count <= LDS_CONTACTS_MAX);
	promise(err == EG_OK || (all.count == 0 && all.deviations == 0));
	for (size_t i = 0; i < all.count; i++) {
		check_date(&all.of[i].recorded, file);
		check_text(&all.of[i].name, file);
		check_text(&all.of[i].telephone, file);
		check_text(&all.of[i].address, file);
	}
}

static void pictures(struct rd file, bool portrait)
{
	struct lds_images i;
	enum eg_err err = portrait ? lds_dg5(file, &i) : lds_dg7(file, &i);
	check_deviations(i.deviations);
	promise(i.count <= LDS_IMAGES_MAX);
	promise(err == EG_OK || (i.count == 0 && i.deviations == 0));
	for (size_t k = 0; k < i.count; k++) {
		promise(i.of[k].form != LDS_IMAGE_ABSENT);
		promise_within(i.of[k].bytes, file);
	}
}

static void opaque(struct rd file, unsigned group)
{
	struct lds_opaque o;
	enum eg_err err = lds_opaque(file, group, &o);
	check_deviations(o.deviations);
	promise_within(o.content, file);
	promise(err == EG_OK || o.content.left == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	uint8_t which;
	if (!rd_u8(&file, &which)) {
		return 0;
	}
	switch (which & 0x0F) {
	case 5:
	case 7:
		pictures(file, (which & 0x0F) == 5);
		break;
	case 11:
		person(file);
		break;
	case 12:
		paper(file);
		break;
	case 0: /* 16 */
		contacts(file);
		break;
	default:
		opaque(file, which & 0x0F);
		break;
	}
	return 0;
}
