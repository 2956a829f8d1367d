/*
 * forge_usage: what egate-forge can be told.
 * Knows its words and their meaning. Never mints.
 */
#include "simulator/forge_usage.h"

#include "simulator/forge.h"
#include "simulator/forge_crl.h"
#include "simulator/forge_known.h"

#include <stdio.h>

static const char usage[] =
	"egate-forge csca out=DIR [alg=ec:brainpoolP384r1:sha384] [today=YYYY-MM-DD] [expired=on]\n"
	"  [country=UT] [state=UTO] [name=NAME]\n"
	"  writes DIR/csca.cer (for the trust folder) and DIR/csca.key\n"
	"egate-forge link ca=DIR to=DIR out=DIR [today=YYYY-MM-DD]\n"
	"  writes DIR/link.cer: the CA in to, certified with the key of the one in ca\n"
	"egate-forge passport ca=DIR out=DIR name=SURNAME,GIVEN portrait=FILE\n"
	"  [kind=td3|td1] [code=P|I] [number=N] [state=UTO] [nationality=UTO] [birth=YYMMDD]\n"
	"  [sex=F|M|<] [expiry=YYMMDD] [can=DIGITS] [today=YYYY-MM-DD]\n"
	"  [signer=ec:brainpoolP256r1:sha256|rsa:2048|pss:2048] [digest=sha256] [lds=0|1]\n"
	"  [pace=PARAMETERS:CIPHER[:gm|im|cam],...|none] [aa=ec|rsa|none|ALGORITHM]\n"
	"  [chip-auth=PARAMETERS:CIPHERS[:ID],...|none] [card-security=on] [trust=FILE[,FILE]]\n"
	"  [dg2=19794|39794] [dg=NUMBER:FILE,...]\n"
	"  [flaw=FLAW] [other-portrait=FILE] [other-given=NAMES]\n"
	"  [sod=FORM] [card=FORM] [certificate=FORM] [files=DIR]\n"
	"  portrait: JPEG or JPEG 2000 of at most 60 KB (15 KB are usual)\n"
	"  writes DIR/document.egd (for egate-chip-sim) and DIR/mrz.txt (for the page reader)\n"
	"  files: where sod.bin, com.bin, dg1.bin ... go, too (for egate pki verify)\n"
	"  pace: usually brainpoolP256r1:aes128; the first is what DG14 and EF.CardAccess begin "
	"with.\n"
	"  PARAMETERS are a curve, modp1024, modp2048-224 or modp2048-256; ciphers 3des aes128 "
	"aes192\n"
	"  aes256. cam makes its key and EF.CardSecurity.\n"
	"  chip-auth: usually none. CIPHERS have a plus between; untold is 3DES that DG14 does "
	"not\n"
	"  tell of. trust: CVCA certificates (*.cvcert) for Terminal Authentication, newest "
	"first.\n"
	"  dg2: usually 19794; the standard that its portrait is written in, ISO/IEC 19794-5 or "
	"39794-5.\n"
	"  dg: whole files of further data groups, as they lie in the chip.\n"
	"  FORM: how EF.SOD, EF.CardSecurity or the signer's certificate is written, by its word "
	"or by\n"
	"  the conformance case that it makes.\n"
	"egate-forge terminal out=DIR [alg=ec:brainpoolP256r1:sha256] [generations=1..4]\n"
	"  [access=dg3+dg4|dg3|dg4|none] [dv=domestic|foreign] [expired=on] [today=YYYY-MM-DD]\n"
	"  writes certificates of a CVCA (UTCVCA00001.cvcert ..., links), a DV and this gate, and "
	"the\n"
	"  gate's key UTGATE00001.pkcs8; the CVCA's and the DV's keys are not kept\n"
	"egate-forge fingers out=DIR from=DIR [positions=2,7] [impression=0] [dpi=500]\n"
	"  [encoding=19794|39794] [image=wsq|damaged]\n"
	"  writes DIR/dg3.bin, for dg=3:DIR/dg3.bin: FINGER_IMPRESSION.pgm of egate-finger-forge, "
	"as\n"
	"  WSQ of 0.75 bits a pixel; without positions, the DG3 of somebody who has no fingers\n"
	"egate-forge crl ca=DIR out=DIR [by=DIR] [number=1] [next=90|-1] "
	"[revoke=HEX[:REASON],...]\n"
	"  [more=COUNT] [form=FORM] [today=YYYY-MM-DD]\n"
	"  writes DIR/csca.crl in the name of the CA in ca, signed by the one in by; next: days to "
	"the\n"
	"  next update; more: invented entries\n"
	"egate-forge masterlist ca=DIR out=DIR [certificates=FILE,...] [alg=ALGORITHM] "
	"[cms=by-key]\n"
	"  [by=signer|document-signer|ca] [signed=YYYY-MM-DD] [today=YYYY-MM-DD]\n"
	"  writes DIR/list.ml with these certificates and the CA's; cms: form as of EF.SOD\n"
	"egate-forge ldif out=DIR [signers=FILE,...] [cas=FILE,...] [crls=FILE,...] "
	"[lists=FILE,...]\n"
	"  [country=UT] [version=1] [change=whole|add|replace|delete] [dn=text|base64] "
	"[lines=lf|crlf]\n"
	"  [conformance=CODE]\n"
	"  writes DIR/pkd.ldif as the ICAO PKD's collections are\n"
	"algorithms: ec:CURVE[:HASH[:named]] rsa:BITS[:HASH] pss:BITS[:HASH] dsa:BITS[:HASH]\n"
	"  curves P-256 P-384 P-521 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1 ...; "
	"parameters "
	"are\n"
	"  explicit unless :named; :sibling names another curve of the same size instead; :plain "
	"is r||s\n"
	"  under the BSI's identifiers. BITS end at 6144, for aa and terminals at 4096; of dsa "
	"they are\n"
	"  2048 or 3072. rsa:BITS:md5. rsa:BITS:HASH:bare tells rsaEncryption alone.\n"
	"  pss:BITS:HASH[:salt=OCTETS][:mask=HASH]. rsa:BITS:HASH:BLOCK, where BLOCK is\n";

void forge_usage(void)
{
	(void)fputs(usage, stderr); /* nothing to do when standard error is closed */
#define X(name, word, text) \
	(void)((word)[0] == '\0' ? 0 : fprintf(stderr, "  %-24s %s\n", word, text));
	FORGE_BLOCKS(X)
#undef X
	(void)fputs(forge_known_usage, stderr); /* as above */
	(void)fputs("flaws:\n", stderr);
#define X(name, word, finding) (void)fprintf(stderr, "  %-24s %s\n", word, finding);
	FORGE_FLAWS(X)
#undef X
	(void)fputs("forms of EF.SOD and EF.CardSecurity:\n", stderr); /* as above */
#define X(name, word, id, text) (void)fprintf(stderr, "  %-24s %-9s %s\n", word, id, text);
	FORGE_SOD_FORMS(X)
	(void)fputs("forms of the signer's certificate:\n", stderr); /* as above */
	FORGE_CERT_FORMS(X)
#undef X
	(void)fputs("forms of revocation lists:\n", stderr); /* as above */
#define X(name, word, text) (void)fprintf(stderr, "  %-24s %s\n", word, text);
	FORGE_CRL_FORMS(X)
#undef X
}
