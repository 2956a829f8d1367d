/*
 * chip_note: the last command and its outcome in plain words, for the debug capture.
 * Knows names of commands and protocols. Never shows file contents, keys or nonces.
 */
#include "simulator/chip_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

EG_PRINTF(2, 3) static void add(struct chip *c, const char *form, ...)
{
	size_t used = strlen(c->note);
	va_list values;
	va_start(values, form);
	(void)vsnprintf(c->note + used, sizeof(c->note) - used, form, values); /* cut is fine */
	va_end(values);
}

const char *chip_note(const struct chip *c)
{
	return c->note;
}

static void note_select(struct chip *c, const struct chip_apdu *a)
{
	struct rd data = a->data;
	uint16_t fid;
	if (a->p1 == 0x04) {
		add(c, "SELECT application");
	} else if (data.left == 2 && rd_be16(&data, &fid) && fid != 0x3F00) {
		add(c, "SELECT EF %04X", (unsigned)fid);
	} else {
		add(c, "SELECT master file");
	}
}

static void note_le(struct chip *c, const struct chip_apdu *a)
{
	if (a->le_max) {
		add(c, " Le=max");
	} else if (a->has_le) {
		add(c, " Le=%u", (unsigned)a->le);
	}
}

static void note_read(struct chip *c, const struct chip_apdu *a)
{
	if (a->ins == 0xB1) {
		add(c, "READ BINARY (odd)");
	} else if ((a->p1 & 0x80) != 0) {
		add(c, "READ BINARY sfi=%02X offset=%u", a->p1 & 0x1FU, (unsigned)a->p2);
	} else {
		add(c, "READ BINARY offset=%u", (unsigned)a->p1 << 8 | a->p2);
	}
	note_le(c, a);
}

/* A key's name, as far as it is one. */
static void note_name(struct chip *c, struct rd name)
{
	uint8_t letter;
	add(c, " ");
	while (name.left > 0 && rd_u8(&name, &letter)) {
		add(c, "%c", letter > 0x20 && letter < 0x7F ? letter : '?');
	}
}

static void note_pace_object(struct chip *c, uint32_t tag, struct rd value)
{
	uint8_t byte = 0;
	if (tag == 0x80) {
		add(c, " %s", chip_pace_name(value));
	} else if (tag == 0x83 && rd_peek(&value, &byte)) {
		add(c, " %s", byte == 1 ? "MRZ" : byte == 2 ? "CAN" : "password ?");
	} else if (tag == 0x84 && rd_peek(&value, &byte)) {
		add(c, " parameters=%u", (unsigned)byte);
	}
}

static void note_eac_object(struct chip *c, uint32_t tag, struct rd value)
{
	uint32_t id = 0;
	if (tag == 0x80) {
		add(c, " %s", chip_ca_name(value));
	} else if (tag == 0x83) {
		note_name(c, value);
	} else if (tag == 0x84 && rd_be(&value, value.left, &id)) {
		add(c, " key=%u", (unsigned)id);
	}
}

static void note_set(struct chip *c, const struct chip_apdu *a)
{
	struct rd data = a->data;
	uint32_t tag;
	struct rd value;
	bool pace = a->p1 == 0xC1;
	add(c, "MSE:Set %s", a->p2 == 0xA6 ? "KAT CA-3DES-CBC-CBC" : a->p2 == 0xB6 ? "DST" : "AT");
	while (data.left > 0 && rd_tlv_ber(&data, &tag, &value)) {
		if (pace) {
			note_pace_object(c, tag, value);
		} else {
			note_eac_object(c, tag, value);
		}
	}
}

static void note_general_authenticate(struct chip *c)
{
	static const char *const names[] = {
		[PACE_IDLE] = "out of place",
		[PACE_NONCE] = "encrypted nonce",
		[PACE_MAP] = "map nonce",
		[PACE_AGREE] = "key agreement",
		[PACE_CONFIRM] = "mutual authentication",
	};
	if (c->ca.selected != NULL) {
		add(c, "GENERAL AUTHENTICATE CA key agreement");
	} else {
		add(c, "GENERAL AUTHENTICATE PACE %s", names[c->pace.step]);
	}
}

void chip_note_command(struct chip *c, const struct chip_apdu *a, bool protected_message)
{
	c->note[0] = '\0';
	if (protected_message) {
		add(c, "secure messaging ");
	}
	switch (a->ins) {
	case 0xA4:
		note_select(c, a);
		break;
	case 0xB0:
	case 0xB1:
		note_read(c, a);
		break;
	case 0x84:
		add(c, "GET CHALLENGE (%s)", protected_message ? "TA" : "BAC");
		break;
	case 0x82:
		add(c, "EXTERNAL AUTHENTICATE (%s)", protected_message ? "TA" : "BAC");
		break;
	case 0x22:
		note_set(c, a);
		break;
	case 0x2A:
		add(c, "PSO:Verify Certificate");
		break;
	case CHIP_INS_GET_RESPONSE:
		add(c, "GET RESPONSE");
		break;
	case CHIP_INS_GENERAL_AUTH:
		note_general_authenticate(c);
		break;
	case 0x88:
		add(c, "INTERNAL AUTHENTICATE (Active Authentication)");
		note_le(c, a);
		break;
	default:
		add(c, "INS %02X", (unsigned)a->ins);
		break;
	}
}

void chip_note_outcome(struct chip *c, size_t data, enum chip_sw sw)
{
	add(c, " -> ");
	if (data > 0) {
		add(c, "%zu bytes ", data);
	}
	add(c, "%04X", (unsigned)sw);
}
