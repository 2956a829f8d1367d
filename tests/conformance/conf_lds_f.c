/*
 * conf_lds_f: DG14, where it announces Chip Authentication (Doc 9303-10, 4.7.14; Doc 9303-11, 9.2).
 */
#include "conf.h"

#define DG14_MAX 1024

/* id-CA-ECDH-AES-CBC-CMAC-128 */
#define ID_CA RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x03\x02\x02")
/* The same arcs but the last, which nobody has given away. */
#define ID_NONE RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x03\x02\x7F")

/* What becomes of ChipAuthenticationInfo. */
static struct {
	struct rd protocol; /* empty: left out */
	struct rd version;  /* the same */
} info;

static bool is_chip_auth(struct rd content)
{
	struct rd protocol;
	return rd_expect(&content, 0x06, &protocol) && rd_equal(protocol, ID_CA);
}

static void put_changed(struct wr *w)
{
	size_t one = wr_open(w, 0x30);
	if (info.protocol.left > 0) {
		wr_tlv(w, 0x06, info.protocol);
	}
	if (info.version.left > 0) {
		wr_tlv(w, 0x02, info.version);
	}
	wr_close(w, one);
}

static void change_info(struct conf_document *d)
{
	uint8_t octets[DG14_MAX];
	struct wr w = WR_ARRAY(octets);
	struct rd file = conf_get(d, CONF_DG14);
	struct rd group;
	struct rd infos;
	unsigned changed = 0;
	conf_must(rd_expect(&file, 0x6E, &group) && rd_expect(&group, 0x31, &infos), "DG14");
	size_t outer = wr_open(&w, 0x6E);
	size_t set = wr_open(&w, 0x31);
	while (infos.left > 0) {
		struct rd content;
		struct rd whole;
		uint32_t tag;
		conf_must(rd_tlv_whole(&infos, &tag, &content, &whole), "SecurityInfo");
		if (is_chip_auth(content)) {
			put_changed(&w);
			changed++;
		} else {
			wr_put(&w, whole);
		}
	}
	wr_close(&w, set);
	wr_close(&w, outer);
	conf_must(changed == 1 && !w.bad, "one ChipAuthenticationInfo");
	conf_put(d, CONF_DG14, wr_view(&w));
}

static void with_key(struct conf_world *w, void (*edit)(struct conf_document *d))
{
	w->order.aa = CHIP_KEY_NONE;
	w->order.chip_keys[0] =
		(struct forge_chip_key){.curve = CRYPT_BP256R1, .ciphers = 1u << CRYPT_AES128};
	w->order.chip_key_count = 1;
	w->edit = edit;
}

static void with_info(struct conf_world *w, struct rd protocol, struct rd version)
{
	info.protocol = protocol;
	info.version = version;
	with_key(w, change_info);
}

static void set_tag(struct conf_document *d)
{
	conf_octet(d, CONF_DG14, 0, 0x6F);
}

static void tag_6f(struct conf_world *w)
{
	with_key(w, set_tag);
}

static void set_small(struct conf_document *d)
{
	conf_lengthen(d, CONF_DG14, -1);
}

static void length_small(struct conf_world *w)
{
	with_key(w, set_small);
}

static void set_big(struct conf_document *d)
{
	conf_lengthen(d, CONF_DG14, 1);
}

static void length_big(struct conf_world *w)
{
	with_key(w, set_big);
}

static void unknown_protocol(struct conf_world *w)
{
	with_info(w, ID_NONE, RD_TEXT("\x01"));
}

static void no_protocol(struct conf_world *w)
{
	with_info(w, RD_EMPTY, RD_TEXT("\x01"));
}

static void version_7(struct conf_world *w)
{
	with_info(w, ID_CA, RD_TEXT("\x07"));
}

static void no_version(struct conf_world *w)
{
	with_info(w, ID_CA, RD_EMPTY);
}

static bool dg14_is_at_fault(const struct conf_told *t)
{
	return t->findings.of[CHECK_FILES_READ].detail == EMRTD_DG14;
}

#define REFUSED(case_id, does, because, how)                                                     \
	{                                                                                        \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_FILES_READ, \
		.reason = (because), .prepare = (how), .also = dg14_is_at_fault                  \
	}

static const struct conf_case cases[] = {
	REFUSED("LDS_F_01", "has a DG14 under tag 6F", REASON_BAD_FORMAT, tag_6f),
	REFUSED("LDS_F_02", "has a DG14 whose length is too small by one", REASON_BAD_FORMAT,
		length_small),
	REFUSED("LDS_F_03", "has a DG14 whose length is too big by one", REASON_BAD_FORMAT,
		length_big),
	REFUSED("LDS_F_04", "announces Chip Authentication of a kind that does not exist",
		REASON_DEVIATION, unknown_protocol),
	REFUSED("LDS_F_05", "announces Chip Authentication without its identifier",
		REASON_BAD_FORMAT, no_protocol),
	REFUSED("LDS_F_06", "announces Chip Authentication of version 7", REASON_DEVIATION,
		version_7),
	REFUSED("LDS_F_07", "announces Chip Authentication without a version", REASON_BAD_FORMAT,
		no_version),
};

const struct conf_unit conf_lds_f = {"lds_f", cases, sizeof(cases) / sizeof(cases[0])};
