/*
 * sod: EF.SOD as plain values (Doc 9303-10, 4.6.2 and appendix D).
 * Knows the file's tag, its CMS container, LDSSecurityObject. Never verifies anything, and never
 * judges: what is not as the standard wants it is noted as a fault.
 */
#include "pki/sod.h"

#include "pki/algorithm.h"
#include "pki/ber.h"

#define TAG_SOD       0x77
#define VERSION_KNOWN 1
#define GROUPS_MIN    2 /* SIZE (2..ub-DataGroups) */

/* id-icao-mrtd-security-ldsSecurityObject, and what some states write instead. */
#define OID_LDS_SECURITY_OBJECT RD_TEXT("\x67\x81\x08\x01\x01\x01")
#define OID_DATA                RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01") /* China */
#define OID_OLD_ICAO            RD_TEXT("\x2B\x1B\x01\x01\x01")
#define OID_SDU                 RD_TEXT("\x2A\x84\x10\x01\x87\x6E\x01\x14\x01")

/* DataGroupHash ::= SEQUENCE { INTEGER (1..16), OCTET STRING }; each group once. False if it is
 * none; *fits if it tells a hash that can be compared. */
static bool read_group(struct rd *list, struct sod *s, bool *fits)
{
	struct rd one;
	struct rd number;
	struct rd hash;
	uint32_t group = 0;
	if (!rd_expect(list, 0x30, &one) || !rd_expect(&one, 0x02, &number) ||
	    !rd_expect(&one, 0x04, &hash) || !rd_end(&one)) {
		return false;
	}
	*fits = rd_small_int(number, &group) && group >= 1 && group <= SOD_GROUPS_MAX &&
		hash.left == crypt_hash_size(s->hash) && s->group_hash[group].left == 0;
	if (*fits) {
		s->groups |= 1u << group;
		s->group_hash[group] = hash;
	} else if (group >= 1 && group <= SOD_GROUPS_MAX) {
		s->groups &= ~(1u << group); /* given twice: none of the two is the right one */
	}
	return true;
}

static bool read_groups(struct rd list, struct sod *s)
{
	size_t count = 0;
	bool fits;
	for (; list.left > 0; count++) {
		if (!read_group(&list, s, &fits)) {
			return false;
		}
		if (!fits) {
			faults_add(&s->faults, FAULT_OBJECT_GROUP);
		}
	}
	/* DG1 is in every document. */
	if (count < GROUPS_MIN || (s->groups & 1u << 1) == 0) {
		faults_add(&s->faults, FAULT_OBJECT_GROUP);
	}
	return true;
}

static bool is_unicode_version(struct rd text)
{
	uint8_t digit;
	size_t size = text.left;
	while (rd_u8(&text, &digit)) {
		if (digit < '0' || digit > '9') {
			return false;
		}
	}
	return size == 6;
}

/* LDSVersionInfo: with version 1 of the object, and only there; LDS 1.8 (Doc 9303-10, 4.6.2.3). */
static bool read_version_info(struct rd *object, struct sod *s)
{
	struct rd info;
	bool usual = true;
	if (!rd_optional(object, 0x30, &info, &s->has_version_info) || !rd_end(object)) {
		return false;
	}
	if (s->has_version_info) {
		if (!rd_expect(&info, 0x13, &s->lds_version) ||
		    !rd_expect(&info, 0x13, &s->unicode_version) || !rd_end(&info)) {
			return false;
		}
		usual = rd_equal(s->lds_version, RD_TEXT("0108")) &&
			is_unicode_version(s->unicode_version);
	}
	if (!usual || s->version > VERSION_KNOWN || s->has_version_info != (s->version == 1)) {
		faults_add(&s->faults, FAULT_OBJECT_VERSION);
	}
	return true;
}

/* False if it is no AlgorithmIdentifier at all. */
static bool read_hash(struct rd algorithm, struct sod *s)
{
	struct rd ahead = algorithm;
	struct rd oid;
	if (!rd_expect(&ahead, 0x06, &oid)) {
		return false;
	}
	s->has_hash = algorithm_hash(algorithm, &s->hash) == EG_OK;
	if (!s->has_hash) {
		faults_add(&s->faults, FAULT_OBJECT_HASH);
	} else if (s->hash == CRYPT_SHA1) {
		faults_add(&s->faults, FAULT_HASH_DEPRECATED);
	}
	return true;
}

static bool read_object(struct rd content, struct sod *s)
{
	struct rd object;
	struct rd number;
	struct rd algorithm;
	struct rd list;
	if (!rd_expect(&content, 0x30, &object) || !rd_end(&content) ||
	    !rd_expect(&object, 0x02, &number) || !rd_expect(&object, 0x30, &algorithm) ||
	    !rd_expect(&object, 0x30, &list) || !read_hash(algorithm, s)) {
		return false;
	}
	if (!rd_small_int(number, &s->version)) {
		s->version = UINT32_MAX; /* negative, or too large to be any */
	}
	/* Hashes of an algorithm that is not known cannot be compared: no group counts. */
	return (!s->has_hash || read_groups(list, s)) && read_version_info(&object, s);
}

/* Contents up to the end-of-contents that must be the last two octets. */
static bool take_indefinite(struct rd body, struct rd *inner)
{
	return body.left >= 2 && rd_take(&body, body.left - 2, inner) &&
	       rd_equal(body, RD_TEXT("\x00\x00"));
}

/* What the file's tag and length frame. The rest of the file is taken in spite of a wrong length:
 * what is in it then tells more than that. */
static struct rd file_body(struct rd file, struct faults *faults)
{
	struct ber_header h;
	struct rd body = file;
	struct rd inner = RD_EMPTY;
	if (!ber_read_header(&body, &h)) {
		faults_add(faults, FAULT_FILE_TAG);
		return RD_EMPTY;
	}
	if (h.tag != TAG_SOD) {
		faults_add(faults, FAULT_FILE_TAG);
	}
	if (h.indefinite || !h.shortest) {
		faults_add(faults, FAULT_BER);
	}
	if (h.indefinite && take_indefinite(body, &inner)) {
		return inner;
	}
	if (h.indefinite || h.length != body.left) {
		faults_add(faults, FAULT_FILE_LENGTH);
	}
	return body;
}

static void note_content_type(struct sod *s)
{
	const struct rd old[] = {OID_DATA, OID_OLD_ICAO, OID_SDU};
	if (rd_equal(s->cms.content_type, OID_LDS_SECURITY_OBJECT)) {
		return;
	}
	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) {
		if (rd_equal(s->cms.content_type, old[i])) {
			faults_add(&s->faults, FAULT_CONTENT_TYPE);
			return;
		}
	}
	faults_add(&s->faults, FAULT_CONTENT_TYPE_OTHER);
}

enum eg_err sod_parse(struct rd file, struct bytes *rewritten, struct sod *out)
{
	*out = (struct sod){0};
	if (file.left > SOD_SIZE_MAX) {
		faults_add(&out->faults, FAULT_CMS_FORMAT);
		return EG_FAIL(EG_TOO_BIG, "EF.SOD");
	}
	struct rd body = file_body(file, &out->faults);
	enum eg_err err = cms_open(body, rewritten, &out->cms);
	faults_join(&out->faults, out->cms.faults);
	if (err != EG_OK) {
		return err;
	}
	note_content_type(out);
	if (!read_object(out->cms.content, out)) {
		out->groups = 0;
		faults_add(&out->faults, FAULT_OBJECT_FORMAT);
		return EG_FAIL(EG_BAD_DATA, "LDS security object");
	}
	return EG_OK;
}
