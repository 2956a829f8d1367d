/*
 * egate_pki: egate pki, what an administrator does with trust lists, certificates and keys.
 * Knows which command is meant, and the sandbox.
 */
#include "prog/egate_pki.h"

#include "os/sandbox.h"
#include "pki/crypt.h"
#include "prog/egate.h"
#include "prog/egate_pki_key.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MB   2048 /* a store of every collection there is, twice, while it is made anew */
#define CPU_SECONDS 1800 /* 30,000 signatures of document signers on the slowest curve */
#define OUTPUT_ROOM 65536

static const char usage[] =
	"egate pki import STORE FILE...      takes published objects into a trust store: master\n"
	"                                    lists, country CAs, document signers, revocation,\n"
	"                                    deviation and defect lists, LDIF; all of them or "
	"none\n"
	"    --anchor FILE                   certificate (DER) that vouches for a list's signer\n"
	"    --lists-of XX,YY                states whose lists bring country CAs of all states;\n"
	"                                    others, unless under the anchor, bring their own\n"
	"    --take-unanchored               lists whose signer nothing vouches for, or not any\n"
	"                                    more, too: you do\n"
	"    --take-certificates             single country CAs that no link leads to: you vouch\n"
	"    --own-state XX                  whose defect lists, under the anchor, count for all\n"
	"                                    documents\n"
	"    --complete                      an LDIF is the whole collection: what it lacks goes\n"
	"    --take-older                    an LDIF older than the one before, too\n"
	"    --dry-run                       tells what would become of each, stores nothing\n"
	"egate pki list STORE                country CAs as a tree: keys, and links between them\n"
	"    --country XX                    only those of one country\n"
	"egate pki report STORE              what ends and what is missing, country by country\n"
	"    --days N                        that ends within N days; 90\n"
	"egate pki show FILE                 what a certificate, list or EF.SOD says\n"
	"egate pki verify STORE EF.SOD [N=FILE...] [com=FILE]\n"
	"                                    Passive Authentication of files; data group N\n"
	"    --strict | --policy FILE        nothing is passed over, or what the file says\n"
	"egate pki diff OLD NEW              two master lists or stores: what is gone, what is "
	"new\n"
	"egate pki bundle make FOLDER FILE...  an update to be carried by hand\n"
	"egate pki bundle check FOLDER       is it whole? --store STORE: what would it change?\n"
	"                                    (--anchor, --lists-of, --take-unanchored, "
	"--own-state\n"
	"                                    as of import)\n"
	"egate pki terminal list FOLDER      certificates for fingers and irises: what each is, "
	"why\n"
	"                                    it is not taken, and what chips open for us\n"
	"egate pki terminal plan FOLDER      what is to be renewed, when, and by whom\n"
	"egate pki terminal request FOLDER --holder REF --out FILE\n"
	"                                    a new key, and the request for its certificate\n"
	"    --key FILE                      of the new key; FOLDER/REF.pkcs8\n"
	"    --unused-key                    or the folder's one key that has no certificate yet\n"
	"    --alg NAME:CURVE | NAME:BITS    else as the document verifier's certificate\n"
	"    --authority REF                 the document verifier, where several could be meant\n"
	"    --initial                       not signed by a current certificate\n"
	"    --secret FILE                   passphrase of encrypted keys, of all "
	"three\n" EGATE_PKI_KEY_USAGE "  of all but key: --json, one JSON object instead of text; "
	"of report, verify and terminal:\n"
	"  --day YYYY-MM-DD, as of another day\n";

static const struct {
	const char *name;
	int (*run)(int count, char *const words[]);
} commands[] = {
	{"bundle", egate_pki_bundle}, {"diff", egate_pki_diff},
	{"import", egate_pki_import}, {"key", egate_pki_key},
	{"list", egate_pki_list},     {"report", egate_pki_report},
	{"show", egate_pki_show},     {"terminal", egate_pki_terminal},
	{"verify", egate_pki_verify},
};

enum eg_err egate_pki_sandbox(void)
{
	static char room[OUTPUT_ROOM]; /* else the library asks what standard output is */
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	if (setvbuf(stdout, room, _IOFBF, sizeof(room)) != 0) {
		return EG_FAIL(EG_IO, "standard output");
	}
	EG_TRY(crypt_warm()); /* reads its files now or never */
	return sandbox_enter(&need);
}

enum eg_err egate_pki_files(const char *const *paths, size_t count, struct pki_files *out)
{
	enum eg_err err = pki_files_read(paths, count, out);
	if (err != EG_OK && out->bad != NULL) {
		(void)fprintf(stderr, "egate: %s: not usable\n", out->bad); /* as usage */
	}
	return err;
}

static int command(int count, char *const words[])
{
	for (size_t i = 0; count > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(words[0], commands[i].name) == 0) {
			return commands[i].run(count - 1, words + 1);
		}
	}
	return EGATE_USAGE;
}

int egate_pki(int count, char *const words[])
{
	bool asked = count >= 1 && strcmp(words[count - 1], "--help") == 0;
	int code = asked ? EGATE_DONE : command(count, words);
	struct eg_fault why = eg_fault_last();
	if (asked || code == EGATE_USAGE) {
		(void)fputs(usage, asked ? stdout : stderr); /* nobody to tell if it is closed */
	}
	if (code == EGATE_USAGE && why.err == EG_CONFIG) {        /* at the end, where it is seen */
		(void)fprintf(stderr, "egate: %s\n", why.reason); /* as usage */
	}
	return code;
}
