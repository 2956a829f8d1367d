/*
 * fuzz_vchip: any commands at all get a status word, and never a byte of the application in plain
 * nor one of DG3 inside secure messaging, since nobody proved to be a terminal.
 * Input: | flags, 1 | then commands, each | size, 1 | bytes |; flag 1: after BAC; 2: short only;
 * 4: commands are protected here first; 8: after Chip Authentication as well.
 */
#include "tests/fuzz/fuzz.h"

#include "simulator/chip.h"
#include "simulator/chip_sm.h"
#include "simulator/forge_cvc.h"

#define MARK        0xA5
#define MARK_RUN    8
#define FLAG_BAC    1
#define FLAG_SHORT  2
#define FLAG_SM     4
#define FLAG_CA     8
#define MARK_GROUP3 0x5A

/* PACE-ECDH-GM on P-256, PACE-ECDH-IM on brainpoolP256r1, PACE-DH-GM with 1024 bits; AES-128. */
static const uint8_t card_access[] = {
	0x31, 0x3C, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02,
	0x04, 0x02, 0x02, 0x02, 0x01, 0x02, 0x02, 0x01, 0x0C, 0x30, 0x12, 0x06, 0x0A,
	0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x04, 0x02, 0x02, 0x01, 0x02,
	0x02, 0x01, 0x0D, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02,
	0x02, 0x04, 0x01, 0x02, 0x02, 0x01, 0x02, 0x02, 0x01, 0x00};
/* Commands and answers of 4096 bytes. */
static const uint8_t atr_info[] = {0x7F, 0x66, 0x08, 0x02, 0x02, 0x10,
				   0x00, 0x02, 0x02, 0x10, 0x00};
static const uint8_t select_application[] = {0x00, 0xA4, 0x04, 0x0C, 0x07, 0xA0,
					     0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
static const uint8_t challenge[] = {0x00, 0x84, 0x00, 0x00, 0x08};
/* Doc 9303-11, appendix D.3. */
static const uint8_t rnd_ic[] = {0x46, 0x08, 0xF9, 0x19, 0x88, 0x70, 0x22, 0x12};
static const uint8_t authenticate[] = {0x00, 0x82, 0x00, 0x00, 0x28, 0x72, 0xC2, 0x9C, 0x23, 0x71,
				       0xCC, 0x9B, 0xDB, 0x65, 0xB7, 0x79, 0xB8, 0xE8, 0xD3, 0x7B,
				       0x29, 0xEC, 0xC1, 0x54, 0xAA, 0x56, 0xA8, 0x79, 0x9F, 0xAE,
				       0x2F, 0x49, 0x8F, 0x76, 0xED, 0x92, 0xF2, 0x5F, 0x14, 0x48,
				       0xEE, 0xA8, 0xAD, 0x90, 0xA7, 0x28};

static uint8_t answer[CHIP_ANSWER_MAX];

/* The worked example's challenge over and over: every run is the same. */
static enum eg_err same_numbers(void *context, void *out, size_t size)
{
	uint8_t *to = out;
	(void)context;
	for (size_t i = 0; i < size; i++) {
		to[i] = rnd_ic[i % sizeof(rnd_ic)];
	}
	return EG_OK;
}

static bool shows(struct rd r, uint8_t mark)
{
	size_t run = 0;
	uint8_t byte;
	while (r.left > 0 && rd_u8(&r, &byte)) {
		run = byte == mark ? run + 1 : 0;
		if (run == MARK_RUN) {
			return true;
		}
	}
	return false;
}

static struct rd say(struct chip *c, struct rd command)
{
	struct wr w = WR_ARRAY(answer);
	promise(chip_command(c, command, &w) == EG_OK);
	promise(w.size >= 2 && !shows(wr_view(&w), MARK) && !shows(wr_view(&w), MARK_GROUP3));
	return wr_view(&w);
}

/* The terminal's end of a session: keys and counter as the chip's own. */
static void step_counter(struct chip_sm *sm)
{
	size_t i = sizeof(sm->ssc);
	do {
		i--;
		sm->ssc[i]++;
	} while (sm->ssc[i] == 0 && i > 0);
}

static struct rd counter(const struct chip_sm *sm)
{
	size_t block = crypt_block_size(sm->cipher);
	return rd_of(sm->ssc + sizeof(sm->ssc) - block, block);
}

static struct rd iv(const struct chip_sm *sm, struct wr *room)
{
	if (sm->cipher != CRYPT_3DES) {
		promise(crypt_block_encrypt(sm->cipher, secret_rd(&sm->enc), counter(sm), room) ==
			EG_OK);
	}
	return wr_view(room);
}

static void pad(struct wr *w, size_t mark, size_t block)
{
	wr_u8(w, 0x80);
	size_t over = (w->size - mark) % block;
	wr_fill(w, 0, over == 0 ? 0 : block - over);
}

/* Objects of a protected command: cryptogram, Le, MAC. */
static void put_objects(const struct chip_sm *sm, const struct chip_apdu *a, struct wr *out)
{
	uint8_t bytes[1024];
	uint8_t iv_bytes[16];
	uint8_t mac[8];
	struct wr plain = WR_ARRAY(bytes);
	struct wr room = WR_ARRAY(iv_bytes);
	size_t block = crypt_block_size(sm->cipher);
	if (a->data.left > 0) {
		bool odd = (a->ins & 1) != 0;
		wr_put(&plain, a->data);
		pad(&plain, 0, block);
		size_t mark = wr_open(out, odd ? 0x85 : 0x87);
		if (!odd) {
			wr_u8(out, 1);
		}
		promise(crypt_cbc_encrypt(sm->cipher, secret_rd(&sm->enc), iv(sm, &room),
					  wr_view(&plain), out) == EG_OK);
		wr_close(out, mark);
	}
	if (a->has_le) {
		const uint8_t le[] = {a->le_max ? 0 : (uint8_t)a->le};
		wr_tlv(out, 0x97, RD_ARRAY(le));
	}
	struct rd objects = wr_view(out);
	struct wr message = WR_ARRAY(bytes);
	const uint8_t header[] = {(uint8_t)((a->cla & 0x10) | 0x0C), a->ins, a->p1, a->p2};
	wr_put(&message, counter(sm));
	wr_put(&message, RD_ARRAY(header));
	pad(&message, 0, block);
	if (objects.left > 0) {
		wr_put(&message, objects);
		pad(&message, 0, block);
	}
	promise(crypt_mac(sm->cipher, secret_rd(&sm->mac), wr_view(&message), mac) == EG_OK);
	wr_tlv(out, 0x8E, RD_ARRAY(mac));
}

/* What the chip says to it inside its protection holds no byte of DG3. */
static void judge(const struct chip_sm *sm, struct rd answered)
{
	uint8_t bytes[512];
	uint8_t iv_bytes[16];
	struct wr plain = WR_ARRAY(bytes);
	struct wr room = WR_ARRAY(iv_bytes);
	struct rd cryptogram;
	bool present;
	uint8_t one;
	if (!rd_optional(&answered, 0x87, &cryptogram, &present) || !present ||
	    !rd_u8(&cryptogram, &one)) {
		return;
	}
	promise(crypt_cbc_decrypt(sm->cipher, secret_rd(&sm->enc), iv(sm, &room), cryptogram,
				  &plain) == EG_OK);
	promise(!shows(wr_view(&plain), MARK_GROUP3));
}

/* False: the command cannot be protected, or the session is over. */
static bool say_protected(struct chip *c, struct chip_sm *sm, struct rd command)
{
	uint8_t bytes[1024];
	uint8_t object_bytes[600];
	struct wr w = WR_ARRAY(bytes);
	struct wr objects = WR_ARRAY(object_bytes);
	struct chip_apdu a;
	if (!chip_apdu_parse(command, &a) || a.extended) {
		return true;
	}
	step_counter(sm);
	put_objects(sm, &a, &objects);
	wr_u8(&w, (uint8_t)((a.cla & 0x10) | 0x0C));
	wr_u8(&w, a.ins);
	wr_u8(&w, a.p1);
	wr_u8(&w, a.p2);
	wr_u8(&w, 0);
	wr_be16(&w, (uint16_t)objects.size);
	wr_put(&w, wr_view(&objects));
	wr_be16(&w, 0);
	struct rd answered = say(c, wr_view(&w));
	step_counter(sm);
	judge(sm, answered);
	return answered.left > 2;
}

static void add(struct chip_document *d, uint16_t fid, uint8_t sfi, bool inside, struct rd file)
{
	promise(chip_document_add(d, (struct chip_file){fid, sfi, inside, file}) == EG_OK);
}

static const uint8_t chip_number[32] = {1, 2, 3, 4};
static const uint8_t terminal_number[32] = {5, 6, 7, 8};

/* Parts of the chip that every run has, made once. */
struct parts {
	uint8_t spki[512];
	size_t spki_size;
	uint8_t root[FORGE_CVC_MAX];
	size_t root_size;
	uint8_t agree[128]; /* GENERAL AUTHENTICATE with the terminal's key */
	size_t agree_size;
	struct secret shared;
};

static void make_parts(struct parts *p)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *own = NULL;
	EG_AUTO(crypt_ec_free) struct crypt_ec *other = NULL;
	struct forge_key key = {.alg = {.curve = CRYPT_P256, .hash = CRYPT_SHA256}};
	uint8_t point_bytes[CRYPT_POINT_MAX];
	struct wr spki = WR_ARRAY(p->spki);
	struct wr root = WR_ARRAY(p->root);
	struct wr agree = WR_ARRAY(p->agree);
	struct wr point = WR_ARRAY(point_bytes);
	promise(crypt_ec_from_private(CRYPT_P256, RD_ARRAY(chip_number), &own) == EG_OK);
	promise(crypt_ec_from_private(CRYPT_P256, RD_ARRAY(terminal_number), &other) == EG_OK);
	promise(crypt_ec_spki(own, false, &spki) == EG_OK);
	promise(crypt_ec_public(own, &point) == EG_OK);
	promise(crypt_ec_agree(other, wr_view(&point), &p->shared) == EG_OK);
	key.ec = other;
	const struct forge_cvc cvc = {.authority = "UTCVCA00001",
				      .holder = "UTCVCA00001",
				      .key = &key,
				      .signer = &key,
				      .rights = FORGE_CVC_CVCA | FORGE_CVC_DG3,
				      .from = {2025, 1, 1},
				      .until = {2030, 1, 1},
				      .domain = true};
	promise(forge_cvc(&root, &cvc) == EG_OK);
	point = WR_ARRAY(point_bytes);
	promise(crypt_ec_public(other, &point) == EG_OK);
	wr_put(&agree, RD_TEXT("\x00\x86\x00\x00\x45\x7C\x43\x80\x41"));
	wr_put(&agree, wr_view(&point));
	wr_u8(&agree, 0);
	p->spki_size = spki.size;
	p->root_size = root.size;
	p->agree_size = agree.size;
}

static const struct parts *parts(void)
{
	static struct parts made;
	static bool done;
	if (!done) {
		make_parts(&made);
		done = true;
	}
	return &made;
}

static void fill_document(struct chip_document *d)
{
	static const uint8_t date[] = {2, 6, 0, 1, 0, 1};
	static uint8_t group[600];
	static uint8_t group3[100];
	const struct parts *p = parts();
	for (size_t i = 0; i < sizeof(group); i++) {
		group[i] = MARK;
	}
	for (size_t i = 0; i < sizeof(group3); i++) {
		group3[i] = MARK_GROUP3;
	}
	add(d, 0x011C, 0x1C, false, RD_ARRAY(card_access));
	add(d, 0x2F01, 0x01, false, RD_ARRAY(atr_info));
	add(d, 0x0101, 0x01, true, RD_ARRAY(group));
	add(d, 0x0103, 0x03, true, RD_ARRAY(group3));
	d->ca_pairs[d->ca_pair_count++] =
		(struct chip_ca_pair){.ciphers = 0x0F,
				      .spki = rd_of(p->spki, p->spki_size),
				      .private_number = RD_ARRAY(chip_number)};
	d->current_date = RD_ARRAY(date);
	d->trust_points[d->trust_point_count++] = rd_of(p->root, p->root_size);
}

/* BAC of the worked example: K.IFD of appendix D.3, K.IC from same_numbers. */
static void open_session(struct chip *c, struct chip_sm *sm)
{
	static const uint8_t k_ifd[] = {0x0B, 0x79, 0x52, 0x40, 0xCB, 0x70, 0x49, 0xB0,
					0x1C, 0x19, 0xB3, 0x3E, 0x32, 0x80, 0x4F, 0x0B};
	static const uint8_t ssc[] = {0x88, 0x70, 0x22, 0x12, 0x0C, 0x06, 0xC2, 0x26};
	uint8_t seed[16];
	for (size_t i = 0; i < sizeof(seed); i++) {
		seed[i] = (uint8_t)(k_ifd[i] ^ rnd_ic[i % sizeof(rnd_ic)]);
	}
	(void)say(c, RD_ARRAY(select_application)); /* each keeps its promise inside */
	(void)say(c, RD_ARRAY(challenge));
	(void)say(c, RD_ARRAY(authenticate));
	promise(chip_sm_start(sm, CRYPT_3DES, RD_ARRAY(seed), RD_ARRAY(ssc)) == EG_OK);
}

static void authenticate_chip(struct chip *c, struct chip_sm *sm)
{
	static const uint8_t set_at[] = {0x00, 0x22, 0x41, 0xA4, 0x0C, 0x80, 0x0A, 0x04, 0x00,
					 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, 0x02, 0x02};
	promise(say_protected(c, sm, RD_ARRAY(set_at)));
	promise(say_protected(c, sm, rd_of(parts()->agree, parts()->agree_size)));
	promise(chip_sm_start(sm, CRYPT_AES128, secret_rd(&parts()->shared), RD_EMPTY) == EG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd input = rd_of(data, size);
	uint8_t flags = 0;
	uint8_t length;
	struct rd command;
	struct chip_document d = {.mrz_information = RD_TEXT("L898902C<369080619406236"),
				  .can = RD_TEXT("500540")};
	struct chip_sm sm = {0};
	EG_AUTO(chip_free) struct chip *c = NULL;
	if (!rd_u8(&input, &flags)) {
		return 0;
	}
	const struct chip_profile profile = {.random = same_numbers,
					     .short_only = (flags & FLAG_SHORT) != 0};
	bool protects = (flags & FLAG_SM) != 0 && !profile.short_only;
	fill_document(&d);
	promise(chip_new(&c, &d, &profile) == EG_OK);
	if ((flags & FLAG_BAC) != 0 || protects) {
		open_session(c, &sm);
	}
	if (protects && (flags & FLAG_CA) != 0) {
		authenticate_chip(c, &sm);
	}
	while (input.left > 0 && rd_u8(&input, &length) && rd_take(&input, length, &command)) {
		if (protects && !say_protected(c, &sm, command)) {
			break;
		}
		if (!protects) {
			(void)say(c, command); /* keeps its promise inside */
		}
		promise(chip_note(c)[0] != '\0');
	}
	return 0;
}
