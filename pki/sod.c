/*
 * sod: EF.SOD as plain values (Doc 9303-10, 4.6.2 and appendix D).
 * Knows the file's tag, its CMS container, LDSSecurityObject. Never verifies anything.
 */
#include "pki/sod.h"

#include "pki/algorithm.h"

#define TAG_SOD 0x77

/* id-icao-mrtd-security-ldsSecurityObject, and what some states write instead. */
#define OID_LDS_SECURITY_OBJECT RD_TEXT("\x67\x81\x08\x01\x01\x01")
#define OID_DATA                RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01") /* China */
#define OID_OLD_ICAO            RD_TEXT("\x2B\x1B\x01\x01\x01")
#define OID_SDU                 RD_TEXT("\x2A\x84\x10\x01\x87\x6E\x01\x14\x01")

/* DataGroupHash ::= SEQUENCE { INTEGER (1..16), OCTET STRING }; each group once. */
static bool read_group(struct rd *list, struct sod *s)
{
	struct rd one;
	struct rd number;
	struct rd hash;
	uint32_t group = 0;
	if (!rd_expect(list, 0x30, &one) || !rd_expect(&one, 0x02, &number) ||
	    !rd_small_int(number, &group) || group < 1 || group > SOD_GROUPS_MAX ||
	    !rd_expect(&one, 0x04, &hash) || !rd_end(&one) ||
	    hash.left != crypt_hash_size(s->hash) || (s->groups & 1u << group) != 0) {
		return false;
	}
	s->groups |= 1u << group;
	s->group_hash[group] = hash;
	return true;
}

/* LDSVersionInfo: with version 1 of the object, and only there; LDS 1.8 (Doc 9303-10, 4.6.2.3). */
static bool read_version_info(struct rd *object, uint32_t version)
{
	struct rd info;
	struct rd lds;
	struct rd unicode;
	if (version == 0) {
		return rd_end(object);
	}
	return rd_expect(object, 0x30, &info) && rd_end(object) && rd_expect(&info, 0x13, &lds) &&
	       rd_equal(lds, RD_TEXT("0108")) && rd_expect(&info, 0x13, &unicode) && rd_end(&info);
}

static enum eg_err read_object(struct rd content, struct sod *s)
{
	struct rd object;
	struct rd number;
	struct rd algorithm;
	struct rd list;
	uint32_t version = 2;
	if (!rd_expect(&content, 0x30, &object) || !rd_end(&content) ||
	    !rd_expect(&object, 0x02, &number) || !rd_small_int(number, &version) || version > 1 ||
	    !rd_expect(&object, 0x30, &algorithm) || !rd_expect(&object, 0x30, &list)) {
		return EG_FAIL(EG_BAD_DATA, "LDS security object");
	}
	EG_TRY(algorithm_hash(algorithm, &s->hash));
	size_t count = 0;
	for (; list.left > 0; count++) {
		if (!read_group(&list, s)) {
			return EG_FAIL(EG_BAD_DATA, "hashes of the LDS security object");
		}
	}
	/* SIZE (2..ub-DataGroups); DG1 is in every document. */
	if (count < 2 || (s->groups & 1u << 1) == 0 || !read_version_info(&object, version)) {
		return EG_FAIL(EG_BAD_DATA, "LDS security object");
	}
	return EG_OK;
}

enum eg_err sod_parse(struct rd file, struct sod *out)
{
	struct sod s = {0};
	struct rd body;
	if (file.left > SOD_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "EF.SOD");
	}
	if (!rd_expect(&file, TAG_SOD, &body) || !rd_end(&file)) {
		return EG_FAIL(EG_BAD_DATA, "EF.SOD");
	}
	EG_TRY(cms_parse(body, &s.cms));
	s.odd_content_type = !rd_equal(s.cms.content_type, OID_LDS_SECURITY_OBJECT);
	if (s.odd_content_type && !rd_equal(s.cms.content_type, OID_DATA) &&
	    !rd_equal(s.cms.content_type, OID_OLD_ICAO) && !rd_equal(s.cms.content_type, OID_SDU)) {
		return EG_FAIL(EG_BAD_DATA, "EF.SOD holds another type of content");
	}
	EG_TRY(read_object(s.cms.content, &s));
	*out = s;
	return EG_OK;
}
