/*
 * read_suite: names for people of what a session agreed on, from the commands it sent openly.
 * Knows object identifiers and parameter ids of Doc 9303-11, 9.2.3 and 9.5.1. Never knows keys.
 */
#include "prog/read_suite.h"

#include "emrtd/cardaccess.h"

#include <stdio.h>

#define TAG_SET     0x31
#define TAG_INTEGER 0x02
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* 0.4.0.127.0.7.2.2.4: id-PACE; the next arc is the mapping, the last one the cipher. */
#define ID_PACE RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x04")

static const struct parameters {
	uint8_t id;
	const char *name;
} all_parameters[] = {
	{0, "1024-bit group, 160-bit order"},
	{1, "2048-bit group, 224-bit order"},
	{2, "2048-bit group, 256-bit order"},
	{8, "P-192"},
	{9, "brainpoolP192r1"},
	{10, "P-224"},
	{11, "brainpoolP224r1"},
	{12, "P-256"},
	{13, "brainpoolP256r1"},
	{14, "brainpoolP320r1"},
	{15, "P-384"},
	{16, "brainpoolP384r1"},
	{17, "brainpoolP512r1"},
	{18, "P-521"},
};

static const struct parameters *find_parameters(uint32_t id)
{
	for (size_t i = 0; i < COUNT(all_parameters); i++) {
		if (all_parameters[i].id == id) {
			return &all_parameters[i];
		}
	}
	return NULL;
}

static const char *parameters_name(uint32_t id)
{
	const struct parameters *p = find_parameters(id);
	return p == NULL ? "" : p->name;
}

static void name_protocol(struct rd oid, struct read_suite *out)
{
	static const char *const mappings[] = {"?",       "DH-GM",   "ECDH-GM", "DH-IM",
					       "ECDH-IM", "DH-CAM?", "ECDH-CAM"};
	static const char *const ciphers[] = {"?", "3DES-CBC-CBC", "AES-CBC-CMAC-128",
					      "AES-CBC-CMAC-192", "AES-CBC-CMAC-256"};
	struct rd arcs = oid;
	uint8_t mapping;
	uint8_t cipher;
	bool known = rd_begins(arcs, ID_PACE) && rd_skip(&arcs, ID_PACE.left) &&
		     rd_u8(&arcs, &mapping) && rd_u8(&arcs, &cipher) && rd_end(&arcs) &&
		     mapping < COUNT(mappings) && cipher < COUNT(ciphers);
	(void)snprintf(out->protocol, sizeof(out->protocol), "PACE-%s-%s",
		       known ? mappings[mapping] : "?", known ? ciphers[cipher] : "?"); /* fits */
}

/* The data of an open, short MSE:Set AT for mutual authentication: 00 22 C1 A4 Lc data. */
static bool set_at_data(struct rd command, struct rd *data)
{
	struct rd head;
	uint8_t size;
	return rd_take(&command, 4, &head) && rd_equal(head, RD_TEXT("\x00\x22\xC1\xA4")) &&
	       rd_u8(&command, &size) && rd_take(&command, size, data) && rd_end(&command);
}

struct rd suite_oid(struct rd command)
{
	struct rd data;
	struct rd oid;
	return set_at_data(command, &data) && rd_expect(&data, 0x80, &oid) ? oid : RD_EMPTY;
}

bool suite_of_command(struct rd command, struct read_suite *out)
{
	struct rd data;
	struct rd oid;
	struct rd value;
	bool present;
	uint8_t number;
	if (!set_at_data(command, &data) || !rd_expect(&data, 0x80, &oid)) {
		return false;
	}
	*out = (struct read_suite){.parameters = "", .password = ""};
	name_protocol(oid, out);
	if (rd_optional(&data, 0x83, &value, &present) && present && rd_u8(&value, &number)) {
		out->password = number == 1 ? "MRZ" : number == 2 ? "CAN" : "";
	}
	if (rd_optional(&data, 0x84, &value, &present) && present && rd_u8(&value, &number)) {
		out->parameters = parameters_name(number);
	}
	return true;
}

/* The next PACEInfo with a parameter id; false at the end. */
static bool next_offer(struct rd *set, struct rd *oid, uint32_t *id)
{
	struct security_info info;
	while (set->left > 0 && security_info_next(set, &info)) {
		*oid = info.protocol;
		if (rd_begins(info.protocol, ID_PACE) && info.optional_tag == TAG_INTEGER &&
		    rd_small_int(info.optional, id)) {
			return true;
		}
	}
	return false;
}

void suite_of_card_access(struct rd card_access, struct rd wanted, struct read_suite *out)
{
	struct rd set;
	struct rd oid;
	uint32_t id;
	if (out->parameters == NULL || out->parameters[0] != '\0' ||
	    !rd_expect_ber(&card_access, TAG_SET, &set)) {
		return;
	}
	while (next_offer(&set, &oid, &id)) {
		if (rd_equal(oid, wanted)) {
			out->parameters = parameters_name(id);
			return;
		}
	}
}
