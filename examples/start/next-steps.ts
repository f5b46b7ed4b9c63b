import { aside, heading } from '../page.ts';

/** What to try next: lines to paste. */
export function printNextSteps(directory: string, title: string): void {
  console.log(heading(title));
  for (const [what, command] of [
    ['the newest errors', `npx log-analytics query --data ${directory} --level error --desc --limit 10`],
    [
      'slow statements, the slowest first',
      `npx log-analytics query --data ${directory} --meta 'duration_ms>=500' --sort duration_ms --desc --fields time,source,duration_ms,message`,
    ],
    ['all figures, or --prometheus', `npx log-analytics stats --data ${directory}`],
  ] as const) {
    console.log(`  ${aside(`# ${what}`)}\n  ${command}`);
  }
  console.log(
    aside(`\n  To begin anew, remove ${directory}/. The engine in your own program: see examples/basic-usage.ts.`),
  );
}
