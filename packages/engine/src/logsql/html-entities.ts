/** The names of the characters from U+00A0 on. */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para ' +
  'middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute ' +
  'Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml ' +
  'Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml ' +
  'eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** Those that HTML knows without a semicolon as well. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ...LATIN_1.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ...Object.entries({ lt: '<', LT: '<', gt: '>', GT: '>', amp: '&', AMP: '&', quot: '"', QUOT: '"' }),
  ...Object.entries({ COPY: '\u00a9', REG: '\u00ae' }),
]);
const NAME_LENGTH_MAX = 6;

const ENTITY = /&(?:([A-Za-z0-9]+)(;?)|#(\d{1,7});?|#[xX]([0-9a-fA-F]{1,6});?)/g;

/**
 * The text with the characters that entities of HTML stand for: numbers, and the names of Latin 1, with or without a
 * semicolon, at the longest that fits (`&region` begins with `&reg`). Names that need a semicolon are known of `&apos;` only.
 */
export function decodeEntities(text: string): string {
  return text.replace(ENTITY, (entity, name?: string, semicolon?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return decodeName(name, semicolon!) ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
  });
}

function decodeName(name: string, semicolon: string): string | undefined {
  if (name === 'apos' && semicolon !== '') return "'";
  const whole = NAMED.get(name);
  if (whole !== undefined) return whole;
  for (let length = Math.min(name.length - 1, NAME_LENGTH_MAX); length > 1; length--) {
    const known = NAMED.get(name.slice(0, length));
    if (known !== undefined) return known + name.slice(length) + semicolon;
  }
  return undefined;
}
