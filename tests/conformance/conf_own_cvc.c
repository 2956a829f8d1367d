/*
 * conf_own_cvc: certificates for Terminal Authentication that are wrong or say more than they may
 * (TR-03110-3, 2.3 to 2.7, D): what a gate makes of the chain from the chip's trust point to it.
 * The answer of a chain that stands tells why it gives less than a certificate says.
 */
#include "conf.h"

#include "pki/cvc_store.h"
#include "simulator/forge_cvc.h"

#define BOTH (FORGE_CVC_DG3 | FORGE_CVC_DG4)

enum {
	RIGHT,
	DV_WIDER,
	TERMINAL_WIDER,
	CHAT_OF_DV,       /* the terminal says that it is a document verifier */
	CHAT_OF_TERMINAL, /* the document verifier says that it is a terminal */
	CHAT_OF_CVCA,     /* the document verifier says that it is a CVCA */
	CHAT_CHANGED,     /* more rights in the terminal's certificate than were signed */
	INVERTED,
	EXPIRED,
	LINK,
	LINK_TO_RSA,
	LINK_FROM_RSA,
	LINK_WIDER,
	DV_TO_RSA,
	SIZE_OF_DV
};

enum { OLD, NEW, VERIFIER, TERMINAL, KEYS };

struct desk {
	struct forge_key keys[KEYS];
	struct cvc_store *store;
};

static void desk_free(struct desk *d)
{
	for (size_t i = 0; i < KEYS; i++) {
		forge_key_free(&d->keys[i]);
	}
	cvc_store_free(&d->store);
}

static void key(struct desk *d, size_t which, const char *algorithm)
{
	struct forge_alg alg;
	conf_must(forge_alg_parse(algorithm, &alg) == EG_OK &&
			  forge_key_generate(&alg, &d->keys[which]) == EG_OK,
		  "key of a certificate");
}

static struct forge_cvc certificate(struct desk *d, const char *holder, size_t own,
				    const char *authority, size_t signer)
{
	return (struct forge_cvc){
		.authority = authority,
		.holder = holder,
		.key = &d->keys[own],
		.signer = &d->keys[signer],
		.from = forge_date_add(conf_today(), -10),
		.until = forge_date_add(conf_today(), 20),
	};
}

/* Written, changed in one octet if that is asked for, and given to the gate. */
static void add(struct desk *d, const struct forge_cvc *c, int change)
{
	uint8_t octets[FORGE_CVC_MAX];
	struct wr out = WR_ARRAY(octets);
	/* 7F4C of id-IS with one octet of rights: its object identifier ends in 01 02 01. */
	static const uint8_t rights[] = {0x03, 0x01, 0x02, 0x01, 0x53, 0x01};
	conf_must(forge_cvc(&out, c) == EG_OK, "certificate");
	for (size_t i = 0; change >= 0 && i + sizeof(rights) < out.size; i++) {
		if (rd_equal(rd_of(octets + i, sizeof(rights)), RD_ARRAY(rights))) {
			octets[i + sizeof(rights)] = (uint8_t)change;
			change = -1;
		}
	}
	conf_must(change < 0 && cvc_store_add(d->store, wr_view(&out)) == EG_OK,
		  "certificate that the gate keeps");
}

static void add_cvcas(struct desk *d, unsigned variant)
{
	bool link = variant >= LINK && variant <= LINK_WIDER;
	struct forge_cvc c = certificate(d, "UTCVCA00001", OLD, "UTCVCA00001", OLD);
	c.rights = FORGE_CVC_CVCA |
		   (variant == DV_WIDER || variant == LINK_WIDER ? FORGE_CVC_DG4 : BOTH);
	c.from = forge_date_add(conf_today(), -400);
	c.until = forge_date_add(conf_today(), 300);
	c.domain = true;
	add(d, &c, -1);
	if (link) {
		c = certificate(d, "UTCVCA00002", NEW, "UTCVCA00001", OLD);
		c.rights = FORGE_CVC_CVCA | BOTH;
		c.from = forge_date_add(conf_today(), -30);
		c.until = forge_date_add(conf_today(), 300);
		c.domain = true;
		add(d, &c, -1);
	}
}

static void add_verifier(struct desk *d, unsigned variant)
{
	bool link = variant >= LINK && variant <= LINK_WIDER;
	struct forge_cvc c = certificate(d, "UTDVUT00001", VERIFIER,
					 link ? "UTCVCA00002" : "UTCVCA00001", link ? NEW : OLD);
	c.rights = (variant == CHAT_OF_TERMINAL ? FORGE_CVC_TERMINAL
		    : variant == CHAT_OF_CVCA   ? FORGE_CVC_CVCA
						: FORGE_CVC_DV_DOMESTIC) |
		   (variant == TERMINAL_WIDER ? FORGE_CVC_DG4 : BOTH);
	c.domain = variant == CHAT_OF_CVCA;
	add(d, &c, -1);
}

static void add_terminal(struct desk *d, unsigned variant)
{
	struct forge_cvc c = certificate(d, "UTGATE00001", TERMINAL, "UTDVUT00001", VERIFIER);
	bool changed = variant == CHAT_CHANGED;
	c.rights = (variant == CHAT_OF_DV ? FORGE_CVC_DV_DOMESTIC : FORGE_CVC_TERMINAL) |
		   (changed ? FORGE_CVC_DG4 : BOTH);
	if (variant == INVERTED) {
		c.from = forge_date_add(conf_today(), 20);
		c.until = forge_date_add(conf_today(), -10);
	}
	if (variant == EXPIRED) {
		c.until = forge_date_add(conf_today(), -1);
	}
	add(d, &c, changed ? (int)(FORGE_CVC_TERMINAL | BOTH) : -1);
}

static bool has_key(void *context, const struct cvc *terminal, const struct cvc_key *k)
{
	(void)context; /* the gate holds the key of every terminal here */
	(void)terminal;
	(void)k;
	return true;
}

static struct conf_answer chain(unsigned variant)
{
	EG_AUTO(desk_free) struct desk d = {0};
	const char *usual = "ec:brainpoolP256r1:sha256";
	const char *rsa = "rsa:2048:sha256";
	const struct cvc_holder holder = {NULL, has_key};
	struct cvc_chain found = {0};
	enum cvc_why why = CVC_GOOD;
	bool below_rsa = variant == LINK_TO_RSA || variant == DV_TO_RSA;
	bool all_rsa = variant == SIZE_OF_DV;
	conf_must(cvc_store_new(&d.store) == EG_OK, "certificates of the gate");
	key(&d, OLD, variant == LINK_FROM_RSA || all_rsa ? rsa : usual);
	key(&d, NEW, variant == LINK_TO_RSA ? rsa : usual);
	key(&d, VERIFIER, all_rsa ? "rsa:3072:sha256" : below_rsa ? rsa : usual);
	key(&d, TERMINAL, all_rsa ? "rsa:3072:sha256" : below_rsa ? rsa : usual);
	add_cvcas(&d, variant);
	add_verifier(&d, variant);
	add_terminal(&d, variant);
	enum eg_err err = cvc_store_chain(d.store, &holder, RD_TEXT("UTCVCA00001"), conf_today(),
					  &found, &why);
	if (err != EG_OK) {
		return (struct conf_answer){false, cvc_why_text(why)};
	}
	conf_must(found.reduced == CVC_GOOD || found.access == CVC_READ_DG4, "common rights");
	return (struct conf_answer){true, cvc_why_text(found.reduced)};
}

#define CASE(name, does, how, ends, answer)                                             \
	{                                                                               \
		.id = "OWN_CVC_" name, .what = (does), .end = (ends), .note = (answer), \
		.ask = chain, .variant = (how)                                          \
	}

static const struct conf_case cases[] = {
	CASE("CHAIN", "is a chain of CVCA, document verifier and terminal", RIGHT, CONF_ACCEPTED,
	     "good"),
	CASE("DV_WIDER", "has a document verifier with more rights than its CVCA's", DV_WIDER,
	     CONF_ACCEPTED,
	     "document verifier with more rights than its CVCA's; only the common ones count"),
	CASE("TERMINAL_WIDER", "has a terminal with more rights than its document verifier's",
	     TERMINAL_WIDER, CONF_ACCEPTED,
	     "terminal with more rights than its document verifier's; only the common ones count"),
	CASE("CHAT_OF_DV", "has a terminal that says it is a document verifier", CHAT_OF_DV,
	     CONF_REFUSED, "issued by a document verifier, which may issue terminals only"),
	CASE("CHAT_OF_TERMINAL", "has a document verifier that says it is a terminal",
	     CHAT_OF_TERMINAL, CONF_REFUSED,
	     "a terminal straight below a CVCA, without a document verifier"),
	CASE("CHAT_OF_CVCA", "has a document verifier that says it is a CVCA", CHAT_OF_CVCA,
	     CONF_REFUSED, "a terminal straight below a CVCA, without a document verifier"),
	CASE("CHAT_CHANGED", "has a terminal whose rights were changed after it was signed",
	     CHAT_CHANGED, CONF_REFUSED, "signature wrong"),
	CASE("INVERTED", "has a terminal that ends before it begins", INVERTED, CONF_REFUSED,
	     "ends before it begins"),
	CASE("EXPIRED", "has a terminal that expired yesterday", EXPIRED, CONF_REFUSED, "expired"),
	CASE("LINK", "has a link to the next CVCA", LINK, CONF_ACCEPTED, "good"),
	CASE("LINK_TO_RSA", "has a link from a CVCA on a curve to one of RSA", LINK_TO_RSA,
	     CONF_ACCEPTED, "good"),
	CASE("LINK_FROM_RSA", "has a link from a CVCA of RSA to one on a curve", LINK_FROM_RSA,
	     CONF_ACCEPTED, "good"),
	CASE("LINK_WIDER", "has a link to a CVCA with more rights than the former one", LINK_WIDER,
	     CONF_ACCEPTED,
	     "link with more rights than the former CVCA's; only the common ones count"),
	CASE("DV_TO_RSA", "has a document verifier of RSA below a CVCA on a curve", DV_TO_RSA,
	     CONF_REFUSED, "another algorithm than its issuer's"),
	CASE("SIZE_OF_DV", "has a document verifier of RSA of another size than its CVCA",
	     SIZE_OF_DV, CONF_REFUSED, "RSA key of another size than its issuer's"),
};

const struct conf_unit conf_own_cvc = {"own_cvc", cases, sizeof(cases) / sizeof(cases[0])};
