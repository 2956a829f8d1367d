/*
 * conf_iso7816_c: reading files (Doc 9303-10, 3.6): selection, large files, and the ways in which
 * a chip says that a file ends.
 */
#include "conf.h"

/* Octets of a portrait that no offset of fifteen bits reaches to the end of. */
#define LARGE ((size_t)40000)
/* Behind the record's header stands the facial information, then the image's (19794-5, 5.4 to 5.7).
 */
#define RECORD_HEADER 14
#define FACE_HEADER   32

static uint8_t large_portrait[LARGE];
static unsigned odd_reads;

static void absent(struct conf_world *w)
{
	w->order.pace.offered = false;
	conf_quirks(w, "no_short_id,select_refused=6A82");
}

static void with_large_portrait(struct conf_world *w)
{
	struct wr wr = WR_ARRAY(large_portrait);
	wr_put(&wr, w->order.portrait);
	wr_fill(&wr, 0x5A, LARGE - wr.size);
	w->order.portrait = RD_ARRAY(large_portrait);
}

/* DG2 whose own header promises more than the file has. */
static void promise_more(struct conf_document *d)
{
	struct rd file = conf_get(d, CONF_DG2);
	struct rd group;
	static uint8_t octets[64 * 1024];
	struct wr w = WR_ARRAY(octets);
	conf_must(rd_expect(&file, 0x75, &group), "DG2");
	wr_u8(&w, 0x75);
	wr_u8(&w, 0x82);
	wr_be16(&w, (uint16_t)(group.left + 100));
	wr_put(&w, group);
	conf_put(d, CONF_DG2, wr_view(&w));
}

static void beyond_the_end(struct conf_world *w)
{
	w->edit = promise_more;
}

static void end_6b00(struct conf_world *w)
{
	conf_quirks(w, "end_refused=6B00");
}

static void end_6282(struct conf_world *w)
{
	conf_quirks(w, "end_told=6282");
}

static void end_6cxx(struct conf_world *w)
{
	conf_quirks(w, "end_refused=6C00");
}

static bool count_odd(struct conf_meddler *m, struct rd command, struct wr *answer)
{
	uint8_t ins;
	(void)m;
	(void)answer;
	if (rd_byte_at(&command, 1, &ins) && ins == 0xB1) {
		odd_reads++;
	}
	return false;
}

/* Short commands, so that the offset of the last parts needs its own data object. */
static void far_offset(struct conf_world *w)
{
	with_large_portrait(w);
	conf_quirks(w, "no_extended");
	w->meddler.instead = count_odd;
	odd_reads = 0;
}

static bool was_read_oddly(const struct conf_told *t)
{
	(void)t;
	return odd_reads > 0;
}

/* The record ends where its image would begin; every length says so. */
static void take_image_out(struct conf_document *d)
{
	static uint8_t octets[1024];
	struct rd file = conf_get(d, CONF_DG2);
	struct rd part;
	struct rd count;
	struct rd header;
	struct rd record;
	struct wr w = WR_ARRAY(octets);
	conf_must(rd_expect(&file, 0x75, &part), "DG2");
	file = part;
	conf_must(rd_expect(&file, 0x7F61, &part), "templates");
	file = part;
	conf_must(rd_expect(&file, 0x02, &count) && rd_expect(&file, 0x7F60, &part), "template");
	file = part;
	conf_must(rd_expect(&file, 0xA1, &header) && rd_expect(&file, 0x5F2E, &part) &&
			  rd_take(&part, RECORD_HEADER + FACE_HEADER, &record),
		  "record");
	size_t group = wr_open(&w, 0x75);
	size_t list = wr_open(&w, 0x7F61);
	wr_tlv(&w, 0x02, count);
	size_t one = wr_open(&w, 0x7F60);
	wr_tlv(&w, 0xA1, header);
	size_t data = wr_open(&w, 0x5F2E);
	size_t start = w.size;
	conf_must(rd_take(&record, 8, &part), "format and version");
	wr_put(&w, part);
	wr_be32(&w, RECORD_HEADER + FACE_HEADER);
	conf_must(rd_skip(&record, 4) && rd_take(&record, 2, &part), "number of images");
	wr_put(&w, part);
	wr_be32(&w, FACE_HEADER);
	conf_must(rd_skip(&record, 4), "length of the block");
	wr_put(&w, record);
	conf_must(w.size - start == RECORD_HEADER + FACE_HEADER, "size of the record");
	wr_close(&w, data);
	wr_close(&w, one);
	wr_close(&w, list);
	wr_close(&w, group);
	conf_put(d, CONF_DG2, wr_view(&w));
}

static void no_image(struct conf_world *w)
{
	w->edit = take_image_out;
}

static const struct conf_case cases[] = {
	{.id = "ISO7816_C_01",
	 .what = "wants its files selected, and has none of them",
	 .end = CONF_REFUSED,
	 .check = CHECK_FILES_READ,
	 .reason = REASON_NOT_PRESENT,
	 .prepare = absent},
	{.id = "ISO7816_C_02",
	 .what = "has a portrait of 40,000 octets",
	 .end = CONF_ACCEPTED,
	 .prepare = with_large_portrait},
	{.id = "ISO7816_C_03",
	 .what = "promises 100 octets more in the header of DG2 than the file has",
	 .end = CONF_REFUSED,
	 .check = CHECK_FILES_READ,
	 .reason = REASON_BAD_FORMAT,
	 .prepare = beyond_the_end},
	{.id = "ISO7816_C_04",
	 .what = "refuses reads over the end of a file with 6B00",
	 .end = CONF_ACCEPTED,
	 .prepare = end_6b00},
	{.id = "ISO7816_C_05",
	 .what = "ends a file with the warning 6282",
	 .end = CONF_ACCEPTED,
	 .prepare = end_6282},
	{.id = "ISO7816_C_06",
	 .what = "refuses reads over the end of a file with 6Cxx and what is left",
	 .end = CONF_ACCEPTED,
	 .prepare = end_6cxx},
	{.id = "ISO7816_C_07",
	 .what = "has a portrait of 40,000 octets and takes short commands only",
	 .end = CONF_ACCEPTED,
	 .prepare = far_offset,
	 .also = was_read_oddly},
	{.id = "ISO7816_C_08",
	 .what = "has a facial record without a single octet of an image",
	 .end = CONF_REFUSED,
	 .check = CHECK_PORTRAIT,
	 .reason = REASON_UNDECODABLE,
	 .prepare = no_image},
};

const struct conf_unit conf_iso7816_c = {"iso7816_c", cases, sizeof(cases) / sizeof(cases[0])};
