import type { Compound, Cursor } from '../cursor.ts';
import { textArgument } from '../filter-arguments.ts';
import { formatIpv4, parseIpv4 } from '../number-literal.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `ipv4_range(low, high)`, `ipv4_range(a.b.c.d/bits)`, `ipv4_range(a.b.c.d)`. */
export const ipv4RangeFilter: FilterSyntax<'ipv4-range'> = {
  kind: 'ipv4-range',
  names: ['ipv4_range'],
  help: {
    syntax: 'ipv4_range(low, high) | ipv4_range("a.b.c.d/bits")',
    description: 'rows in which the field is an IPv4 address of the range or network',
    example: 'user.ip:ipv4_range("127.0.0.0/8")',
  },
  parse(cursor, field) {
    const name = cursor.next();
    const bounds = cursor.list(() => textArgument(cursor));
    if (bounds.length < 1 || bounds.length > 2) {
      cursor.fail(['a network', 'two addresses'], { at: name, problem: `ipv4_range has ${bounds.length} arguments` });
    }
    const [low, high] = bounds.length === 1 ? network(cursor, bounds[0]!) : bounds.map((item) => address(cursor, item));
    return { kind: 'ipv4-range', field: field ?? '_msg', low: low!, high: high! };
  },
  print(node, printer) {
    return `${printer.prefix(node.field)}ipv4_range(${formatIpv4(node.low)}, ${formatIpv4(node.high)})`;
  },
};

function address(cursor: Cursor, { text, first }: Compound): number {
  const value = parseIpv4(text);
  if (value === undefined) cursor.fail('an IPv4 address', { at: first });
  return value;
}

/** The first and last address. */
function network(cursor: Cursor, { text, first }: Compound): [number, number] {
  const match = /^([^/]*)(?:\/(\d{1,2}))?$/.exec(text);
  const base = match === null ? undefined : parseIpv4(match[1]!);
  const bits = Number(match?.[2] ?? 32);
  if (base === undefined || bits > 32) cursor.fail('an IPv4 address or network like 10.0.0.0/8', { at: first });
  const size = 2 ** (32 - bits);
  const low = base - (base % size);
  return [low, low + size - 1];
}
