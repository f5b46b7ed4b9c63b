/** The end of a help text: examples, each a line of what it does and a line to paste. */
export function helpExamples(examples: readonly (readonly [what: string, command: string])[]): string {
  return `\nExamples:\n${examples.map(([what, command]) => `  # ${what}\n  ${command}\n`).join('\n')}`;
}
