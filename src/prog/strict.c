/*
 * strict: the strict profile of reading: each file of the chip must be what its standard says, to
 * the letter.
 * Knows which decoder reads which file. Never knows whether a file is genuine.
 */
#include "prog/strict.h"

#include "emrtd/lds.h"
#include "emrtd/lds_atr_info.h"
#include "emrtd/lds_com.h"
#include "emrtd/lds_contact.h"
#include "emrtd/lds_details.h"
#include "emrtd/lds_dir.h"
#include "emrtd/lds_face.h"
#include "emrtd/lds_file.h"
#include "emrtd/lds_finger.h"
#include "emrtd/lds_image.h"
#include "emrtd/lds_infos.h"
#include "emrtd/lds_iris.h"
#include "emrtd/lds_opaque.h"
#include "emrtd/session.h"
#include "emrtd/termauth.h"
#include "pki/card_security.h"

static enum reason reason_of(enum eg_err err, uint64_t deviations)
{
	if (err != EG_OK) {
		return REASON_BAD_FORMAT;
	}
	return deviations == 0 ? REASON_NONE : REASON_DEVIATION;
}

static enum reason bio_reason_of(enum eg_err err, uint64_t deviations)
{
	if (err != EG_OK) {
		return REASON_BAD_FORMAT;
	}
	return lds_refuse(deviations) == EG_OK ? REASON_NONE : REASON_DEVIATION;
}

/* What the header of a data group deviates in; its own decoder tells whether it is broken. */
static uint32_t header_deviations(unsigned group, struct rd bytes)
{
	struct rd content;
	uint32_t deviations = 0;
	enum eg_err err = lds_open(bytes, lds_group_tag(group), &content, &deviations);
	return err == EG_OK ? deviations : 0;
}

static enum reason judge_dg1(struct rd bytes)
{
	struct mrz m;
	struct rd zone;
	enum eg_err err = lds_dg1(bytes, &m, &zone);
	uint32_t deviations = m.faults | header_deviations(EMRTD_DG1, bytes);
	secret_wipe(&m, sizeof(m));
	return reason_of(err, deviations);
}

static enum reason judge_dg2(struct rd bytes)
{
	static struct lds_faces faces; /* large; one document at a time */
	enum eg_err err = lds_faces_read(bytes, &faces);
	return bio_reason_of(err, faces.deviations);
}

static enum reason judge_dg3(struct rd bytes)
{
	static struct lds_fingers fingers; /* as above */
	enum eg_err err = lds_fingers_read(bytes, &fingers);
	return bio_reason_of(err, fingers.deviations);
}

static enum reason judge_dg4(struct rd bytes)
{
	static struct lds_irises irises; /* as above */
	enum eg_err err = lds_irises_read(bytes, &irises);
	return bio_reason_of(err, irises.deviations);
}

static enum reason judge_pictures(unsigned group, struct rd bytes)
{
	struct lds_images images;
	enum eg_err err = group == EMRTD_DG5 ? lds_dg5(bytes, &images) : lds_dg7(bytes, &images);
	return reason_of(err, images.deviations);
}

static enum reason judge_opaque(unsigned group, struct rd bytes)
{
	struct lds_opaque opaque;
	enum eg_err err = lds_opaque(bytes, group, &opaque);
	return reason_of(err, opaque.deviations);
}

static enum reason judge_dg11(struct rd bytes)
{
	struct lds_person person;
	enum eg_err err = lds_dg11(bytes, &person);
	return reason_of(err, person.deviations);
}

static enum reason judge_dg12(struct rd bytes)
{
	struct lds_document document;
	enum eg_err err = lds_dg12(bytes, &document);
	return reason_of(err, document.deviations);
}

static enum reason judge_dg16(struct rd bytes)
{
	struct lds_contacts contacts;
	enum eg_err err = lds_dg16(bytes, &contacts);
	return reason_of(err, contacts.deviations);
}

/*
 * SecurityInfos. Only in DG14 a key for Chip Authentication must stand beside its protocol:
 * EF.CardSecurity holds keys for PACE's mapping (Doc 9303-11, 9.2.11), and EF.CardAccess of other
 * cards tells protocols whose keys are not open.
 */
static enum reason judge_infos(struct rd set, uint32_t deviations, bool paired)
{
	struct lds_infos infos;
	enum eg_err err = lds_infos(set, &infos);
	deviations |= infos.deviations & (paired ? UINT32_MAX : ~LDS_BIT(LDS_PROTOCOL_ORPHAN));
	return reason_of(err, deviations);
}

static enum reason judge_dg14(struct rd bytes)
{
	struct rd set;
	if (lds_dg14(bytes, &set) != EG_OK) {
		return REASON_BAD_FORMAT;
	}
	return judge_infos(set, header_deviations(EMRTD_DG14, bytes), true);
}

static enum reason judge_dg15(struct rd bytes)
{
	struct rd spki;
	enum eg_err err = lds_dg15(bytes, &spki);
	return reason_of(err, header_deviations(EMRTD_DG15, bytes));
}

static enum reason judge_card_security(struct rd bytes)
{
	struct card_security c;
	if (card_security_parse(bytes, &c) != EG_OK) {
		return REASON_BAD_FORMAT;
	}
	return judge_infos(c.infos, 0, false);
}

static enum reason judge_com(struct rd bytes)
{
	struct lds_com com;
	enum eg_err err = lds_com(bytes, &com);
	return reason_of(err, com.deviations);
}

static enum reason judge_atr_info(struct rd bytes)
{
	struct lds_atr_info info;
	enum eg_err err = lds_atr_info(bytes, &info);
	return reason_of(err, info.deviations);
}

static enum reason judge_dir(struct rd bytes)
{
	struct lds_dir dir;
	enum eg_err err = lds_dir(bytes, &dir);
	return reason_of(err, dir.deviations);
}

static enum reason judge_cvca(struct rd bytes)
{
	struct termauth_cars cars;
	enum termauth_why why;
	return reason_of(termauth_cvca(bytes, &cars, &why), 0);
}

/* What lies beside the data groups. */
static enum reason judge_beside(unsigned file, struct rd bytes)
{
	switch (file) {
	case EMRTD_CARD_ACCESS:
		return judge_infos(bytes, 0, false);
	case EMRTD_COM:
		return judge_com(bytes);
	case EMRTD_CARD_SECURITY:
		return judge_card_security(bytes);
	case EMRTD_ATR_INFO:
		return judge_atr_info(bytes);
	case EMRTD_DIR:
		return judge_dir(bytes);
	case EMRTD_CVCA:
		return judge_cvca(bytes);
	default: /* EF.SOD, and answers of protocols */
		return REASON_NONE;
	}
}

enum reason strict_reason(unsigned file, struct rd bytes)
{
	switch (file) {
	case EMRTD_DG1:
		return judge_dg1(bytes);
	case EMRTD_DG2:
		return judge_dg2(bytes);
	case EMRTD_DG3:
		return judge_dg3(bytes);
	case EMRTD_DG4:
		return judge_dg4(bytes);
	case EMRTD_DG5:
	case EMRTD_DG7:
		return judge_pictures(file, bytes);
	case EMRTD_DG6:
	case EMRTD_DG8:
	case EMRTD_DG9:
	case EMRTD_DG10:
	case EMRTD_DG13:
		return judge_opaque(file, bytes);
	case EMRTD_DG11:
		return judge_dg11(bytes);
	case EMRTD_DG12:
		return judge_dg12(bytes);
	case EMRTD_DG14:
		return judge_dg14(bytes);
	case EMRTD_DG15:
		return judge_dg15(bytes);
	case EMRTD_DG16:
		return judge_dg16(bytes);
	default:
		return judge_beside(file, bytes);
	}
}

void strict_file(unsigned file, struct rd bytes, struct findings *f)
{
	enum reason why = strict_reason(file, bytes);
	if (why != REASON_NONE && findings_verdict(f, CHECK_FILES_READ) != VERDICT_FAIL) {
		findings_set(f, CHECK_FILES_READ, VERDICT_FAIL, why);
		f->of[CHECK_FILES_READ].detail = (uint8_t)file;
	}
}
