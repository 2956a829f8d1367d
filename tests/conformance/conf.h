/*
 * conf: the cases of BSI TR-03105 part 5.1, each by its own id.
 * Knows what a case is: a document or a chip that is made so, and what must come of it. Never
 * knows how a document is inspected (conf_inspect).
 */
#ifndef EG_TESTS_CONF_H
#define EG_TESTS_CONF_H

#include "base/verdict.h"
#include "conf_world.h"

enum conf_end {
	CONF_ACCEPTED,      /* every check passes, nothing deviates */
	CONF_REFUSED,       /* check and reason say why */
	CONF_NOT_APPLICABLE /* note says why not */
};

/* What a refusal is for. */
struct conf_finding {
	enum passive_fault fault;
	const char *more;
	enum check check;
	enum reason reason;
};

/* What an administrator is told. */
struct conf_answer {
	bool accepted;
	const char *text; /* static */
};

struct conf_case {
	const char *id;   /* "ISO7816_B_04" */
	const char *what; /* what this document or chip does, in our words */
	enum conf_end end;
	enum check check;   /* of CONF_REFUSED */
	enum reason reason; /* of CONF_REFUSED */
	const char *note;   /* of CONF_NOT_APPLICABLE, and of ask */
	/*
	 * What is at stake is a signed file. It is inspected in both profiles. A refusal is for
	 * exactly this fault and those of more, by their words (pki/fault.h), and check and reason
	 * count only where there is a reason: the chip does not even give the file out.
	 */
	bool signed_file;
	enum passive_fault fault; /* of CONF_REFUSED; FAULT_NONE: only check and reason tell */
	const char *more;         /* found besides, in any step; NULL: nothing */
	enum conf_end field;      /* in the profile of the field, accepted with these on record */
	/* Where the field does not find the same: it goes on where the laboratory has stopped. */
	const struct conf_finding *field_finding;
	/* No document is at stake: what is asked about the variant must be answered with note. */
	struct conf_answer (*ask)(unsigned variant);
	unsigned variant;                        /* for prepare: world's variant */
	void (*prepare)(struct conf_world *w);   /* NULL: an ordinary document */
	bool (*also)(const struct conf_told *t); /* NULL, or what must hold besides */
};

struct conf_unit {
	const char *name;
	const struct conf_case *cases;
	size_t count;
};

/* clang-format off: one unit a line */
#define CONF_UNITS(X)      \
	X(iso7816_a)       \
	X(iso7816_b)       \
	X(iso7816_c)       \
	X(iso7816_d)       \
	X(iso7816_e)       \
	X(iso7816_f)       \
	X(iso7816_g)       \
	X(iso7816_g_cam)   \
	X(lds_a)           \
	X(lds_b)           \
	X(lds_c)           \
	X(lds_d)           \
	X(lds_e)           \
	X(lds_f)           \
	X(lds_g)           \
	X(lds_h)           \
	X(lds_h_container) \
	X(lds_h_object)    \
	X(lds_h_signer)    \
	X(lds_i)           \
	X(lds_j)           \
	X(lds_k)           \
	X(own_cvc)         \
	X(own_lists)       \
	X(own_pki)         \
	X(own_pki_chain)   \
	X(own_pki_revoked)
/* clang-format on */
#define X(unit) extern const struct conf_unit conf_##unit;
CONF_UNITS(X)
#undef X

#endif
