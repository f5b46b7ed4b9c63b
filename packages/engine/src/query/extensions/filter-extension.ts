import { requireTexts } from '../../logsql/filter-arguments.ts';
import type { FilterSyntax } from '../../logsql/syntax-entry.ts';
import type { CustomFilterNode } from '../../logsql/syntax-tree.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { guarded, refusalOf, requireStarted } from './extension-failure.ts';
import { type ExtensionHelp, helpOf } from './extension-name.ts';

/**
 * A filter of your own, written `name(a, b)` for messages and `field:name(a, b)` for a field.
 *
 * @example
 * const luhn: FilterExtension = {
 *   name: 'luhn',
 *   start: () => (text) => /^\d{2,}$/.test(text) && [...text].reverse().reduce((sum, digit, i) => {
 *     const doubled = Number(digit) * (i % 2 === 0 ? 1 : 2);
 *     return sum + (doubled > 9 ? doubled - 9 : doubled);
 *   }, 0) % 10 === 0,
 * };
 */
export interface FilterExtension {
  /** Lower-case letters, digits and `_`. */
  readonly name: string;
  readonly help?: ExtensionHelp | undefined;
  /**
   * Called once a query, with the texts in the brackets; an InvalidArgumentError that it throws refuses the query, in its words. What it
   * returns says whether a value passes. It is asked once for each different value where those are known, in no order, so it
   * must give the same answer for the same text; a row without the field has the text `''`.
   */
  start(args: readonly string[]): (text: string) => boolean;
}

export function filterSyntaxOf({ name, help }: FilterExtension): FilterSyntax<'custom'> {
  return {
    kind: 'custom',
    names: [name],
    help: helpOf(help, `[field:]${name}(…)`, `${name}()`, 'filter'),
    parse(cursor, field) {
      cursor.next();
      return { kind: 'custom', name, field: field ?? '_msg', parameters: requireTexts(cursor) };
    },
    print: (node, printer) =>
      `${printer.prefix(node.field)}${name}(${argumentsOf(node)
        .map((text) => printer.quoted(text))
        .join(', ')})`,
  };
}

export function filterOperatorOf(extension: FilterExtension): FilterOperator<CustomFilterNode> {
  const what = `the filter ${extension.name}`;
  return {
    bind(node) {
      const start = (): unknown => extension.start(argumentsOf(node));
      const passes = guarded(what, start) as ReturnType<FilterExtension['start']>;
      requireStarted(passes, typeof passes === 'function', what, 'a function that tells whether a text passes');
      const test = (text: string): boolean => {
        try {
          return passes(text);
        } catch (error) {
          throw refusalOf(error, what);
        }
      };
      return new FieldFilter(node.field, { test }, FILTER_COST.regexp);
    },
  };
}

/** What `filterSyntaxOf` parses. */
function argumentsOf({ parameters }: CustomFilterNode): readonly string[] {
  return parameters as readonly string[];
}
