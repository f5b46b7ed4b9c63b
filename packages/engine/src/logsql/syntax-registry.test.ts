import { describe, expect, it } from 'vitest';
import { FILTER_SYNTAX } from './filter-syntax.ts';
import { LOGSQL } from './logsql.ts';
import { parse, parseFilter } from './parse.ts';
import { PIPE_SYNTAX } from './pipe-syntax.ts';
import { print } from './print.ts';
import { STATS_SYNTAX } from './stats-syntax.ts';
import type { FilterSyntax, PipeSyntax, StatsSyntax } from './syntax-entry.ts';
import { extendRegistry } from './syntax-registry.ts';

describe('the entries', () => {
  it.each(Object.entries(PIPE_SYNTAX))('pipe %s has its own name, and an example with it', (name, entry) => {
    expect(entry.name).toBe(name);
    const text = entry.help.example.includes('|') ? entry.help.example : `* | ${entry.help.example}`;
    expect(parse(text, LOGSQL).pipes.map((pipe) => pipe.kind)).toContain(name);
    expect(entry.help.syntax).toContain(name);
  });

  it.each(Object.entries(STATS_SYNTAX))('stats function %s has its own name, and an example with it', (name, entry) => {
    expect(entry.name).toBe(name);
    const functions = parse(entry.help.example, LOGSQL).pipes.flatMap((pipe) =>
      pipe.kind === 'stats' ? pipe.functions.map((one) => one.function.kind) : [],
    );
    expect(functions).toContain(name);
    expect(entry.help.syntax).toContain(`${name}(`);
  });

  it.each(Object.entries(FILTER_SYNTAX))('filter %s has its own kind, and an example', (kind, entry) => {
    expect(entry.kind).toBe(kind);
    expect(() => parseFilter(entry.help.example, LOGSQL)).not.toThrow();
  });

  it('describe every function and pipe in one line', () => {
    for (const { help } of [
      ...LOGSQL.pipes.values(),
      ...LOGSQL.statsFunctions.values(),
      ...LOGSQL.filterKinds.values(),
    ]) {
      expect(help.description).not.toBe('');
      expect(`${help.syntax}${help.description}${help.example}`).not.toContain('\n');
    }
  });
});

describe('extendRegistry', () => {
  const help = { syntax: 'x', description: 'x', example: 'x' };
  const rot: FilterSyntax<'custom'> = {
    kind: 'custom',
    names: ['rot13'],
    help,
    parse(cursor, field) {
      cursor.next();
      cursor.expect('(');
      const parameters = cursor.value('a text');
      cursor.expect(')');
      return { kind: 'custom', name: 'rot13', field: field ?? '_msg', parameters };
    },
    print: (node, printer) => `${printer.prefix(node.field)}rot13(${printer.quoted(String(node.parameters))})`,
  };
  const redact: PipeSyntax<'custom'> = {
    name: 'redact',
    extension: true,
    help,
    parse: (cursor) => ({ kind: 'custom', name: 'redact', parameters: cursor.fields() }),
    print: (node, printer) => `redact ${printer.names(node.parameters as string[])}`,
  };
  const mode: StatsSyntax<'custom'> = {
    name: 'mode',
    extension: true,
    help,
    parse: (cursor) => ({ kind: 'custom', name: 'mode', parameters: cursor.fieldsInBrackets() }),
    print: (node, printer) => `mode(${printer.names(node.parameters as string[])})`,
  };
  const registry = extendRegistry(LOGSQL, { filters: [rot], pipes: [redact], statsFunctions: [mode] });

  it('adds a filter, a pipe and a function to the language', () => {
    const text = 'a:rot13("b c") redact | redact d, e | mode(f) g | filter x:rot13(y)';
    const tree = parse(text, registry);
    expect(tree.pipes[0]).toEqual({ kind: 'custom', name: 'redact', parameters: ['d', 'e'] });
    expect(tree.filter).toMatchObject({
      filters: [{ kind: 'custom', name: 'rot13', field: 'a', parameters: 'b c' }, {}],
    });
    expect(parse(print(tree, registry), registry)).toEqual(tree);
  });

  it('leaves the given registry as it is', () => {
    expect(() => parse('* | mode(f) g', LOGSQL)).toThrow('expected');
  });

  it('refuses names that are taken, or not in lower case', () => {
    expect(() => extendRegistry(registry, { pipes: [redact] })).toThrow('redact already');
    expect(() => extendRegistry(LOGSQL, { pipes: [{ ...redact, name: 'head' }] })).toThrow('head already');
    expect(() => extendRegistry(LOGSQL, { statsFunctions: [{ ...mode, name: 'Mode' }] })).toThrow('lower case');
  });
});
